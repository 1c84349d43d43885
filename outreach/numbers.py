"""A rule: live numbers in approved words, each with its day, and refused where it is missing or too old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from community.filling import PLACEHOLDER

# What stands for each, and how old the newest thing it counts may be; None where it is counted at the moment itself.
NAMES: dict[str, tuple[str, timedelta | None]] = {
    "employers signed": ("employers with a standing commitment", None),
    "openings": ("openings that signed employers ask for", None),
    "channels": ("curated hiring channels", None),
    "interviewed": ("candidates interviewed, by check-ins of the last twelve months", timedelta(days=200)),
    "hired": ("people hired, by check-ins of the last twelve months", timedelta(days=200)),
}
PLACES = {
    "community": "the community’s name",
    "region": "its region",
    "contact name": "who answers questions",
    "contact email": "the contact’s e-mail",
    "contact phone": "the contact’s phone",
}


@dataclass(frozen=True)
class Number:
    """What was counted, and as of which day; no value where nobody said anything that could be counted."""

    value: int | None
    as_of: date | None

    def problem(self, name: str, today: date) -> str:
        """Return why this number cannot be told today; an empty text where it can."""
        if self.value is None or self.as_of is None:
            return f"There is no number yet for (({name})), {NAMES[name][0]}."
        limit = NAMES[name][1]
        if limit is not None and today - self.as_of > limit:
            day = f"{self.as_of:%B} {self.as_of.day}, {self.as_of.year}"
            return f"The number for (({name})) is of {day}: too old to be told. New check-ins renew it."
        return ""


def named_in(words: str) -> list[str]:
    """Return the names of numbers that stand in a text, each once, in order."""
    return list(dict.fromkeys(match[1] for match in PLACEHOLDER.finditer(words) if match[1] in NAMES))


def problems(words: str, counted: Mapping[str, Number], today: date) -> list[str]:
    """Return why a text cannot be told today, one sentence for each number in the way."""
    found = [counted[name].problem(name, today) for name in named_in(words)]
    return [problem for problem in found if problem]


def told(words: str, counted: Mapping[str, Number], today: date) -> str:
    """Return a text without the paragraphs that name a number which cannot be told today."""
    paragraphs = words.replace("\r\n", "\n").split("\n\n")
    return "\n\n".join(each for each in paragraphs if not problems(each, counted, today))


def values(words: str, counted: Mapping[str, Number]) -> dict[str, str]:
    """Return what fills the numbers of a text."""
    return {name: f"{counted[name].value:,}" for name in named_in(words) if counted[name].value is not None}


def dated(words: str, counted: Mapping[str, Number]) -> str:
    """Return the sentence that says as of which day all numbers of a text hold; empty where it names none."""
    days = [as_of for name in named_in(words) if (as_of := counted[name].as_of)]
    return f"Numbers as of {min(days):%B} {min(days).day}, {min(days).year}." if days else ""
