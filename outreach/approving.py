"""Approving: by the link of a letter an advocate reads what is to go in their name, and says what they think of it.

What they approve is bound to the words and the list that were on their page: where either is another by then, they are
shown it once more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from directory import timeline
from outreach import bylines, lending, recipients, starting
from outreach.bylined import BylineState, print_of_all
from outreach.course import UNSTARTED
from outreach.models import Byline, TakenOff
from outreach.personal import Addressee
from outreach.pinning import Words, words_of


class CannotAnswer(Exception):
    """The letter takes no such answer; the message says why, to the advocate."""


@dataclass(frozen=True)
class Since:
    """What is another letter now than they had approved on a day: its words, and how many came onto its list."""

    on: date
    is_reworded: bool
    newcomers: int


@dataclass(frozen=True)
class Shown:
    """What an advocate sees: the words, to whom they go, whom they took off, and whether they approved it so."""

    byline: Byline
    words: Words
    listed: list[Addressee]
    off: list[Addressee]
    is_started: bool
    is_covered: bool
    is_ready: bool

    @property
    def seen(self) -> str:
        """Return what tells this from whatever else they may have been shown."""
        return print_of_all(self.words.print, [one.person_id or 0 for one in self.listed])

    @property
    def since(self) -> Since | None:
        """Return what has changed since they approved it; None where they never did, or it is covered."""
        before = self.byline.before
        if not before or self.is_covered:
            return None
        new = {one.person_id for one in self.listed} - set(before["people"])
        return Since(date.fromisoformat(before["on"]), before["words"] != self.words.print, len(new))

    @property
    def places(self) -> int:
        """Return at how many organizations those work to whom it goes."""
        return len({one.organization_id for one in self.listed})


def shown(byline: Byline, *, at: datetime) -> Shown:
    """Return what an advocate sees now; once the campaign has started, what was sent and to whom."""
    step, campaign = byline.step, byline.step.campaign
    if campaign.state not in UNSTARTED:
        words = words_of(campaign, [step], today=at.date())[step.pk]
        off = bylines.one(byline, at=at).off
        people = [recipients.from_recipient(one) for one in campaign.recipients.reached().order_by("pk")]
        listed = [one for one in people if one.person_id not in off]
        taken = [one for one in people if one.person_id in off]
        return Shown(byline, words, listed, taken, is_started=True, is_covered=True, is_ready=True)
    prepared = starting.prepare(campaign, at=at)
    standing, words = prepared.named[step.pk], prepared.words[step.pk]
    listed = prepared.goes_to(step)
    return Shown(
        byline,
        words,
        listed,
        [one for one in prepared.reached if one.person_id in standing.off],
        is_started=False,
        is_covered=standing.covers(words.print, [one.person_id or 0 for one in listed]),
        is_ready=not words.problems and not standing.problem and bool(listed),
    )


@transaction.atomic
def approve(byline: Byline, *, seen: str, at: datetime) -> Byline:
    """Let a letter go in their name, with these words and to this list; pressed twice, nothing changes.

    `seen` is the fingerprint of what they were shown. Raises CannotAnswer where that is another by now.
    """
    byline = answerable(byline)
    now = shown(byline, at=at)
    if now.is_covered:
        return byline
    if not now.is_ready:
        raise CannotAnswer(_("The letter is being changed just now. We write to you once it is ready to be looked at."))
    if now.seen != seen:
        raise CannotAnswer(_("The letter or its list has changed since you opened this page. Please look once more."))
    byline.state, byline.approved_at, byline.answered_at = BylineState.APPROVED, at, at
    byline.words_print, byline.changed_at = now.words.print, None
    byline.before = None
    byline.people = sorted(one.person_id for one in now.listed if one.person_id)
    byline.save()
    note("byline_approved", byline, at=at)
    lending.give_task(byline, f"{byline.name} approved {of_campaign(byline)}: send it", at=at)
    return byline


@transaction.atomic
def take_off(byline: Byline, people: Collection[int], *, at: datetime) -> int:
    """Take people off the list, whom they would rather not write to; return how many that were."""
    byline = answerable(byline)
    listed = {one.person_id for one in shown(byline, at=at).listed}
    gone = [TakenOff(byline=byline, person_id=one, at=at) for one in sorted(set(people)) if one in listed]
    TakenOff.objects.bulk_create(gone, ignore_conflicts=True)
    return len(gone)


@transaction.atomic
def put_back(byline: Byline, people: Collection[int], *, at: datetime) -> int:
    """Put people back onto the list; return how many that were. Whom they had not approved has to be approved."""
    byline = answerable(byline)
    return byline.taken_off.filter(person__in=people).delete()[0]


@transaction.atomic
def wish(byline: Byline, words: str, *, at: datetime) -> Byline:
    """Keep which other words they would like, for the coordinator; what they had approved before is void."""
    byline = answerable(byline)
    is_first = byline.state != BylineState.WISHED
    byline.state, byline.wish, byline.answered_at = BylineState.WISHED, words, at
    byline.save(update_fields=["state", "wish", "answered_at"])
    note("byline_wished", byline, text=words, at=at)
    if is_first:
        lending.give_task(byline, f"{byline.name} would like other words in {of_campaign(byline)}", at=at)
    return byline


@transaction.atomic
def decline(byline: Byline, words: str, *, at: datetime) -> Byline:
    """Take their no, or their name back: what has not left of the letter does not leave in it."""
    byline = lending.held(byline)
    if not byline.is_answerable:
        return byline
    if byline.step.campaign.state not in UNSTARTED:
        lending.end(byline, f"{byline.name} took their name back.", at=at)
        byline.refresh_from_db()
        if words:
            Byline.objects.filter(pk=byline.pk).update(wish=words, answered_at=at)
    else:
        byline.state, byline.wish, byline.answered_at = BylineState.DECLINED, words, at
        byline.save(update_fields=["state", "wish", "answered_at"])
        lending.give_task(byline, f"{byline.name} said no to {of_campaign(byline)}", at=at)
    note("byline_declined", byline, text=words, at=at)
    return byline


def of_campaign(byline: Byline) -> str:
    """Return what somebody of the team calls the letter."""
    return f"step {byline.step.number} of “{byline.step.campaign}”"


def answerable(byline: Byline) -> Byline:
    """Return the byline as it is now, held; raises CannotAnswer where it takes no answer any more."""
    try:
        byline = lending.held(byline)
    except lending.CannotLend as reason:
        raise CannotAnswer(_("The letter does not go in your name any more. Nothing is expected of you.")) from reason
    if not byline.is_answerable or byline.step.campaign.state not in UNSTARTED:
        raise CannotAnswer(_("The letter takes no other answer any more. Write to us if something has to change."))
    return byline


def note(verb: str, byline: Byline, *, at: datetime, text: str = "") -> None:
    """Write a line on the timeline of the advocate and of their employer."""
    advocate, campaign = byline.advocate, byline.step.campaign
    if advocate:
        timeline.record(
            verb,
            community=campaign.community,
            organization=advocate.employer.organization,
            person=advocate.person,
            at=at,
            text=text,
            facts={"campaign": campaign.pk, "name": campaign.name},
        )
