"""Starting: what a campaign says and to whom is pinned at once, and its letters are planned in the background.

However many press Send at the same moment, one of them starts it. Over a number that the community sets, a second
person has to say so.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from community import audit, jobs
from community.models import User
from outreach import bylines, checking, pinning, recipients, signers
from outreach.bylined import BylineState
from outreach.bylines import Standing
from outreach.course import CampaignState, StepKind
from outreach.models import Campaign, Recipient, Step
from outreach.personal import Addressee
from outreach.pinning import Words

JOB = "plan a campaign"
AT_ONCE = 500  # rows of one statement


class CannotStart(Exception):
    """The campaign cannot start so; the message says why."""


@dataclass(frozen=True)
class Outline:
    """What a campaign would say today: its steps, their words, and who lends their name to which, both by step."""

    steps: list[Step]
    words: dict[int, Words]
    named: dict[int, Standing]
    today: date
    sieve: checking.Sieve


@dataclass(frozen=True)
class Prepared:
    """A campaign as it would start now."""

    steps: list[Step]
    words: dict[int, Words]
    people: list[Addressee]
    empty: list[checking.Empty]
    checks: list[checking.Check]
    named: dict[int, Standing]  # by step: who lends their name to it
    sieve: checking.Sieve

    @property
    def reached(self) -> list[Addressee]:
        """Return those to whom something goes."""
        return [one for one in self.people if not one.left_out]

    @property
    def obstacles(self) -> list[checking.Check]:
        """Return what is in the way."""
        return [check for check in self.checks if not check.is_well and check.is_in_the_way]

    def on_the_first_day(self, *, letters: bool) -> int:
        """Return how many letters leave on the day of the first steps, or how many tasks are given."""
        steps = [step for step in self.steps if step.days == self.sieve.first_day]
        return sum(len(self.goes_to(step)) for step in steps if (step.kind == StepKind.LETTER) == letters)

    def goes_to(self, step: Step) -> list[Addressee]:
        """Return who gets this step."""
        return self.sieve.goes_to(step, self.people, self.empty, self.off(step))

    def is_outdated(self, step: Step) -> bool:
        """Tell whether an advocate approved this letter, but not as it is now."""
        standing = self.named.get(step.pk)
        if standing is None or standing.byline.state != BylineState.APPROVED:
            return False
        return not standing.covers(self.words[step.pk].print, [one.person_id or 0 for one in self.goes_to(step)])

    def off(self, step: Step) -> frozenset[int]:
        """Return whom an advocate took off the list of this letter, by id."""
        return self.named[step.pk].off if step.pk in self.named else frozenset()

    @property
    def fingerprint(self) -> str:
        """Return what tells this from any other start: who gets what, and in which words."""
        whole = [
            [[one.email, one.left_out] for one in self.people],
            [[step.kind, step.days, step.condition] for step in self.steps],
            [[self.words[step.pk].subject, self.words[step.pk].body] for step in self.steps],
            [[self.words[step.pk].name, sorted(self.off(step))] for step in self.steps],
            sorted({one.organization_id or 0 for one in self.people} & set(self.sieve.signed)),
        ]
        return hashlib.sha256(json.dumps(whole).encode("utf-8", "surrogatepass")).hexdigest()


def prepare(campaign: Campaign, *, at: datetime, most: int | None = None) -> Prepared:
    """Return the campaign as it would start now; with `most`, as it would to the first so many it reaches.

    Where an advocate lends their name, everybody is looked at: they agreed to a list.
    """
    outline = outline_of(campaign, at=at)
    steps, words, named = outline.steps, outline.words, outline.named
    people = recipients.sample(campaign, at=at, most=most) if most and not named else recipients.found(campaign, at=at)
    empty = checking.empties(campaign, steps, words, [one for one in people if not one.left_out])
    checks = checking.checks(campaign, steps, words, people, empty=empty, named=named, sieve=outline.sieve)
    return Prepared(steps, words, people, empty, checks, named, outline.sieve)


def outline_of(campaign: Campaign, *, at: datetime) -> Outline:
    """Return what a campaign would say today, whoever it goes to."""
    steps = list(campaign.steps.select_related("byline").order_by("number"))
    today = at.astimezone(campaign.community.zone).date()
    sieve = checking.Sieve(signers.of(campaign.community), steps[0].days if steps else 0)
    return Outline(steps, pinning.words_of(campaign, steps, today=today), bylines.of(steps, at=at), today, sieve)


def has_letters(steps: Sequence[Step]) -> bool:
    """Tell whether any step is a letter: a campaign may be tasks alone."""
    return any(step.kind == StepKind.LETTER for step in steps)


def due_on(campaign: Campaign, step: Step, today: date) -> date:
    """Return by when a task that is given today is due: on the day of the item it carries out, if that is later."""
    item = campaign.plan_item
    return max(today, item.due_on) if item and not step.days and item.channel == step.kind else today


def needs_a_colleague(campaign: Campaign, reached: int) -> bool:
    """Tell whether a second person has to say that it goes."""
    return reached > campaign.community.approval_above


@transaction.atomic
def ask(
    campaign: Campaign,
    *,
    seen: str,
    by: User,
    at: datetime,
    send_at: datetime | None = None,
    send_by: datetime | None = None,
) -> Campaign:
    """Ask a colleague to approve it. Raises CannotStart where something is in the way or changed since it was read."""
    campaign = held(campaign)
    if campaign.state != CampaignState.DRAFT:
        raise CannotStart(f"It is not a draft any more: {campaign.get_state_display().lower()}.")
    as_read(prepare(campaign, at=at), seen)
    refuse_the_past(send_at, at)
    campaign.asked_by, campaign.send_at, campaign.send_by = by, send_at, send_by
    move(campaign, CampaignState.ASKED, by=by, at=at)
    campaign.save(update_fields=["asked_by", "send_at", "send_by"])
    sentence = f"asked a colleague to approve the campaign {campaign}"
    audit.record(sentence, community=campaign.community, by=by, at=at)
    return campaign


@transaction.atomic
def take_back(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """Make it a draft again, by whoever asked or whoever was asked."""
    campaign = held(campaign)
    if campaign.state != CampaignState.ASKED:
        raise CannotStart(f"There is nothing to take back: {campaign.get_state_display().lower()}.")
    campaign.asked_by = campaign.send_at = campaign.send_by = None
    move(campaign, CampaignState.DRAFT, by=by, at=at)
    campaign.save(update_fields=["asked_by", "send_at", "send_by"])
    audit.record(f"made the campaign {campaign} a draft again", community=campaign.community, by=by, at=at)
    return campaign


@transaction.atomic
def start(
    campaign: Campaign,
    *,
    seen: str,
    by: User,
    at: datetime,
    send_at: datetime | None = None,
    send_by: datetime | None = None,
) -> Campaign:
    """Let it go: pin words, letterhead and recipients, and plan its letters in the background.

    `seen` is the fingerprint of what was read; `send_at` None is now. Raises CannotStart where it has started,
    something is in the way, changed since it was read, or a second person has to say so.
    """
    campaign = held(campaign)
    if not campaign.is_unstarted:
        who = f"{campaign.started_by} has" if campaign.started_by and campaign.started_by != by else "You have"
        raise CannotStart(f"{who} started it already. Nothing leaves twice.")
    prepared = prepare(campaign, at=at)
    as_read(prepared, seen)
    second_person(campaign, len(prepared.reached), by)
    refuse_the_past(send_at, at)
    campaign.started_by, campaign.started_at = by, at
    campaign.send_at, campaign.send_by = send_at or at, send_by
    campaign.pinned = pinning.head_of(campaign)
    pin_steps(prepared, by=by, at=at)
    rows = [recipients.as_row(campaign, one) for one in prepared.people]
    Recipient.objects.bulk_create(rows, batch_size=AT_ONCE)
    campaign.job = jobs.start(
        JOB, community=campaign.community, title=f"Plan {campaign}", arguments={"campaign": campaign.pk}, by=by, at=at
    )
    campaign.state, campaign.state_at, campaign.state_by, campaign.reason = CampaignState.PLANNING, at, by, ""
    campaign.save()
    count, when = len(prepared.reached), f"for {campaign.send_at:%Y-%m-%d %H:%M} UTC" if send_at else "at once"
    sentence = f"started the campaign {campaign} to {count} {'person' if count == 1 else 'people'}, {when}"
    audit.record(sentence, community=campaign.community, by=by, at=at)
    return campaign


def pin_steps(prepared: Prepared, *, by: User, at: datetime) -> None:
    """Write into each step what it says from now on and in whose name, and the versions of answers that it tells."""
    for step in prepared.steps:
        words, standing = prepared.words[step.pk], prepared.named.get(step.pk)
        step.pinned_subject, step.pinned_body, step.pinned_name = words.subject, words.body, words.name
        step.pinned_email = bylines.pin(standing.byline, by=by, at=at) if standing else ""
        step.save(update_fields=["pinned_subject", "pinned_body", "pinned_name", "pinned_email"])
        step.answers.set(words.told)


def as_read(prepared: Prepared, seen: str) -> None:
    """Raise CannotStart where something is in the way, or is not as it was read."""
    if prepared.obstacles:
        what = "; ".join(f"{check.what}: {check.words}" for check in prepared.obstacles)
        raise CannotStart(f"Something is in the way. {what}")
    if prepared.fingerprint != seen:
        raise CannotStart("Whom it reaches or what it says has changed since you opened this page. Look once more.")


def second_person(campaign: Campaign, reached: int, by: User) -> None:
    """Raise CannotStart where somebody else has to say that it goes."""
    if campaign.state == CampaignState.ASKED and campaign.asked_by == by:
        raise CannotStart("You asked a colleague to approve it: somebody else has to say that it goes.")
    if campaign.state == CampaignState.DRAFT and needs_a_colleague(campaign, reached):
        most = campaign.community.approval_above
        raise CannotStart(f"To more than {most:,} people a colleague has to approve it. Ask one.")


def refuse_the_past(send_at: datetime | None, at: datetime) -> None:
    """Raise CannotStart where it was to leave at a moment that is over."""
    if send_at and send_at <= at:
        raise CannotStart("That moment has passed. Choose one to come, or send now.")


def move(campaign: Campaign, to: CampaignState, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Write into what state a campaign goes, and why."""
    campaign.state, campaign.state_at, campaign.state_by, campaign.reason = to, at, by, reason[:300]
    campaign.save(update_fields=["state", "state_at", "state_by", "reason"])


def held(campaign: Campaign) -> Campaign:
    """Return the campaign as it is now, held: of several who press at once, the others wait and find it changed."""
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("community", "audience", "told_as", "asked_by", "started_by").get(pk=campaign.pk)
