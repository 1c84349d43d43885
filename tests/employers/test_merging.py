"""Tests of what becomes of employers and commitments when two organizations become one."""

from datetime import timedelta

import pytest
from django.test import Client

from directory import merging
from directory.ledger import CannotUndo
from employers import pipeline, signing, verifying
from employers.models import Ask, Employer, Event, Referral, ReferralLink
from employers.stages import Stage
from tests import make
from tests.employers import signatures
from tests.make import NOW


@pytest.fixture
def two(rivertown):
    """Two commitments of two records."""
    one = signatures.settled(rivertown)
    other = signatures.settled(rivertown, organization_name="Acme Corporation", signer_email="al@acme-corp.example")
    return one, other


def test_commitments_come_along_by_an_event_and_unchanged(two, rivertown, coordinator):
    one, other = two
    document, employer = other.document_sha256, one.employer
    merging.merge(employer.organization, other.employer.organization, by=coordinator, at=NOW)
    other.refresh_from_db()
    assert (other.employer, other.document_sha256, other.organization_name) == (employer, document, "Acme Corporation")
    assert other.events.order_by("number").last().kind == Event.Kind.REPOINTED
    assert Ask.objects.filter(employer=employer).count() == 2
    assert Employer.objects.count() == 1
    assert list(verifying.problems(rivertown)) == []


def test_undoing_is_said_in_the_chain_too(two, rivertown, coordinator):
    one, other = two
    done = merging.merge(one.employer.organization, other.employer.organization, by=coordinator, at=NOW)
    merging.undo(done, by=coordinator, at=NOW)
    other.refresh_from_db()
    assert other.employer_id != one.employer_id
    assert other.events.filter(kind=Event.Kind.REPOINTED).count() == 2
    assert list(verifying.problems(rivertown)) == []


def test_undoing_is_refused_where_a_commitment_ended_meanwhile(two, coordinator):
    one, other = two
    done = merging.merge(one.employer.organization, other.employer.organization, by=coordinator, at=NOW)
    other.refresh_from_db()
    signing.withdraw(other, by=coordinator, at=NOW + timedelta(hours=1), reason="Asked for.")
    with pytest.raises(CannotUndo, match=other.reference):
        merging.undo(done, by=coordinator, at=NOW + timedelta(hours=2))


def test_an_employer_that_has_no_other_moves_as_it_is(rivertown, coordinator):
    signed = signatures.settled(rivertown)
    kept = make.organization(rivertown)
    events = Event.objects.count()
    merging.merge(kept, signed.employer.organization, by=coordinator, at=NOW)
    signed.refresh_from_db()
    assert signed.employer.organization == kept
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("ours", "theirs", "result"),
    [
        (Stage.IDENTIFIED, Stage.IN_CONVERSATION, Stage.IN_CONVERSATION),
        (Stage.ACTIVE, Stage.CONTACTED, Stage.ACTIVE),
        (Stage.ACTIVE, Stage.DO_NOT_CONTACT, Stage.DO_NOT_CONTACT),
        (Stage.DECLINED, Stage.IDENTIFIED, Stage.DECLINED),
    ],
)
def test_the_further_stage_holds_with_its_reason(rivertown, coordinator, ours, theirs, result):
    one, other = make.employer(rivertown, stage=ours), make.employer(rivertown, stage=theirs)
    merging.merge(one.organization, other.organization, by=coordinator, at=NOW)
    one.refresh_from_db()
    assert one.stage == result
    assert bool(one.stage_reason) == (result in {Stage.DECLINED, Stage.DO_NOT_CONTACT})


def test_the_sooner_step_and_the_last_contact_are_kept(rivertown, coordinator):
    today = NOW.date()
    one = make.employer(rivertown, next_step="Meet", next_step_on=today, last_contact_on=today - timedelta(days=5))
    other = make.employer(
        rivertown, next_step="Call", next_step_on=today - timedelta(days=1), last_contact_on=today, it_workforce="5-19"
    )
    merging.merge(one.organization, other.organization, by=coordinator, at=NOW)
    one.refresh_from_db()
    assert (one.next_step, one.last_contact_on, one.it_workforce) == ("Call", today, "5-19")


def test_the_old_public_address_leads_to_the_one_that_stayed(two, coordinator):
    one, other = two
    kept, gone = one.employer.organization, other.employer.organization
    done = merging.merge(kept, gone, by=coordinator, at=NOW)
    answer = Client().get(f"/employers/{gone.slug}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/employers/{kept.slug}/")
    merging.undo(done, by=coordinator, at=NOW)
    assert Client().get(f"/employers/{gone.slug}/").status_code == 200


def test_the_old_address_of_one_that_is_not_public_says_nothing(rivertown, coordinator):
    kept, gone = make.organization(rivertown), make.organization(rivertown)
    merging.merge(kept, gone, by=coordinator, at=NOW)
    assert Client().get(f"/employers/{gone.slug}/").status_code == 404


def test_what_changes_from_day_to_day_stands_in_no_undo_s_way(rivertown, coordinator):
    one = make.employer(rivertown, next_step="Call", last_contact_on=NOW.date() - timedelta(days=9))
    other = make.employer(
        rivertown, next_step="Meet", next_step_on=NOW.date(), last_contact_on=NOW.date() - timedelta(days=2)
    )
    done = merging.merge(one.organization, other.organization, by=coordinator, at=NOW)
    one.refresh_from_db()
    assert (one.next_step, one.last_contact_on) == ("Meet", other.last_contact_on)
    pipeline.hear(one.organization, on=NOW.date(), by=coordinator, at=NOW)
    merging.undo(done, by=coordinator, at=NOW)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.next_step, one.last_contact_on) == ("Call", NOW.date()), "whoever called, called the one that stayed"
    assert (other.next_step, other.last_contact_on) == ("Meet", NOW.date() - timedelta(days=2))


@pytest.mark.parametrize("is_whole", [True, False], ids=["the employer goes back whole", "each has its own"])
def test_undoing_is_refused_where_a_referral_was_credited_with_what_stays(rivertown, coordinator, is_whole):
    bringer = make.employer(rivertown)
    link = ReferralLink.objects.create(community=rivertown, employer=bringer)
    gone = make.employer(rivertown).organization
    kept = make.organization(rivertown) if is_whole else make.employer(rivertown).organization
    referral = Referral.objects.create(
        community=rivertown, link=link, road="desk", at=NOW, name=gone.name, organization=gone
    )
    done = merging.merge(kept, gone, by=coordinator, at=NOW)
    signed = make.active(rivertown, employer=Employer.objects.get(organization=kept))
    later = NOW + timedelta(hours=1)
    Referral.objects.update(state="signed", settled_at=later, commitment=signed)
    if is_whole:
        merging.undo(done, by=coordinator, at=later)
        referral.refresh_from_db()
        assert referral.organization == Employer.objects.get(commitments=signed).organization == gone
    else:
        with pytest.raises(
            CannotUndo, match=f"credited since with the commitment {signed.reference}, which stays where it is"
        ):
            merging.undo(done, by=coordinator, at=later)
