"""A rule: the ways in which people know each other, and how far each carries an introduction."""

from django.db.models import IntegerChoices, TextChoices


class TieKind(TextChoices):
    """How two people know each other."""

    COLLEAGUE = "colleague", "Colleagues"
    FORMER_COLLEAGUE = "former_colleague", "Former colleagues"
    BUSINESS = "business", "Do business together"
    BOARD = "board", "On a board together"
    FRIEND = "friend", "Friends"
    OTHER = "other", "Know each other otherwise"


class Strength(IntegerChoices):
    """How well they know each other."""

    MET = 1, "They have met"
    KNOW = 2, "They know each other well"
    TRUST = 3, "They would do each other a favor"


class AllianceKind(TextChoices):
    """What an alliance is."""

    WORKFORCE_BOARD = "workforce_board", "Workforce board"
    CHAMBER = "chamber", "Chamber of commerce"
    MAYORS_OFFICE = "mayors_office", "Mayor’s office"
    OTHER = "other", "Other alliance"


def kind_of_name(name: str) -> AllianceKind:
    """Return what an alliance is by its name, where nobody says it.

    >>> kind_of_name("Rivertown Chamber of Commerce").value
    'chamber'
    """
    lower = name.casefold()
    for word, kind in (
        ("chamber", AllianceKind.CHAMBER),
        ("workforce", AllianceKind.WORKFORCE_BOARD),
        ("mayor", AllianceKind.MAYORS_OFFICE),
        ("city of", AllianceKind.MAYORS_OFFICE),
    ):
        if word in lower:
            return kind
    return AllianceKind.OTHER
