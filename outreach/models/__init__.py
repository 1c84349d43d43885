"""What the outreach app holds."""

from outreach.models.letter import Attempt, Letter
from outreach.models.pause import Pause
from outreach.models.suppression import Salt, Suppression

__all__ = ["Attempt", "Letter", "Pause", "Salt", "Suppression"]
