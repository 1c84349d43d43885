"""A rule: the places in a campaign's words, what fills them for one person, and what is empty for whom."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from community.filling import PLACEHOLDER, tame
from outreach.kinds import CAMPAIGN_LINKS, CAMPAIGN_VALUES, COMMON
from outreach.numbers import NAMES
from outreach.planned import Question

# What may stand between ((double parentheses)), and what it is for whoever writes.
PERSON = {
    "first name": "their first name",
    "name": "their whole name",
    "title": "their title",
    "organization": "where they work",
    "town": "the town of their organization",
    "messenger": "who speaks in this campaign",
}
LINKS = {"sign-up link": "the address where they sign, filled in for them and credited to this letter"}
ANSWERS = {f"answer {question.value}": question.label for question in Question}
HONORIFICS = frozenset({"dr", "mr", "mrs", "ms", "mx", "prof", "sir", "rev"})
ADDRESS = re.compile(r"https?://[^\s<>()\"'\]]+")
assert set(PERSON) <= CAMPAIGN_VALUES | COMMON  # noqa: S101 -- the two lists are one promise
assert set(LINKS) == CAMPAIGN_LINKS  # noqa: S101 -- as above


@dataclass(frozen=True)
class Addressee:
    """Somebody whom a campaign is for, as they were known when they were looked up."""

    person_id: int | None
    organization_id: int | None
    name: str
    email: str
    title: str = ""
    organization: str = ""
    town: str = ""
    left_out: str = ""  # why nothing goes to them
    through: int = 0  # the affiliation by which they are in the audience


def values_for(one: Addressee, messenger: str) -> dict[str, str]:
    """Return what fills the places for one person; what is not known is left out."""
    known = {
        "first name": first_name(one.name),
        "title": one.title,
        "organization": one.organization,
        "town": one.town,
        "messenger": messenger,
    }
    return {name: value for name, value in known.items() if value}


def lacks(one: Addressee, names: Sequence[str], messenger: str) -> tuple[str, ...]:
    """Return which of these places nothing fills for one person."""
    known = {
        "name": one.name,
        "title": one.title,
        "organization": one.organization,
        "town": one.town,
        "messenger": messenger,
    }
    return tuple(name for name in names if not (first_name(one.name) if name == "first name" else known.get(name)))


def first_name(name: str) -> str:
    """Return how somebody is greeted by their first name; empty where nobody can tell.

    >>> first_name("Dr. Jo Park"), first_name("Park, Jo"), first_name("J. Park"), first_name("")
    ('Jo', 'Jo', '', '')
    """
    last, comma, rest = tame(name).partition(",")
    words = (rest if comma and rest.strip() else last).split()
    while words and words[0].rstrip(".").lower() in HONORIFICS:
        words = words[1:]
    return "" if not words or len(words[0].rstrip(".")) < 2 or "@" in words[0] else words[0]


def missing(source: str, values: Mapping[str, str]) -> list[str]:
    """Return the names of the places that nothing fills and nothing stands in for, each once."""
    empty = [match[1] for match in PLACEHOLDER.finditer(source) if not (match[2] or "").strip()]
    return [name for name in dict.fromkeys(empty) if not values.get(name)]


def named(source: str) -> set[str]:
    """Return the names of all places in a text."""
    return {match[1] for match in PLACEHOLDER.finditer(source)}


def answers_in(source: str) -> list[Question]:
    """Return the questions whose answers stand in a text."""
    return [question for question in Question if f"answer {question.value}" in named(source)]


def expand(source: str, answers: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    """Return a text with the answers put in, and the numbers; the places of the person stay for each to be filled."""

    def put(match: re.Match[str]) -> str:
        return answers.get(match[1], match[0])

    def count(match: re.Match[str]) -> str:
        return numbers.get(match[1]) or ((match[2] or "").strip() if match[1] in NAMES else match[0]) or match[0]

    return PLACEHOLDER.sub(count, PLACEHOLDER.sub(put, source))


def odd_links(sources: Sequence[str]) -> list[str]:
    """Return the addresses in some texts that a reader should not be led to, each once."""
    found = [address.rstrip(".,;:!?") for source in sources for address in ADDRESS.findall(source)]
    return [address for address in dict.fromkeys(found) if not is_fine(address)]


def is_fine(address: str) -> bool:
    """Test whether an address is safe and leads somewhere in the open."""
    host = address.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
    is_local = host == "localhost" or host.endswith((".invalid", ".local", ".test")) or "." not in host
    return address.startswith("https://") and not is_local and not re.fullmatch(r"[\d.]+", host)
