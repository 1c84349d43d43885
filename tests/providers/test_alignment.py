"""How what is taught meets what is asked for: through the community’s aliases, and no more than demand itself tells."""

from employers.demand import Demand, Role, Skill
from providers.alignment import align
from providers.gaps import GapMap, Supply, lay, supply

WEB, SUPPORT, SCIENCE = "15-1254", "15-1232", "15-2051"
ASKED = Demand(
    minimum=3,
    roles=(Role(WEB, 5, 12, ()), Role(SUPPORT, 3, None, ())),
    skills=(Skill("JavaScript", 4), Skill("help desk", 3)),
)
ALIASES = {"js": "JavaScript"}


def test_a_program_is_laid_beside_what_is_asked_for() -> None:
    found = align([SCIENCE, WEB], [" JS ", "Cobol"], ASKED, ALIASES)
    assert [role.code for role in found.roles] == [WEB]
    assert found.unseen_roles == ("Data Scientists",)
    assert [role.code for role in found.other_roles] == [SUPPORT]
    assert [skill.name for skill in found.skills] == ["JavaScript"]
    assert found.unseen_skills == ("Cobol",)
    assert [skill.name for skill in found.other_skills] == ["help desk"]


def test_the_gate_is_met_by_one_role_that_enough_ask_for() -> None:
    assert align([SUPPORT, WEB], [], ASKED, {}).is_met(5)
    assert not align([SUPPORT], [], ASKED, {}).is_met(5)
    assert not align([SCIENCE], [], ASKED, {}).is_met(1)


def test_without_an_alias_two_writings_are_two_skills() -> None:
    found = align([], ["JS"], ASKED, {})
    assert (found.skills, found.unseen_skills) == ((), ("JS",))


def test_what_nobody_teaches_is_open_and_what_nobody_asks_for_is_named() -> None:
    taught = supply(
        [("Code School", WEB), ("Library", WEB), ("Library", SCIENCE)],
        [("Code School", ["js", ""]), ("Library", ["JavaScript", "Cobol"])],
        ALIASES,
    )
    found = lay(ASKED, taught, ALIASES)
    assert [(gap.role.code, gap.providers) for gap in found.roles] == [
        (WEB, ("Code School", "Library")),
        (SUPPORT, ()),
    ]
    assert [(gap.skill.name, gap.providers) for gap in found.skills] == [
        ("JavaScript", ("Code School", "Library")),
        ("help desk", ()),
    ]
    assert [role.code for role in found.open_roles] == [SUPPORT]
    assert [skill.name for skill in found.open_skills] == ["help desk"]
    assert (found.taught_roles, found.taught_skills) == (("Data Scientists",), ("Cobol",))


def test_where_nobody_teaches_all_of_it_is_open() -> None:
    found = lay(ASKED, Supply(), {})
    assert len(found.open_roles) == len(found.open_skills) == 2
    assert lay(Demand(minimum=3), Supply(), {}) == GapMap()
