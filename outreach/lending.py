"""Lending a name: an advocate is chosen for a letter, asked about it, reminded once, and asked anew after a change.

Whoever changes a byline holds its campaign first, as whoever starts it does: what is approved is what leaves.
"""

import logging
from contextlib import suppress
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils.formats import date_format

from community import audit
from community.models import User
from community.purposes import BYLINE
from directory import todo
from employers import advocacy
from employers.models import Advocate
from outreach import bylines, campaigns, outbox, pinning, running, starting
from outreach.bylined import AT_REST, LOOK_AGAIN, REMIND_AFTER, BylineState
from outreach.composing import CannotCompose
from outreach.course import STANDING, UNSTARTED, CampaignState, StepKind
from outreach.models import Byline, Campaign, Step
from outreach.personal import Addressee
from outreach.starting import Prepared

logger = logging.getLogger(__name__)

AT_ONCE = 50  # bylines of each kind and run; the next run goes on
STOPPED = "Stopped: {why}"


class CannotLend(Exception):
    """This cannot be done with the name of a letter; the message says why."""


@transaction.atomic
def choose(step: Step, advocate: Advocate, *, by: User, at: datetime) -> Byline:
    """Let a letter go in an advocate's name, once they approved it; whoever it bore before is left alone.

    Raises CannotLend where it is no letter or they did not agree to that, and CannotChange where it is no draft.
    """
    campaign = campaigns.draft(step.campaign)
    if step.kind != StepKind.LETTER:
        raise CannotLend("This step is a task, not a letter.")
    if advocate.employer.community_id != campaign.community_id:
        raise CannotLend("They are no advocate here.")
    known = Byline.objects.filter(step=step).first()
    if known and known.advocate_id == advocate.pk and known.state != BylineState.DECLINED:
        return known
    byline = Byline(step=step, advocate=advocate, name=advocate.person.name[:150], created_at=at)
    if problem := bylines.problem_of(byline, at=at):
        raise CannotLend(problem)
    bylines.drop(step, at=at)
    byline.save()
    sentence = f"chose {byline.name} as whose name step {step.number} of the campaign {campaign} bears"
    audit.record(sentence, community=campaign.community, by=by, at=at)
    return byline


@transaction.atomic
def give_up(step: Step, *, by: User, at: datetime) -> None:
    """Let a letter go in our own name; whoever was asked is left alone. Raises CannotChange where it is no draft."""
    campaign = campaigns.draft(step.campaign)
    if bylines.drop(step, at=at):
        sentence = f"took an advocate's name from step {step.number} of the campaign {campaign}"
        audit.record(sentence, community=campaign.community, by=by, at=at)


@transaction.atomic
def ask(byline: Byline, *, by: User | None, at: datetime) -> Byline:
    """Ask an advocate to look at words and list, by a letter with a link; anew where something changed since.

    Raises CannotLend where there is nothing to ask, or what is to be shown is not ready.
    """
    byline = held(byline)
    prepared = ready(byline, at=at)
    standing, words = prepared.named[byline.step_id], prepared.words[byline.step_id]
    listed = prepared.goes_to(byline.step)
    if standing.covers(words.print, [one.person_id or 0 for one in listed]):
        raise CannotLend(f"{byline.name} approved it as it is.")
    if byline.state == BylineState.DECLINED:
        raise CannotLend(f"{byline.name} said no. Choose somebody else, or talk with them and choose them anew.")
    if byline.state == BylineState.ASKED:
        raise CannotLend(f"{byline.name} was asked, and has it before them as it is now. Call them if it is urgent.")
    if byline.approved_at:
        day = byline.approved_at.astimezone(byline.step.campaign.community.zone).date()
        byline.before = {"on": day.isoformat(), "words": byline.words_print, "people": byline.people}
    byline.state, byline.rounds = BylineState.ASKED, byline.rounds + 1
    byline.asked_at, byline.asked_by = at, by or byline.asked_by
    byline.reminded_at = byline.put_off_until = byline.answered_at = byline.approved_at = byline.changed_at = None
    byline.words_print, byline.people = "", []
    bylines.end_task(byline, by=by, at=at)
    byline.save()
    put("byline_request" if byline.rounds == 1 else "byline_again", byline, prepared, at=at)
    if byline.advocate:
        advocacy.ask(byline.advocate, by=by, at=at)
    return byline


def ready(byline: Byline, *, at: datetime) -> Prepared:
    """Return the campaign as it would start now; raises CannotLend where this letter of it cannot be shown to them."""
    if byline.step.campaign.state not in UNSTARTED:
        raise CannotLend("It has started: what it says and to whom stays as it is.")
    if problem := bylines.problem_of(byline, at=at):
        raise CannotLend(problem)
    prepared = starting.prepare(byline.step.campaign, at=at)
    if problems := prepared.words[byline.step_id].problems:
        raise CannotLend(f"Its words are not ready. {' '.join(problems)}")
    if not prepared.goes_to(byline.step):
        raise CannotLend("Nobody would get it today. Look at the audience first.")
    return prepared


def put(kind: str, byline: Byline, prepared: Prepared, *, at: datetime, **more: str) -> None:
    """Put a letter to the advocate into the outbox; its link is made when it leaves."""
    advocate, campaign = byline.advocate, byline.step.campaign
    assert advocate is not None  # noqa: S101 -- whoever is none cannot be asked
    listed = prepared.goes_to(byline.step)
    outbox.put(
        kind,
        community=campaign.community,
        to_email=advocate.person.email,
        to_name=advocate.person.name,
        once_key=f"{kind.replace('_', '-')}-{byline.pk}-{byline.rounds}",
        at=at,
        values={
            "asker": str(byline.asked_by or campaign.owner or campaign.community.contact_name),
            "letter": title_of(byline, prepared, listed[0]),
            "people": counted(listed),
            **{name.replace("_", " "): value for name, value in more.items()},
        },
        links={"approval link": (BYLINE, byline.record)},
        record=byline.record,
        organization=advocate.employer.organization,
        person=advocate.person,
    )


def title_of(byline: Byline, prepared: Prepared, one: Addressee) -> str:
    """Return what a letter is called: its subject as one of those reads it who get it."""
    try:
        return pinning.show(byline.step.campaign, prepared.words[byline.step_id], one)[0]
    except CannotCompose:
        return byline.step.campaign.name


def counted(listed: list[Addressee]) -> str:
    """Return to how many people at how many organizations something goes."""
    people, places = len(listed), len({one.organization_id for one in listed})
    whom = "1 person" if people == 1 else f"{people:,} people"
    where = "1 organization" if places == 1 else f"{places:,} organizations"
    return f"{whom} at {where}"


def asked_on(byline: Byline) -> str:
    """Return the day on which they were asked, in words."""
    zone = byline.step.campaign.community.zone
    return date_format(byline.asked_at.astimezone(zone), "DATE_FORMAT") if byline.asked_at else ""


@transaction.atomic
def remind(byline: Byline, *, at: datetime) -> bool:
    """Ask once more, and never again until they are asked anew; return whether that was still to be done."""
    byline = held(byline)
    if byline.state != BylineState.ASKED or byline.reminded_at or byline.asked_at is None:
        return False
    prepared = ready(byline, at=at)
    byline.reminded_at = at
    byline.save(update_fields=["reminded_at"])
    put("byline_reminder", byline, prepared, at=at, asked_on=asked_on(byline))
    return True


@transaction.atomic
def end(byline: Byline, why: str, *, at: datetime, by: User | None = None) -> int:
    """Stop what has not left yet of a letter in somebody's name, for good; return how many letters that were."""
    byline = held(byline)
    campaign, step = byline.step.campaign, byline.step
    if byline.state == BylineState.ENDED or campaign.state in UNSTARTED | {CampaignState.CANCELED}:
        return 0
    byline.state, byline.ended_at, byline.reason = BylineState.ENDED, at, STOPPED.format(why=why)[:200]
    byline.save(update_fields=["state", "ended_at", "reason"])
    step.stopped, step.pinned_email = byline.reason, ""
    step.save(update_fields=["stopped", "pinned_email"])
    bylines.recall(byline, campaign.community, at=at)
    count = running.skip(step.letters.all(), byline.reason, at=at)
    audit.record(
        f"stopped step {step.number} of the campaign {campaign}: {why}", community=campaign.community, by=by, at=at
    )
    if count:
        give_task(byline, f"Step {step.number} in the name of {byline.name} stopped: look at “{campaign}”", at=at)
    return count


def give_task(byline: Byline, title: str, *, at: datetime) -> None:
    """Make it a task of whoever sees to the campaign to do what follows, unless it is one already.

    What their answer before had given is seen to.
    """
    campaign, advocate = byline.step.campaign, byline.advocate
    if byline.task and byline.task.done_at is None and byline.task.title == title[:200]:
        return
    bylines.end_task(byline, by=None, at=at)
    byline.task = todo.add(
        campaign.community,
        title=title[:200],
        by=None,
        at=at,
        due_on=at.astimezone(campaign.community.zone).date(),
        owner=campaign.owner,
        organization=advocate.employer.organization if advocate else None,
        person=advocate.person if advocate else None,
    )
    byline.save(update_fields=["task"])


def held(byline: Byline) -> Byline:
    """Return the byline as it is now, its campaign held; raises CannotLend where it is gone."""
    with suppress(Campaign.DoesNotExist):  # thrown away in this very moment, and its bylines with it
        starting.held(byline.step.campaign)
    found = Byline.objects.select_for_update(of=("self",)).with_all().filter(pk=byline.pk).first()
    if found is None:
        raise CannotLend("The letter bears their name no more.")
    return found


def tend(*, at: datetime) -> None:
    """Do what is due by itself: remind once, ask anew after a change, stop what nobody lends their name to any more."""
    unstarted = Byline.objects.filter(step__campaign__state__in=UNSTARTED).select_related("step__campaign")
    due = unstarted.filter(state=BylineState.ASKED, reminded_at=None, asked_at__lte=at - REMIND_AFTER)
    is_time = Q(put_off_until=None) | Q(put_off_until__lte=at)
    for byline in due.filter(is_time).order_by("asked_at", "pk")[:AT_ONCE]:
        each(byline, "remind", at=at)
    for byline in unstarted.filter(changed_at__lte=at - AT_REST).order_by("changed_at", "pk")[:AT_ONCE]:
        each(byline, "ask_anew", at=at)
    going = Byline.objects.filter(state=BylineState.APPROVED, step__campaign__state__in=STANDING)
    for byline in going.with_all().order_by("pk"):
        if problem := bylines.problem_of(byline, at=at):
            end(byline, problem, at=at)


def each(byline: Byline, verb: str, *, at: datetime) -> None:
    """Do one thing that is due; a reminder of what is not ready comes later, another question once it changed again."""
    try:
        remind(byline, at=at) if verb == "remind" else ask_anew(byline, at=at)
    except CannotLend:
        soon = at + LOOK_AGAIN
        put_off: dict[str, datetime | None] = {"put_off_until": soon} if verb == "remind" else {"changed_at": None}
        Byline.objects.filter(pk=byline.pk).update(**put_off)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s failed for byline %s", verb, byline.pk)


@transaction.atomic
def ask_anew(byline: Byline, *, at: datetime) -> bool:
    """Ask again about what changed since it was approved and rests by now; return whether it is another letter."""
    byline = held(byline)
    if byline.state != BylineState.APPROVED or byline.changed_at is None or byline.changed_at > at - AT_REST:
        return False
    ask(byline, by=None, at=at)
    return True


def stop_all(advocate: Advocate, why: str, *, at: datetime) -> int:
    """Stop everything in an advocate's name that has not left; return how many letters that were."""
    theirs = Byline.objects.filter(advocate=advocate, state=BylineState.APPROVED).select_related("step__campaign")
    return sum(end(byline, why, at=at) for byline in theirs.order_by("pk"))
