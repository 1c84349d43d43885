"""The team's board of returns: programs down, half-years across, each cell with how its return stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from community.models import Community
from directory.models import Affiliation
from directory.names import normalize_name
from providers import pausing, periods
from providers.kinds import half
from providers.models import Outcome, Program, Return, ReturnRequest, Submission
from providers.models.placement import ReturnQuerySet
from providers.periods import SOON, Standing, standing

COLUMNS = 4  # half-years beside each other
State = Return.State
OLD = "old-data"
TABS = {
    "": "All",
    "overdue": "Overdue",
    "soon": "Due soon",
    "asked": "They asked",
    "put-off": "Put off",
    "came": "Came",
    "excused": "Excused",
    OLD: "Of channels with old data",
}
HEADS = [
    "Provider", "Program", "Half-year from", "Stands", "Due on", "Put off to", "Reason",
    "Days late", "Version", "Filed on", "Nothing to report", "Graduates",
]  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One return on the board."""

    owed: Return
    standing: Standing
    is_asked: bool = False
    has_draft: bool = False


@dataclass(frozen=True)
class Row:
    """One program with its returns, None where none is owed."""

    program: Program
    cells: list[Cell | None]


def narrowed(
    returns: ReturnQuerySet, community: Community, *, state: str = "", q: str = "", today: date
) -> ReturnQuerySet:
    """Return those in a state of the tabs whose provider's or program's name has the words in it."""
    if folded := normalize_name(q):
        named = Q(program__provider__organization__normalized_name__contains=folded)
        returns = returns.filter(named | Q(program__name__icontains=q.strip()))
    return returns.filter(condition(state, community, today)) if state in TABS and state else returns


def condition(state: str, community: Community, today: date) -> Q:
    """Return what a tab asks for."""
    day = Q(state=State.AWAITED)
    past = Q(extended_to=None, due_on__lt=today) | Q(extended_to__lt=today)
    near = today + timedelta(days=SOON)
    asked = ReturnRequest.objects.filter(awaited=OuterRef("pk"), state=ReturnRequest.State.OPEN)
    return {
        "overdue": day & past,
        "soon": day & ~past & (Q(extended_to=None, due_on__lte=near) | Q(extended_to__lte=near)),
        "asked": day & Q(Exists(asked)),
        "put-off": day & Q(extended_to__isnull=False),
        "came": Q(state__in=[State.SUBMITTED, State.NIL]),
        "excused": Q(state=State.EXCUSED),
        OLD: Q(program__provider__in=pausing.with_old_data(community, today).values("pk")),
    }[state]


def counts(
    returns: ReturnQuerySet, community: Community, *, state: str, q: str, today: date
) -> list[tuple[str, str, int]]:
    """Return the tabs, each with how many returns it finds; what does not fit has one only where there is any."""
    found = narrowed(returns, community, q=q, today=today)
    names = {key: key.replace("-", "_") for key in TABS if key}
    sums = found.aggregate(
        all=Count("pk"),
        **{name: Count("pk", filter=condition(key, community, today)) for key, name in names.items()},
    )
    counted = [(key, label, sums[names.get(key, "all")]) for key, label in TABS.items()]
    return [(key, label, count) for key, label, count in counted if count or key in {state, ""} or key != OLD]


def halves(found: ReturnQuerySet, *, until: date | None = None) -> tuple[list[date], date | None, date | None]:
    """Return the half-years across, oldest first, and where the older ones and the newer ones begin, if there are any.

    `until` is the last half-year that is shown.
    """
    known = sorted(set(found.order_by().values_list("cohort", flat=True).distinct()))
    upto = [cohort for cohort in known if until is None or cohort <= until] or known
    shown, rest = upto[-COLUMNS:], upto[:-COLUMNS]
    newer = known[len(upto) :]
    return shown, rest[-1] if rest else None, newer[min(COLUMNS, len(newer)) - 1] if newer else None


def programs(found: ReturnQuerySet) -> QuerySet[Program]:
    """Return the programs of returns by provider, each with whether anybody there can be written to."""
    at_desk = Affiliation.objects.current().filter(
        organization=OuterRef("provider__organization"), has_desk=True, person__email__gt=""
    )
    its = Program.objects.filter(Exists(found.filter(program=OuterRef("pk"))))
    rows = its.annotate(has_contact=Exists(at_desk)).select_related("provider__organization")
    return rows.order_by("provider__organization__normalized_name", "provider", "name", "pk")


def rows(shown: Iterable[Program], across: list[date], *, today: date) -> list[Row]:
    """Return programs with their cells, in four questions however many they are."""
    listed = list(shown)
    cells: dict[tuple[int, date], Cell] = {}
    for owed in with_versions(Return.objects.filter(program__in=listed, cohort__in=across)):
        cells[owed.program_id, owed.cohort] = Cell(owed, stands(owed, today), owed.is_asked, owed.has_draft)
    return [Row(program, [cells.get((program.pk, cohort)) for cohort in across]) for program in listed]


def with_versions(returns: Any) -> Any:
    """Return returns with the version that counts, an open request and a draft beside each."""
    current = Submission.objects.current().filter(filed_for=OuterRef("pk"))
    asked = ReturnRequest.objects.filter(awaited=OuterRef("pk"), state=ReturnRequest.State.OPEN)
    drafts = Return.objects.filter(pk=OuterRef("pk"), draft__isnull=False)
    return returns.annotate(version=current.values("version")[:1], is_asked=Exists(asked), has_draft=Exists(drafts))


def stands(owed: Any, today: date) -> Standing:
    """Return how a return stands; `version` is beside it."""
    return standing(owed.state, due=owed.due_on, extended_to=owed.extended_to, version=owed.version or 0, today=today)


def table(found: ReturnQuerySet, *, today: date) -> Iterator[list[Any]]:
    """Yield a line for each return, for a file."""
    current = Submission.objects.current().filter(filed_for=OuterRef("pk"))
    graduates = Outcome.objects.filter(submission__filed_for=OuterRef("pk"), submission__is_current=True)
    lines = with_versions(found).annotate(
        filed_at=current.values("submitted_at")[:1],
        graduates=graduates.order_by().values("submission").annotate(n=Count("pk")).values("n")[:1],
    )
    order = ("program__provider__organization__normalized_name", "program__name", "program", "cohort")
    for owed in lines.select_related("program__provider__organization").order_by(*order).iterator(1_000):
        how = stands(owed, today)
        yield [
            owed.program.provider.organization.name, owed.program.name, owed.cohort, how.label, owed.due_on,
            owed.extended_to, owed.reason,
            (today - owed.falls_on).days if how.word == periods.Word.OVERDUE else None,
            owed.version, localtime(owed.filed_at).date() if owed.filed_at else None,
            "yes" if owed.state == State.NIL else "", owed.graduates,
        ]  # fmt: skip


def by_status(submission: Submission) -> list[tuple[str, int]]:
    """Return what became of the graduates of a version: each outcome that stands there, and of how many."""
    counted = submission.outcomes.order_by("status").values_list("status").annotate(n=Count("pk"))
    labels = dict(Outcome._meta.get_field("status").flatchoices)
    return [(str(labels.get(status, status)), n) for status, n in counted]


def of(community: Community) -> ReturnQuerySet:
    """Return all returns of a community."""
    found: ReturnQuerySet = Return.objects.of(community)
    return found


def names(across: Iterable[date]) -> list[tuple[str, str]]:
    """Return half-years, each with what people call it and how it stands above a column.

    >>> names([date(2026, 7, 1)])
    [('July to December 2026', 'Jul–Dec 2026')]
    """
    return [(half(cohort), f"{'Jan–Jun' if cohort.month == 1 else 'Jul–Dec'} {cohort.year}") for cohort in across]
