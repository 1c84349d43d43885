"""The self-check: says what is missing and what would show it, keeps nothing, and tells no more than public demand."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from community.models import Community
from employers.demand import Demand, Role, Skill
from employers.models import SkillAlias
from providers import gates, selfcheck
from providers.alignment import align
from providers.criteria import Criteria
from providers.selfcheck import Answers, State
from tests import make

pytestmark = pytest.mark.django_db
CHECK, CRITERIA = reverse("providers:self-check"), reverse("providers:criteria")
WEB, SUPPORT, SCIENCE = "15-1254", "15-1232", "15-2051"
ASKED = Demand(
    minimum=3,
    roles=(Role(WEB, 5, 12, ()), Role(SUPPORT, 3, None, ())),
    skills=(Skill("JavaScript", 4), Skill("help desk", 3)),
)
ALL = Answers(
    kind="training_provider",
    occupations=(WEB,),
    skills=("js",),
    graduated=20,
    placed=14,
    is_documented=True,
    barriers=("low_income",),
    counts=True,
    supports=True,
    selects_on_skills=True,
    signs=True,
    knows_where=True,
    has_somebody=True,
)
EVERYTHING = {
    "kind": "training_provider",
    "occupations": [WEB],
    "skills": "JavaScript",
    "graduated": "20",
    "placed": "14",
    "barriers": ["low_income", "returning_citizen"],
    **dict.fromkeys(
        ("is_documented", "counts", "supports", "selects_on_skills", "signs", "knows_where", "has_somebody"), "on"
    ),
}


@pytest.fixture
def criteria(rivertown: Community) -> Criteria:
    """What holds in Rivertown."""
    make.criteria(rivertown)
    return gates.now(rivertown)


def look(criteria: Criteria, **changed: Any) -> dict[str, selfcheck.Finding]:
    """Return the findings by criterion, of somebody who has everything but for what is changed."""
    answers = Answers(**{**vars(ALL), **changed})
    found = selfcheck.check(answers, criteria, align(answers.occupations, answers.skills, ASKED, {"js": "JavaScript"}))
    return {finding.gate.key: finding for finding in found}


def test_who_has_everything_misses_nothing(criteria: Criteria) -> None:
    found = look(criteria)
    assert {finding.state for finding in found.values()} == {State.LOOKS_MET}
    assert all(finding.missing == () for finding in found.values())
    assert found["demand"].found == ("Web Developers: asked for by 5 employers who signed.",)
    assert "help desk" in found["demand"].hint and "JavaScript" not in found["demand"].hint
    assert found["quality"].found == ("14 of 20 were placed; the bar is 70%.",)


@pytest.mark.parametrize(
    ("key", "changed", "state", "said"),
    [
        ("demand", {"occupations": ()}, State.MISSING, "Say which jobs"),
        ("demand", {"occupations": (SCIENCE,)}, State.MISSING, "Those you named are not among them"),
        ("quality", {"graduated": None, "placed": None}, State.GOAL, "A goal to start from"),
        ("quality", {"placed": 13}, State.GOAL, "13 of 20 is below 70%"),
        ("quality", {"placed": 0}, State.GOAL, "0 of 20 is below 70%"),
        ("quality", {"is_documented": False}, State.MISSING, "how you know of them"),
        ("mission", {"barriers": ()}, State.MISSING, "Name the barriers"),
        ("mission", {"counts": False}, State.MISSING, "Count for each half-year"),
        ("mission", {"supports": False}, State.MISSING, "Do something"),
        ("mission", {"selects_on_skills": False}, State.MISSING, "what they can do"),
        ("data", {"signs": False}, State.MISSING, "Sign the data-sharing agreement"),
        ("data", {"knows_where": False}, State.MISSING, "where and when"),
        ("data", {"has_somebody": False}, State.MISSING, "Name somebody"),
    ],
)
def test_each_thing_that_is_missing_is_named(
    criteria: Criteria, key: str, changed: dict[str, Any], state: State, said: str
) -> None:
    found = look(criteria, **changed)
    assert found[key].state == state
    assert any(said in line for line in found[key].missing)
    assert {one.state for name, one in found.items() if name != key} == {State.LOOKS_MET}


def test_a_rate_is_compared_exactly_and_never_rounded_up_to_the_bar(criteria: Criteria) -> None:
    assert look(criteria, graduated=23, placed=16)["quality"].state == State.GOAL  # 69.6 %
    assert look(criteria, graduated=10, placed=7)["quality"].state == State.LOOKS_MET


def test_who_neither_trains_nor_places_is_asked_about_two_criteria_alone(criteria: Criteria) -> None:
    found = look(criteria, kind="other_resource", occupations=(), graduated=None, placed=None)
    assert [found[key].state for key in ("demand", "quality")] == [State.NOT_ASKED] * 2
    assert [found[key].state for key in ("mission", "data")] == [State.LOOKS_MET] * 2


# --- The page -----------------------------------------------------------------------------------


def sign(at: Community, number: int, *, skills: list[str], occupation: str = WEB) -> None:
    """Let employers ask."""
    for _ in range(number):
        commitment = make.active(at, asks={occupation: 1})
        commitment.asks.update(skills=skills)


def test_the_page_asks_first_and_answers_then(client: Client, rivertown: Community) -> None:
    make.criteria(rivertown)
    sign(rivertown, 3, skills=["JavaScript"])
    first = client.get(CHECK)
    assert "See what is missing" in first.text and "What would be good evidence" not in first.text
    page = client.get(CHECK, EVERYTHING).text
    assert "All 4 criteria look met" in page
    assert "Web Developers: asked for by 3 employers who signed." in page
    assert "What would be good evidence" in page
    page = client.get(CHECK, {"kind": "training_provider", "occupations": [WEB]}).text
    assert "1 of 4 criteria looks met" in page
    assert "Name the barriers that people you serve face." in page
    assert "There is something to do for each criterion" in client.get(CHECK, {"kind": "training_provider"}).text


def test_nothing_of_it_is_kept_no_row_and_no_cookie(client: Client, rivertown: Community) -> None:
    make.criteria(rivertown)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(CHECK, EVERYTHING)
    assert all(query["sql"].lstrip().startswith("SELECT") for query in asked.captured_queries)
    assert not answer.cookies and not client.cookies
    assert client.post(CHECK, EVERYTHING).status_code == 405
    assert not client.get(CRITERIA).cookies


def test_what_was_ticked_stays_ticked(client: Client, rivertown: Community) -> None:
    make.criteria(rivertown)
    form = client.get(CHECK, EVERYTHING).context["form"]
    assert form.cleaned_data["barriers"] == ["low_income", "returning_citizen"]
    assert form["skills"].value() == "JavaScript"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"placed": "21"}, "More than graduated"),
        ({"placed": ""}, "Give both numbers, or neither"),
        ({"graduated": "0", "placed": "0"}, "Nobody graduated"),
        ({"graduated": "-1"}, "A whole number"),
        ({"graduated": "9" * 5000}, "A whole number"),
        ({"kind": "wizard"}, "Select a valid choice"),
        ({"occupations": "99-9999"}, "Select a valid choice"),
        ({"skills": "x" * 200}, "under 60 characters"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client: Client, rivertown: Community, wrong: dict[str, str], said: str
) -> None:
    make.criteria(rivertown)
    page = client.get(CHECK, EVERYTHING | wrong)
    assert page.status_code == 200 and said in page.text
    assert "findings" not in page.context


def test_before_the_first_version_the_pages_name_somebody_to_ask(client: Client, rivertown: Community) -> None:
    for path in (CRITERIA, CHECK):
        page = client.get(path).text
        assert "Dana Whitfield" in page and "being written" in page
    assert client.get(CHECK, EVERYTHING).status_code == 200


def test_a_skill_that_too_few_ask_for_looks_like_one_that_nobody_asks_for(client: Client, rivertown: Community) -> None:
    """Whoever tries words in the self-check learns nothing that public demand does not tell."""
    make.criteria(rivertown)
    sign(rivertown, 3, skills=["JavaScript"])
    answers = EVERYTHING | {"skills": "Cobol, COBOL 85", "occupations": [SCIENCE]}
    before = client.get(CHECK, answers).content.replace(b"Cobol", b"")
    sign(rivertown, 2, skills=["Cobol"], occupation=SCIENCE)
    SkillAlias.objects.create(community=rivertown, written="cobol 85", name="Cobol")
    assert client.get(CHECK, answers).content.replace(b"Cobol", b"") == before


def test_the_criteria_stand_before_any_sign_in_in_plain_words(client: Client, rivertown: Community) -> None:
    make.criteria(rivertown)
    rivertown.decision_days, rivertown.review_months = 21, 6
    rivertown.save()
    page = client.get(CRITERIA).text
    for words in (
        "It meets employer demand",
        "It leads to jobs",
        "It opens doors",
        "It says what became of people",
        "What good evidence looks like",
        "Returning home from incarceration",
        "Selecting on skills, not on pedigree",
        "within 21 days",
        "after 6 months",
        CHECK,
    ):
        assert words in page
    assert CRITERIA in client.get("/").text and CHECK in client.get("/").text


@pytest.mark.parametrize("rows", [1, 30])
def test_the_criteria_cost_as_little_with_much_demand(
    client: Client, rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    make.criteria(rivertown)
    sign(rivertown, rows, skills=["SQL"])
    client.get(CRITERIA)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(CRITERIA)
    with django_assert_num_queries(CHECK_QUERIES):
        client.get(CHECK, EVERYTHING)


PAGE_QUERIES = 5
CHECK_QUERIES = 6
