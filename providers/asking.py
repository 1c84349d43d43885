"""A rule: what a person is asked about a spreadsheet of a return, and what is proposed, before its rows are read.

Whether days stand before months, what pay is per, what words of one's own mean, which program is meant, and whether
what we do not know may stay empty. Each is answered once for all rows.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from directory.names import fold
from providers import cells, sheet
from providers.cells import DMY, LEFT_OUT, MDY
from providers.graduates import units_for
from providers.status_words import suggested

WORDS = 40  # of one's own that are asked about; where there are more, it is another column
PROGRAMS = 60
ORDERS = (MDY, DMY)
DAYS, LEFT = ("graduated_on", "started_on"), ("occupation", "documentation")


@dataclass(frozen=True)
class Word:
    """A word of a provider's own: as it is spelled, in how many rows it stands, and what it most likely means."""

    folded: str
    spelled: str
    count: int
    suggestion: str = ""


@dataclass
class Questions:
    """What is asked about a file."""

    orders: dict[str, Word] = field(default_factory=dict)  # by field: how many rows have days first, and the proposal
    unit: Word | None = None  # how many rows do not say what pay is per
    said_unit: str = ""  # what the heading says that pay is per
    statuses: list[Word] = field(default_factory=list)
    programs: list[Word] = field(default_factory=list)
    left: dict[str, Word] = field(default_factory=dict)  # by field: in how many rows it cannot be read

    @property
    def is_any(self) -> bool:
        """Tell whether anything is asked."""
        return bool(self.orders or self.unit or self.statuses or len(self.programs) > 1 or self.left)


def questions(
    rows: Iterable[tuple[int, Sequence[str]]], headings: Sequence[str], meanings: Sequence[str], *, program: str = ""
) -> Questions:
    """Return what is to be asked about rows whose columns have these meanings; `program` is the return's by name."""
    listed = [found for _number, found in rows]
    place = {meaning: index for index, meaning in enumerate(meanings) if meaning}

    def column(name: str) -> list[str]:
        return [found[place[name]] for found in listed] if name in place else []

    asked = Questions(
        orders={name: found for name in DAYS if (found := order_of(column(name)))},
        statuses=words_of(column("status")),
        programs=programs_of(column(sheet.PROGRAM), program),
        left={name: found for name in LEFT if (found := unread(name, column(name)))},
    )
    if "base_pay" in place:
        asked.said_unit = sheet.unit_of(headings[place["base_pay"]])
        asked.unit = unit_of(column("base_pay"), column("pay_unit"), asked.said_unit)
    return asked


def order_of(column: Sequence[str]) -> Word | None:
    """Return in how many cells the day stands before the month for certain, and what is proposed; None where in none.

    >>> order_of(["14/3/2026", "1/4/2026"]).suggestion
    'dmy'
    """
    parts = [match for text in column if (match := cells.SLASHED.fullmatch(text.strip()))]
    day_first = sum(31 >= int(match[1]) > 12 >= int(match[2]) for match in parts)
    month_first = sum(31 >= int(match[2]) > 12 >= int(match[1]) for match in parts)
    return Word("", "", day_first, "" if month_first else DMY) if day_first else None


def is_unclear(text: str) -> bool:
    """Test whether a day could be read in both orders.

    >>> is_unclear("3/4/2026"), is_unclear("3/14/2026"), is_unclear("3/3/2026")
    (True, False, False)
    """
    match = cells.SLASHED.fullmatch(text.strip())
    return match is not None and match[1] != match[2] and int(match[1]) <= 12 and int(match[2]) <= 12


def unit_of(pays: Sequence[str], units: Sequence[str], said: str) -> Word | None:
    """Return in how many rows nothing says what pay is per, and what all of these could be; None where in none."""
    amounts: list[Decimal] = []
    for place, text in enumerate(pays):
        if not text or (units and units[place]):
            continue
        try:
            amount, unit = cells.pay(text)
        except cells.Unreadable:
            continue
        if not unit:
            amounts.append(amount)
    could = units_for(amounts)
    return Word("", "", len(amounts), said or (could[0] if len(could) == 1 else "")) if amounts else None


def words_of(column: Sequence[str]) -> list[Word]:
    """Return the words that are no code, those that stand most often first."""
    counted, spelled = Counter(fold(text) for text in column if text), {fold(text): text for text in column[::-1]}
    found = []
    for word, count in counted.most_common():
        try:
            cells.status(word, {})
        except cells.Unreadable:
            found.append(Word(word, spelled[word], count, suggested(word)))
    return found[:WORDS]


def programs_of(column: Sequence[str], name: str) -> list[Word]:
    """Return the programs that a file names, by their name; the return's own is proposed."""
    counted, spelled = Counter(fold(text) for text in column if text), {fold(text): text for text in column[::-1]}
    own = fold(name)
    return [
        Word(word, spelled[word], counted[word], "yes" if word == own else "") for word in sorted(counted)[:PROGRAMS]
    ]


def unread(name: str, column: Sequence[str]) -> Word | None:
    """Return in how many cells of an optional field we do not know what is meant; None where in none."""
    count = 0
    example = ""
    for text in column:
        try:
            cells.read(name, text)
        except cells.Unreadable as reason:
            if reason.code == LEFT_OUT:
                count += 1
                example = example or text
    return Word("", example[:60], count) if count else None
