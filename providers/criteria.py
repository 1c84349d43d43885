"""A rule: the criteria as everybody reads them, with their thresholds in words, whole and part by part."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.parts import CRITERIA, Key

SCORES = (0, 1, 2, 3)
PLACE = re.compile(r"\(\(([^()]*)\)\)")
PLACES = ("employers", "rate", "barriers")


@dataclass(frozen=True)
class Thresholds:
    """What has to be reached.

    Signed employers who ask for one occupation; the percentage of a mature cohort that was placed; barriers served.
    """

    demand_employers: int = 3
    placement_rate_percent: int = 70
    barriers: int = 1

    def lines(self) -> list[str]:
        """Return each in a sentence."""
        return [
            _("Employers who signed and ask for one of the jobs: %(number)d") % {"number": self.demand_employers},
            _("Placement rate of one cohort whose 180 days are over: %(number)d%%")
            % {"number": self.placement_rate_percent},
            _("Barriers that the people served face: %(number)d") % {"number": self.barriers},
        ]

    def in_words(self) -> dict[str, str]:
        """Return what stands in the places of the texts."""
        count = self.demand_employers
        return {
            "employers": ngettext("%(number)d employer", "%(number)d employers", count) % {"number": count},
            "rate": f"{self.placement_rate_percent}%",
            "barriers": ngettext("one of the barriers", "%(number)d of the barriers", self.barriers)
            % {"number": self.barriers},
        }


@dataclass(frozen=True)
class Gate:
    """One criterion: what has to be true, why, what shows it, and what the scores 0 to 3 stand for."""

    key: str
    title: str
    rule: str
    explanation: str
    evidence: tuple[str, ...]
    rubric: tuple[str, ...]

    @property
    def scores(self) -> list[tuple[int, str]]:
        """Return each score with its descriptor."""
        return list(zip(SCORES, self.rubric, strict=True))


@dataclass(frozen=True)
class Criteria:
    """One version of the criteria; a draft has no day on which it was published."""

    version: int
    published_at: datetime | None
    sha256: str
    intro: str
    selection: str
    thresholds: Thresholds
    gates: tuple[Gate, ...]

    def gate(self, key: str) -> Gate:
        """Return one criterion by its key."""
        return next(gate for gate in self.gates if gate.key == key)

    @property
    def demand(self) -> Gate:
        """Return the criterion of employer demand."""
        return self.gate(Key.DEMAND)

    @property
    def quality(self) -> Gate:
        """Return the criterion of quality."""
        return self.gate(Key.QUALITY)

    @property
    def mission(self) -> Gate:
        """Return the criterion of the mission."""
        return self.gate(Key.MISSION)

    @property
    def data(self) -> Gate:
        """Return the criterion of sharing data."""
        return self.gate(Key.DATA)


def fill(words: str, places: Mapping[str, str]) -> str:
    """Return the words with the thresholds in their places; a place that is not known stays as it is.

    >>> fill("asked for by ((employers)) or more", {"employers": "3 employers"})
    'asked for by 3 employers or more'
    """
    return PLACE.sub(lambda found: places.get(found[1].strip(), found[0]), words)


def unknown_places(words: str) -> list[str]:
    """Return what stands in double brackets and is no threshold.

    >>> unknown_places("((rate)) of ((people))")
    ['people']
    """
    return [name for name in PLACE.findall(words) if name.strip() not in PLACES]


def lines(words: str) -> tuple[str, ...]:
    """Return the lines of a list as it is typed, without hyphens before them."""
    return tuple(line for line in (typed.strip().lstrip("-*").strip() for typed in words.splitlines()) if line)


def parts(criteria: Criteria) -> Iterator[tuple[str, str]]:
    """Yield the parts of a version in their order, each with its heading and all its words."""
    yield _("Introduction"), criteria.intro
    for gate in criteria.gates:
        scores = [f"{score}: {words}" for score, words in gate.scores]
        listed = [f"- {line}" for line in gate.evidence]
        yield gate.title, "\n\n".join([gate.title, gate.rule, gate.explanation, *listed, *scores])
    yield _("Selecting on skills"), criteria.selection
    yield _("Thresholds"), "\n\n".join(criteria.thresholds.lines())


def in_order(key: str) -> int:
    """Return the place of a criterion among the four."""
    return CRITERIA.index(Key(key))
