"""A rule: what the columns of a spreadsheet mean and what kind of sheet it is, guessed from its headings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from directory.reading.tables import plain


@dataclass(frozen=True)
class Target:
    """One thing that a column can mean, headings by which it is known, folded, and what might stand there."""

    key: str
    label: str
    words: str  # with ; between them
    example: str = ""


@dataclass(frozen=True)
class Need:
    """Columns of which one has to be there, and what to say where none is."""

    keys: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class Sheet:
    """One kind of spreadsheet: what its rows are, what their columns can mean, and which of them is needed."""

    key: str
    label: str
    about: str
    known: str  # of what there may be some that we know already
    targets: tuple[Target, ...]
    needs: tuple[Need, ...]
    listed: tuple[str, ...]  # columns of the first rows that are shown
    own: frozenset[str]  # columns that speak for this kind rather than for another


def guess(headings: Sequence[str], remembered: Mapping[str, str], targets: Iterable[Target]) -> list[str]:
    """Return what each column means, "" where nobody knows; what was chosen before, by folded heading, goes first.

    A meaning is given once: to a heading that was chosen before, else to the first that fits.
    """
    words = [plain(heading) for heading in headings]
    by_word: dict[str, str] = {}
    keys = set()
    for target in targets:
        keys.add(target.key)
        for known in target.words.split(";"):
            by_word.setdefault(known, target.key)
    meanings = [remembered[word] if remembered.get(word) in keys else "" for word in words]
    for index, meaning in enumerate(meanings):
        if meaning in meanings[:index]:
            meanings[index] = ""
    for index, word in enumerate(words):
        fits = by_word.get(word, "")
        if not meanings[index] and word not in remembered and fits not in meanings:
            meanings[index] = fits
    return meanings


def lacking(sheet: Sheet, meanings: Iterable[str]) -> list[Need]:
    """Return what a sheet needs and none of these meanings is."""
    given = set(meanings)
    return [need for need in sheet.needs if not given & set(need.keys)]


def held(headings: Sequence[str], remembered: Mapping[str, Mapping[str, str]], sheets: Iterable[Sheet]) -> str:
    """Return which kind of sheet has these headings: the one of which most are known, and that lacks nothing.

    Between two that know as many, what was chosen for these headings before decides, then the first column (a sheet
    begins with what it is about), and then how many speak for it. `remembered` is by kind of sheet and folded heading.
    """

    def weight(sheet: Sheet) -> tuple[bool, int, int, bool, int]:
        chosen = remembered.get(sheet.key, {})
        meanings = guess(headings, chosen, sheet.targets)
        first = next((meaning for meaning in meanings if meaning), "")
        return (
            not lacking(sheet, meanings),
            sum(bool(meaning) for meaning in meanings),
            sum(bool(meaning) for meaning in chosen.values()),
            first in {sheet.targets[0].key, "first", "last"},
            len(sheet.own.intersection(meanings)),
        )

    return max(sheets, key=weight).key
