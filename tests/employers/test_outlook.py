"""A commitment as its signer reads it."""

from datetime import date, timedelta

import pytest

from employers.models import Commitment
from employers.outlook import Facts, Outlook, outlook

TODAY = date(2026, 11, 22)


def of(state: str, *, days: int = 300, has_successor: bool = False, is_named: bool = True) -> Outlook:
    facts = Facts(
        state=state,
        ends_on=TODAY + timedelta(days=days),
        notice=timedelta(days=30),
        contact="Dana Whitfield",
        has_successor=has_successor,
        is_named=is_named,
    )
    return outlook(facts, today=TODAY)


@pytest.mark.parametrize("state", Commitment.State.values)
def test_every_state_has_a_word_and_a_sentence(state: str) -> None:
    assert of(state).word
    assert of(state).sentence
    assert "%(" not in of(state).sentence


def test_what_waits_names_who_looks_at_it() -> None:
    assert "Dana Whitfield" in of("confirmed").sentence


def test_an_active_one_says_whether_the_wall_names_it() -> None:
    assert "the wall names you" in of("active").sentence
    assert "does not name you" in of("active", is_named=False).sentence


def test_an_active_one_near_its_end_asks_to_be_renewed() -> None:
    assert not of("active", days=31).is_ending
    assert of("active", days=30).is_ending
    assert "1 day." in of("active", days=1).sentence
    assert "30 days." in of("active", days=30).sentence


def test_a_renewal_on_its_way_leaves_nothing_to_renew() -> None:
    on_its_way = of("active", days=5, has_successor=True)
    assert (on_its_way.is_ending, on_its_way.may_renew) == (False, False)


@pytest.mark.parametrize(
    ("state", "may_withdraw", "may_change_consents", "may_renew"),
    [
        ("awaiting", True, False, False),
        ("confirmed", True, True, False),
        ("active", True, True, True),
        ("expired", False, False, True),
        ("withdrawn", False, False, False),
        ("superseded", False, False, False),
        ("rejected", False, False, False),
    ],
)
def test_each_state_opens_its_own_doors(
    state: str, may_withdraw: bool, may_change_consents: bool, may_renew: bool
) -> None:
    seen = of(state)
    assert (seen.may_withdraw, seen.may_change_consents, seen.may_renew) == (
        may_withdraw,
        may_change_consents,
        may_renew,
    )
