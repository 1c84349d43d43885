"""A rule: how one release differs from the one before it, figure by figure, with the reason in words.

It knows only what both of them tell: whoever reads two releases could work out as much.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices

from providers import telling
from providers.outcomes import Kind
from providers.suppression import Shown, State
from providers.windows import Window

MOVED = 10  # percentage points, or percent of pay: what moves further is looked at before it is published


class Key(NamedTuple):
    """Which figure: of which program, and what it tells."""

    program: int
    kind: Kind


class Said(NamedTuple):
    """What a release says of it."""

    shown: Shown
    window: Window | None


class What(TextChoices):
    """What became of a figure."""

    CHANGED = "changed", "Changed"
    TOLD = "told", "Told for the first time"
    HIDDEN = "hidden", "Hidden from now on"
    REASON = "reason", "Missing for another reason"


@dataclass(frozen=True)
class Difference:
    """One figure that two releases do not say alike."""

    key: Key
    what: What
    before: Said
    after: Said

    @property
    def moved(self) -> int:
        """Return how far the value went, in percentage points, or of pay in percent; 0 where either is missing."""
        old, new = self.before.shown.value, self.after.shown.value
        if old is None or new is None:
            return 0
        if self.key.kind == Kind.SALARY:
            return round(100 * abs(new - old) / old) if old else 0
        return abs(new - old)

    @property
    def is_large(self) -> bool:
        """Tell whether it wants a look."""
        return self.moved > MOVED

    def why(self, held: Mapping[Key, str]) -> str:
        """Return the reason in words; `held` says why a figure is held back."""
        if not self.after.shown.is_told:
            return missing(self.key, self.after.shown, held)
        if self.before.window is None:
            return f"Now it can be told: {telling.window(self.after.window)}."
        if self.after.window and (self.before.window.first, self.before.window.last) != (
            self.after.window.first,
            self.after.window.last,
        ):
            return (
                f"It is about {telling.window(self.after.window)}, and was about {telling.window(self.before.window)}."
            )
        if self.after.window and self.after.window.is_corrected and not self.before.window.is_corrected:
            return "Its returns were corrected, so it is rounded from now on."
        if self.key.kind == Kind.CONFIRMED:
            return "Employers went on answering."
        return "Its returns were corrected."


def missing(key: Key, shown: Shown, held: Mapping[Key, str]) -> str:
    """Return why a figure is not told."""
    if shown.state == State.WITHHELD_QUALITY and (reason := held.get(key)):
        return f"Held back: {reason}"
    return f"{telling.why(shown)}."


def differences(before: Mapping[Key, Said], after: Mapping[Key, Said]) -> list[Difference]:
    """Return what changed of the figures that both releases hold, in the order of the later one."""
    found = []
    for key, new in after.items():
        old = before.get(key)
        if old is not None and (what := changed(old, new)):
            found.append(Difference(key, what, old, new))
    return found


def changed(old: Said, new: Said) -> What | None:
    """Return what became of a figure, None where both say the same."""
    if old.shown.is_told and new.shown.is_told:
        return None if old == new else What.CHANGED
    if old.shown.is_told:
        return What.HIDDEN
    if new.shown.is_told:
        return What.TOLD
    return What.REASON if old.shown.state != new.shown.state else None


def arrived(before: Collection[Key], after: Collection[Key]) -> list[int]:
    """Return the programs that only the later of two releases holds, in its order; turned around, those that left."""
    known = {key.program for key in before}
    return list(dict.fromkeys(key.program for key in after if key.program not in known))
