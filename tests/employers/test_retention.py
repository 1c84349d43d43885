"""Keeping no longer than promised."""

from datetime import timedelta

import pytest
from django.test import Client

from community.models import Community, User
from directory.models import Entry
from employers import calendar, retention, signing, verifying
from employers.models import Commitment
from outreach.models import Letter
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


def test_with_it_goes_what_the_timeline_and_the_letters_say_of_the_signer(
    withdrawn: Commitment, rivertown: Community, coordinators_browser: Client
) -> None:
    other = signatures.settled(rivertown)
    kept = set(Letter.objects.about(other.record).values_list("to_email", "to_name"))
    entries = Entry.objects.filter(organization__employer=withdrawn.employer)
    assert entries.filter(text="Jo Park left us.").exists()
    receipt = Letter.objects.about(withdrawn.record).get(kind="commitment_receipt")
    assert "Jo Park" in receipt.values["document"]
    Letter.objects.update(state="sent", answer="250 <jo@acme.example> taken")

    retention.forget(withdrawn, at=make.NOW + 8 * YEAR)

    letters = Letter.objects.about(withdrawn.record)
    left = " ".join(str(value) for letter in letters.values() for value in letter.values())
    assert letters.count() >= 4
    assert "Park" not in left
    assert "@acme" not in left
    assert entries.filter(verb="commitment_withdrawn", text="").exists()
    assert set(Letter.objects.about(other.record).values_list("to_email", "to_name")) == kept
    for letter in letters:
        assert coordinators_browser.get(letter.get_absolute_url()).status_code == 200


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


def test_a_signature_whose_address_never_answers_is_forgotten_after_ninety_days(rivertown: Community) -> None:
    silent = signatures.sign(rivertown)
    calendar.keep(at=make.NOW + timedelta(days=89))
    silent.refresh_from_db()
    assert silent.state == "awaiting"
    calendar.keep(at=make.NOW + timedelta(days=91))
    silent.refresh_from_db()
    assert (silent.state, silent.signer_email, silent.salt) == ("rejected", "", "")
    assert list(verifying.problems(rivertown)) == []
    assert not Letter.objects.about(silent.record).filter(state="waiting").exists()


def test_whoever_answers_in_time_stays(rivertown: Community) -> None:
    answered = signatures.confirmed(rivertown)
    calendar.keep(at=make.NOW + timedelta(days=200))
    answered.refresh_from_db()
    assert answered.signer_email
