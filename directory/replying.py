"""Replying: an introducer answers by the link of the letter, once; or a coordinator writes down what they said."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import User
from directory import introductions, signals, todo, weighing
from directory.models import Introduction
from directory.replies import ASK_AGAIN_AFTER, Reply, State


class CannotReply(Exception):
    """This request takes no answer; the message says why."""


@dataclass(frozen=True)
class Answer:
    """What an introducer says: the reply, a word, until when not, and whom to ask instead."""

    reply: str
    note: str = ""
    until: date | None = None
    name: str = ""
    title: str = ""
    email: str = ""


@transaction.atomic
def answer(introduction: Introduction, said: Answer, *, at: datetime, by: User | None = None) -> Introduction:
    """Keep what an introducer says, on the timelines, in the tie, and as a task where it is to be asked again.

    `by` is who of the team writes it down; nobody where it came by the link. Raises CannotReply where the request was
    answered, taken back, or has ended.
    """
    introduction = introductions.locked(introduction)
    if introduction.state != State.ASKED:
        raise CannotReply(_("This request takes no answer any more. Thank you."))
    introduction.state, introduction.answered_at, introduction.answered_by = said.reply, at, by
    introduction.note = said.note
    if said.reply == Reply.LATER:
        introduction.until = said.until
    if said.reply == Reply.NOT_ME:
        introduction.named_name, introduction.named_title = said.name, said.title
        introduction.named_email = said.email
    is_over = said.reply == Reply.LATER or (said.reply == Reply.NOT_ME and not said.name)
    introduction.closed_at = at if is_over else None
    introduction.save()
    introductions.tell(
        "introduction_answered", introduction, by=by, at=at, text=said.note, reply=said.reply, named=bool(said.name)
    )
    weighing.weigh(introduction, by=by, at=at)
    if said.reply == Reply.LATER:
        remember(introduction, by=by, at=at)
    signals.introduction_answered.send(Introduction, introduction=introduction, at=at)
    return introduction


def remember(introduction: Introduction, *, by: User | None, at: datetime) -> None:
    """Make it a task of whoever asked to come back to it on the day that was said, or after a while."""
    today = at.astimezone(introduction.community.zone).date()
    title = f"Ask {introduction.introducer} again for an introduction to {introduction.to}"
    todo.add(
        introduction.community,
        title=title[:200],
        due_on=introduction.until or today + ASK_AGAIN_AFTER,
        owner=introduction.asked_by,
        organization=introduction.organization,
        person=introduction.target,
        by=by,
        at=at,
    )
