"""A rule: which half-years a figure is about. Windows of one program never overlap, in all its releases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from providers.kinds import half_year_after

POOLED = 4  # half-years at most: 24 months


@dataclass(frozen=True)
class Window:
    """The half-years a figure is about, each by its first day, and whether they were told of otherwise before."""

    first: date
    last: date
    is_corrected: bool = False

    @property
    def is_pooled(self) -> bool:
        """Tell whether it is more than one half-year."""
        return self.first != self.last

    @property
    def is_coarse(self) -> bool:
        """Tell whether everything in it is rounded, however many there are."""
        return self.is_pooled or self.is_corrected


def next_window(
    sizes: Iterable[tuple[date, int]], *, told: Window | None, newest: date, least: int, declared: date | None = None
) -> Window | None:
    """Return the window that a release tells of: a fresh one; else the last told, while it is of these 24 months.

    `newest` is the newest half-year that is mature by the calendar, filed or not; `declared` is the last cohort that
    was told as the provider declared it, which is coarsely: it stands alone or not at all, and coarsely again.
    """
    fresh = choose(sizes, after=told.last if told else None, least=least, declared=declared)
    if fresh is None and told and number_of(newest) - number_of(told.last) < POOLED:
        return told
    return fresh


def number_of(cohort: date) -> int:
    """Return the place of a half-year among all half-years."""
    return cohort.year * 2 + (cohort.month > 6)


def choose(
    sizes: Iterable[tuple[date, int]], *, after: date | None, least: int, declared: date | None = None
) -> Window | None:
    """Return a window that ends with the newest cohort, or None where even 24 months are too few.

    `sizes` are mature cohorts that were filed, oldest first, each with the figure's own n; those up to `after` were
    told of before. The newest stands alone where it is large enough; else it is pooled with those right before it, as
    far as they follow one another without a gap.
    """
    fresh = [(cohort, n) for cohort, n in sizes if after is None or cohort > after]
    if not fresh:
        return None
    newest, count = fresh[-1]
    if count >= least:
        return Window(newest, newest, is_corrected=declared is not None and newest <= declared)
    first = newest
    for cohort, n in reversed(fresh[-POOLED:-1]):
        if half_year_after(cohort) != first or (declared is not None and cohort <= declared):
            break
        first, count = cohort, count + n
    return Window(first, newest) if count >= least else None
