"""A rule: the stages of an employer, and which step follows which."""

from datetime import date, timedelta

from django.db.models import TextChoices


class Stage(TextChoices):
    """How far the conversation with an employer is."""

    IDENTIFIED = "identified", "Identified"
    CONTACTED = "contacted", "Contacted"
    IN_CONVERSATION = "in_conversation", "In conversation"
    SIGNED = "signed", "Signed"
    ACTIVE = "active", "Active"
    DORMANT = "dormant", "Dormant"
    DECLINED = "declined", "Declined"
    DO_NOT_CONTACT = "do_not_contact", "Do not contact"


OPEN_STAGES = frozenset({Stage.CONTACTED, Stage.IN_CONVERSATION})
COURTED = OPEN_STAGES | {Stage.IDENTIFIED, Stage.DECLINED}  # before anything is signed
COMMITTED = frozenset({Stage.SIGNED, Stage.ACTIVE})  # with a commitment that stands
WITH_A_REASON = frozenset({Stage.DECLINED, Stage.DO_NOT_CONTACT})


def obstacle(stage: str, to: str, *, is_committed: bool) -> str:
    """Return why a coordinator cannot move an employer so, in words; an empty text where nothing is in the way.

    `is_committed`: a commitment of the employer stands. Signing itself is taken from anybody, at any stage.
    """
    if stage == to:
        return f"It is {Stage(to).label.lower()} already."
    if to in COMMITTED and not is_committed:
        return (
            "Only a commitment that stands makes an employer signed or active. Enter the one on paper, or wait for it."
        )
    if to in COURTED and is_committed:
        return "Its commitment stands. Withdraw that first, or mark the employer as dormant."
    if to == Stage.DORMANT and stage in COURTED:
        return "Only an employer that once signed goes dormant. This one is declined, or still open."
    return ""


def next_stages(stage: str, *, is_committed: bool) -> list[Stage]:
    """Return where a coordinator may move an employer, in the order of the pipeline."""
    return [to for to in Stage if not obstacle(stage, to, is_committed=is_committed)]


def is_stale(stage: str, since: date, today: date, quiet_after: timedelta) -> bool:
    """Test whether an open conversation has gone quiet: nothing was said since that day for longer than this."""
    return stage in OPEN_STAGES and today - since > quiet_after


FURTHEST_FIRST = (
    Stage.DO_NOT_CONTACT,  # a wish holds for whatever they are called
    Stage.ACTIVE,
    Stage.SIGNED,
    Stage.IN_CONVERSATION,
    Stage.CONTACTED,
    Stage.DORMANT,
    Stage.DECLINED,
    Stage.IDENTIFIED,
)


def further(one: str, other: str) -> str:
    """Return which of two stages holds for an employer that was kept twice."""
    return min(one, other, key=lambda stage: FURTHEST_FIRST.index(Stage(stage)))
