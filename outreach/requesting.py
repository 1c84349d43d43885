"""Letters that ask for an introduction: what fills them, whether they may leave, and how they look before they do."""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from community.models import Community
from community.purposes import INTRODUCTION
from directory.models import Introduction
from outreach import outbox, suppressing, writing
from outreach.kinds import kind_of
from outreach.models import Letter, Suppression

REQUEST, REMINDER = "introduction_request", "introduction_reminder"


def put(kind: str, introduction: Introduction, *, asked_on: str = "", at: datetime) -> Letter:
    """Put the request or its reminder into the outbox, once each; its link is made when it leaves."""
    return outbox.put(
        kind,
        community=introduction.community,
        to_email=introduction.introducer.email,
        to_name=introduction.introducer.name,
        once_key=f"{kind.replace('_', '-')}-{introduction.pk}",
        at=at,
        values=values_of(introduction) | ({"asked on": asked_on, "asker": asker_of(introduction)} if asked_on else {}),
        links={"reply link": (INTRODUCTION, introduction.record)},
        record=introduction.record,
        organization=introduction.organization,
        person=introduction.introducer,
    )


def values_of(introduction: Introduction) -> dict[str, str]:
    """Return what fills a letter: whom we want to meet, and the words, each line a paragraph."""
    lines = [line.strip() for line in introduction.words.splitlines()]
    return {"to": introduction.to, "words": "\n\n".join(line for line in lines if line)}


def asker_of(introduction: Introduction) -> str:
    """Return who asks; the contact person where they left the team."""
    return introduction.asked_by.name if introduction.asked_by else introduction.community.contact_name


def preview(introduction: Introduction) -> tuple[str, str, str]:
    """Return subject, text and HTML of the request as the introducer will see them; nothing is kept."""
    kind, language = kind_of(REQUEST), translation.get_language() or settings.LANGUAGE_CODE
    subject, body = outbox.source(kind.template, language)
    letter = Letter(
        community=introduction.community,
        kind=kind.key,
        is_transactional=kind.is_transactional,
        to_name=introduction.introducer.name,
        to_email=introduction.introducer.email,
        language=language,
        subject=subject,
        body=body,
        values=values_of(introduction),
    )
    return writing.preview(letter)


def held(community: Community, email: str, *, at: datetime) -> str:
    """Return why a request to this address would not leave, or an empty text."""
    if not email or not Suppression.objects.of(community).exists():
        return ""  # where nothing is suppressed there is no salt yet, and looking makes none
    letter = Letter(community=community, to_email=email, is_transactional=kind_of(REQUEST).is_transactional)
    return next(iter(suppressing.held_back([letter], at=at).values()), "")
