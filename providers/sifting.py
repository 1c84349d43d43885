"""A rule: what the rows of a spreadsheet would become in a return, and what is wrong with those that cannot come in.

`asking` says what a person may be asked about the file; what they answered are the choices by which rows are read here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.names import fold
from providers import asking, cells, personal, sheet, typed
from providers.choosing import Choices
from providers.graduates import NAMES, Graduate, problems
from providers.kinds import Status

TAKEN_OUT = "⌫"  # in place of a cell that named a person
SAMPLES = 12  # row numbers beside a problem
Cells = tuple[int, Sequence[str]]  # the number that a spreadsheet shows, and what stands in the row
Typed = dict[str, str]
Trace = tuple[str, Typed | None, Typed | None]  # a folded reference, its row before, and after


class Outcome(StrEnum):
    """What would become of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REJECTED = "rejected"
    LEFT = "left"


@dataclass
class Line:
    """One row: what it says as it would be typed, what would become of it, and what is wrong with it."""

    number: int
    cells: Sequence[str]
    outcome: Outcome
    typed: Typed = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)  # a field and a message

    @property
    def key(self) -> str:
        """Return by what it is known."""
        return key_of(self.typed.get("reference", ""))

    def reject(self, name: str, message: str) -> None:
        """Say what is wrong with it."""
        self.outcome = Outcome.REJECTED
        self.problems.append((name, message))


@dataclass
class Sifted:
    """All rows of a file, and what stood in the return before."""

    lines: list[Line]
    base: list[Typed]
    is_whole: bool = False

    def of(self, *outcomes: Outcome) -> list[Line]:
        """Return the rows of which this would become."""
        return [line for line in self.lines if line.outcome in outcomes]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows of each outcome there are, and how many graduates would be gone."""
        counted = {outcome.value: len(self.of(outcome)) for outcome in Outcome}
        there = {line.key for line in self.of(*GOOD)}
        gone = [row for row in self.base if key_of(row.get("reference", "")) not in there] if self.is_whole else []
        return counted | {"gone": len(gone)}

    @property
    def can_commit(self) -> bool:
        """Tell whether anything would change."""
        return bool(self.counts["new"] or self.counts["changed"] or (self.counts["gone"] and self.of(Outcome.SAME)))


GOOD = (Outcome.NEW, Outcome.CHANGED, Outcome.SAME)


def key_of(reference: str) -> str:
    """Return a reference as it is compared."""
    return " ".join(reference.split()).casefold()


def sift(
    rows: Iterable[Cells],
    choices: Choices,
    asked: asking.Questions,
    *,
    base: Sequence[Typed],
    cohort: date,
    today: date,
) -> Sifted:
    """Say of each row what would become of it, in the return of a half-year in which `base` stands already."""
    before: dict[str, Typed] = {}
    for row in base:
        before.setdefault(key_of(row.get("reference", "")), row)
    ways = cells.Ways(orders=choices.orders, unit=choices.unit or asked.said_unit, left=choices.left)
    lines = []
    for number, found in rows:
        said = {meaning: text for meaning, text in zip(choices.meanings, found, strict=False) if meaning}
        if not any(said.values()):
            continue
        line = Line(number, found, Outcome.NEW, said)
        if is_left(line, choices, asked):
            line.outcome = Outcome.LEFT
        elif line.outcome != Outcome.REJECTED:
            read(line, before.get(line.key, {}), ways, asked, cohort=cohort, today=today)
        lines.append(line)
    tell_apart(lines)
    for line in lines:
        if line.outcome == Outcome.NEW and line.key in before:
            line.outcome = Outcome.SAME if line.typed == plain(before[line.key]) else Outcome.CHANGED
    return Sifted(lines, list(base), choices.is_whole)


def is_left(line: Line, choices: Choices, asked: asking.Questions) -> bool:
    """Test whether a person said that a row is none of this return; where they still have to, it is rejected."""
    program = fold(line.typed.pop(sheet.PROGRAM, ""))
    if len(asked.programs) > 1:
        if not choices.programs:
            line.reject(sheet.PROGRAM, _("The file holds several programs. Say which of them this return is about."))
            return False
        if program not in choices.programs:
            return True
    meant = choices.statuses.get(fold(line.typed.get("status", "")))
    if meant == cells.BY_PLACEMENT:
        meant = Status.FULL_TIME if line.typed.get("started_on") else Status.NOT_KNOWN
    if meant and meant != cells.LEFT_OUT:
        line.typed["status"] = str(meant)
    return meant == cells.LEFT_OUT


def read(line: Line, before: Typed, ways: cells.Ways, asked: asking.Questions, *, cohort: date, today: date) -> None:
    """Read a row by every rule for rows; what the file has no column for stays as it stands in the return."""
    stays = {name: text for name, text in before.items() if name not in line.typed}
    if "base_pay" in line.typed:
        stays.pop("pay_unit", None)
    values, wrong = typed.values_of({**stays, **line.typed}, ways)
    removed = {name for name, text in line.typed.items() if text == TAKEN_OUT}
    unclear = {name for name in asked.orders if name not in ways.orders and asking.is_unclear(line.typed.get(name, ""))}
    wrong = [(name, message) for name, message in wrong if name not in removed | unclear]
    wrong += [(name, str(personal.REMOVED)) for name in NAMES if name in removed]
    wrong += [
        (name, _("Other rows of this column have the day before the month. Say how it is to be read."))
        for name in NAMES
        if name in unclear
    ]
    if not wrong:
        one = Graduate(**values)
        wrong = list(problems(one, cohort=cohort, today=today))
        line.typed = typed.typed_of(one)
    for name, message in wrong:
        line.reject(name, message)


def tell_apart(lines: Sequence[Line]) -> None:
    """Reject rows of one reference that say different things; where they say the same, the first one counts."""
    first: dict[str, Line] = {}
    torn: dict[str, list[Line]] = {}
    for line in [line for line in lines if line.outcome == Outcome.NEW]:
        known = first.setdefault(line.key, line)
        if known is line:
            continue
        if known.typed == line.typed:
            line.outcome = Outcome.SAME
        else:
            torn.setdefault(line.key, [known]).append(line)
    for several in torn.values():
        numbers = ", ".join(str(line.number) for line in several[:SAMPLES])
        for line in several:
            words = _("Rows %(rows)s have this reference, and do not say the same. Keep one of them.")
            line.reject("reference", words % {"rows": numbers})


def plain(row: Typed) -> Typed:
    """Return a row that was typed by hand as our reading would type it, or as it is where it cannot be read."""
    values, wrong = typed.values_of(row)
    return row if wrong else typed.typed_of(Graduate(**values))


@dataclass(frozen=True)
class Group:
    """One thing that is wrong in a column: in how many rows, and in which first."""

    label: str
    message: str
    count: int
    rows: list[tuple[int, str]]  # numbers, with what stands there

    @property
    def has_more(self) -> bool:
        """Tell whether there are more rows than are named."""
        return self.count > len(self.rows)


def groups(found: Sifted, meanings: Sequence[str]) -> list[tuple[str, list[Group]]]:
    """Return all that is wrong, by column in the order of the file, what is wrong most often first."""
    gathered: dict[str, dict[str, list[tuple[int, str]]]] = {}
    for line in found.of(Outcome.REJECTED):
        for name, message in line.problems:
            place = meanings.index(name) if name in meanings else None
            cell = "" if place is None else str(line.cells[place])[:60]
            gathered.setdefault(name, {}).setdefault(message, []).append((line.number, cell))
    order = {name: place for place, name in enumerate(meanings)}
    listed = []
    for name in sorted(gathered, key=lambda one: order.get(one, len(order))):
        label = sheet.label_of(name) if name in sheet.KEYS else _("The row")
        several = [Group(label, message, len(rows), rows[:SAMPLES]) for message, rows in gathered[name].items()]
        listed.append((label, sorted(several, key=lambda one: -one.count)))
    return listed


def why(line: Line) -> str:
    """Return in one line why a row was rejected."""
    return " ".join(
        f"{sheet.label_of(name)}: {message}" if name in sheet.KEYS else message for name, message in line.problems
    )


def merge(found: Sifted) -> tuple[list[Typed], list[Trace]]:
    """Return what would stand in the return, and a trace of what changes, by which it can be undone."""
    said = {line.key: line.typed for line in found.of(*GOOD)}
    trace: list[Trace] = []
    rows: list[Typed] = []
    for row in found.base:
        key = key_of(row.get("reference", ""))
        new = said.pop(key, None)
        if new is None:
            if found.is_whole:
                trace.append((key, row, None))
            else:
                rows.append(row)
            continue
        rows.append(new)
        if new != row:
            trace.append((key, row, new))
    rows += said.values()
    trace += [(key, None, row) for key, row in said.items()]
    return rows, trace


def unmerge(rows: Sequence[Typed], trace: Iterable[Trace]) -> tuple[list[Typed], int]:
    """Return rows as they were before, and how many stay because somebody changed them since."""
    kept: list[Typed | None] = list(rows)
    places: dict[str, int] = {}
    for place, row in enumerate(rows):
        places.setdefault(key_of(row.get("reference", "")), place)
    stays = 0
    for key, before, after in trace:
        there = places.get(key)
        if after is None:
            if there is None or not key:
                kept.append(before)
            else:
                stays += 1
        elif there is not None and kept[there] == after:
            kept[there] = before
        else:
            stays += 1
    return [row for row in kept if row is not None], stays


def in_words(counts: Mapping[str, int]) -> str:
    """Return what an upload brought, in a few words."""
    new, changed = counts.get("new", 0), counts.get("changed", 0)
    said = [
        ngettext("%(count)s graduate new", "%(count)s graduates new", new) % {"count": f"{new:,}"},
        ngettext("%(count)s changed", "%(count)s changed", changed) % {"count": f"{changed:,}"},
    ]
    if gone := counts.get("gone", 0):
        said.append(ngettext("%(count)s taken out", "%(count)s taken out", gone) % {"count": f"{gone:,}"})
    return ", ".join(said)
