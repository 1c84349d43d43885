"""Verifying: whatever is altered behind the portal's back is found, and nothing else is."""

from datetime import timedelta

import pytest
from django.db.models import F

from community import jobs
from community.models import AuditEntry, Job
from employers import evidence, settling, signing, verifying
from employers.models import Chain, Commitment, CommitmentText, Consent, Event, Promise
from tests import make
from tests.employers import signatures

LATER = make.NOW + timedelta(days=3)


@pytest.fixture
def commitment(rivertown, coordinator):
    """A commitment with a whole life behind it, among others."""
    signatures.sign(rivertown, organization_name="Before", signer_email="b@before.example")
    commitment = signatures.settled(rivertown)
    signing.change_consents(commitment, ["list_name", "news"], by=coordinator, at=LATER)
    signing.withdraw(commitment, by=coordinator, at=LATER, reason="They asked by phone.")
    signatures.settled(rivertown, organization_name="After", signer_email="a@after.example")
    return Commitment.objects.get(pk=commitment.pk)


def found(community):
    """Return what is wrong, as one text."""
    return "\n".join(verifying.problems(community))


def test_nothing_is_found_where_nothing_was_altered(rivertown, lakeside, commitment):
    assert found(rivertown) == found(lakeside) == ""


ROW = {
    "organization_name": "Acme Holding",
    "signer_name": "Somebody",
    "signer_title": "",
    "signer_email": "x@acme.example",
    "signer_phone": "1",
    "typed_name": "x",
    "sector": "health",
    "town": "Elsewhere",
    "website": "https://other.example",
    "it_workforce": "100+",
    "ip_address": "198.51.100.9",
    "user_agent": "curl",
    "request_id": "",
    "document": "We promise nothing.",
    "document_sha256": "0" * 64,
    "text_sha256": "0" * 64,
    "state": "active",
    "signed_at": LATER,
    "confirmed_at": LATER,
    "settled_at": LATER,
    "ended_at": make.NOW,
    "ends_on": "2031-01-01",
    "end_reason": "They never meant it.",
    "review_shown_at": None,
    "is_domain_verified": True,
    "method": "paper",
    "salt": "",
    "reference": "AAAA-2222",
}


@pytest.mark.parametrize("field", ROW)
def test_a_value_of_the_row_that_was_altered_is_found(rivertown, coordinator, commitment, field):
    extra = {"countersigned_by": coordinator, "scan_sha256": "a" * 64} if field == "method" else {}
    Commitment.objects.filter(pk=commitment.pk).update(**{field: ROW[field]}, **extra)
    problem = found(rivertown)
    assert (commitment.reference in problem) or field == "reference"
    assert problem


def test_a_document_altered_together_with_its_fingerprint_is_found(rivertown, commitment):
    forged = "We promise nothing."
    Commitment.objects.filter(pk=commitment.pk).update(document=forged, document_sha256=evidence.sha256(forged))
    assert "its document was altered" in found(rivertown)


def test_a_commitment_moved_to_another_employer_is_found(rivertown, commitment):
    Commitment.objects.filter(pk=commitment.pk).update(employer=make.employer(rivertown))
    assert "another employer" in found(rivertown)


def test_another_text_is_found(rivertown, commitment):
    other = make.text(rivertown, body="Something else.")
    Commitment.objects.filter(pk=commitment.pk).update(text=other, text_sha256=other.sha256)
    assert "another text than the one signed" in found(rivertown)


def test_the_body_of_a_published_text_that_was_altered_is_found(rivertown, commitment):
    CommitmentText.objects.update(body="We promise the moon.")
    assert "Text version 1" in found(rivertown)
    CommitmentText.objects.update(sha256=evidence.sha256("We promise the moon."))
    assert "fingerprint of its text" in found(rivertown)


@pytest.mark.parametrize(
    "alter",
    [
        lambda promises: promises.filter(kind="internship_or_apprenticeship").delete(),
        lambda promises: promises.filter(kind="interview").update(kind="full_time_hire"),
        lambda promises: promises.filter(kind="internship_or_apprenticeship").update(how="ten each summer"),
        lambda promises: promises.filter(kind="interview").update(how="perhaps"),
    ],
    ids=["deleted", "exchanged", "how altered", "how added"],
)
def test_promises_that_were_altered_are_found(rivertown, commitment, alter):
    alter(Promise.objects.filter(commitment=commitment))
    assert commitment.reference in found(rivertown)


@pytest.mark.parametrize(
    "alter",
    [
        lambda consents: consents.filter(kind="share").update(withdrawn_at=None),
        lambda consents: consents.filter(kind="list_name").update(withdrawn_at=make.NOW),
        lambda consents: consents.filter(kind="news").delete(),
        lambda consents: consents.filter(kind="news").update(kind="show_logo"),
        lambda consents: consents.filter(kind="news").update(given_at=make.NOW),
    ],
    ids=["given again", "taken back", "deleted", "exchanged", "date altered"],
)
def test_consents_that_were_altered_are_found(rivertown, commitment, alter):
    alter(Consent.objects.filter(commitment=commitment))
    assert "consents" in found(rivertown)


def test_an_added_consent_is_found(rivertown, commitment):
    Consent.objects.create(commitment=commitment, kind="show_logo", given_at=make.NOW)
    assert "consents" in found(rivertown)


@pytest.mark.parametrize("number", [1, 2, 4, 6])
def test_altered_content_of_an_event_is_found_at_that_event(rivertown, commitment, number):
    event = Event.objects.get(number=number)
    Event.objects.filter(pk=event.pk).update(content=event.content | {"promises": ["interview", "full_time_hire"]})
    assert next(verifying.problems(rivertown)).startswith(f"Event {number}, ")


@pytest.mark.parametrize("content", [[], {}, "x", {"number": 2}, {"number": "2"}])
def test_content_that_is_no_event_at_all_is_found_and_breaks_nothing(rivertown, commitment, content):
    Event.objects.filter(number=2).update(content=content)
    assert found(rivertown).startswith("Event 2")


@pytest.mark.parametrize(
    ("field", "value"),
    [("hash", "f" * 64), ("previous_hash", "f" * 64), ("kind", "expired"), ("at", LATER + timedelta(days=9))],
)
def test_a_column_of_an_event_that_was_altered_is_found(rivertown, commitment, field, value):
    Event.objects.filter(number=3).update(**{field: value})
    assert next(verifying.problems(rivertown)).startswith("Event 3")


def test_an_event_given_to_another_commitment_is_found(rivertown, commitment):
    other = Commitment.objects.get(organization_name="Before")
    Event.objects.filter(number=3).update(commitment=other)
    assert "its row does not say what was hashed" in found(rivertown)


def test_a_deleted_event_is_found_wherever_it_stood(rivertown, commitment):
    Event.objects.filter(number=4).delete()
    assert found(rivertown).startswith("Event 4: an event is missing")


def test_a_deleted_tail_is_found(rivertown, commitment):
    after = Commitment.objects.get(organization_name="After")
    Event.objects.filter(commitment=after).delete()
    assert "its end was cut or forged" in found(rivertown)


def test_a_deleted_tail_with_the_head_set_back_is_found_by_the_rows(rivertown, commitment):
    after = Commitment.objects.get(organization_name="After")
    Event.objects.filter(commitment=after).delete()
    last = Event.objects.order_by("number").last()
    Chain.objects.update(head=last.hash, length=last.number)
    assert "the event of its signature is missing" in found(rivertown)


def test_a_chain_without_its_head_is_found(rivertown, commitment):
    Chain.objects.all().delete()
    assert "The chain should end at event 0" in found(rivertown)


def forge_from(number, **content):
    """Alter an event and hash it and all that follow anew, as somebody with the database in hand would."""
    previous = Event.objects.get(number=number).previous_hash
    for event in Event.objects.filter(number__gte=number).order_by("number"):
        new = event.content | (content if event.number == number else {})
        digest = evidence.event_hash(previous, new)
        Event.objects.filter(pk=event.pk).update(content=new, previous_hash=f"x{event.number}", hash=digest)
        previous = digest
    for event in Event.objects.filter(number__gte=number).order_by("number"):
        before = Event.objects.filter(number=event.number - 1).first()
        Event.objects.filter(pk=event.pk).update(previous_hash=before.hash if before else "0" * 64)
    return previous


def test_a_forged_event_hashed_anew_breaks_the_next(rivertown, commitment):
    event = Event.objects.get(number=3)
    content = event.content | {"domain_verified": True}
    Event.objects.filter(pk=event.pk).update(content=content, hash=evidence.event_hash(event.previous_hash, content))
    assert found(rivertown).startswith("Event 4")


def test_a_chain_forged_to_its_end_does_not_fit_its_head(rivertown, commitment):
    forge_from(3, domain_verified=True)
    assert "its end was cut or forged" in found(rivertown)


def test_a_chain_forged_head_and_all_does_not_fit_the_rows(rivertown, commitment):
    Chain.objects.update(head=forge_from(3, domain_verified=True))
    assert commitment.reference in found(rivertown)


def test_a_chain_forged_with_its_rows_is_found_by_a_hash_that_was_noted(rivertown, commitment):
    noted = Chain.objects.get().length, Chain.objects.get().head
    Chain.objects.update(head=forge_from(3, domain_verified=True))
    Commitment.objects.filter(pk=commitment.pk).update(is_domain_verified=True)
    assert found(rivertown) == ""
    assert "not the one that was noted" in verifying.known_problem(rivertown, *noted)
    assert "missing" in verifying.known_problem(rivertown, 99, "f" * 64)


def test_an_added_row_without_evidence_is_found(rivertown, commitment):
    made = make.commitment(rivertown)
    assert f"Commitment {made.reference}: the event of its signature is missing." in found(rivertown)


def test_an_erased_commitment_still_verifies(rivertown, commitment):
    from employers import chain

    chain.append(commitment, Event.Kind.ERASED, at=LATER)
    Commitment.objects.filter(pk=commitment.pk).update(
        salt="",
        organization_name="Erased",
        signer_name="Erased",
        typed_name="Erased",
        signer_email="erased@invalid.example",
        document="",
        end_reason="",
    )
    Promise.objects.filter(commitment=commitment).update(how="")
    assert found(rivertown) == ""


def test_events_added_while_the_chain_is_walked_are_no_break(rivertown):
    signatures.sign(rivertown)
    place = verifying.Place()
    verifying.step(place, Event.objects.get())
    signatures.sign(rivertown, signer_email="sam@acme.example")
    verifying.finish(rivertown, place)
    assert place.number == 2


def test_a_commitment_that_is_just_changing_is_looked_at_again(rivertown, coordinator):
    commitment = signatures.confirmed(rivertown)
    stale = verifying.rows_after(rivertown, 0, 9)[0]
    settling.settle(commitment, organization=None, by=coordinator, at=LATER)
    stale._prefetched_objects_cache.pop("events")
    assert verifying.commitment_problems(stale) == []


def work_to_the_end(job):
    """Run a job's slices until it is over."""
    for _ in range(20):
        jobs.tick(clock=Clock())
        job.refresh_from_db()
        if not job.is_open:
            return job
    raise AssertionError("the job does not end")


class Clock:
    """The clock of the machine, as the job's own."""

    def __call__(self):
        """Return the time."""
        from django.utils import timezone

        return timezone.now()


def test_the_job_verifies_in_stretches_and_says_so(rivertown, coordinator, commitment, monkeypatch):
    monkeypatch.setattr(verifying, "EVENTS_AT_ONCE", 2)
    monkeypatch.setattr(verifying, "ROWS_AT_ONCE", 2)
    job = work_to_the_end(verifying.start(rivertown, by=coordinator, at=make.NOW))
    assert job.state == Job.State.DONE
    assert (job.done, job.total) == (12, 12)
    assert job.outcome.startswith("Nothing was altered: 9 events and 3 signatures")
    assert Chain.objects.get().head in job.outcome
    assert AuditEntry.objects.filter(sentence="verified all commitments: nothing was altered", by=coordinator).exists()


def test_the_job_fails_with_the_first_broken_record(rivertown, coordinator, commitment):
    Commitment.objects.filter(pk=commitment.pk).update(signed_at=F("signed_at") + timedelta(days=1))
    job = work_to_the_end(verifying.start(rivertown, by=coordinator, at=make.NOW))
    assert job.state == Job.State.FAILED
    assert job.outcome.startswith(f"Something was altered. Commitment {commitment.reference}")
    assert AuditEntry.objects.filter(sentence="verified all commitments: something was altered").exists()


def test_verifying_is_started_once_at_a_time(rivertown, coordinator):
    first = verifying.start(rivertown, by=coordinator, at=make.NOW)
    assert verifying.start(rivertown, by=coordinator, at=make.NOW) == first
    work_to_the_end(first)
    assert verifying.start(rivertown, by=coordinator, at=make.NOW) != first
