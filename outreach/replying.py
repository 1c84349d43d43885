"""Replying: a reply is kept once, stands on the timeline, ends doubt about its letter, and has an outcome.

Whoever sends several letters one after the other hears of it by the signal, inside the transaction, and stops.
"""

from datetime import date, datetime, timedelta
from email.utils import parseaddr

from django.db import transaction

from community import audit
from community.models import Community, User
from directory import signals as directory_signals
from directory import timeline
from directory.models import Entry, Organization, Person
from outreach import following, hearing
from outreach.kinds import TEST
from outreach.marks import Mark, News, key_of
from outreach.models import Letter, Reply
from outreach.opening import Incoming, Kind
from outreach.outcomes import Outcome, day_problem
from outreach.signals import reply_received, reply_settled

SOURCE = "mailbox"
NOT_NOW = timedelta(days=90)  # what is offered


class CannotSettleReply(Exception):
    """The reply has no such outcome; the message says why."""


class CannotTakeBack(Exception):
    """There is no such outcome to take back; the message says why."""


@transaction.atomic
def receive(incoming: Incoming, *, at: datetime) -> Reply | None:
    """Keep a reply that came by mail; None where it answers no letter of ours, or is kept already.

    It is matched by what it answers to, or by the address that it was sent to, and never by who wrote: what people of
    the directory write about other things is nobody's business here.
    """
    letter = find(incoming)
    if letter is None or letter.kind == TEST:  # what is said to a test is nobody's answer
        return None
    community = letter.community
    by, wrote, text = written_by(incoming, community)
    person = person_of(letter, wrote[1])
    is_automatic = incoming.kind == Kind.AUTOMATIC
    without_id: list[object] = [*incoming.sender, incoming.sent_at, letter.pk]
    named = [incoming.message_id] if incoming.message_id else without_id
    key = key_of(*named)
    if Reply.objects.of(community).filter(key=key).exists():
        return None
    news = News(Mark.DELIVERED, SOURCE, key_of(SOURCE, key), (letter.message_id,), None, "They answered.")
    hearing.hear(news, at=at)  # whoever answers has had it
    return keep(
        community,
        key=key,
        letter=letter,
        person=person,
        organization=organization_of(letter, person),
        from_name=wrote[0],
        from_email=wrote[1],
        subject=incoming.subject,
        text=text,
        is_automatic=is_automatic,
        written_at=min(incoming.sent_at or at, at),
        at=at,
        by=by,
    )


@transaction.atomic
def log(letter: Letter, *, text: str, on: datetime, by: User, at: datetime) -> Reply:
    """Write down a reply that came by another road, such as a call: it has the same effect as one by mail."""
    key = key_of("by hand", letter.pk, text, on.date(), by.pk)
    known = Reply.objects.of(letter.community).filter(key=key).first()
    person = person_of(letter, letter.to_email)
    return known or keep(
        letter.community,
        key=key,
        letter=letter,
        person=person,
        organization=organization_of(letter, person),
        from_name=letter.to_name,
        from_email=letter.to_email,
        subject="",
        text=text,
        is_automatic=False,
        written_at=on,
        at=at,
        by=by,
    )


def keep(
    community: Community,
    *,
    letter: Letter,
    person: Person | None,
    organization: Organization | None,
    is_automatic: bool,
    text: str,
    written_at: datetime,
    at: datetime,
    by: User | None = None,
    **fields: str,
) -> Reply:
    """Write the row; what a person wrote is told."""
    reply = Reply.objects.create(
        community=community,
        letter=letter,
        person=person,
        organization=organization,
        is_automatic=is_automatic,
        text=text,
        at=written_at,
        by=by,
        **fields,
    )
    if not is_automatic:
        tell(reply, letter, at=at)
    return reply


def tell(reply: Reply, letter: Letter, *, at: datetime) -> None:
    """Write what a person answered on the timeline, and announce it: whatever was to come to them stops."""
    community, organization, by = reply.community, reply.organization, reply.by
    timeline.record(
        "reply_received",
        community=community,
        organization=organization,
        person=reply.person,
        by=by,
        at=reply.at,
        text=reply.text,
        facts={"reply": reply.pk, "label": letter.label, "name": reply.from_name},
    )
    reply_received.send(Reply, letter=letter, reply=reply, at=at)
    if organization:
        on = reply.at.astimezone(community.zone).date()
        directory_signals.contact_noted.send(Entry, organization=organization, on=on, kind="reply", by=by, at=at)


@transaction.atomic
def take_for_real(reply: Reply, *, by: User, at: datetime) -> bool:
    """Say that a person wrote what was taken for an automatic answer: it waits to be answered, and counts as one.

    Return whether it was set apart until now; pressed twice, the second changes nothing.
    """
    reply = locked(reply)
    letter = reply.letter
    if not reply.is_automatic or letter is None:
        return False
    reply.is_automatic = False
    reply.save(update_fields=["is_automatic"])
    tell(reply, letter, at=at)
    sentence = f"took answer {reply.pk} to a letter for a person's, not a program's"
    audit.record(sentence, community=reply.community, by=by, at=at)
    return True


def find(incoming: Incoming) -> Letter | None:
    """Return the letter that a message answers: by the ids it names, else by the token in the address it went to."""
    if letter := hearing.find(incoming.ids):
        return letter
    for token in incoming.tokens:
        found = Letter.objects.filter(message_id__startswith=f"<{token}@").select_related("community", "organization")
        if letter := found.first():
            return letter
    return None


def written_by(incoming: Incoming, community: Community) -> tuple[User | None, tuple[str, str], str]:
    """Return which colleague passed an answer on, the name and address of whoever wrote it, and what.

    What somebody of the team passes on is the answer of whom it names, unless it is a letter of ours.
    """
    passed, sender = incoming.passed_on, incoming.sender[1]
    if passed is None:
        return None, incoming.sender, incoming.text
    colleague = User.objects.filter(memberships__community=community, email__iexact=sender).first()
    name, email = parseaddr(passed.author)
    name, email = (name, email.lower()[:254]) if "@" in email else (passed.author, "")
    ours = {community.contact_email.lower(), community.sender[1].lower()}
    if email in ours or not (colleague or sender in ours):
        return None, incoming.sender, incoming.text
    return colleague, (name[:150], email), "\n\n".join(part for part in (passed.note, passed.text) if part)


def person_of(letter: Letter, email: str) -> Person | None:
    """Return who answered: whoever has the address, else whom the letter went to."""
    people = Person.objects.of(letter.community)
    return (people.filter(email=email.lower()).first() if email else None) or letter.person


def organization_of(letter: Letter, person: Person | None) -> Organization | None:
    """Return whom the reply is about: what the letter was about, else the one place where they work."""
    if letter.organization:
        return letter.organization
    places = list(person.affiliations.current().select_related("organization")[:2]) if person else []
    return places[0].organization if len(places) == 1 else None


@transaction.atomic
def settle(reply: Reply, *, outcome: Outcome, by: User, at: datetime, later_on: date | None = None) -> Reply:
    """Say what came of a reply, with its consequence; raises CannotSettleReply where it has one, or the day lacks."""
    reply = locked(reply)
    if reply.outcome:
        raise CannotSettleReply(f"It was answered before: {reply.get_outcome_display().lower()}.")
    today = at.astimezone(reply.community.zone).date()
    if problem := day_problem(outcome, later_on, today):
        raise CannotSettleReply(problem)
    reply.outcome, reply.settled_at, reply.settled_by = outcome, at, by
    reply.later_on = later_on if outcome == Outcome.NOT_NOW else None
    reply.made = following.follow(reply, by=by, at=at)
    reply.save(update_fields=["outcome", "settled_at", "settled_by", "later_on", "made"])
    reply_settled.send(Reply, reply=reply, outcome=outcome, by=by, at=at)
    return reply


@transaction.atomic
def take_back(reply: Reply, *, seen: str, by: User, at: datetime) -> Reply:
    """Undo what followed from an outcome and is still as it was left; the reply waits to be answered again.

    `seen`: the fingerprint of what is taken back. Raises CannotTakeBack where it was, or a colleague answered since.
    """
    reply = locked(reply)
    if not reply.outcome:
        raise CannotTakeBack("It was taken back before, and waits to be answered.")
    if reply.fingerprint != seen:
        raise CannotTakeBack(f"A colleague has answered it since: {reply.get_outcome_display().lower()}. Look again.")
    outcome = Outcome(reply.outcome)
    parts = following.undo(reply, by=by, at=at)
    reply.outcome, reply.settled_at, reply.settled_by, reply.later_on, reply.made = "", None, None, None, None
    reply.save(update_fields=["outcome", "settled_at", "settled_by", "later_on", "made"])
    timeline.record(
        "reply_taken_back",
        community=reply.community,
        organization=reply.organization,
        person=reply.person,
        by=by,
        at=at,
        facts={
            "reply": reply.pk,
            "name": reply.from_name,
            "outcome": outcome.label,
            "undone": [part.what for part in parts if not part.stays],
            "stays": [f"{part.what}: {part.stays}" for part in parts if part.stays],
        },
    )
    return reply


def locked(reply: Reply) -> Reply:
    """Return the reply as it is now, held."""
    rows = Reply.objects.select_for_update(of=("self",))
    return rows.select_related("community", "organization", "person", "letter", "by").get(pk=reply.pk)
