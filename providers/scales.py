"""A rule: by what scale a criterion is reviewed, and what answers there are to the question of conflict."""

from django.db.models import TextChoices

from providers.parts import CRITERIA

SCORED = len(CRITERIA)
EXPLAIN_UP_TO = 1  # a score up to this one needs a comment: the applicant will ask why


class Confidence(TextChoices):
    """How sure a reviewer is of a score."""

    LOW = "low", "Unsure"
    MEDIUM = "medium", "Fairly sure"
    HIGH = "high", "Sure"


class Answer(TextChoices):
    """What somebody answers to whether something stands between them and an applicant."""

    NONE = "none", "No conflict of interest"
    CONFLICT = "conflict", "A conflict of interest"
    RECUSED = "recused", "Steps back without a conflict"


def lacks(score: int | None, confidence: str, comment: str) -> list[str]:
    """Return what a criterion still lacks before a review can be handed in.

    >>> lacks(1, "high", "")
    ['a comment that says why it is low']
    >>> lacks(None, "", "")
    ['a score', 'how sure you are']
    """
    missing = [] if score is not None else ["a score"]
    if not confidence:
        missing.append("how sure you are")
    if score is not None and score <= EXPLAIN_UP_TO and not comment.strip():
        missing.append("a comment that says why it is low")
    return missing
