"""Figuring: what a release would tell of programs, from the returns as they are and all that was told before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Max, Q

from providers import counting
from providers.models import DeclaredCohort, Figure, Hold, Return, Submission
from providers.models.release import Release, columns_of
from providers.outcomes import Kind, Share, Tally, newest_mature
from providers.suppression import NOBODY, OUTCOMES, TOLD, Policy, Reading, Shown, State, shown
from providers.windows import POOLED, Window, next_window

SALARY = frozenset({Kind.SALARY})
Row = dict[str, Any]  # the columns of a figure
Counts = Mapping[int, tuple[Tally, int]]


@dataclass
class Known:
    """What is at hand of one program: its mature returns, oldest first, and the last it was told with."""

    filed: list[tuple[date, int]] = field(default_factory=list)  # a cohort, and the submission that counts
    told: dict[Kind, Figure] = field(default_factory=dict)
    held: set[Kind] = field(default_factory=set)
    declared: tuple[date, Share] | None = None  # a cohort as the provider declared it
    is_owing: bool = False  # a mature return is past its day

    def last_told(self, family: Collection[Kind]) -> Figure | None:
        """Return the newest figure of a family that any release told."""
        its = [self.told[kind] for kind in family if kind in self.told]
        return max(its, key=lambda figure: (figure.window_to or date.min, figure.pk), default=None)

    def sources(self, window: Window) -> list[int]:
        """Return the submissions behind a window."""
        return [pk for cohort, pk in self.filed if window.first <= cohort <= window.last]

    def needed(self) -> set[int]:
        """Return the submissions that any figure might read: those since the last window, and those in it."""
        found = set()
        for family in (OUTCOMES, SALARY):
            last = self.last_told(family)
            if last and last.window:
                found.update(self.sources(last.window))
            found.update(pk for cohort, pk in self.filed if not last or cohort > (last.window_to or date.min))
        return found & {pk for _cohort, pk in self.filed[-2 * POOLED :]}


def figure_out(programs: Sequence[int], *, as_of: date, policy: Policy) -> dict[int, list[Row]]:
    """Return what may be told of each program: the columns of its figures, one of each kind."""
    known = knowledge(programs, as_of=as_of)
    counted = counting.tallies([pk for one in known.values() for pk in one.needed()])
    newest = newest_mature(as_of)
    least = policy.least
    outcomes, salaries = {}, {}
    for program, one in known.items():
        outcomes[program] = window_of(one, OUTCOMES, "counted", counted, newest=newest, least=least)
        salaries[program] = window_of(one, SALARY, "paid", counted, newest=newest, least=least)
    groups = {program: known[program].sources(window) for program, window in salaries.items() if window}
    pays = counting.pays(groups, counted)
    found = {}
    for program, one in known.items():
        window, pay_window = outcomes[program], salaries[program]
        reading = Reading(
            window=window,
            counts=together(one, window, counted),
            pay_window=pay_window,
            pay_counts=together(one, pay_window, counted),
            pay=pays.get(program),
            otherwise=why_none(one),
            pay_otherwise=why_no_pay(one, counted),
            held=frozenset(one.held),
            declared_window=Window(one.declared[0], one.declared[0], is_corrected=True) if one.declared else None,
            declared=one.declared[1] if one.declared else None,
        )
        told = shown(reading, policy)
        windows = dict.fromkeys(Kind, window)
        windows |= {Kind.SALARY: pay_window, Kind.DECLARED: reading.declared_window}
        found[program] = [row_of(one, told[kind], windows[kind]) for kind in Kind]
    return found


def knowledge(programs: Sequence[int], *, as_of: date) -> dict[int, Known]:
    """Return what is at hand of programs, in a handful of queries however many they are."""
    known = {program: Known() for program in programs}
    newest = newest_mature(as_of)
    current = Submission.objects.filter(is_current=True, filed_for__program__in=programs, filed_for__cohort__lte=newest)
    columns = ("filed_for__program", "filed_for__cohort", "pk")
    for program, cohort, pk in current.order_by("filed_for__cohort").values_list(*columns):
        known[program].filed.append((cohort, pk))
    its = Figure.objects.filter(program__in=programs, release__state=Release.State.PUBLISHED, state__in=TOLD)
    last = its.values("program", "kind").annotate(last=Max("pk")).values_list("last", flat=True)
    for figure in Figure.objects.filter(pk__in=list(last)):
        known[figure.program_id].told[Kind(figure.kind)] = figure
    for program, kind in Hold.objects.standing().filter(program__in=programs).values_list("program", "kind"):
        known[program].held.add(Kind(kind))
    late = Return.objects.filter(program__in=programs, cohort__lte=newest, state=Return.State.AWAITED)
    late = late.filter(Q(extended_to=None, due_on__lt=as_of) | Q(extended_to__lt=as_of))
    for program in late.values_list("program", flat=True).distinct():
        known[program].is_owing = True
    said = DeclaredCohort.objects.filter(program__in=programs, application__submitted_at__isnull=False)
    said = said.order_by("cohort", "pk")
    for program, cohort, placed, graduated in said.values_list("program", "cohort", "placed", "graduated"):
        known[program].declared = cohort, Share(placed, graduated)
    return known


def window_of(
    one: Known, family: frozenset[Kind], n: str, counted: Counts, *, newest: date, least: int
) -> Window | None:
    """Return the window in which a family of figures is told now; `n` names the count it goes by."""
    last = one.last_told(family)
    told = last.window if last else None
    sizes = [(cohort, getattr(counted[pk][0], n)) for cohort, pk in one.filed if pk in counted]
    declared = one.told.get(Kind.DECLARED)
    before = declared.window_to if declared else None
    window = next_window(sizes, told=told, newest=newest, least=least, declared=before)
    if last and window and window == told and one.sources(window) != last.sources:
        return replace(window, is_corrected=True)
    return window


def together(one: Known, window: Window | None, counted: Counts) -> Tally:
    """Return the counts of all cohorts of a window."""
    tallies = [counted[pk][0] for pk in one.sources(window)] if window else []
    return sum(tallies[1:], tallies[0]) if tallies else NOBODY


def why_none(one: Known) -> State:
    """Return why a program has no window."""
    if one.filed:
        return State.SUPPRESSED_SMALL
    return State.NOT_SHARED if one.is_owing else State.NOT_MATURE


def why_no_pay(one: Known, counted: Counts) -> State:
    """Return why a program has no window of pay: nobody's may be known at all."""
    if not one.filed:
        return why_none(one)
    paid = [counted[pk][0].paid for _cohort, pk in one.filed[-POOLED:] if pk in counted]
    return State.SUPPRESSED_SMALL if any(paid) else State.NOT_SHARED


def row_of(one: Known, told: Shown, window: Window | None) -> Row:
    """Return the columns of a figure: as it was told before where it is of the same window, else as it is now."""
    before, sources = one.told.get(told.kind), one.sources(window) if window else []
    is_same = before is not None and before.window == window and before.sources == sources
    if before and is_same and told.is_told and told.kind != Kind.CONFIRMED:
        return columns_of(before.shown, window, sources)
    return columns_of(told, window, sources)


def rows_of(programs: Iterable[int], *, as_of: date, policy: Policy) -> Iterable[Row]:
    """Yield the columns of all figures of programs, each with its program."""
    for program, rows in figure_out(list(programs), as_of=as_of, policy=policy).items():
        for row in rows:
            yield {"program_id": program, **row}
