"""A rule: what changed from one text to another, paragraph by paragraph and word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed", "changed"]
ALIKE = 0.4  # share of common words from which a paragraph counts as changed and not as replaced


@dataclass(frozen=True)
class Piece:
    """Words of a paragraph that stayed, went or came."""

    kind: Kind
    words: str


@dataclass(frozen=True)
class Change:
    """One paragraph before and after; the side on which it does not stand is empty."""

    kind: Kind
    before: list[Piece] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)


def compare(before: str, after: str) -> list[Change]:
    """Return the paragraphs of two texts side by side with what changed in them."""
    old, new = paragraphs(before), paragraphs(after)
    changes: list[Change] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            changes += [Change("same", [Piece("same", text)], [Piece("same", text)]) for text in old[old_from:old_to]]
        else:
            changes += pair(old[old_from:old_to], new[new_from:new_to])
    return changes


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text without the line breaks inside them; a list's lines stand alone."""
    blocks = re.split(r"\n\s*\n|\n(?=[-*#>]|\d+\. )", text.strip())
    return [" ".join(block.split()) for block in blocks if block.strip()]


def pair(old: list[str], new: list[str]) -> Iterator[Change]:
    """Yield paragraphs that differ: those alike as changed, the others as removed and added, in order."""
    while old or new:
        if old and new and likeness(old[0], new[0]) >= ALIKE:
            yield words(old.pop(0), new.pop(0))
        elif new and any(likeness(text, new[0]) >= ALIKE for text in old):
            yield Change("removed", before=[Piece("removed", old.pop(0))])
        elif new:
            yield Change("added", after=[Piece("added", new.pop(0))])
        else:
            yield Change("removed", before=[Piece("removed", old.pop(0))])


def likeness(old: str, new: str) -> float:
    """Return the share of words two paragraphs have in common, from 0 to 1."""
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def words(old: str, new: str) -> Change:
    """Return one changed paragraph with the words that went on the left and those that came on the right."""
    left, right = old.split(), new.split()
    before: list[Piece] = []
    after: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if old_from < old_to:
            before.append(Piece("same" if tag == "equal" else "removed", " ".join(left[old_from:old_to])))
        if new_from < new_to:
            after.append(Piece("same" if tag == "equal" else "added", " ".join(right[new_from:new_to])))
    return Change("changed", before, after)
