"""What the public reads of demand: only roles that enough signed employers ask for."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import Community
from employers import demand
from employers.models import Ask, Commitment, Consent, SkillAlias
from providers import teaching
from reports.demand_data import as_data
from tests import make

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def ask(at: Community, occupation: str, openings: int | None, **fields: Any) -> Ask:
    """Make an ask of a new employer with an active commitment."""
    employer = make.employer(at)
    said = {name: fields.pop(name) for name in ("horizon", "skills", "town", "changed_at") if name in fields}
    consents = fields.pop("consents", ())
    commitment = make.commitment(
        at,
        employer=employer,
        **{
            "state": "active",
            "confirmed_at": make.NOW,
            "settled_at": make.NOW,
            "ends_on": date(2027, 11, 22),
            **fields,
        },
    )
    for kind in consents:
        Consent.objects.create(commitment=commitment, kind=kind, given_at=make.NOW)
    return Ask.objects.create(
        commitment=commitment,
        employer=employer,
        occupation=occupation,
        openings=openings,
        valid_until=date(2027, 1, 1),
        **said,
    )


def test_a_role_shows_once_three_employers_ask_for_it(rivertown: Community) -> None:
    for _ in range(2):
        ask(rivertown, "15-1254", 4)
    assert demand.now(rivertown, today=TODAY).roles == ()
    assert demand.now(rivertown, today=TODAY).other_roles == 1
    ask(rivertown, "15-1254", 4)
    found = demand.now(rivertown, today=TODAY)
    [role] = found.roles
    assert (role.code, role.employers, role.openings) == ("15-1254", 3, 12)
    assert found.bars == [demand.Bar(label="Web developers", count=12)]
    assert (found.employers, found.other_roles, found.most) == (3, 0, 12)


def test_the_threshold_is_the_communitys_own(rivertown: Community) -> None:
    rivertown.demand_min_employers = 1
    ask(rivertown, "15-1232", 2)
    assert demand.now(rivertown, today=TODAY).bars == [demand.Bar(label="User support", count=2)]


def test_one_employer_with_two_signatures_counts_once(rivertown: Community) -> None:
    first = ask(rivertown, "15-1254", 1)
    ask(rivertown, "15-1254", 1)
    again = make.commitment(
        rivertown,
        employer=first.employer,
        state="active",
        confirmed_at=make.NOW,
        settled_at=make.NOW,
        ends_on=date(2027, 1, 1),
    )
    Ask.objects.create(
        commitment=again, employer=first.employer, occupation="15-1254", openings=1, valid_until=date(2027, 1, 1)
    )
    assert demand.now(rivertown, today=TODAY).roles == ()


@pytest.mark.parametrize("state", ["awaiting", "confirmed", "expired", "withdrawn", "superseded", "rejected"])
def test_asks_count_only_while_the_commitment_is_active(rivertown: Community, state: str) -> None:
    for _ in range(3):
        ask(rivertown, "15-1254", 4, state=state)
    assert demand.now(rivertown, today=TODAY) == demand.Demand(minimum=3)


def test_asks_past_their_day_do_not_count(rivertown: Community) -> None:
    for _ in range(3):
        ask(rivertown, "15-1254", 4)
    assert demand.now(rivertown, today=date(2027, 1, 2)).roles == ()


def test_missing_openings_are_never_zero(rivertown: Community) -> None:
    for openings in (None, None, None):
        ask(rivertown, "15-1254", openings)
    found = demand.now(rivertown, today=TODAY)
    assert [(role.employers, role.openings) for role in found.roles] == [(3, None)]
    assert (found.bars, found.other_roles) == ([], 0)


def test_another_communitys_demand_is_not_ours(rivertown: Community, lakeside: Community) -> None:
    for _ in range(3):
        ask(lakeside, "15-1254", 4)
    assert demand.now(rivertown, today=TODAY).other_roles == 0


def test_every_occupation_has_a_name_and_home_has_room_for_five(rivertown: Community) -> None:
    rivertown.demand_min_employers = 1
    for number, (code, _label) in enumerate(Ask._meta.get_field("occupation").flatchoices):
        ask(rivertown, code, number + 1)
    found = demand.now(rivertown, today=TODAY)
    assert [bar.count for bar in found.bars] == [22, 21, 20, 19, 18]
    assert (len(found.roles), found.other_roles, found.employers) == (22, 0, 22)
    assert Commitment.objects.of(rivertown).count() == 22


def test_an_ask_without_a_commitment_of_its_own_counts_while_its_employer_has_one(rivertown: Community) -> None:
    for _ in range(2):
        ask(rivertown, "15-1254", 4)
    signer = make.active(rivertown, settled_at=make.NOW, ends_on=date(2027, 11, 22)).employer
    Ask.objects.create(employer=signer, occupation="15-1254", openings=2, valid_until=date(2027, 1, 1))
    Ask.objects.create(
        employer=make.employer(rivertown), occupation="15-1254", openings=9, valid_until=date(2027, 1, 1)
    )
    [role] = demand.now(rivertown, today=TODAY).roles
    assert role.employers == 3


def test_skills_are_one_whatever_the_case_and_the_spaces_and_by_alias(rivertown: Community) -> None:
    for typed in (["Help desk"], ["help  DESK", "JS"], ["help desk", "js"], ["JavaScript"]):
        ask(rivertown, "15-1232", 1, skills=typed)
    found = demand.now(rivertown, today=TODAY)
    assert [(skill.name.casefold(), skill.employers) for skill in found.skills] == [("help desk", 3)]
    assert found.other_skills == 2
    SkillAlias.objects.create(community=rivertown, written="js", name="JavaScript")
    found = demand.now(rivertown, today=TODAY)
    assert [(skill.name, skill.employers) for skill in found.skills][1:] == [("JavaScript", 3)]
    assert found.other_skills == 0


def test_times_are_pooled_until_enough_stand_in_each(rivertown: Community) -> None:
    for horizon in ("now", "6-9-months", "6-9-months", "6-9-months", "1-year"):
        ask(rivertown, "15-1254", 2, horizon=horizon)
    [role] = demand.now(rivertown, today=TODAY).roles
    assert [(span.label, span.employers) for span in role.horizons] == [("Within five years", 5)]
    for horizon in ("now", "now", "1-year", "1-year"):
        ask(rivertown, "15-1254", 2, horizon=horizon)
    [role] = demand.now(rivertown, today=TODAY).roles
    assert [(span.label, span.employers) for span in role.horizons] == [
        ("Now", 3),
        ("In 6 to 9 months", 3),
        ("In a year", 3),
    ]


def test_towns_are_told_where_enough_ask_and_read_as_one_however_they_are_written(rivertown: Community) -> None:
    for town in ("Rivertown", "Rivertown", "RIVERTOWN ", "Millbrook", "Millbrook", ""):
        ask(rivertown, "15-1254", 1, town=town)
    [role] = demand.now(rivertown, today=TODAY).roles
    assert role.towns == ("Rivertown",)
    [role] = demand.whole(rivertown, today=TODAY).roles
    assert role.towns == ("Rivertown", "Millbrook")


def test_named_and_unnamed_employers_do_not_make_a_town_together(rivertown: Community) -> None:
    for consents in (["list_name"], ["list_name"], []):
        ask(rivertown, "15-1254", 1, town="Rivertown", consents=consents)
    [role] = demand.now(rivertown, today=TODAY).roles
    assert role.towns == ()


def test_how_long_ago_employers_said_it_is_pooled_like_all_else(rivertown: Community) -> None:
    for days in (1, 40, 60, 100, 200, 360):
        ask(rivertown, "15-1254", 1, changed_at=make.NOW - timedelta(days=days))
    [role] = demand.now(rivertown, today=TODAY).roles
    assert [(age.label, age.employers) for age in role.ages] == [
        ("In the last 3 months", 3),
        ("3 to 12 months ago", 3),
    ]
    [role] = demand.whole(rivertown, today=TODAY).roles
    assert [(age.first, age.last, age.employers) for age in role.ages] == [(0, 3, 3), (3, 6, 1), (6, 12, 2)]


def test_an_ask_of_a_signature_was_said_when_it_was_signed(rivertown: Community) -> None:
    for _ in range(3):
        ask(rivertown, "15-1254", 1, signed_at=make.NOW - timedelta(days=120))
    [role] = demand.whole(rivertown, today=TODAY).roles
    assert [(age.label, age.employers) for age in role.ages] == [("3 to 6 months ago", 3)]


def test_the_team_sees_what_the_public_does_not(rivertown: Community) -> None:
    ask(rivertown, "15-1254", 4, skills=["Cobol"])
    found = demand.whole(rivertown, today=TODAY)
    assert [(role.employers, role.openings) for role in found.roles] == [(1, 4)]
    assert [(skill.name, skill.employers) for skill in found.skills] == [("Cobol", 1)]
    assert (found.other_roles, found.other_skills) == (0, 0)


WORLDS = st.lists(
    st.tuples(
        st.sampled_from(["15-1254", "15-1232", "15-1212"]),
        st.sampled_from([None, 1, 2, 7]),
        st.sampled_from(["now", "6-9-months", "5-years"]),
        st.sampled_from([[], ["SQL"], ["sql", "Go"]]),
        st.sampled_from(["", "Rivertown", "rivertown", "Millbrook"]),
        st.booleans(),
    ),
    max_size=9,
)


def told(at: Community) -> dict[str, Any]:
    """Return the document of public demand."""
    found = demand.now(at, today=TODAY)
    return as_data(found, teaching.gap_map(at, found), at, today=TODAY)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS)
def test_nothing_that_is_told_changes_with_a_cell_that_stays_hidden(rivertown: Community, world: list[Any]) -> None:
    """Whoever joins a hidden cell leaves no trace: with one employer in it or with two, the document is the same."""
    with transaction.atomic():
        for code, openings, horizon, skills, town, is_named in world:
            said = {"horizon": horizon, "skills": skills, "town": town}
            ask(rivertown, code, openings, **said, consents=("list_name",) if is_named else ())
        before = told(rivertown)
        assert all(one["employers"] >= 3 for one in before["occupations"] + before["skills"])
        rows = [one["horizons"] + one["said"] for one in before["occupations"]]
        assert all(span["employers"] >= 3 for row in rows for span in row)
        shown = {one["soc"] for one in before["occupations"]}
        asked = [code for code, *_rest in world]
        for code in {code for code in asked if code not in shown and asked.count(code) == 1}:
            ask(rivertown, code, 5, horizon="now", town="Millbrook")
        assert told(rivertown) == before
        transaction.set_rollback(True)
