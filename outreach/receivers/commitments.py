"""Doors for news of commitments: each writes its letters into the outbox and returns."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from community import purposes
from employers import referring, signing
from employers import signals as employers_signals
from employers.models import Commitment, Consent
from outreach import outbox
from outreach.models import Letter
from outreach.receivers.parts import day, desk, to_signer
from outreach.signals import letter_sent

ABOUT_SIGNING = ("confirm_commitment", "signature_waiting")  # of no use once a signature is not to be settled


def ask_to_confirm(commitment: Commitment, *, number: int, at: datetime) -> None:
    """Write the confirmation letter, the first or a later one."""
    key = f"confirm-{commitment.pk}-{number}"
    confirm: outbox.LinkTo = (purposes.CONFIRM, commitment.record)
    to_signer("confirm_commitment", commitment, once_key=key, at=at, links={"confirm link": confirm})


@receiver(employers_signals.commitment_signed)
def on_signed(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Ask the address to confirm; a signature on paper was confirmed by a coordinator's hand."""
    if commitment.method == Commitment.Method.WEB:
        ask_to_confirm(commitment, number=1, at=at)


@receiver(employers_signals.confirmation_asked_again)
def on_asked_again(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Ask once more; a letter that still waits is enough."""
    letters = Letter.objects.of(commitment.community).about(commitment.record).filter(kind="confirm_commitment")
    if not letters.filter(state=Letter.State.WAITING).exists():
        ask_to_confirm(commitment, number=letters.count() + 1, at=at)


@receiver(employers_signals.commitment_confirmed)
def on_confirmed(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Send the receipt with the document, and tell the contact person that a signature waits."""
    community = commitment.community
    outbox.recall(community, commitment.record, "confirm_commitment", reason="It was confirmed meanwhile.", at=at)
    receipt = to_signer(
        "commitment_receipt",
        commitment,
        once_key=f"receipt-{commitment.pk}",
        at=at,
        links={"desk link": desk(), "referral link": (None, referring.link_of(commitment, at=at).get_absolute_url())},
        version=str(commitment.text.version),
        text_fingerprint=commitment.text_sha256,
        document_fingerprint=commitment.document_sha256,
        signed_on=day(commitment.signed_at, community),
        confirmed_on=day(commitment.confirmed_at, community),
        document=commitment.document,
    )
    if receipt:
        signing.note_receipt(commitment, message_id=receipt.message_id)
    outbox.put(
        "signature_waiting",
        community=community,
        to_email=community.contact_email,
        to_name=community.contact_name,
        once_key=f"waiting-{commitment.pk}",
        at=at,
        values={
            "organization": commitment.organization_name,
            "reference": commitment.reference,
            "signer": commitment.signer_name,
            "title": commitment.signer_title,
        },
        links={"workspace link": (None, commitment.get_absolute_url())},
        record=commitment.record,
    )


@receiver(employers_signals.commitment_settled)
def on_settled(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Tell the signer that it counts, with the page on the wall where they agreed to be named."""
    reason = "It was settled meanwhile."
    outbox.recall(commitment.community, commitment.record, "signature_waiting", reason=reason, at=at)
    if commitment.employer:
        its = Letter.objects.of(commitment.community).about(commitment.record).filter(organization=None)
        its.update(organization=commitment.employer.organization)
    is_listed = commitment.consents.filter(kind=Consent.Kind.LIST_NAME, withdrawn_at=None).exists()
    links = {"desk link": desk()}
    if is_listed and commitment.employer:
        slug = commitment.employer.organization.slug
        links["wall link"] = (None, reverse("employers:public-employer", args=[slug]))
    to_signer(
        "commitment_settled" if "wall link" in links else "commitment_settled_unlisted",
        commitment,
        once_key=f"settled-{commitment.pk}",
        at=at,
        links=links,
        until=day(commitment.ends_on, commitment.community),
    )


@receiver(employers_signals.commitment_rejected)
def on_rejected(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Write nothing: spam gets no answer, and what still waits is taken back."""
    reason = "The signature was put aside."
    outbox.recall(commitment.community, commitment.record, *ABOUT_SIGNING, reason=reason, at=at)


@receiver(employers_signals.commitment_withdrawn)
def on_withdrawn(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Acknowledge the withdrawal."""
    of_no_use = (*ABOUT_SIGNING, "commitment_expiring")
    outbox.recall(commitment.community, commitment.record, *of_no_use, reason="It was withdrawn meanwhile.", at=at)
    withdrawn_on = day(commitment.ended_at or at, commitment.community)
    to_signer(
        "commitment_withdrawn", commitment, once_key=f"withdrawn-{commitment.pk}", at=at, withdrawn_on=withdrawn_on
    )


@receiver(employers_signals.commitment_superseded)
def on_superseded(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Take back reminders that still wait; the letter about the newer commitment says the rest."""
    reason = "A newer commitment took its place."
    outbox.recall(commitment.community, commitment.record, "commitment_expiring", reason=reason, at=at)


@receiver(employers_signals.commitment_expiring)
def on_expiring(sender: Any, *, commitment: Commitment, notice: int, at: datetime, **kwargs: Any) -> None:
    """Remind the signer that it ends."""
    community = commitment.community
    days = (commitment.ends_on - timezone.localtime(at, community.zone).date()).days if commitment.ends_on else notice
    to_signer(
        "commitment_expiring",
        commitment,
        once_key=f"expiring-{commitment.pk}-{notice}",
        at=at,
        links={"desk link": desk()},
        until=day(commitment.ends_on, community),
        days=str(max(days, 1)),
    )


@receiver(employers_signals.commitment_expired)
def on_expired(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Tell the signer that it ended; a reminder that still waits comes too late."""
    reason = "It ended meanwhile."
    outbox.recall(commitment.community, commitment.record, "commitment_expiring", reason=reason, at=at)
    to_signer(
        "commitment_expired",
        commitment,
        once_key=f"expired-{commitment.pk}",
        at=at,
        links={"desk link": desk()},
        until=day(commitment.ends_on or at, commitment.community),
    )


@receiver(employers_signals.commitment_erased)
def on_erased(sender: Any, *, commitment: Commitment, **kwargs: Any) -> None:
    """Forget the letters about it: they hold the signer's address and the document."""
    outbox.forget(commitment.community, commitment.record)


@receiver(letter_sent)
def on_letter_sent(sender: Any, *, letter: Letter, at: datetime, **kwargs: Any) -> None:
    """Note on the commitment when the first confirmation letter left."""
    if letter.kind == "confirm_commitment":
        signing.note_confirmation_sent(int(letter.links["confirm link"][1].rpartition(":")[2]), at=at)
