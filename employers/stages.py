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


def can_move(stage: str, to: str) -> bool:
    """Test whether an employer may move from one stage to another; a signature is taken from anybody, at any stage."""
    return stage != to


def is_stale(stage: str, since: date, today: date, quiet_after: timedelta) -> bool:
    """Test whether an open conversation has gone quiet."""
    return stage in OPEN_STAGES and today - since > quiet_after
