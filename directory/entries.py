"""A rule: the types by which a timeline is filtered, and which verbs are of which."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Kind(TextChoices):
    """What can be written down; each is a verb of the timeline."""

    NOTE = "note", "Note"
    CALL = "call", "Call"
    MEETING = "meeting", "Meeting"
    EMAIL = "email", "E-mail"


WRITTEN = tuple(Kind.values)
LETTERS = ("reply_received", "reply_taken_back", "letter_bounced", "letter_complained")
TASKS = ("task_added", "task_done", "task_dropped", "task_reopened", "task_removed")
INTRODUCTIONS = (
    "introduction_asked",
    "introduction_sought",
    "introduction_reminded",
    "introduction_answered",
    "introduction_made",
    "introduction_withdrawn",
    "introduction_unanswered",
)
CHANGES = (
    "organization_added",
    "organization_imported",
    "person_imported",
    "organization_changed",
    "domain_added",
    "domain_removed",
    "person_added",
    "person_changed",
    "affiliation_added",
    "affiliation_ended",
    "organizations_merged",
    "people_merged",
    "merge_undone",
    "alliance_named",
    "alliance_changed",
    "alliance_joined",
    "alliance_left",
    "tie_added",
    "tie_changed",
    "tie_ended",
)


@dataclass(frozen=True)
class Type:
    """One type of entries: these verbs, or, for the last, all that are of no other type."""

    key: str
    label: str
    verbs: tuple[str, ...]


TYPES = (
    Type("notes", "Notes", ("note",)),
    Type("calls", "Calls", ("call",)),
    Type("meetings", "Meetings", ("meeting",)),
    Type("emails", "E-mail", ("email", *LETTERS)),
    Type("introductions", "Introductions", INTRODUCTIONS),
    Type("tasks", "Tasks", TASKS),
    Type("changes", "Changes", CHANGES),
    Type("milestones", "Milestones", ()),
)
OWN_VERBS = WRITTEN + LETTERS + INTRODUCTIONS + TASKS + CHANGES


def type_of(key: str) -> Type | None:
    """Return the type of that name, or None for everything."""
    return next((known for known in TYPES if known.key == key), None)
