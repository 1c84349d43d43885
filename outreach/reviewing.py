"""Letters of reviews: to who is asked to review, and to the applicant who is asked to change something."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from community.models import User
from outreach import outbox, writing
from outreach.kinds import kind_of
from outreach.models import Letter
from providers import conflicts
from providers.models import Application, Review
from providers.parts import Key

CHANGES = "changes_requested"


def record_of(review: Review) -> str:
    """Return how letters name a review."""
    return f"providers.review:{review.pk}"


def to_reviewer(kind: str, review: Review, *, once: str, values: Mapping[str, str], at: datetime) -> Letter:
    """Write to a reviewer, once for each cause."""
    application = review.application
    organization = application.provider.organization
    return outbox.put(
        kind,
        community=organization.community,
        to_email=review.reviewer.email,
        to_name=review.reviewer.name,
        once_key=f"{kind.replace('_', '-')}-{review.pk}{once}",
        at=at,
        values={"organization": organization.name, "reference": application.reference, **values},
        links={"review link": (None, reverse("providers:review", args=[application.pk]))},
        record=record_of(review),
        organization=organization,
    )


def recall(review: Review, reason: str, *, at: datetime) -> None:
    """Take back what still waits to tell a reviewer of what is not theirs to do any more."""
    community = review.application.provider.organization.community
    for kind in ("review_assigned", "review_asked_again", "review_reminder"):
        outbox.recall(community, record_of(review), kind, reason=reason, at=at)


def applicant_of(application: Application) -> User | None:
    """Return who is written to: who submitted it last, or began it."""
    latest = application.revisions.select_related("submitted_by").order_by("-number").first()
    return (latest.submitted_by if latest else None) or application.started_by


def wanted_in_words(wanted: Mapping[str, str]) -> str:
    """Return what is to change, part by part in their order."""
    parts = [(key.label, wanted[key]) for key in Key if key in wanted]
    return "\n\n".join(f"{label}: {words}" for label, words in parts)


def ask_for_changes(application: Application, wanted: Mapping[str, str], *, at: datetime) -> Letter | None:
    """Write to the applicant what is to change; where nobody is left to write to, there is no letter."""
    user = applicant_of(application)
    if user is None:
        return None
    organization = application.provider.organization
    return outbox.put(
        CHANGES,
        community=organization.community,
        to_email=user.email,
        to_name=user.name,
        once_key=f"changes-requested-{application.pk}-{at:%Y%m%d%H%M%S%f}",
        at=at,
        values=values_of(application, wanted),
        links={"desk link": (None, reverse("providers:desk-application", args=[application.reference]))},
        record=application.record,
        organization=organization,
    )


def values_of(application: Application, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return what fills the letter that asks for changes."""
    return {
        "organization": application.provider.organization.name,
        "reference": application.reference,
        "wanted": wanted_in_words(wanted),
    }


def is_kept_from(user: User, letter: Letter) -> bool:
    """Test whether a letter is about an application that somebody is kept out of."""
    application = Application.objects.at_record(letter.record).first()
    return application is not None and conflicts.keeps_out(user, application)


def preview(application: Application, wanted: Mapping[str, str]) -> tuple[str, str, str]:
    """Return to whom the letter would go, its subject and its text; nothing is kept."""
    kind, language = kind_of(CHANGES), translation.get_language() or settings.LANGUAGE_CODE
    subject, body = outbox.source(kind.template, language)
    user = applicant_of(application)
    letter = Letter(
        community=application.provider.organization.community,
        kind=kind.key,
        is_transactional=kind.is_transactional,
        to_name=user.name if user else "",
        to_email=user.email if user else "",
        language=language,
        subject=subject,
        body=body,
        values=values_of(application, wanted),
    )
    written = writing.preview(letter)
    return letter.to_email, written[0], written[1]
