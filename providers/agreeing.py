"""The data agreement: signed at the desk, superseded by a newer version, withdrawn; evidence as of a commitment."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from community.models import User
from directory import timeline
from employers import chain, evidence
from employers.models import CommitmentText, Event
from employers.signing import Witness, local_day
from employers.wordings import TextKind
from providers import attesting, signals
from providers.models import Agreement, Provider

KEPT_FOR_YEARS = 7  # after its end; the privacy page promises it
ABOUT_ONE_YEAR = timedelta(days=365.25)
BLANKED = (*attesting.PERSONAL_FIELDS, "end_reason", "receipt_message_id", "salt")


class CannotAgree(Exception):
    """The agreement cannot be signed or withdrawn; the message says why."""


@transaction.atomic
def sign(
    provider: Provider,
    *,
    text: CommitmentText,
    signer_name: str,
    signer_title: str,
    typed_name: str,
    witness: Witness,
    by: User,
    at: datetime,
) -> Agreement:
    """Sign the agreement for a provider; a second press returns the same, an older version is superseded.

    Raises CannotAgree where another text was published since the signer read this one.
    """
    provider = (
        Provider.objects.select_for_update(of=("self",)).select_related("organization__community").get(pk=provider.pk)
    )
    organization = provider.organization
    newest = CommitmentText.objects.newest(organization.community, TextKind.AGREEMENT)
    if newest is None or newest.pk != text.pk:
        raise CannotAgree(_("The agreement’s text has changed since you opened this page. Please read it once more."))
    standing = list(provider.agreements.standing().select_related("text", "community").order_by("pk"))
    if same := next((one for one in standing if one.text_id == text.pk), None):
        return same
    agreement = Agreement(
        community=organization.community,
        provider=provider,
        text=newest,
        organization_name=organization.name,
        signer_name=signer_name,
        signer_title=signer_title,
        signer_email=by.email,
        typed_name=typed_name,
        may_sign=True,
        agreed_to_electronic=True,
        review_shown_at=witness.review_shown_at,
        signed_at=at,
        ip_address=witness.ip_address,
        user_agent=witness.user_agent[:400],
        request_id=witness.request_id,
        signer=by,
        supersedes=standing[-1] if standing else None,
    )
    for older in standing:
        end(older, Event.Kind.SUPERSEDED, by=by, at=at)
    write_down(agreement, at=at)
    tell(agreement, "agreement_signed", by=by, at=at)
    signals.agreement_signed.send(Agreement, agreement=agreement, at=at)
    return agreement


def write_down(agreement: Agreement, *, at: datetime) -> None:
    """Write the row with its document, and the first event of its evidence."""
    agreement.text_sha256 = agreement.text.sha256
    agreement.document = evidence.agreement(
        body=agreement.text.body,
        version=agreement.text.version,
        community=agreement.community.name,
        organization=agreement.organization_name,
        signer=agreement.signer_name,
        title=agreement.signer_title,
        typed_name=agreement.typed_name,
        signed_on=local_day(agreement.community, at),
        reference=agreement.reference,
    )
    agreement.document_sha256 = evidence.sha256(agreement.document)
    agreement.save()
    if ":" in (agreement.ip_address or ""):
        # What is hashed is what was stored: PostgreSQL writes such an address of the network in its own way.
        agreement.refresh_from_db(fields=["ip_address"])
    chain.append(agreement, Event.Kind.SIGNED, at=at, **attesting.signed_facts(agreement))


def end(agreement: Agreement, kind: Event.Kind, *, by: User | None, at: datetime, reason: str = "") -> None:
    """End an agreement one way or another, with its event."""
    agreement.state = attesting.STATE_AFTER[kind]
    agreement.ended_at, agreement.end_reason = at, reason[:300]
    agreement.save(update_fields=["state", "ended_at", "end_reason"])
    chain.append(agreement, kind, at=at, **({"digests": attesting.reason_digests(agreement)} if reason else {}))


@transaction.atomic
def withdraw(agreement: Agreement, *, by: User, at: datetime, reason: str = "") -> None:
    """Withdraw an agreement; the record is kept. Raises CannotAgree where it has ended already."""
    agreement = locked(agreement)
    if agreement.state != Agreement.State.ACTIVE:
        raise CannotAgree(_("This agreement has ended already."))
    end(agreement, Event.Kind.WITHDRAWN, by=by, at=at, reason=reason)
    tell(agreement, "agreement_withdrawn", by=by, at=at, text=reason)
    signals.agreement_withdrawn.send(Agreement, agreement=agreement, at=at)


def locked(agreement: Agreement) -> Agreement:
    """Return the agreement with its provider's row and its own locked, in the order in which signing locks them."""
    Provider.objects.select_for_update(of=("self",)).get(pk=agreement.provider_id)
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("text", "community")
    return rows.get(pk=agreement.pk)


def note_receipt(agreement: Agreement, *, message_id: str) -> None:
    """Remember the receipt's Message-ID as plain text: it outlives the letter."""
    Agreement.objects.filter(pk=agreement.pk).update(receipt_message_id=message_id)


def past_keeping(*, at: datetime) -> "QuerySet[Agreement]":
    """Return the agreements that ended so long ago that nothing personal of them is kept."""
    return Agreement.objects.filter(ended_at__lt=at - KEPT_FOR_YEARS * ABOUT_ONE_YEAR).exclude(salt="")


@transaction.atomic
def forget(agreement: Agreement, *, at: datetime) -> bool:
    """Erase what is personal in an ended agreement and return whether there was anything left to erase.

    Without its salt no digest in the chain says anything, and the chain still verifies.
    """
    agreement = locked(agreement)
    if not agreement.salt or agreement.ended_at is None:
        return False
    chain.append(agreement, Event.Kind.ERASED, at=at, on=local_day(agreement.community, at).isoformat())
    for name in BLANKED:
        setattr(agreement, name, None if name == "ip_address" else "")
    agreement.signer = None
    agreement.save(update_fields=[*BLANKED, "signer"])
    organization = agreement.provider.organization
    timeline.forget(agreement.community, organization=organization, agreement=agreement.pk)
    signals.agreement_erased.send(Agreement, agreement=agreement, at=at)
    return True


def repointed(keys: list[int], *, at: datetime) -> None:
    """Write an event for each agreement that belongs to another provider from now on."""
    for agreement in Agreement.objects.filter(pk__in=keys).select_related("community").order_by("pk"):
        # Without its salt, which erasing takes, a digest would give the provider's number away.
        facts = {"provider": attesting.provider_digest(agreement)} if agreement.salt else {}
        chain.append(agreement, Event.Kind.REPOINTED, at=at, **facts)


def counted(texts: Any) -> Any:
    """Return versions of the text, each with how many signed it and how many are bound to it now."""
    bound = Count("agreements", filter=Q(agreements__state=Agreement.State.ACTIVE))
    return texts.annotate(signed=Count("agreements"), bound=bound)


def tell(agreement: Agreement, verb: str, *, by: User, at: datetime, text: str = "") -> None:
    """Write a line on the timeline of the organization."""
    timeline.record(
        verb,
        community=agreement.community,
        organization=agreement.provider.organization,
        by=by,
        at=at,
        text=text,
        facts={"agreement": agreement.pk, "reference": agreement.reference, "version": agreement.text.version},
    )
