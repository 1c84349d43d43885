"""Letters of reviews: to who is asked to review, and to the applicant who is asked to change something."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation

from community.models import Community, User
from outreach import outbox, writing
from outreach.applicants import applicants_of
from outreach.kinds import kind_of
from outreach.models import Letter
from outreach.models.letter import LetterQuerySet
from providers.models import Application, Disclosure, Review
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


def wanted_in_words(wanted: Mapping[str, str]) -> str:
    """Return what is to change, part by part in their order."""
    parts = [(key.label, wanted[key]) for key in Key if key in wanted]
    return "\n\n".join(f"{label}: {words}" for label, words in parts)


def ask_for_changes(application: Application, wanted: Mapping[str, str], *, at: datetime) -> list[Letter]:
    """Write to the applicants what is to change; where nobody is left to write to, there is no letter."""
    organization = application.provider.organization
    return [
        outbox.put(
            CHANGES,
            community=organization.community,
            to_email=one.email,
            to_name=one.name,
            once_key=f"changes-requested-{application.pk}-{at:%Y%m%d%H%M%S%f}{one.suffix}",
            at=at,
            values=values_of(application, wanted),
            links={"desk link": (None, reverse("providers:desk-application", args=[application.reference]))},
            record=application.record,
            organization=organization,
            person=one.person,
        )
        for one in applicants_of(application)
    ]


def values_of(application: Application, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return what fills the letter that asks for changes."""
    return {
        "organization": application.provider.organization.name,
        "reference": application.reference,
        "wanted": wanted_in_words(wanted),
    }


def records_kept_from(user: User, community: Community) -> list[str]:
    """Return how letters name what somebody is kept out of by a conflict: applications, and the reviews of them."""
    theirs = Disclosure.objects.keeping_out().filter(user=user)
    applications = list(Application.objects.of(community).filter(Exists(theirs.filter(application=OuterRef("pk")))))
    reviews = Review.objects.filter(application__in=applications) if applications else ()
    return [*(one.record for one in applications), *(record_of(one) for one in reviews)]


def is_kept_from(user: User, letter: Letter) -> bool:
    """Test whether a letter is about something that somebody is kept out of."""
    return letter.record in records_kept_from(user, letter.community)


def readable(letters: LetterQuerySet, user: User, community: Community) -> LetterQuerySet:
    """Return letters without those about what somebody is kept out of."""
    kept = records_kept_from(user, community)
    return letters.exclude(record__in=kept) if kept else letters


def preview(application: Application, wanted: Mapping[str, str]) -> tuple[str, str, str]:
    """Return to whom the letter would go, its subject and its text to the first of them; nothing is kept."""
    return previewed(CHANGES, application, values_of(application, wanted))


def previewed(kind_key: str, application: Application, values: Mapping[str, str]) -> tuple[str, str, str]:
    """Return as above a letter of this kind about an application, filled with these values."""
    kind, language = kind_of(kind_key), translation.get_language() or settings.LANGUAGE_CODE
    subject, body = outbox.source(kind.template, language)
    everybody = applicants_of(application)
    letter = Letter(
        community=application.provider.organization.community,
        kind=kind.key,
        is_transactional=kind.is_transactional,
        to_name=everybody[0].name if everybody else "",
        to_email=everybody[0].email if everybody else "",
        language=language,
        subject=subject,
        body=body,
        values=dict(values),
    )
    written = writing.preview(letter)
    return ", ".join(one.email for one in everybody), written[0], written[1]
