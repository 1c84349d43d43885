"""Running: a campaign is paused, resumed, canceled; what failed is tried again, and what is doubtful is settled."""

from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, When

from community import audit
from community.models import User
from outreach import pacing, settling
from outreach.course import CampaignState, may_move
from outreach.models import Attempt, Campaign, Errand, Letter
from outreach.models.letter import LetterQuerySet
from outreach.sequencing import office_of
from outreach.starting import held, move
from outreach.states import State

IN_HAND = (State.WAITING, State.CLAIMED)  # not yet handed over to anybody
AT_ONCE = 500  # rows of one statement
CANCELED = "The campaign was canceled."


class CannotSteer(Exception):
    """This cannot be done with the campaign; the message says why."""


@transaction.atomic
def pause(campaign: Campaign, *, by: User | None, at: datetime, reason: str = "") -> Campaign:
    """Let nothing more of it leave until somebody resumes it. Letters that are being handed over still arrive."""
    campaign = may(campaign, CampaignState.PAUSED)
    move(campaign, CampaignState.PAUSED, by=by, at=at, reason=reason)
    take_from_hand(campaign)
    words = f"paused the campaign {campaign}" + (f": {reason}" if reason else "")
    audit.record(words, community=campaign.community, by=by, at=at)
    return campaign


def take_from_hand(campaign: Campaign) -> None:
    """Let letters wait again that a worker has in hand and has not begun to hand over: it asks before the final dot."""
    pacing.forget_put_off(campaign.community)
    claimed = letters_of(campaign).filter(state=State.CLAIMED).order_by("pk").select_for_update(of=("self",))
    Letter.objects.filter(pk__in=list(claimed.values_list("pk", flat=True))).update(
        state=State.WAITING,
        claim_token="",
        lease_until=None,
        attempts=F("attempts") - 1,
        first_tried_at=Case(When(attempts=1, then=None), default=F("first_tried_at")),
    )


@transaction.atomic
def resume(campaign: Campaign, *, by: User, at: datetime) -> Campaign:
    """Let it go on. Where nothing of it has left yet, its steps are counted from now."""
    campaign = may(campaign, CampaignState.RUNNING)
    if campaign.state in {CampaignState.PLANNING, CampaignState.SCHEDULED}:
        raise CannotSteer("It goes by itself when it is time.")
    campaign.send_by = None  # somebody has decided
    campaign.save(update_fields=["send_by"])
    if not has_begun(campaign) and campaign.send_at and campaign.send_at < at:
        count_from(campaign, at)
    is_early = campaign.send_at is not None and campaign.send_at > at
    move(campaign, CampaignState.SCHEDULED if is_early else CampaignState.RUNNING, by=by, at=at)
    audit.record(f"resumed the campaign {campaign}", community=campaign.community, by=by, at=at)
    return campaign


@transaction.atomic
def put_off(
    campaign: Campaign, *, send_at: datetime | None, send_by: datetime | None, by: User, at: datetime
) -> Campaign:
    """Let it begin at another moment than it was to; None is now.

    Raises CannotSteer where something of it has left, or it waits neither for its day nor for a decision.
    """
    campaign = held(campaign)
    if not may_put_off(campaign):
        raise CannotSteer(f"It is {campaign.get_state_display().lower()}: its start cannot be moved.")
    if send_at and send_at <= at:
        raise CannotSteer("That moment has passed. Choose one to come, or send now.")
    campaign.send_by = send_by
    count_from(campaign, send_at or at)
    move(campaign, CampaignState.SCHEDULED if send_at else CampaignState.RUNNING, by=by, at=at)
    when = f"to {send_at:%Y-%m-%d %H:%M} UTC" if send_at else "to now"
    audit.record(f"moved the start of the campaign {campaign} {when}", community=campaign.community, by=by, at=at)
    return campaign


def may_put_off(campaign: Campaign) -> bool:
    """Tell whether its start can be moved: nothing of it has left, and it waits for its day or for a decision."""
    return campaign.state in {CampaignState.SCHEDULED, CampaignState.HELD} and not has_begun(campaign)


def has_begun(campaign: Campaign) -> bool:
    """Tell whether a letter of it was tried, or a task given."""
    given = Errand.objects.filter(step__campaign=campaign, task__isnull=False)
    return letters_of(campaign).filter(first_tried_at__isnull=False).exists() or given.exists()


def count_from(campaign: Campaign, moment: datetime) -> None:
    """Count the days of the steps from a moment."""
    for step in campaign.steps.all():
        due_at = office_of(campaign).days_later(moment, step.days)
        step.letters.filter(state=State.WAITING).update(due_at=due_at)
        step.errands.filter(state=Errand.State.WAITING).update(due_at=due_at)
    campaign.send_at = moment
    campaign.save(update_fields=["send_at", "send_by"])


@transaction.atomic
def cancel(campaign: Campaign, *, by: User, at: datetime) -> int:
    """End it: nothing more of it leaves, ever; return how many letters that were."""
    campaign = may(campaign, CampaignState.CANCELED)
    move(campaign, CampaignState.CANCELED, by=by, at=at)
    count = skip(letters_of(campaign), CANCELED, at=at)
    pacing.forget_put_off(campaign.community)
    waiting = Errand.objects.filter(step__campaign=campaign, state=Errand.State.WAITING)
    waiting.update(state=Errand.State.SKIPPED, reason=CANCELED)
    audit.record(f"canceled the campaign {campaign}", community=campaign.community, by=by, at=at)
    return count


def skip(letters: LetterQuerySet, reason: str, *, at: datetime) -> int:
    """Skip letters that nobody has handed over yet, also those that a worker has in hand; return how many.

    A worker asks once more before the final dot whether the letter is still its own.
    """
    taken = list(
        letters.filter(state__in=IN_HAND).order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
    )
    count = 0
    for start in range(0, len(taken), AT_ONCE):
        some = taken[start : start + AT_ONCE]
        rows = Letter.objects.filter(pk__in=some, state__in=IN_HAND)
        count += rows.update(state=State.SKIPPED, reason=reason, settled_at=at, claim_token="", lease_until=None)
        Attempt.objects.bulk_create(Attempt(letter_id=pk, at=at, state=State.SKIPPED, words=reason) for pk in some)
    return count


@transaction.atomic
def retry_failed(campaign: Campaign, *, by: User, at: datetime) -> tuple[int, int]:
    """Send once more what failed and may be; return how many those are, and how many cannot be sent again."""
    campaign = held(campaign)
    if campaign.state == CampaignState.CANCELED:
        raise CannotSteer("It was canceled: nothing more of it leaves.")
    again = stuck = 0
    for letter in letters_of(campaign).filter(state=State.FAILED).order_by("pk"):
        try:
            settling.try_again(letter, by=by, at=at)
            again += 1
        except settling.CannotSettle:
            stuck += 1
    return again, stuck


def letters_of(campaign: Campaign) -> LetterQuerySet:
    """Return the letters of a campaign, whatever became of them."""
    return Letter.objects.filter(step__campaign=campaign)


def may(campaign: Campaign, to: CampaignState) -> Campaign:
    """Return the campaign as it is now, held; raises CannotSteer where it cannot go there."""
    campaign = held(campaign)
    if not may_move(campaign.state, to):
        raise CannotSteer(f"It is {campaign.get_state_display().lower()}: that cannot be done now.")
    return campaign
