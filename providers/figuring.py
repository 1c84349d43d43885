"""Figuring: what a release would tell of programs, from the returns as they are and all that was told before."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Max, Q

from directory.copying import among
from providers import counting
from providers.counting import NO_ANSWERS, Answers, Counted
from providers.models import DeclaredCohort, Figure, Hold, Return
from providers.models.release import Release, columns_of
from providers.outcomes import Kind, Share, Tally, newest_mature
from providers.suppression import NOBODY, OUTCOMES, TOLD, Policy, Reading, Shown, State, shown
from providers.windows import POOLED, Window, next_window

SALARY = frozenset({Kind.SALARY})
Row = dict[str, Any]  # the columns of a figure


@dataclass
class Known:
    """What is at hand of one program: its mature returns, oldest first, and the last it was told with."""

    filed: list[Counted] = field(default_factory=list)
    told: dict[Kind, Figure] = field(default_factory=dict)
    held: set[Kind] = field(default_factory=set)
    declared: tuple[date, Share] | None = None  # a cohort as the provider declared it
    is_owing: bool = False  # a mature return is past its day

    def last_told(self, family: Collection[Kind]) -> Figure | None:
        """Return the newest figure of a family that any release told."""
        if not self.told:
            return None
        its = [self.told[kind] for kind in family if kind in self.told]
        return max(its, key=lambda figure: (figure.window_to or date.min, figure.pk), default=None)

    def within(self, window: Window | None) -> list[Counted]:
        """Return the versions behind a window."""
        return [one for one in self.filed if window.first <= one.cohort <= window.last] if window else []


def figure_out(programs: Sequence[int], *, as_of: date, policy: Policy) -> Iterator[Row]:
    """Yield what may be told of each program: the columns of its figures, one of each kind, in order."""
    known = knowledge(programs, as_of=as_of)
    newest, least = newest_mature(as_of), policy.least
    windows = {
        program: (
            window_of(one, OUTCOMES, "counted", newest=newest, least=least),
            window_of(one, SALARY, "paid", newest=newest, least=least),
        )
        for program, one in known.items()
    }
    behind = {
        program: (one.within(windows[program][0]), one.within(windows[program][1])) for program, one in known.items()
    }
    answers = counting.answers([one.submission for those, _paid in behind.values() for one in those])
    pools = {program: [one.submission for one in paid] for program, (_, paid) in behind.items() if len(paid) > 1}
    pooled = counting.pooled(pools)
    for program, one in known.items():
        (window, pay_window), (those, paid) = windows[program], behind[program]
        declared = Window(one.declared[0], one.declared[0], is_corrected=True) if one.declared else None
        reading = Reading(
            window=window,
            counts=together(those, answers),
            pay_window=pay_window,
            pay_counts=together(paid, {}),
            pay=paid[0].pay if len(paid) == 1 else pooled.get(program),
            otherwise=why_none(one),
            pay_otherwise=why_no_pay(one),
            held=frozenset(one.held),
            declared_window=declared,
            declared=one.declared[1] if one.declared else None,
        )
        told = shown(reading, policy)
        its = {
            Kind.SALARY: (pay_window, [version.submission for version in paid]),
            Kind.DECLARED: (declared, [version.submission for version in one.within(declared)]),
        }
        of_outcomes = window, [version.submission for version in those]
        for kind in Kind:
            yield {"program_id": program, **row_of(one, told[kind], *its.get(kind, of_outcomes))}


def knowledge(programs: Sequence[int], *, as_of: date) -> dict[int, Known]:
    """Return what is at hand of programs, in a handful of queries however many they are."""
    known = {program: Known() for program in programs}
    newest, these = newest_mature(as_of), among(programs)
    for version in counting.counted(programs, newest=newest):
        known[version.program].filed.append(version)
    its = Figure.objects.filter(program__in=these, release__state=Release.State.PUBLISHED, state__in=TOLD)
    last = its.values("program", "kind").annotate(last=Max("pk")).values_list("last", flat=True)
    for figure in Figure.objects.filter(pk__in=among(last)):
        known[figure.program_id].told[Kind(figure.kind)] = figure
    for program, kind in Hold.objects.standing().filter(program__in=these).values_list("program", "kind"):
        known[program].held.add(Kind(kind))
    late = Return.objects.filter(program__in=these, cohort__lte=newest, state=Return.State.AWAITED)
    late = late.filter(Q(extended_to=None, due_on__lt=as_of) | Q(extended_to__lt=as_of))
    for program in late.values_list("program", flat=True).distinct():
        known[program].is_owing = True
    said = DeclaredCohort.objects.filter(program__in=these, application__submitted_at__isnull=False)
    said = said.order_by("cohort", "pk")
    for program, cohort, placed, graduated in said.values_list("program", "cohort", "placed", "graduated"):
        known[program].declared = cohort, Share(placed, graduated)
    return known


def window_of(one: Known, family: frozenset[Kind], n: str, *, newest: date, least: int) -> Window | None:
    """Return the window in which a family of figures is told now; `n` names the count it goes by."""
    last = one.last_told(family)
    told = last.window if last else None
    sizes = [(version.cohort, getattr(version, n)) for version in one.filed]
    declared = one.told.get(Kind.DECLARED)
    before = declared.window_to if declared else None
    window = next_window(sizes, told=told, newest=newest, least=least, declared=before)
    if last and window and window == told and [version.submission for version in one.within(window)] != last.sources:
        return replace(window, is_corrected=True)
    return window


def together(versions: Sequence[Counted], answers: Mapping[int, Answers]) -> Tally:
    """Return the counts of all versions of a window."""
    tallies = [version.tally(answers.get(version.submission, NO_ANSWERS)) for version in versions]
    return sum(tallies[1:], tallies[0]) if tallies else NOBODY


def why_none(one: Known) -> State:
    """Return why a program has no window."""
    if one.filed:
        return State.SUPPRESSED_SMALL
    return State.NOT_SHARED if one.is_owing else State.NOT_MATURE


def why_no_pay(one: Known) -> State:
    """Return why a program has no window of pay: nobody's may be known at all."""
    if not one.filed:
        return why_none(one)
    return State.SUPPRESSED_SMALL if any(version.paid for version in one.filed[-POOLED:]) else State.NOT_SHARED


def row_of(one: Known, told: Shown, window: Window | None, sources: list[int]) -> Row:
    """Return the columns of a figure: as it was told before where it is of the same window, else as it is now."""
    before = one.told.get(told.kind)
    is_same = before is not None and before.window == window and before.sources == sources
    if before and is_same and told.is_told and told.kind != Kind.CONFIRMED:
        return columns_of(before.shown, window, sources)
    return columns_of(told, window, sources)
