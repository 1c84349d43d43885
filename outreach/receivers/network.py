"""Doors for news of what employers do after signing: who they brought, what they need, what came of it."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from community import purposes
from employers import signals as employers_signals
from employers.asks import record_of
from employers.models import Advocate, Ask, CheckIn, Commitment, Consent, Employer, Referral
from employers.occupations import short_name
from outreach import lending, outbox
from outreach.receivers.parts import day, desk, to_signer


@receiver(employers_signals.referral_credited)
def on_referral_credited(
    sender: Any, *, referral: Referral, commitment: Commitment, at: datetime, **kwargs: Any
) -> None:
    """Thank whoever brought a signature, once for each; who signed is named where they agreed to be.

    An advocate who never signed has no desk: their letter carries the link that they pass on.
    """
    link = referral.link
    if not link.email:
        return
    letter_links: dict[str, outbox.LinkTo]
    if referral.road == Referral.Road.INTRODUCTION:
        kind, letter_links = "introduction_thanks", {}
    elif link.user_id is not None:
        kind, letter_links = "referral_thanks", {"desk link": desk()}
    else:
        kind, letter_links = "referral_thanks_by_link", {"referral link": (None, link.get_absolute_url())}
    is_named = commitment.consents.filter(kind=Consent.Kind.LIST_NAME, withdrawn_at=None).exists()
    organization = link.bringer
    outbox.put(
        kind,
        community=referral.community,
        to_email=link.email,
        to_name=link.name,
        once_key=f"referral-thanks-{link.holder}-{commitment.pk}",
        at=at,
        values={
            "organization": organization.name if organization else "",
            "brought": commitment.organization_name if is_named else "",
        },
        links=letter_links,
        organization=organization,
        person=link.person,
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


@receiver(employers_signals.advocate_changed)
def on_advocate_changed(sender: Any, *, advocate: Advocate, at: datetime, **kwargs: Any) -> None:
    """Stop letters in the name of somebody who agrees to them no more."""
    if advocate.writing_at is None:
        lending.stop_all(advocate, f"{advocate.person} agrees no more to letters in their name.", at=at)


@receiver(employers_signals.advocate_leaving)
def on_advocate_leaving(sender: Any, *, advocate: Advocate, at: datetime, **kwargs: Any) -> None:
    """Stop letters in the name of somebody who is no advocate any more."""
    lending.stop_all(advocate, f"{advocate.person} is no advocate any more.", at=at)


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
