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
