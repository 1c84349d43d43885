"""Doors for news from the lower floors: each writes its letters into the outbox and returns."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from community import entering, purposes, team
from community import signals as community_signals
from community.models import Community, Invitation, User
from directory.models import Affiliation
from employers import referring, signing
from employers import signals as employers_signals
from employers.asks import record_of
from employers.models import Ask, CheckIn, Commitment, Consent, Employer, Referral
from employers.occupations import short_name
from outreach import outbox
from outreach.composing import without_placeholders
from outreach.models import Letter
from outreach.signals import letter_sent

ABOUT_SIGNING = ("confirm_commitment", "signature_waiting")  # of no use once a signature is not to be settled


def day(moment: date | datetime | None, community: Community) -> str:
    """Return a day in the community's time zone and the reader's language, or an empty text."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment, community.zone).date()
    return date_format(moment, "DATE_FORMAT") if moment else ""


def to_signer(
    kind: str,
    commitment: Commitment,
    *,
    once_key: str,
    at: datetime,
    links: dict[str, outbox.LinkTo] | None = None,
    **values: str,
) -> Letter | None:
    """Write to whoever signed; a signature on paper may have no address, and then there is no letter."""
    if not commitment.signer_email:
        return None
    named = {name.replace("_", " "): value for name, value in values.items()}
    return outbox.put(
        kind,
        community=commitment.community,
        to_email=commitment.signer_email,
        to_name=commitment.signer_name,
        once_key=once_key,
        at=at,
        values={"organization": commitment.organization_name, "reference": commitment.reference, **named},
        links=links,
        record=commitment.record,
        organization=commitment.employer.organization if commitment.employer else None,
    )


def desk() -> outbox.LinkTo:
    """Return the link to the desk, where the person signs in."""
    return None, reverse("employers:desk")


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


@receiver(employers_signals.referral_credited)
def on_referral_credited(
    sender: Any, *, referral: Referral, commitment: Commitment, at: datetime, **kwargs: Any
) -> None:
    """Thank whoever brought a signature, once for each; who signed is named where they agreed to be."""
    link = referral.link
    if not link.email:
        return
    is_named = commitment.consents.filter(kind=Consent.Kind.LIST_NAME, withdrawn_at=None).exists()
    organization = link.employer.organization if link.employer else None
    outbox.put(
        "referral_thanks",
        community=referral.community,
        to_email=link.email,
        to_name=link.name,
        once_key=f"referral-thanks-{link.pk}-{commitment.pk}",
        at=at,
        values={
            "organization": organization.name if organization else "",
            "brought": commitment.organization_name if is_named else "",
        },
        links={"desk link": desk()},
        organization=organization,
        person=link.person,
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


@receiver(employers_signals.check_in_asked)
def on_check_in_asked(sender: Any, *, check_in: CheckIn, at: datetime, **kwargs: Any) -> None:
    """Ask the signer what came of the quarter."""
    to_signer(
        "check_in",
        check_in.commitment,
        once_key=f"check-in-{check_in.pk}",
        at=at,
        links={"check-in link": (purposes.CHECK_IN, check_in.record)},
        quarter=check_in.name,
    )


@receiver(employers_signals.asks_expiring)
def on_asks_expiring(sender: Any, *, employer: Employer, asks: list[Ask], at: datetime, **kwargs: Any) -> None:
    """Ask whoever signed last whether the roles are still needed; where only paper was signed nobody is written to."""
    community, until = employer.organization.community, asks[0].valid_until
    signed = (
        Commitment.objects.active().filter(employer=employer).exclude(signer_email="").order_by("-signed_at", "-pk")
    )
    commitment = signed.first()
    if commitment:
        outbox.put(
            "asks_expiring",
            community=community,
            to_email=commitment.signer_email,
            to_name=commitment.signer_name,
            once_key=f"asks-{employer.pk}-{until.isoformat()}",
            at=at,
            values={
                "organization": employer.organization.name,
                "roles": ", ".join(short_name(one.occupation) for one in asks),
                "until": day(until, community),
            },
            links={"renew link": (purposes.RENEW_ASKS, record_of(employer)), "desk link": desk()},
            organization=employer.organization,
        )


@receiver(employers_signals.commitment_erased)
def on_erased(sender: Any, *, commitment: Commitment, **kwargs: Any) -> None:
    """Forget the letters about it: they hold the signer's address and the document."""
    outbox.forget(commitment.community, commitment.record)


@receiver(employers_signals.desk_opened)
def on_desk_opened(sender: Any, *, affiliation: Affiliation, by: User, at: datetime, **kwargs: Any) -> None:
    """Tell a colleague that a desk is open to them."""
    person, organization = affiliation.person, affiliation.organization
    if person.email:
        outbox.put(
            "desk_opened",
            community=organization.community,
            to_email=person.email,
            to_name=person.name,
            once_key=f"desk-{affiliation.pk}-{at.isoformat()}",
            at=at,
            values={"organization": organization.name, "inviter": by.name if by else ""},
            links={"desk link": desk()},
            organization=organization,
            person=person,
        )


@receiver(community_signals.sign_in_asked)
def on_sign_in_asked(sender: Any, *, user: User, community: Community, code: str, at: datetime, **kwargs: Any) -> None:
    """Send code and link; a letter that comes later than they work is not sent at all."""
    link: outbox.LinkTo = (purposes.SIGN_IN, entering.record_of(user))
    outbox.put(
        "sign_in" if code else "sign_in_by_link",
        community=community,
        to_email=user.email,
        to_name=user.name,
        once_key=f"sign-in-{user.pk}-{at.isoformat()}",
        at=at,
        values={"code": code} if code else {},
        links={"sign-in link": link},
        send_by=at + purposes.SIGN_IN.life,
    )


@receiver(community_signals.invitation_made)
def on_invitation_made(sender: Any, *, invitation: Invitation, at: datetime, **kwargs: Any) -> None:
    """Invite somebody to the team; asking again sends a new letter."""
    outbox.put(
        "invitation",
        community=invitation.community,
        to_email=invitation.email,
        to_name=invitation.name,
        once_key=f"invitation-{invitation.pk}-{at.isoformat()}",
        at=at,
        values={
            "inviter": invitation.invited_by.name if invitation.invited_by else "",
            "roles": invitation.roles_in_words,
        },
        links={"invitation link": (purposes.INVITATION, team.record_of(invitation))},
    )


@receiver(community_signals.account_news)
def on_account_news(
    sender: Any, *, user_email: str, community: Community, subject: str, body: str, at: datetime, **kwargs: Any
) -> None:
    """Send what allauth has to say about an account."""
    user = User.objects.filter(email=User.objects.normalize_email(user_email)).first()
    outbox.put(
        "account_news",
        community=community,
        to_email=user_email,
        to_name=user.name if user else "",
        once_key=f"account-{hashlib.sha256(user_email.encode()).hexdigest()[:16]}-{at.isoformat()}",
        at=at,
        subject=without_placeholders(subject)[:200],
        body=without_placeholders(body),
    )


@receiver(letter_sent)
def on_letter_sent(sender: Any, *, letter: Letter, at: datetime, **kwargs: Any) -> None:
    """Note on the commitment when the first confirmation letter left."""
    if letter.kind == "confirm_commitment":
        signing.note_confirmation_sent(int(letter.links["confirm link"][1].rpartition(":")[2]), at=at)
