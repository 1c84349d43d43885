"""Signing: from the typed name to a commitment that the address confirmed, and what its signer may do with it after."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from community.models import Community, User
from directory import matching
from employers import chain, evidence, referring, settling, signals
from employers.models import Ask, Commitment, CommitmentText, Consent, Event, Promise, SignupDraft

ASK_LASTS = timedelta(days=365)


class CannotSign(Exception):
    """The commitment cannot be signed; the message says why."""


class CannotConfirm(Exception):
    """The commitment cannot be confirmed any more; the message says why."""


class CannotChange(Exception):
    """The commitment is no longer in a state in which this may change; the message says why."""


@dataclass(frozen=True)
class Answers:
    """What a signer said: fields of Commitment as typed, promises with how, consents, and occupations with openings."""

    fields: dict[str, Any]
    promises: dict[str, str] = field(default_factory=dict)
    consents: frozenset[str] = frozenset()
    occupations: dict[str, int | None] = field(default_factory=dict)
    skills: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Witness:
    """What the request itself bears witness to."""

    ip_address: str | None = None
    user_agent: str = ""
    request_id: str = ""
    is_to_check: bool = False
    review_shown_at: datetime | None = None


@transaction.atomic
def sign(
    draft: SignupDraft, answers: Answers, *, text: CommitmentText, typed_name: str, witness: Witness, at: datetime
) -> Commitment:
    """Sign online and ask the address to confirm. A draft signs once: a second press returns the same commitment.

    Raises CannotSign where another text was published since the signer read this one.
    """
    # Its commitment is asked for after the lock: joined, PostgreSQL would answer as of before the wait.
    draft = SignupDraft.objects.select_for_update().get(pk=draft.pk)
    if draft.commitment:
        return draft.commitment
    if CommitmentText.objects.of(text.community).published().filter(version__gt=text.version).exists():
        raise CannotSign(_("The commitment's text has changed since you opened this page. Please read it once more."))
    commitment = write_down(
        Commitment(
            community=text.community,
            text=text,
            method=Commitment.Method.WEB,
            typed_name=typed_name,
            may_sign=True,
            agreed_to_electronic=True,
            review_shown_at=witness.review_shown_at,
            ip_address=witness.ip_address,
            user_agent=witness.user_agent[:400],
            request_id=witness.request_id,
            is_to_check=witness.is_to_check,
            supersedes=draft.renews,
            **answers.fields,
        ),
        answers,
        at=at,
    )
    if invited := draft.answers.get("you", {}).get("invited", ""):
        referring.arrive(commitment, invited, at=at)
    SignupDraft.objects.filter(pk=draft.pk).update(commitment=commitment, answers={})
    signals.commitment_signed.send(Commitment, commitment=commitment, invited=invited, at=at)
    return commitment


def write_down(commitment: Commitment, answers: Answers, *, at: datetime, witnessed: str = "") -> Commitment:
    """Write a signature with its document, promises, consents, asks and the first event of its evidence.

    A paper brings the day on which it was signed, and the sentence of who saw it.
    """
    commitment.signed_at = commitment.signed_at or at
    commitment.text_sha256 = commitment.text.sha256
    promises = {Promise.Kind.INTERVIEW.value: "", **answers.promises}
    commitment.document = evidence.document(
        body=commitment.text.body,
        version=commitment.text.version,
        community=commitment.community.name,
        organization=commitment.organization_name,
        signer=commitment.signer_name,
        title=commitment.signer_title,
        typed_name=commitment.typed_name,
        signed_on=local_day(commitment.community, commitment.signed_at),
        reference=commitment.reference,
        promises=[(str(Promise.Kind(kind).label), how) for kind, how in promises.items()],
        consents=[str(kind.label) for kind in Consent.Kind if kind in answers.consents],
        witnessed=witnessed,
    )
    commitment.document_sha256 = evidence.sha256(commitment.document)
    commitment.is_domain_verified = is_verified(commitment.community, commitment.signer_email)
    commitment.save()
    promised = Promise.objects.bulk_create(
        Promise(commitment=commitment, kind=kind, how=how) for kind, how in promises.items()
    )
    consented = Consent.objects.bulk_create(
        Consent(commitment=commitment, kind=kind.value, given_at=commitment.signed_at)
        for kind in Consent.Kind
        if kind in answers.consents
    )
    Ask.objects.bulk_create(
        Ask(
            commitment=commitment,
            occupation=occupation,
            openings=openings,
            skills=answers.skills,
            town=commitment.town,
            valid_until=local_day(commitment.community, at) + ASK_LASTS,
        )
        for occupation, openings in answers.occupations.items()
    )
    if ":" in (commitment.ip_address or ""):
        # What is hashed is what was stored: PostgreSQL writes such an address of the network in its own way.
        commitment.refresh_from_db(fields=["ip_address"])
    chain.append(commitment, Event.Kind.SIGNED, at=at, **chain.signed_facts(commitment, promised, consented))
    return commitment


@transaction.atomic
def confirm(commitment: Commitment, *, at: datetime) -> Commitment:
    """Take the answer of the address. Confirming twice changes nothing; what speaks for itself is settled at once.

    Raises CannotConfirm where the commitment was withdrawn or rejected meanwhile.
    """
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.state in {Commitment.State.WITHDRAWN, Commitment.State.REJECTED}:
        raise CannotConfirm(_("This commitment was withdrawn or put aside, so there is nothing to confirm."))
    if commitment.state != Commitment.State.AWAITING:
        return commitment
    commitment.state = Commitment.State.CONFIRMED
    commitment.confirmed_at = at
    commitment.signer = partner(commitment)
    commitment.is_domain_verified = is_verified(commitment.community, commitment.signer_email)
    commitment.save(update_fields=["state", "confirmed_at", "signer", "is_domain_verified"])
    chain.append(commitment, Event.Kind.CONFIRMED, at=at, domain_verified=commitment.is_domain_verified)
    referring.link_of(commitment, at=at)
    signals.commitment_confirmed.send(Commitment, commitment=commitment, at=at)
    if settling.settle_if_it_speaks_for_itself(commitment, at=at):
        commitment.refresh_from_db()
    return commitment


def partner(commitment: Commitment) -> User:
    """Return the user behind the address that has just been proved, made on the first time."""
    email = User.objects.normalize_email(commitment.signer_email)
    no_password = {"name": commitment.signer_name, "password": make_password(None)}
    return User.objects.get_or_create(email=email, defaults=no_password)[0]


@transaction.atomic
def ask_again(commitment: Commitment, *, at: datetime) -> None:
    """Send the confirmation letter once more; raises CannotChange where there is nothing left to confirm."""
    if commitment.state != Commitment.State.AWAITING:
        raise CannotChange(_("This commitment has been confirmed already."))
    signals.confirmation_asked_again.send(Commitment, commitment=commitment, at=at)


@transaction.atomic
def change_consents(commitment: Commitment, kinds: Iterable[str], *, by: User, at: datetime) -> None:
    """Give and take back consents; what shows on public pages follows at once.

    Raises CannotChange where the commitment has ended.
    """
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.state not in settling.STANDING:
        raise CannotChange(_("This commitment has ended, so nothing of it is shown any more."))
    before, after = set(chain.consents_of(commitment)), set(kinds)
    if before == after:
        return
    Consent.objects.filter(commitment=commitment, kind__in=before - after).update(withdrawn_at=at)
    for kind in after - before:
        Consent.objects.update_or_create(
            commitment=commitment, kind=kind, defaults={"given_at": at, "withdrawn_at": None}
        )
    chain.append(commitment, Event.Kind.CONSENT_CHANGED, at=at, consents=sorted(after))
    settling.tell(commitment, "consents_changed", by=by, at=at, facts={"given": sorted(after)})


@transaction.atomic
def withdraw(commitment: Commitment, *, by: User, at: datetime, reason: str = "") -> None:
    """Withdraw a commitment: it leaves the public at once, the record is kept.

    Raises CannotChange where it has ended already.
    """
    commitment = settling.locked(commitment)
    if commitment.state not in settling.STANDING | {Commitment.State.AWAITING}:
        raise CannotChange(_("This commitment has ended already."))
    settling.end(commitment, Event.Kind.WITHDRAWN, by=by, at=at, reason=reason)
    signals.commitment_withdrawn.send(Commitment, commitment=commitment, at=at)


def note_confirmation_sent(commitment_pk: int, *, at: datetime) -> None:
    """Remember when the first confirmation letter left."""
    Commitment.objects.filter(pk=commitment_pk, confirmation_sent_at=None).update(confirmation_sent_at=at)


def note_receipt(commitment: Commitment, *, message_id: str) -> None:
    """Remember the receipt's Message-ID as plain text: it outlives the letter."""
    Commitment.objects.filter(pk=commitment.pk).update(receipt_message_id=message_id)


def is_verified(community: Community, email: str) -> bool:
    """Test whether the address's domain belongs to an organization for certain; a free mailbox never does."""
    return matching.certain(community, email=email) is not None


def local_day(community: Community, at: datetime) -> date:
    """Return the day it is in the community."""
    return at.astimezone(community.zone).date()
