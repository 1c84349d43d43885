"""Settling: whose signature it is, what becomes of an older one, and what counts without a coordinator."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from directory.models import Affiliation, Domain, Entry, Organization, Person
from employers import chain, settling, signing, verifying
from employers.models import Ask, Commitment, Employer, Event
from employers.settling import Beside, CannotSettle
from employers.stages import Stage
from tests import make
from tests.employers import signatures

LATER = make.NOW + timedelta(days=1)


def settle(commitment, by, organization=None, **how):
    """Settle a day later."""
    return settling.settle(commitment, organization=organization, by=by, at=LATER, **how)


def test_settling_for_a_new_organization_makes_it_from_what_was_typed(rivertown, coordinator):
    commitment = settle(signatures.confirmed(rivertown), coordinator)
    organization = commitment.employer.organization
    assert (organization.name, organization.sector, organization.town) == ("Acme Corp", "manufacturing", "Rivertown")
    assert organization.website == "https://acme.example"
    assert (commitment.state, commitment.settled_by, commitment.ends_on) == ("active", coordinator, date(2027, 11, 23))
    assert (commitment.employer.stage, commitment.employer.it_workforce) == (Stage.SIGNED, "5-19")
    assert Ask.objects.get().employer == commitment.employer
    assert Entry.objects.filter(verb="commitment_settled", organization=organization, by=coordinator).exists()
    assert not list(verifying.problems(rivertown))


def test_the_term_is_the_communitys_and_begins_on_its_own_day(rivertown, coordinator):
    rivertown.commitment_term_months = 6
    rivertown.save()
    late = make.NOW.replace(hour=3)  # still the day before in New York
    commitment = settling.settle(signatures.confirmed(rivertown), organization=None, by=coordinator, at=late)
    assert commitment.ends_on == date(2027, 5, 21)


def test_the_signer_enters_the_directory_with_the_desk_open(rivertown, coordinator):
    commitment = settle(signatures.confirmed(rivertown), coordinator)
    affiliation = Affiliation.objects.get(organization=commitment.employer.organization)
    assert (affiliation.person.email, affiliation.title, affiliation.has_desk) == (
        "jo@acme.example",
        "Director of IT",
        True,
    )
    assert affiliation.person.user == commitment.signer


def test_a_signer_whom_we_know_under_another_address_is_found_by_their_sign_in(rivertown, coordinator):
    commitment = signatures.confirmed(rivertown)
    known = make.person(rivertown, email="joanna@home.example", user=commitment.signer)
    settle(commitment, coordinator)
    assert Affiliation.objects.get().person == known
    assert Person.objects.count() == 1


def test_what_a_stranger_typed_never_edits_somebody_we_know(rivertown, coordinator):
    known = make.person(rivertown, email="jo@acme.example", name="Joanna Park", phone="555 0199")
    settle(signatures.confirmed(rivertown), coordinator)
    known.refresh_from_db()
    assert (known.name, known.phone) == ("Joanna Park", "555 0199")


def test_settling_for_a_known_organization_leaves_it_as_it_is(rivertown, coordinator):
    acme = make.organization(rivertown, name="Acme", town="Lakeside")
    commitment = settle(signatures.confirmed(rivertown), coordinator, acme)
    acme.refresh_from_db()
    assert (commitment.employer.organization, acme.name, acme.town) == (acme, "Acme", "Lakeside")
    assert Organization.objects.count() == 1


def test_an_active_commitment_that_nobody_expected_stops_the_settling(rivertown, coordinator):
    first = signatures.settled(rivertown)
    second = signatures.confirmed(rivertown, signer_email="sam@acme.example")
    with pytest.raises(CannotSettle, match="second signature"):
        settle(second, coordinator, first.employer.organization)
    second.refresh_from_db()
    assert second.state == "confirmed"


def test_a_second_signer_stands_beside_the_first(rivertown, coordinator):
    first = signatures.settled(rivertown)
    second = signatures.confirmed(rivertown, signer_email="sam@acme.example", signer_name="Sam Reed")
    settle(second, coordinator, first.employer.organization, beside=Beside.SECOND)
    assert list(Commitment.objects.active().order_by("pk")) == [first, second]
    assert Employer.objects.count() == 1
    assert Affiliation.objects.filter(has_desk=True).count() == 2


def test_superseding_ends_all_that_were_active(rivertown, coordinator):
    first = signatures.settled(rivertown)
    organization = first.employer.organization
    second = signatures.settled(
        rivertown, signer_email="sam@acme.example", organization=organization, beside=Beside.SECOND
    )
    third = settle(
        signatures.confirmed(rivertown, signer_email="ana@acme.example"),
        coordinator,
        organization,
        beside=Beside.SUPERSEDE,
    )
    for older in (first, second):
        older.refresh_from_db()
        assert (older.state, older.ended_at) == ("superseded", LATER)
    assert third.supersedes == second
    third.employer.refresh_from_db()
    assert third.employer.stage == Stage.SIGNED
    assert not list(verifying.problems(rivertown))


def test_an_employer_that_is_active_stays_active(rivertown, coordinator):
    first = signatures.settled(rivertown)
    Employer.objects.update(stage=Stage.ACTIVE, stage_since=date(2026, 1, 1))
    second = settle(
        signatures.confirmed(rivertown, signer_email="s@acme.example"),
        coordinator,
        first.employer.organization,
        beside=Beside.SUPERSEDE,
    )
    assert (second.employer.stage, second.employer.stage_since) == (Stage.ACTIVE, date(2026, 1, 1))


def test_a_signature_settles_once_and_the_slower_colleague_hears_by_whom(rivertown, coordinator, administrator):
    commitment = signatures.confirmed(rivertown)
    settle(commitment, coordinator)
    with pytest.raises(CannotSettle, match="settled already by Dana Whitfield"):
        settle(commitment, administrator)
    with pytest.raises(CannotSettle):
        settling.reject(commitment, by=administrator, at=LATER, reason="Spam")


def test_a_signature_whose_mailbox_has_not_answered_cannot_be_settled(rivertown, coordinator):
    with pytest.raises(CannotSettle, match="not been confirmed"):
        settle(signatures.sign(rivertown), coordinator)


def test_an_organization_of_another_community_is_refused(rivertown, lakeside, coordinator):
    with pytest.raises(CannotSettle):
        settle(signatures.confirmed(rivertown), coordinator, make.organization(lakeside))


def test_a_domain_that_a_coordinator_vouched_for_settles_the_next_signature(rivertown, coordinator):
    first = settle(signatures.confirmed(rivertown), coordinator, verify_domain=True)
    domain = Domain.objects.get()
    assert (domain.name, domain.organization, domain.verified_by) == (
        "acme.example",
        first.employer.organization,
        coordinator,
    )
    signing.withdraw(first, by=coordinator, at=LATER)
    second = signatures.confirmed(rivertown, signer_email="sam@acme.example", organization_name="ACME")
    assert (second.state, second.employer, second.settled_by) == ("active", first.employer, None)
    assert second.is_domain_verified


def test_a_domain_of_somebody_else_is_refused_and_nothing_is_settled(rivertown, coordinator):
    make.domain(make.organization(rivertown, name="Acme Group"), "acme.example")
    commitment = signatures.confirmed(rivertown, is_to_check=True)
    with pytest.raises(CannotSettle, match="Acme Group"):
        settle(commitment, coordinator, verify_domain=True)
    commitment.refresh_from_db()
    assert commitment.state == "confirmed"
    assert not Employer.objects.exists()


@pytest.mark.parametrize("email", ["jo@gmail.com", "jo@outlook.com"])
def test_a_free_mailbox_is_never_anybodys_and_always_waits(rivertown, coordinator, email):
    make.domain(make.organization(rivertown), email.partition("@")[2])
    commitment = signatures.confirmed(rivertown, signer_email=email)
    assert commitment.state == "confirmed"
    assert not commitment.is_domain_verified
    settle(commitment, coordinator, verify_domain=True)
    assert not Domain.objects.filter(verified_by=coordinator).exists()


def test_an_odd_arrival_always_waits(rivertown):
    make.domain(make.organization(rivertown), "acme.example")
    assert signatures.confirmed(rivertown, is_to_check=True).state == "confirmed"


def test_a_verified_domain_with_an_active_commitment_waits(rivertown, coordinator):
    settle(signatures.confirmed(rivertown), coordinator, verify_domain=True)
    assert signatures.confirmed(rivertown, signer_email="sam@acme.example").state == "confirmed"


def test_a_domain_that_nobody_verified_waits(rivertown):
    make.domain(make.organization(rivertown), "acme.example", is_verified=False)
    assert signatures.confirmed(rivertown).state == "confirmed"


def test_a_renewal_from_the_same_address_supersedes_only_what_it_renews(rivertown, coordinator):
    first = signatures.settled(rivertown)
    beside = signatures.settled(
        rivertown, signer_email="sam@acme.example", organization=first.employer.organization, beside=Beside.SECOND
    )
    renewal = signatures.confirmed(rivertown, renews=first, at=LATER)
    first.refresh_from_db()
    beside.refresh_from_db()
    assert (renewal.state, renewal.supersedes, first.state, beside.state) == ("active", first, "superseded", "active")
    assert not list(verifying.problems(rivertown))


def test_a_renewal_of_what_has_expired_counts_at_once_too(rivertown):
    first = signatures.settled(rivertown)
    settling.end(first, Event.Kind.EXPIRED, by=None, at=LATER)
    renewal = signatures.confirmed(rivertown, renews=first, at=LATER)
    first.refresh_from_db()
    assert (renewal.state, renewal.supersedes, first.state) == ("active", first, "expired")
    assert not list(verifying.problems(rivertown))


@pytest.mark.parametrize(
    "fields",
    [{"signer_email": "sam@acme.example"}, {"organization_name": "Beta Labs"}],
    ids=["another address", "another organization"],
)
def test_a_renewal_that_is_not_quite_the_same_waits(rivertown, fields):
    first = signatures.settled(rivertown)
    assert signatures.confirmed(rivertown, renews=first, **fields).state == "confirmed"


def test_a_renewal_of_what_was_superseded_meanwhile_waits(rivertown, coordinator):
    first = signatures.settled(rivertown)
    draft = signatures.sign(rivertown, renews=first)
    settle(
        signatures.confirmed(rivertown, signer_email="s@acme.example"),
        coordinator,
        first.employer.organization,
        beside=Beside.SUPERSEDE,
    )
    assert signing.confirm(draft, at=LATER).state == "confirmed"


def test_a_renewal_settled_for_somebody_else_renews_nothing(rivertown, coordinator):
    first = signatures.settled(rivertown)
    renewal = settle(signatures.confirmed(rivertown, renews=first, signer_email="sam@acme.example"), coordinator)
    first.refresh_from_db()
    assert (renewal.supersedes, first.state) == (None, "active")
    assert not list(verifying.problems(rivertown))


def test_putting_aside_keeps_the_record_and_its_reason(rivertown, coordinator):
    commitment = signatures.confirmed(rivertown)
    settling.reject(commitment, by=coordinator, at=LATER, reason="Spam")
    commitment.refresh_from_db()
    assert (commitment.state, commitment.end_reason, commitment.employer) == ("rejected", "Spam", None)
    assert Entry.objects.filter(verb="commitment_rejected", by=coordinator, text="Spam").exists()
    assert not list(verifying.problems(rivertown))


def test_what_failed_on_the_way_leaves_nothing_behind(rivertown, coordinator, monkeypatch):
    commitment = signatures.confirmed(rivertown)
    before = Event.objects.count()

    def fail(**kwargs):
        raise RuntimeError("a receiver failed")

    from employers import signals

    signals.commitment_settled.connect(fail, dispatch_uid="fail")
    try:
        with pytest.raises(RuntimeError):
            settle(commitment, coordinator)
    finally:
        signals.commitment_settled.disconnect(dispatch_uid="fail")
    commitment.refresh_from_db()
    assert commitment.state == "confirmed"
    assert (Event.objects.count(), Employer.objects.count(), Person.objects.count()) == (before, 0, 0)
    assert chain.Chain.objects.get().length == before


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_who_settle_at_once_one_is_told():
    community = make.community()
    people = [make.user() for _ in range(2)]
    commitment, together, told = signatures.confirmed(community), Barrier(2), []

    def press(by) -> None:
        try:
            together.wait()
            settle(commitment, by)
        except CannotSettle as reason:
            told.append(str(reason))
        finally:
            connection.close()

    threads = [Thread(target=press, args=[by]) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert "settled already" in told[0]
    assert (Employer.objects.count(), Event.objects.filter(kind="settled").count()) == (1, 1)
    assert not list(verifying.problems(community))


@pytest.mark.django_db(transaction=True)
def test_superseding_and_withdrawing_at_once_never_wait_for_each_other():
    community, by = make.community(), make.user()
    first = signatures.settled(community)
    organization = first.employer.organization
    for number in range(3):
        older = Commitment.objects.active().get()
        newer = signatures.confirmed(community, signer_email=f"s{number}@acme.example")
        together = Barrier(2)
        faults: list[Exception] = []

        def run(verb, together=together, faults=faults) -> None:
            try:
                together.wait()
                verb()
            except signing.CannotChange:
                pass
            except Exception as fault:  # noqa: BLE001 - a thread's fault would be lost
                faults.append(fault)
            finally:
                connection.close()

        verbs = [
            lambda newer=newer: settle(newer, by, organization, beside=Beside.SUPERSEDE),
            lambda older=older: signing.withdraw(older, by=by, at=LATER),
        ]
        threads = [Thread(target=run, args=[verb]) for verb in verbs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not faults
        assert Commitment.objects.active().get() == newer
    assert not list(verifying.problems(community))
