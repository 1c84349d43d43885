"""A rule: figures in words, the same on every page, in every file and letter."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.outcomes import Kind, last_day
from providers.suppression import Bound, Shown, State
from providers.windows import Window

# Of whom a figure's n counts, one and several of them.
OF_ENROLLED = frozenset({Kind.GRADUATION})
OF_PLACED = frozenset({Kind.REGIONAL, Kind.SIGNED_EMPLOYER, Kind.CONFIRMED})


def value(figure: Shown) -> str:
    """Return a figure's value in words, an empty text where there is none.

    >>> value(Shown(Kind.HEADLINE, State.PUBLISHED, value=90, bound=Bound.OR_MORE, n_from=20, n_to=49))
    '90 % or more'
    """
    if figure.value is None:
        return ""
    if figure.kind == Kind.SALARY:
        return dollars(figure.value)
    if figure.bound == Bound.OR_MORE:
        return _("%(percent)d %% or more") % {"percent": figure.value}
    if figure.bound == Bound.OR_LESS:
        return _("%(percent)d %% or less") % {"percent": figure.value}
    return f"{figure.value} %"


def dollars(amount: int | None) -> str:
    """Return an amount of US dollars in words, an empty text where there is none."""
    return "" if amount is None else f"${amount:,}"


def number(figure: Shown) -> str:
    """Return a figure's n, or the band in which it lies.

    >>> number(Shown(Kind.HEADLINE, State.PUBLISHED, value=70, n_from=20, n_to=49))
    '20–49'
    """
    if figure.n_from is None:
        return ""
    if figure.n_to is None:
        return _("%(count)d or more") % {"count": figure.n_from}
    return f"{figure.n_from:,}" if figure.n_from == figure.n_to else f"{figure.n_from}–{figure.n_to}"


def of_whom(figure: Shown) -> str:
    """Return of how many people a figure is, in words.

    >>> of_whom(Shown(Kind.SALARY, State.PUBLISHED, value=50_000, n_from=62, n_to=62))
    '62 whose pay is known'
    """
    count = number(figure)
    if not count:
        return ""
    one = figure.n_to or figure.n_from or 0
    if figure.kind == Kind.SALARY:
        return _("%(count)s whose pay is known") % {"count": count}
    if figure.kind in OF_ENROLLED:
        return _("%(count)s enrolled") % {"count": count}
    if figure.kind in OF_PLACED:
        return _("%(count)s placed") % {"count": count}
    return ngettext("%(count)s graduate", "%(count)s graduates", one) % {"count": count}


def why(figure: Shown, *, first_due: date | None = None) -> str:
    """Return why there is no value, an empty text where there is one; each reason has words of its own."""
    if figure.state == State.NOT_MATURE and first_due:
        return due_in(first_due)
    if figure.kind == Kind.CONFIRMED and figure.state == State.NOT_APPLICABLE:
        return _("Employers not asked yet")
    return "" if figure.is_told else str(REASONS[figure.state])


REASONS = {
    State.SUPPRESSED_SMALL: State.SUPPRESSED_SMALL.label,
    State.NOT_SHARED: State.NOT_SHARED.label,
    State.NOT_MATURE: State.NOT_MATURE.label,
    State.WITHHELD_QUALITY: State.WITHHELD_QUALITY.label,
    State.NOT_APPLICABLE: State.NOT_APPLICABLE.label,
}


def due_in(day: date) -> str:
    """Return when the first figures of a program can be expected: with the return that is due by a day."""
    return _("First figures due in %(month)s") % {"month": date_format(day, "F Y")}


def not_in_release(first_due: date | None) -> str:
    """Return why a program has no figures at all: it came after the last release.

    Where nothing came of it that the next release could tell, `first_due` is the day by which it will have.
    """
    return due_in(first_due) if first_due else _("With the next release")


def window(half_years: Window | None) -> str:
    """Return the months a figure is about.

    >>> window(Window(date(2025, 7, 1), date(2026, 1, 1)))
    'July 2025 to June 2026'
    """
    if half_years is None:
        return ""
    first, last = half_years.first, last_day(half_years.last)
    begin = date_format(first, "F") if first.year == last.year else date_format(first, "F Y")
    return _("%(first)s to %(last)s") % {"first": begin, "last": date_format(last, "F Y")}
