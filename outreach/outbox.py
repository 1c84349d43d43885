"""The outbox: a letter is a row, written in the transaction of its cause; nothing else happens in the request."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.template import Context, Engine
from django.utils import translation

from community.models import Community
from community.purposes import PURPOSES, Purpose
from directory.models import Organization, Person
from outreach import composing
from outreach.kinds import COMMON, Kind, kind_of
from outreach.letterhead import Letterhead, frame_of
from outreach.models import Attempt, Letter, Reply
from outreach.states import State

ERASED = "erased"  # where a name stood
LinkTo = tuple[Purpose | None, str]  # a purpose and the record it is about, or None and a path of the portal


class CannotPut(Exception):
    """The letter does not fit its kind; the message says why."""


@transaction.atomic(savepoint=False)  # a letter never fails alone: its cause fails with it
def put(
    kind: str,
    *,
    community: Community,
    to_email: str,
    to_name: str,
    once_key: str,
    at: datetime,
    values: Mapping[str, str] | None = None,
    links: Mapping[str, LinkTo] | None = None,
    record: str = "",
    organization: Organization | None = None,
    person: Person | None = None,
    due_at: datetime | None = None,
    send_by: datetime | None = None,
    subject: str = "",
    body: str = "",
) -> Letter:
    """Put a letter into the outbox and return it; where one of this key exists already, that one is returned.

    Values fill the placeholders; links name a purpose and a record, or None and a path, and are made at delivery.
    `record` is what the letter is about, as links name it: by it the letter is found again.
    Subject and body are given for kinds that bring their own text only. Raises CannotPut where something does not fit.
    """
    known, language = kind_of(kind), translation.get_language() or settings.LANGUAGE_CODE
    values, links = dict(values or {}), dict(links or {})
    refuse_misfits(known, values, links, has_text=bool(body))
    if not known.brings_its_own_text:
        subject, body = source(known.template, language)
    composing.compile_letter(subject, body, frame_of(letterhead(community, known, language)), known)
    letter, _ = Letter.objects.get_or_create(
        community=community,
        once_key=once_key,
        defaults={
            "kind": known.key,
            "promise": known.promise,
            "is_transactional": known.is_transactional,
            "message_id": f"<{secrets.token_hex(16)}@{community.host}>",
            "to_name": to_name[:150],
            "to_email": to_email.strip().lower(),
            "record": record,
            "organization": organization,
            "person": person,
            "language": language,
            "subject": subject,
            "body": body,
            "values": values,
            "links": {name: [purpose.key if purpose else "", target] for name, (purpose, target) in links.items()},
            "created_at": at,
            "due_at": due_at or at,
            "send_by": send_by,
        },
    )
    return letter


def refuse_misfits(kind: Kind, values: Mapping[str, str], links: Mapping[str, LinkTo], *, has_text: bool) -> None:
    """Raise CannotPut where values, links or text are not those of the kind."""
    if strange := set(values) - kind.values - kind.blocks:
        raise CannotPut(f"{kind.label} has no place for {', '.join(sorted(strange))}.")
    if set(links) != kind.links:
        raise CannotPut(f"{kind.label} needs exactly these links: {', '.join(sorted(kind.links)) or 'none'}.")
    if any(purpose and purpose.key not in PURPOSES for purpose, _ in links.values()):
        raise CannotPut("A link needs a purpose that we know.")
    if has_text != kind.brings_its_own_text:
        raise CannotPut(f"{kind.label} {'needs its text' if kind.brings_its_own_text else 'has its own text'}.")


@lru_cache(maxsize=128)
def source(template: str, language: str) -> tuple[str, str]:
    """Return subject and body of a kind's template: the first line, and the rest. No value ever enters here."""
    with translation.override(language):
        text = Engine.get_default().get_template(template).render(Context({}, autoescape=False))
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip()


def letterhead(community: Community, kind: Kind, language: str) -> Letterhead:
    """Return the community's letterhead for letters of this kind."""
    return Letterhead(
        name=community.name,
        url=community.url,
        color=community.color,
        contact_name=community.contact_name,
        contact_title=community.contact_title,
        contact_email=community.contact_email,
        contact_phone=community.contact_phone,
        postal_address=community.postal_address,
        language=language,
        is_transactional=kind.is_transactional,
    )


def common_values(letter: Letter) -> dict[str, str]:
    """Return what a letter may say without being told."""
    return common_of(letter.community, letter.to_name)


def common_of(community: Community, name: str) -> dict[str, str]:
    """Return what every letter of a community to somebody may say without being told."""
    values = {
        "name": name,
        "community": community.name,
        "region": community.region,
        "contact name": community.contact_name,
        "contact email": community.contact_email,
        "contact phone": community.contact_phone,
    }
    assert set(values) == COMMON  # noqa: S101 -- the two lists are one promise
    return values


@transaction.atomic
def recall(community: Community, record: str, *kinds: str, reason: str, at: datetime) -> int:
    """Take back letters of these kinds about a record that have not left and are of no use; return how many."""
    waiting = Letter.objects.of(community).about(record).filter(kind__in=kinds, state=State.WAITING)
    taken = list(waiting.select_for_update().values_list("pk", flat=True))
    recalled = Letter.objects.filter(pk__in=taken, state=State.WAITING)
    count = recalled.update(state=State.SKIPPED, reason=reason, settled_at=at)
    Attempt.objects.bulk_create(Attempt(letter_id=pk, at=at, state=State.SKIPPED, words=reason) for pk in taken)
    return count


@transaction.atomic
def forget(community: Community, record: str) -> int:
    """Erase to whom letters about a record went and what filled them; return how many there were.

    That they were sent, and when, stays; what the mail server said may quote the address, and goes too.
    """
    letters = Letter.objects.of(community).about(record)
    Attempt.objects.filter(letter__in=letters).update(words="")
    Reply.objects.filter(letter__in=letters).update(from_name="", from_email="", subject="", text="", person=None)
    return letters.update(to_email="", to_name=ERASED, person=None, values={}, answer="")
