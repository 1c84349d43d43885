"""What the public reads of demand: only roles that enough signed employers ask for."""

from datetime import date
from typing import Any

import pytest

from community.models import Community
from employers.models import Ask, Commitment
from reports import demand
from tests import make

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def ask(at: Community, occupation: str, openings: int | None, **fields: Any) -> Ask:
    """Make an ask of a new employer with an active commitment."""
    employer = make.employer(at)
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
    return Ask.objects.create(
        commitment=commitment, employer=employer, occupation=occupation, openings=openings, valid_until=date(2027, 1, 1)
    )


def test_a_role_shows_once_three_employers_ask_for_it(rivertown: Community) -> None:
    for _ in range(2):
        ask(rivertown, "15-1254", 4)
    assert demand.now(rivertown, today=TODAY).roles == []
    assert demand.now(rivertown, today=TODAY).others == 1
    ask(rivertown, "15-1254", 4)
    found = demand.now(rivertown, today=TODAY)
    assert found.roles == [demand.Bar(label="Web developers", count=12)]
    assert (found.employers, found.others, found.most) == (3, 0, 12)


def test_the_threshold_is_the_communitys_own(rivertown: Community) -> None:
    rivertown.demand_min_employers = 1
    ask(rivertown, "15-1232", 2)
    assert demand.now(rivertown, today=TODAY).roles == [demand.Bar(label="User support", count=2)]


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
    assert demand.now(rivertown, today=TODAY).roles == []


@pytest.mark.parametrize("state", ["awaiting", "confirmed", "expired", "withdrawn", "superseded", "rejected"])
def test_asks_count_only_while_the_commitment_is_active(rivertown: Community, state: str) -> None:
    for _ in range(3):
        ask(rivertown, "15-1254", 4, state=state)
    assert demand.now(rivertown, today=TODAY) == demand.Demand(roles=[], employers=0, others=0)


def test_asks_past_their_day_do_not_count(rivertown: Community) -> None:
    for _ in range(3):
        ask(rivertown, "15-1254", 4)
    assert demand.now(rivertown, today=date(2027, 1, 2)).roles == []


def test_missing_openings_are_never_zero(rivertown: Community) -> None:
    for openings in (None, None, None):
        ask(rivertown, "15-1254", openings)
    assert demand.now(rivertown, today=TODAY).roles == []
    assert demand.now(rivertown, today=TODAY).others == 1


def test_another_communitys_demand_is_not_ours(rivertown: Community, lakeside: Community) -> None:
    for _ in range(3):
        ask(lakeside, "15-1254", 4)
    assert demand.now(rivertown, today=TODAY).others == 0


def test_every_occupation_has_a_name_and_five_are_shown(rivertown: Community) -> None:
    rivertown.demand_min_employers = 1
    for number, (code, _label) in enumerate(Ask._meta.get_field("occupation").flatchoices):
        ask(rivertown, code, number + 1)
    found = demand.now(rivertown, today=TODAY)
    assert [bar.count for bar in found.roles] == [22, 21, 20, 19, 18]
    assert found.others == 17
    assert Commitment.objects.of(rivertown).count() == 22
