"""A rule: how a campaign goes, from its draft to its end, and what each of its steps is and waits for."""

from django.db.models import TextChoices


class CampaignState(TextChoices):
    """How far a campaign is."""

    DRAFT = "draft", "Draft"
    ASKED = "asked", "Waits for a colleague"
    PLANNING = "planning", "Being written"
    SCHEDULED = "scheduled", "Scheduled"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    HELD = "held", "Held: somebody decides"
    DONE = "done", "Done"
    CANCELED = "canceled", "Canceled"


class StepKind(TextChoices):
    """What a step is."""

    LETTER = "letter", "Letter"
    CALL = "call", "Call, as a task"
    INTRODUCTION = "introduction", "Introduction to ask for, as a task"
    VISIT = "visit", "Visit, as a task"
    EVENT = "event", "Invitation to an event, as a task"


# As what the timeline tells that the task of a step was done.
WRITTEN_AS = {StepKind.CALL: "call", StepKind.VISIT: "meeting", StepKind.INTRODUCTION: "introduction"}


class Condition(TextChoices):
    """Whom a step is for, by what has become of their organization's commitment by then."""

    UNSIGNED = "unsigned", "As long as their organization has not signed"
    SIGNED = "signed", "Only where their organization has signed"
    ANY = "any", "Whether they had signed before or not"


class Fate(TextChoices):
    """What has become of a task of a step."""

    WAITING = "waiting", "To come"
    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


UNSTARTED = frozenset({CampaignState.DRAFT, CampaignState.ASKED})
LEAVING = frozenset({CampaignState.RUNNING, CampaignState.DONE})  # a letter sent again of one that is done leaves too
OVER = frozenset({CampaignState.DONE, CampaignState.CANCELED})
STANDING = frozenset(CampaignState) - UNSTARTED - OVER


def may_move(state: str, to: str) -> bool:
    """Test whether a campaign may go from one state to another."""
    return to in ROADS[CampaignState(state)]


ROADS: dict[CampaignState, frozenset[CampaignState]] = {
    CampaignState.DRAFT: frozenset({CampaignState.ASKED, CampaignState.PLANNING}),
    CampaignState.ASKED: frozenset({CampaignState.DRAFT, CampaignState.PLANNING}),
    CampaignState.PLANNING: frozenset(
        {CampaignState.SCHEDULED, CampaignState.RUNNING, CampaignState.HELD, CampaignState.CANCELED}
    ),
    CampaignState.SCHEDULED: frozenset({CampaignState.RUNNING, CampaignState.HELD, CampaignState.CANCELED}),
    CampaignState.RUNNING: frozenset(
        {CampaignState.PAUSED, CampaignState.HELD, CampaignState.DONE, CampaignState.CANCELED}
    ),
    CampaignState.PAUSED: frozenset({CampaignState.RUNNING, CampaignState.CANCELED}),
    CampaignState.HELD: frozenset({CampaignState.RUNNING, CampaignState.SCHEDULED, CampaignState.CANCELED}),
    CampaignState.DONE: frozenset({CampaignState.RUNNING, CampaignState.HELD}),
    CampaignState.CANCELED: frozenset(),
}


def problem_at_start(condition: str, *, has_signed: bool, is_first_day: bool = False) -> str:
    """Return why a step is not for an organization, as far as the day of the start tells; else an empty text.

    Whoever has signed gets no step that is for others; who has not may sign before a later day.
    """
    if condition == Condition.SIGNED and not is_first_day:
        return ""
    return condition_problem(condition, has_signed=has_signed)


def condition_problem(condition: str, *, has_signed: bool) -> str:
    """Return why a step is not for an organization by now; an empty text where it is."""
    if condition == Condition.UNSIGNED and has_signed:
        return "Their organization has signed."
    if condition == Condition.SIGNED and not has_signed:
        return "Their organization has not signed."
    return ""
