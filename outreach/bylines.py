"""Bylines as they stand: whether somebody still lends a letter their name, and whether their word covers it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format

from community import links
from community.models import Community, User
from community.purposes import BYLINE
from directory import todo
from employers import advocacy
from outreach import outbox, requesting
from outreach.bylined import BylineState
from outreach.models import Byline, Campaign, Step, TakenOff

KINDS = ("byline_request", "byline_again", "byline_reminder")
INSTEAD = "Choose somebody else, or send it in your own name."
# What is missing in each state, and what is done about it.
SAID = {
    BylineState.CHOSEN: (
        "Nobody has asked them yet. Nothing leaves before they approved the words and the list.",
        "Ask them",
    ),
    BylineState.ASKED: ("Asked on {on}, and no answer yet. Nothing leaves before they approved it.", "Look"),
    BylineState.WISHED: ("They would like other words. Change them and ask again, or talk with them.", "Read"),
    BylineState.DECLINED: (f"They said no. {INSTEAD}", "Choose"),
    BylineState.ENDED: (f"{{reason}} {INSTEAD}", "Choose"),
}


@dataclass(frozen=True)
class Lack:
    """What is missing before a letter may leave in somebody's name, and what is done about it; empty words, nothing."""

    words: str = ""
    verb: str = ""


@dataclass(frozen=True)
class Standing:
    """One byline, whom its advocate took off the list, by id, and why they cannot lend their name where they cannot."""

    byline: Byline
    off: frozenset[int]
    problem: str

    def covers(self, words: str, people: Collection[int]) -> bool:
        """Tell whether they approved these words, by their fingerprint, and everybody on this list."""
        byline = self.byline
        approved = byline.state == BylineState.APPROVED and not self.problem
        return approved and byline.words_print == words and set(people) <= set(byline.people)

    def newcomers(self, people: Collection[int]) -> int:
        """Count who came onto the list since they approved it."""
        return len(set(people) - set(self.byline.people))

    def lacks(self, words: str, people: Collection[int]) -> Lack:
        """Return what is missing before the letter may leave with these words to these people."""
        byline = self.byline
        if self.problem:
            return Lack(f"{self.problem} {INSTEAD}", "Choose")
        if byline.state == BylineState.APPROVED:
            return self.since_approved(words, people)
        sentence, verb = SAID[BylineState(byline.state)]
        asked = byline.asked_at.astimezone(byline.step.campaign.community.zone) if byline.asked_at else None
        return Lack(sentence.format(on=date_format(asked, "F j") if asked else "", reason=byline.reason), verb)

    def since_approved(self, words: str, people: Collection[int]) -> Lack:
        """Return what is another letter now than they approved."""
        if self.byline.words_print != words:
            return Lack("They approved other words than these. Ask them about these, too.", "Ask again")
        if count := self.newcomers(people):
            who = "one person has come" if count == 1 else f"{count:,} people have come"
            return Lack(f"Since they approved the list, {who} onto it. Ask them about it, too.", "Ask again")
        return Lack()


def of(steps: Iterable[Step], *, at: datetime) -> dict[int, Standing]:
    """Return by step the bylines of some letters of one campaign."""
    found = {byline.step_id: byline for byline in Byline.objects.filter(step__in=steps).with_all()}
    if not found:
        return {}
    taken: dict[int, set[int]] = {byline.pk: set() for byline in found.values()}
    for byline, person in TakenOff.objects.filter(byline__in=taken).values_list("byline", "person"):
        taken[byline].add(person)
    return {
        step: Standing(byline, frozenset(taken[byline.pk]), problem_of(byline, at=at)) for step, byline in found.items()
    }


def one(byline: Byline, *, at: datetime) -> Standing:
    """Return one byline as it stands."""
    return of([byline.step], at=at)[byline.step_id]


def off_of(campaign: Campaign) -> set[tuple[int, int]]:
    """Return whom advocates took off the lists of a campaign's letters: pairs of step and person."""
    return set(TakenOff.objects.filter(byline__step__campaign=campaign).values_list("byline__step", "person"))


def problem_of(byline: Byline, *, at: datetime) -> str:
    """Return why somebody cannot lend their name by now, or an empty text."""
    advocate, community = byline.advocate, byline.step.campaign.community
    if advocate is None:
        return f"{byline.name} is no advocate any more."
    if advocate.writing_at is None:
        return f"{byline.name} agrees no more to letters in their name."
    if not advocate.person.email:
        return f"No address of {byline.name} is known any more."
    if requesting.held(community, advocate.person.email, at=at):
        return f"{byline.name} is not to be written to."
    return ""


def pin(byline: Byline, *, by: User, at: datetime) -> str:
    """Give whoever lends their name their link, to whose credit signatures are; return where answers go besides us."""
    advocate = byline.advocate
    end_task(byline, by=by, at=at)
    if advocate is None:
        return ""
    byline.link = advocacy.give_link(advocate, at=at)
    byline.save(update_fields=["link"])
    return advocate.person.email


def end_task(byline: Byline, *, by: User | None, at: datetime) -> None:
    """Close the task that their last answer gave: it is seen to."""
    if byline.task:
        todo.done(byline.task, by=by, at=at)


@transaction.atomic
def change(steps: Iterable[Step], *, at: datetime) -> None:
    """Note that letters may be other ones than were approved, or go to others: it is looked at once that rests."""
    Byline.objects.filter(step__in=steps, state=BylineState.APPROVED).update(changed_at=at)


@transaction.atomic
def carry(campaign: Campaign, copied: Campaign, *, at: datetime) -> list[str]:
    """Let the letters of a copy bear the same names, of whom nobody was asked yet; return why some do not, or cannot.

    Whoever said no to a letter is not asked about its copy.
    """
    steps = {step.number: step for step in copied.steps.select_related("campaign__community")}
    said = []
    for old in Byline.objects.filter(step__campaign=campaign).with_all().order_by("step__number"):
        step = steps[old.step.number]
        if old.state == BylineState.DECLINED:
            said.append(f"Step {step.number} bears nobody’s name: {old.name} said no to it.")
            continue
        name = old.advocate.person.name[:150] if old.advocate else old.name
        byline = Byline.objects.create(step=step, advocate=old.advocate, name=name, created_at=at)
        if problem := problem_of(byline, at=at):
            said.append(f"Step {step.number}: {problem} {INSTEAD}")
    return said


@transaction.atomic
def drop(step: Step, *, at: datetime) -> bool:
    """Let a letter bear nobody's name; the link that was sent works no more. Return whether it bore one."""
    byline = Byline.objects.filter(step=step).select_related("task").first()
    if byline is None:
        return False
    if byline.task:
        todo.drop(byline.task, reason="The letter bears their name no more.", by=None, at=at)
    links.revoke(byline.record, BYLINE, at=at)
    recall(byline, step.campaign.community, at=at)
    byline.delete()
    return True


def recall(byline: Byline, community: Community, *, at: datetime) -> None:
    """Take back what waits to be sent of a request."""
    outbox.recall(community, byline.record, *KINDS, reason="It is not needed any more.", at=at)
