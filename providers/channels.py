"""The public list of curated channels: whom it names today, and what it says of each, from the last release alone.

A provider stands on it while a decision lists it and no return of its is late by more than the days of grace. Nobody
puts it there or takes it off by hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from community.models import Community
from employers import skills
from employers.models import SkillAlias
from employers.occupations import name_of, short_name
from providers import periods, telling
from providers.grace import Grace
from providers.kinds import half_year_of
from providers.models import Figure, Program, ProgramOccupation, Provider, Release, Return
from providers.models.release import OF_WINDOW, SHOWN, shown_of, window_of
from providers.outcomes import MEANINGS, Kind, newest_mature
from providers.suppression import Shown
from providers.windows import Window

RELEASES = 12  # of a trend: three years
NO_ROW = "next_release"  # what is exported where the last release is older than the program
Read = tuple[Shown | None, Window | None]  # what a release says of one figure, and the half-years it is about
NOTHING: Read = (None, None)


@dataclass(frozen=True)
class Told:
    """One figure as everybody may read it."""

    kind: Kind
    shown: Shown | None = None
    window: Window | None = None
    first_due: date | None = None

    @property
    def label(self) -> str:
        """Return its name."""
        return str(self.kind.label)

    @property
    def meaning(self) -> str:
        """Return its definition."""
        return str(MEANINGS[self.kind])

    @property
    def is_told(self) -> bool:
        """Tell whether there is a value."""
        return self.shown is not None and self.shown.is_told

    @property
    def state(self) -> str:
        """Return its state as it is exported."""
        return self.shown.state.value if self.shown else NO_ROW

    @property
    def value(self) -> str:
        """Return its value in words."""
        return telling.value(self.shown) if self.shown else ""

    @property
    def of_whom(self) -> str:
        """Return of how many people it is."""
        return telling.of_whom(self.shown) if self.shown else ""

    @property
    def number(self) -> str:
        """Return its n, or the band in which that lies."""
        return telling.number(self.shown) if self.shown else ""

    @property
    def months(self) -> str:
        """Return the half-years it is about."""
        return telling.window(self.window)

    @property
    def why(self) -> str:
        """Return why there is no value."""
        return (
            telling.why(self.shown, first_due=self.first_due) if self.shown else telling.not_in_release(self.first_due)
        )

    @property
    def lower(self) -> str:
        """Return the lower quartile of pay in words."""
        return telling.dollars(self.shown.lower) if self.shown else ""

    @property
    def upper(self) -> str:
        """Return the upper quartile of pay in words."""
        return telling.dollars(self.shown.upper) if self.shown else ""

    @property
    def mean(self) -> str:
        """Return the mean of pay in words."""
        return telling.dollars(self.shown.mean) if self.shown else ""

    @property
    def bar(self) -> int:
        """Return how long its bar is, in percent of the whole."""
        return self.shown.value or 0 if self.shown and self.kind != Kind.SALARY else 0


@dataclass(frozen=True)
class Card:
    """A program as the public sees it."""

    program: Program
    skills: tuple[str, ...] = ()
    occupations: tuple[tuple[str, str], ...] = ()  # code and title
    figures: Mapping[Kind, Told] = field(default_factory=dict)

    @property
    def provider(self) -> Any:
        """Return the organization that teaches it."""
        return self.program.provider.organization

    @property
    def headline(self) -> Told:
        """Return the share placed within 180 days."""
        return self.figures[Kind.HEADLINE]

    @property
    def declared(self) -> Told | None:
        """Return what the provider declared, where it may be told."""
        told = self.figures[Kind.DECLARED]
        return told if told.is_told else None

    @property
    def salary(self) -> Told:
        """Return the pay."""
        return self.figures[Kind.SALARY]

    @property
    def confirmed(self) -> Told:
        """Return the share that employers confirmed."""
        return self.figures[Kind.CONFIRMED]

    @property
    def all(self) -> list[Told]:
        """Return every figure of ours, in order."""
        return [told for kind, told in self.figures.items() if kind != Kind.DECLARED]

    @property
    def anchor(self) -> str:
        """Return the name of its place on the page of its provider."""
        return f"program-{self.program.pk}"

    @property
    def titles(self) -> list[str]:
        """Return the occupations as people say them."""
        return [short_name(code) for code, _title in self.occupations]


def grace_of(community: Community) -> Grace:
    """Return the days of grace of a community."""
    return Grace(days=community.listing_grace_days, warning=community.listing_warning_days)


def owing(today: date) -> Any:
    """Return the returns that are past their day, or the day to which they were put off, each with it as `day`."""
    return Return.objects.overdue(today).annotate(day=Coalesce("extended_to", "due_on"))


def on_list(community: Community, today: date) -> QuerySet[Provider]:
    """Return the providers that stand on the public list today."""
    late: Any = owing(today).filter(day__lt=grace_of(community).paused_before(today))
    return Provider.objects.of(community).listed().exclude(Exists(late.filter(program__provider=OuterRef("pk"))))


def programs(community: Community, today: date) -> QuerySet[Program]:
    """Return the programs on the public list."""
    return (
        Program.objects.offered()
        .filter(provider__in=on_list(community, today))
        .select_related("provider__organization")
    )


def without_programs(community: Community, today: date) -> QuerySet[Provider]:
    """Return the providers on the list that teach nothing themselves, by name."""
    none = on_list(community, today).exclude(Exists(Program.objects.offered().filter(provider=OuterRef("pk"))))
    return none.select_related("organization").order_by("organization__normalized_name", "pk")


def in_order(found: QuerySet[Program]) -> QuerySet[Program]:
    """Return programs by the name of who teaches them: figures of few people are too coarse to rank by."""
    return found.order_by("provider__organization__normalized_name", "name", "pk")


def last_release(community: Community) -> Release | None:
    """Return the release whose figures are public, if there is one."""
    return Release.objects.of(community).published().first()


def cards(shown: Iterable[Program], community: Community, release: Release | None, *, today: date) -> list[Card]:
    """Return programs as the public may see them today, in four queries however many they are."""
    found = list(shown)
    keys = [program.pk for program in found]
    figures = figures_of(keys, release)
    codes: dict[int, list[str]] = {pk: [] for pk in keys}
    for pk, code in ProgramOccupation.objects.filter(program__in=keys).order_by("code").values_list("program", "code"):
        codes[pk].append(code)
    due, came = awaited_and_came(keys, today)
    aliases = SkillAlias.objects.of(community).as_read()
    return [
        Card(
            program,
            skills=tuple(read(program.skills, aliases)),
            occupations=tuple((code, name_of(code)) for code in codes[program.pk]),
            figures=told(
                figures[program.pk],
                first_due=due.get(program.pk) or expected(program, community, today),
                is_next=program.pk in came,
            ),
        )
        for program in found
    ]


def figures_of(programs: Sequence[int], release: Release | None) -> dict[int, dict[Kind, Read]]:
    """Return what a release says of programs, in one query and without its rows as objects."""
    found: dict[int, dict[Kind, Read]] = {pk: {} for pk in programs}
    rows = Figure.objects.filter(release=release, program__in=found) if release else Figure.objects.none()
    for pk, first, last, is_corrected, *columns in rows.values_list("program", *OF_WINDOW, *SHOWN):
        shown = shown_of(*columns)
        found[pk][shown.kind] = shown, window_of(first, last, is_corrected)
    return found


def told(figures: Mapping[Kind, Read], *, first_due: date | None, is_next: bool) -> dict[Kind, Told]:
    """Return the figures of one program, every kind among them; of one that no release knows, when they are due.

    `is_next` says that a return came of which the next release will tell: nothing is waited for then.
    """
    first_due = None if is_next and not figures else first_due
    return {kind: Told(kind, *figures.get(kind, NOTHING), first_due) for kind in Kind}


def awaited_and_came(programs: Sequence[int], today: date) -> tuple[dict[int, date], set[int]]:
    """Return by when the next return of programs is due, and of which programs a mature one came, in one query.

    One that came before its half-year is mature says nothing yet: it counts by its day, as an awaited one does.
    """
    is_mature, came = Q(cohort__lte=newest_mature(today)), Q(state=Return.State.SUBMITTED)
    to_come = Q(state=Return.State.AWAITED) | (came & ~is_mature)
    rows: Any = Return.objects.filter(program__in=programs).annotate(day=Coalesce("extended_to", "due_on"))
    counts = {"first": Min("day", filter=to_come), "came": Count("pk", filter=came & is_mature)}
    found = list(rows.values_list("program").annotate(**counts).values_list("program", "first", "came"))
    return {pk: first for pk, first, _count in found if first}, {pk for pk, _first, count in found if count}


def expected(program: Program, community: Community, today: date) -> date:
    """Return the day by which the next return of a program is due of which nothing is awaited yet.

    That is of the half-year in which it begins to report, or of the one at hand: what ended before was opened.
    """
    listed_on = program.provider.standing_since
    cohort = half_year_of(max(program.reports_from or listed_on, today))
    return periods.due_on(cohort, community.return_due_days, listed_on=listed_on)


def read(typed: Iterable[str], aliases: Mapping[str, str]) -> list[str]:
    """Return skills under the names by which the community reads them, each once, in the order they were typed."""
    names: dict[str, str] = {}
    for writing in typed:
        name = aliases.get(skills.key(writing), " ".join(writing.split()))
        if name:
            names.setdefault(skills.key(name), name)
    return list(names.values())


def trends(programs: Iterable[int]) -> dict[int, list[tuple[Release, Told]]]:
    """Return what each of the last releases said of the headline of programs, oldest first."""
    found: dict[int, list[tuple[Release, Told]]] = {pk: [] for pk in programs}
    its = Figure.objects.filter(program__in=found, kind=Kind.HEADLINE, release__state=Release.State.PUBLISHED)
    for figure in its.select_related("release").order_by("-release__number")[: RELEASES * max(len(found), 1)]:
        found[figure.program_id].insert(0, (figure.release, Told(Kind.HEADLINE, figure.shown, figure.window)))
    return {pk: said[-RELEASES:] for pk, said in found.items()}
