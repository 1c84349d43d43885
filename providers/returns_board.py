"""The provider's board of returns: each with its day, whether it came, and what became of its figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.models import Figure, Provider, Release, Return, ReturnDraft, ReturnRequest, Submission
from providers.outcomes import Kind, matures_on

SOON = 30  # days before the last one, from which on a return stands out
SHOWN = 200  # graduates on the page of a version
State = Return.State


@dataclass(frozen=True)
class Line:
    """A return as its board shows it."""

    owed: Return
    today: date
    current: Submission | None = None
    has_draft: bool = False
    asked: ReturnRequest | None = None
    told: Sequence[Figure] = ()  # of its program, the newest release first

    @property
    def figure(self) -> Figure | None:
        """Return the newest figure that is about its half-year."""
        return next((one for one in self.told if covers(one, self.owed.cohort)), None)

    @property
    def is_waiting(self) -> bool:
        """Tell whether it is still to come."""
        return self.owed.state == State.AWAITED

    @property
    def days(self) -> int:
        """Return the days left; negative where its last day is over."""
        return (self.owed.falls_on - self.today).days

    @property
    def word(self) -> str:
        """Return how it stands, in a word or two."""
        if self.owed.state == State.EXCUSED:
            return _("Excused")
        if self.owed.state == State.NIL:
            return _("Nothing to report")
        if self.owed.state == State.SUBMITTED:
            return _("Corrected") if self.current and self.current.version > 1 else _("Filed")
        return _("Overdue") if self.days < 0 else _("Due")

    @property
    def tone(self) -> str:
        """Return the look of that word."""
        if self.owed.state == State.AWAITED:
            return "pill-bad" if self.days < 0 else "pill-late" if self.days <= SOON else "pill-quiet"
        return "pill-quiet" if self.owed.state == State.EXCUSED else "pill-good"

    @property
    def sentence(self) -> str:
        """Return in a sentence when it is due, or when it came."""
        day = date_format(self.owed.falls_on, "DATE_FORMAT")
        if self.owed.state == State.EXCUSED:
            return _("Nobody waits for it: %(reason)s") % {"reason": self.owed.reason}
        if self.current and not self.is_waiting:
            filed = date_format(self.current.submitted_at, "DATE_FORMAT")
            return _("Version %(number)d came on %(day)s.") % {"number": self.current.version, "day": filed}
        if self.days < 0:
            late = ngettext("one day late", "%(days)d days late", -self.days) % {"days": -self.days}
            return _("Was due on %(day)s, %(late)s.") % {"day": day, "late": late}
        put_off = self.owed.extended_to
        words = _("Put off to %(day)s.") if put_off else _("Due by %(day)s.")
        return words % {"day": day}

    @property
    def figures(self) -> str:
        """Return what became of its figures."""
        if self.owed.state != State.SUBMITTED:
            return ""
        if self.today < matures_on(self.owed.cohort):
            return _("Counts from %(day)s") % {"day": date_format(matures_on(self.owed.cohort), "DATE_FORMAT")}
        if figure := self.figure:
            return str(figure.get_state_display())
        if any(one.window and one.window.first > self.owed.cohort for one in self.told):
            return _("A later half-year is shown")
        return _("With the next release")


def lines(provider: Provider, *, today: date) -> list[Line]:
    """Return every return of a provider, those that wait first, the most pressing at the top; a handful of queries."""
    owed = list(
        Return.objects.filter(program__provider=provider).select_related("program").order_by("-cohort", "program__name")
    )
    keys = [one.pk for one in owed]
    current = {one.filed_for_id: one for one in Submission.objects.current().filter(filed_for__in=keys)}
    drafts = set(ReturnDraft.objects.filter(filed_for__in=keys).values_list("filed_for", flat=True))
    asked = {one.awaited_id: one for one in ReturnRequest.objects.open().filter(awaited__in=keys)}
    told = figures_of(provider)
    found = [
        Line(
            one,
            today,
            current.get(one.pk),
            one.pk in drafts,
            asked.get(one.pk),
            told.get(one.program_id, ()),
        )
        for one in owed
    ]
    return sorted(found, key=lambda line: (not line.is_waiting, line.owed.falls_on if line.is_waiting else date.min))


def covers(figure: Figure, cohort: date) -> bool:
    """Test whether a figure is about a half-year."""
    return bool(figure.window and figure.window.first <= cohort <= figure.window.last)


def figures_of(provider: Provider) -> dict[int, list[Figure]]:
    """Return the headlines of all published releases by program, the newest first."""
    rows = Figure.objects.filter(
        program__provider=provider, kind=Kind.HEADLINE, release__state=Release.State.PUBLISHED
    ).order_by("-release__number")
    found: dict[int, list[Figure]] = {}
    for figure in rows:
        found.setdefault(figure.program_id, []).append(figure)
    return found


def line_of(owed: Return, current: Submission | None, *, today: date) -> Line:
    """Return one return as its board shows it."""
    told = figures_of(owed.program.provider).get(owed.program_id, ())
    return Line(owed, today, current, told=told)


@dataclass(frozen=True)
class Waiting:
    """A provider on somebody's desk, with how many of its returns are late, and due soon."""

    provider: Provider
    late: int
    soon: int


def waiting(providers: "QuerySet[Provider]", today: date) -> list[Waiting]:
    """Return the providers of whom returns were ever asked, each with what waits."""
    returns = "programs__returns"
    open_ = Q(**{f"{returns}__state": State.AWAITED})
    late = Q(**{f"{returns}__extended_to": None, f"{returns}__due_on__lt": today}) | Q(
        **{f"{returns}__extended_to__lt": today}
    )
    rows: Iterable[Provider] = (
        providers.annotate(
            asked=Count(returns),
            late=Count(returns, filter=open_ & late),
            open=Count(returns, filter=open_),
        )
        .filter(asked__gt=0)
        .select_related("organization")
        .order_by("organization__name", "pk")
    )
    return [Waiting(one, one.late, one.open - one.late) for one in rows]  # type: ignore[attr-defined]
