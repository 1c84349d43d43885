"""Doors for news of providers: their applications and data agreements; each writes its letters and returns."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from community import purposes
from community.models import User
from outreach import outbox
from outreach.receivers.parts import day, desk
from providers import agreeing
from providers import signals as providers_signals
from providers.applying_states import UNDER_CLOCK, State
from providers.models import Agreement, Application, Revision, Start


@receiver(providers_signals.application_asked)
def on_asked(sender: Any, *, start: Start, at: datetime, **kwargs: Any) -> None:
    """Send the link with which an application begins; a letter that comes later than it works is not sent at all."""
    outbox.put(
        "application_start",
        community=start.community,
        to_email=start.email,
        to_name=start.name,
        once_key=f"application-start-{start.pk}",
        at=at,
        values={"organization": start.organization_name},
        links={"start link": (purposes.APPLY, start.record)},
        record=start.record,
        send_by=at + purposes.APPLY.life,
    )


@receiver(providers_signals.application_submitted)
def on_submitted(
    sender: Any, *, application: Application, revision: Revision, by: User, at: datetime, **kwargs: Any
) -> None:
    """Give whoever submitted it a receipt, and tell the contact person where it waits for somebody to assign it."""
    organization = application.provider.organization
    community = organization.community
    values = {
        "organization": organization.name,
        "reference": application.reference,
        "version": str(revision.number),
        "decide by": day(application.decide_by, community),
    }
    path = reverse("providers:desk-application", args=[application.reference])
    outbox.put(
        "application_submitted",
        community=community,
        to_email=by.email,
        to_name=by.name,
        once_key=f"application-submitted-{revision.pk}",
        at=at,
        values=values | {"submitted on": day(revision.submitted_at, community), "fingerprint": revision.sha256},
        links={"desk link": (None, path)},
        record=application.record,
        organization=organization,
    )
    if application.state != State.SUBMITTED:
        return  # it went back to the reviewers it has
    outbox.put(
        "application_arrived",
        community=community,
        to_email=community.contact_email,
        to_name=community.contact_name,
        once_key=f"application-arrived-{revision.pk}",
        at=at,
        values=values,
        links={"workspace link": (None, application.get_absolute_url())},
        record=application.record,
        organization=organization,
    )


@receiver(providers_signals.application_moved)
def on_moved(sender: Any, *, application: Application, at: datetime, **kwargs: Any) -> None:
    """Take back what still waits to tell the team of an application that is with it no more."""
    if application.state not in UNDER_CLOCK:
        community = application.provider.organization.community
        outbox.recall(community, application.record, "application_arrived", reason="It went on meanwhile.", at=at)


@receiver(providers_signals.agreement_signed)
def on_agreed(sender: Any, *, agreement: Agreement, at: datetime, **kwargs: Any) -> None:
    """Send the receipt with the document."""
    community = agreement.community
    receipt = outbox.put(
        "agreement_receipt",
        community=community,
        to_email=agreement.signer_email,
        to_name=agreement.signer_name,
        once_key=f"agreement-{agreement.pk}",
        at=at,
        values={
            "organization": agreement.organization_name,
            "reference": agreement.reference,
            "version": str(agreement.text.version),
            "text fingerprint": agreement.text_sha256,
            "document fingerprint": agreement.document_sha256,
            "signed on": day(agreement.signed_at, community),
            "document": agreement.document,
        },
        links={"desk link": desk()},
        record=agreement.record,
        organization=agreement.provider.organization,
    )
    agreeing.note_receipt(agreement, message_id=receipt.message_id)


@receiver(providers_signals.agreement_withdrawn)
def on_agreement_withdrawn(sender: Any, *, agreement: Agreement, at: datetime, **kwargs: Any) -> None:
    """Acknowledge the withdrawal."""
    outbox.put(
        "agreement_withdrawn",
        community=agreement.community,
        to_email=agreement.signer_email,
        to_name=agreement.signer_name,
        once_key=f"agreement-withdrawn-{agreement.pk}",
        at=at,
        values={
            "organization": agreement.organization_name,
            "reference": agreement.reference,
            "withdrawn on": day(agreement.ended_at or at, agreement.community),
        },
        record=agreement.record,
        organization=agreement.provider.organization,
    )


@receiver(providers_signals.agreement_erased)
def on_agreement_erased(sender: Any, *, agreement: Agreement, **kwargs: Any) -> None:
    """Forget the letters about it: they hold the signer's address and the document."""
    outbox.forget(agreement.community, agreement.record)
