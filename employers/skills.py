"""A rule: skills as employers type them, read as one: case and spaces do not matter, and aliases say what is the same.

What was typed is kept as typed; it is read anew each time, so that a new alias holds for yesterday's asks too.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LONGEST = 60  # characters


@dataclass(frozen=True)
class Skill:
    """One skill: its name, which employers ask for it, and in which ways they wrote it, the most usual first."""

    name: str
    employers: frozenset[int]
    writings: tuple[str, ...]


def key(typed: str) -> str:
    """Return what two ways of writing the same skill have in common.

    >>> key("  Help   Desk ")
    'help desk'
    """
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().split())


def reading(typed: str, aliases: Mapping[str, str]) -> str:
    """Return the key under which a writing is read.

    >>> reading(" JS", {"js": "JavaScript"})
    'javascript'
    """
    written = key(typed)
    return key(aliases.get(written, written))


def read(asked: Iterable[tuple[int, Iterable[str]]], aliases: Mapping[str, str]) -> list[Skill]:
    """Return each skill once, the most wanted first, from who typed what.

    `aliases` say by key under which name a skill is read. Without one it is named as most people wrote it.
    """
    employers: dict[str, set[int]] = defaultdict(set)
    writings: dict[str, Counter[str]] = defaultdict(Counter)
    names = {key(name): name for name in aliases.values()}
    for employer, skills in asked:
        for typed in skills:
            same = reading(typed, aliases)
            if same:
                employers[same].add(employer)
                writings[same][" ".join(typed.split())] += 1
    found = []
    for same, who in employers.items():
        usual = sorted(writings[same], key=lambda writing: (-writings[same][writing], writing))
        found.append(Skill(names.get(same) or usual[0], frozenset(who), tuple(usual)))
    return sorted(found, key=lambda skill: (-len(skill.employers), skill.name.casefold()))
