"""A rule: the parts of an application, which of them a kind of provider is asked, and how far each is."""

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from providers.kinds import Kind


class Key(TextChoices):
    """The parts that are written; signing off is the last step and no part."""

    ORGANIZATION = "organization", _("Your organization")
    PROGRAMS = "programs", _("What you offer")
    DEMAND = "demand", _("Employer demand")
    QUALITY = "quality", _("Quality")
    MISSION = "mission", _("Mission")
    DATA = "data", _("Sharing data")


# What the team calls parts whose names speak to the applicant.
FOR_TEAM = {Key.ORGANIZATION: "Their organization", Key.PROGRAMS: "What they offer"}
CRITERIA = (Key.DEMAND, Key.QUALITY, Key.MISSION, Key.DATA)


def for_team(key: str) -> str:
    """Return the name of a part as the team reads it."""
    return FOR_TEAM.get(Key(key)) or str(Key(key).label)


class Progress(TextChoices):
    """How far a part is."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    READY = "ready", _("Ready")
    NEEDS_CHANGE = "needs_change", _("Needs change")


TONES = {
    Progress.NOT_STARTED: "pill-quiet",
    Progress.IN_PROGRESS: "",
    Progress.READY: "pill-good",
    Progress.NEEDS_CHANGE: "pill-late",
}

# What an applicant gives themselves on each criterion, before a reviewer does by the same scale.
SCORES = (
    (0, _("Not yet")),
    (1, _("Beginning")),
    (2, _("Solid")),
    (3, _("Strong")),
)
# What each kind is asked of a program, beside its name and summary; the first line of each is needed to be ready.
NEEDED_FACTS = {
    Kind.TRAINING_PROVIDER: ("weeks", "pace", "intensity", "mode", "tuition", "admission", "occupations"),
    Kind.ON_RAMP: ("mode", "tuition", "admission", "occupations"),
    Kind.INTERMEDIARY: ("admission", "occupations"),
    Kind.OTHER_RESOURCE: ("admission",),
}
OTHER_FACTS = {
    Kind.TRAINING_PROVIDER: (
        "website",
        "annual_enrollment",
        "annual_completion",
        "funding",
        "credential",
        "town",
        "skills",
    ),
    Kind.ON_RAMP: (
        "website",
        "annual_enrollment",
        "annual_completion",
        "pace",
        "intensity",
        "weeks",
        "funding",
        "town",
        "skills",
    ),
    Kind.INTERMEDIARY: ("website", "annual_enrollment", "mode", "town", "skills"),
    Kind.OTHER_RESOURCE: ("website", "annual_enrollment", "mode", "town", "funding"),
}
WITH_EVIDENCE = {
    Kind.TRAINING_PROVIDER: frozenset({Key.DEMAND, Key.QUALITY, Key.MISSION}),
    Kind.ON_RAMP: frozenset({Key.QUALITY, Key.MISSION}),
    Kind.INTERMEDIARY: frozenset({Key.QUALITY, Key.MISSION}),
    Kind.OTHER_RESOURCE: frozenset({Key.MISSION}),
}
WITH_RECORD = frozenset({Kind.TRAINING_PROVIDER, Kind.ON_RAMP, Kind.INTERMEDIARY})  # who declares what became of people


def facts_of(kind: str) -> tuple[str, ...]:
    """Return the facts that a kind is asked of each program, those needed first."""
    return NEEDED_FACTS[Kind(kind)] + OTHER_FACTS[Kind(kind)]


def needs_evidence(kind: str, key: str) -> bool:
    """Test whether a part is ready only with a file or link that bears it out."""
    return key in WITH_EVIDENCE[Kind(kind)]


def progress(*, is_touched: bool, missing: Collection[object], awaits_change: bool) -> Progress:
    """Return how far a part is.

    `missing` is what it still lacks; `awaits_change` says that a reviewer asked for a change nobody has made yet.

    >>> progress(is_touched=True, missing=[], awaits_change=False).value
    'ready'
    """
    if awaits_change:
        return Progress.NEEDS_CHANGE
    if not is_touched:
        return Progress.NOT_STARTED
    return Progress.IN_PROGRESS if missing else Progress.READY
