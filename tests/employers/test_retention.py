"""Keeping no longer than promised."""

from datetime import timedelta

import pytest

from community.models import Community, User
from employers import calendar, retention, signing, verifying
from employers.models import Commitment
from tests import make
from tests.employers import signatures

YEAR = timedelta(days=365.25)


@pytest.fixture
def withdrawn(rivertown: Community, coordinator: User) -> Commitment:
    """A commitment that was withdrawn, with a reason."""
    commitment = signatures.settled(rivertown)
    signing.withdraw(commitment, by=coordinator, at=make.NOW, reason="Jo Park left us.")
    commitment.refresh_from_db()
    return commitment


def test_seven_years_after_its_end_what_is_personal_goes_and_the_chain_verifies(
    withdrawn: Commitment, rivertown: Community
) -> None:
    reference = withdrawn.reference
    calendar.keep(at=make.NOW + 7 * YEAR + timedelta(days=2))
    withdrawn.refresh_from_db()
    left = " ".join(str(value) for value in vars(withdrawn).values())
    assert "Park" not in left
    assert "@" not in left
    assert (withdrawn.salt, withdrawn.document, withdrawn.signer) == ("", "", None)
    assert withdrawn.reference == reference
    assert list(verifying.problems(rivertown)) == []


def test_before_that_nothing_is_touched(withdrawn: Commitment) -> None:
    calendar.keep(at=make.NOW + 7 * YEAR - timedelta(days=5))
    withdrawn.refresh_from_db()
    assert withdrawn.signer_name


def test_what_still_holds_is_never_forgotten(rivertown: Community) -> None:
    commitment = signatures.settled(rivertown)
    assert retention.forget(commitment, at=make.NOW + 20 * YEAR) is False


def test_forgetting_twice_writes_one_event(withdrawn: Commitment) -> None:
    at = make.NOW + 8 * YEAR
    assert retention.forget(withdrawn, at=at) is True
    assert retention.forget(withdrawn, at=at) is False
    assert withdrawn.events.filter(kind="erased").count() == 1
