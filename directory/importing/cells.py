"""What a row says, cell by cell, as the forms would take it from a person; and what is wrong with it, in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from community.models import Community
from directory.filters import team_of
from directory.importing import joining, words
from directory.importing.words import Clean
from directory.models import ImportBatch

FAILED = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
FEW = 5_000  # different cells of a column that are remembered
# What is the same in many rows, and so is looked at once.
ALIKE = frozenset("sector size_band tags owner kind strength town alliance alliance_town agreed_to member_town".split())
Problem = tuple[str, str]  # of which meaning, and in words
Typed = Mapping[str, str]

CLEANERS: dict[str, dict[str, Clean]] = {
    "organizations": {
        "name": words.line("organization"),
        "domain": words.domain,
        "website": words.website,
        "town": words.line("town"),
        "sector": words.sector,
        "size_band": words.size,
        "phone": words.line("phone"),
        "tags": words.tags,
        "source": words.line("source"),
        "note": words.text,
        "contact_name": words.line("person"),
        "contact_email": words.address,
        "contact_title": words.line("title"),
        "contact_phone": words.line("phone"),
    },
    "people": {
        "name": words.line("person"),
        "email": words.address,
        "phone": words.line("phone"),
        "organization": words.line("organization"),
        "town": words.line("town"),
        "title": words.line("title"),
        "since": words.day,
        "source": words.line("source"),
    },
    "alliances": {
        "alliance": words.line("organization"),
        "alliance_town": words.line("town"),
        "kind": words.alliance,
        "agreed_to": words.text,
        "contact_name": words.line("person"),
        "contact_email": words.address,
        "contact_title": words.line("title"),
        "member": words.line("organization"),
        "member_town": words.line("town"),
        "member_domain": words.domain,
        "since": words.day,
    },
    "ties": {
        "name": words.line("person"),
        "email": words.address,
        "organization": words.line("organization"),
        "other_name": words.line("person"),
        "other_email": words.address,
        "other_organization": words.line("organization"),
        "town": words.line("town"),
        "other_town": words.line("town"),
        "kind": words.tie,
        "strength": words.strength,
        "since": words.day,
        "words": words.line("words"),
        "said_by": words.line("said_by"),
    },
}
# First and last names that become one, where the whole name has no cell.
HALVES = {"contact_first": "contact_name", "contact_last": "contact_name", "first": "name", "last": "name"}


class Cells:
    """The cells of one import; what many rows say alike is looked at once."""

    def __init__(self, batch: ImportBatch) -> None:
        self.holds, self.fixed = batch.holds, dict(batch.fixed)
        self.places = [(index, meaning) for index, meaning in enumerate(batch.columns) if meaning]
        self.clean = {**CLEANERS[batch.holds]}
        if batch.holds == "organizations":
            self.clean |= {**joining.cleaners(), "owner": Owners(batch.community)}
        self.has_halves = any(meaning in HALVES for _index, meaning in self.places)
        self.seen: dict[str, dict[str, Any]] = {meaning: {} for meaning in ALIKE}

    def row(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
        """Return what a row says, by meaning, and its problems: of which meaning, and in words."""
        typed = {meaning: cells[index] for index, meaning in self.places if cells[index]}
        if self.fixed:
            typed = self.fixed | typed
        if self.has_halves:
            typed = joined(typed)
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for meaning, text in typed.items():
            try:
                if meaning in self.seen:
                    values[meaning] = self.known(meaning, text)
                else:
                    values[meaning] = self.cleaned(meaning, text)
            except ValidationError as problem:
                problems.append((meaning, str(problem.messages[0])))
        problems += CHECKS[self.holds](typed)
        return values, problems

    def known(self, meaning: str, text: str) -> Any:
        """Return a cell as it is kept, looked at once; raises ValidationError."""
        seen = self.seen[meaning]
        if text not in seen:
            if len(seen) > FEW:
                seen.clear()
            seen[text] = self.cleaned(meaning, text)
        return seen[text]

    def cleaned(self, meaning: str, text: str) -> Any:
        """Return a cell as it is kept; raises ValidationError."""
        if text[0] == "#" and text.upper() in FAILED:
            raise ValidationError("The formula in this cell failed. Write the value instead.")
        return self.clean[meaning](text)


class Owners:
    """Who of the team an address is."""

    def __init__(self, community: Community) -> None:
        self.team = {email.lower(): pk for pk, email in team_of(community).values_list("pk", "email")}

    def __call__(self, text: str) -> int:
        """Return who of the team has an address; raises ValidationError."""
        if text.lower() not in self.team:
            raise ValidationError("Nobody of the team has this address. Invite them first, or leave it empty.")
        return self.team[text.lower()]


def joined(typed: Typed) -> dict[str, str]:
    """Return a row with first and last name made one, where the whole name has no cell."""
    row = {meaning: text for meaning, text in typed.items() if meaning not in HALVES}
    for half, whole in HALVES.items():
        if half in typed and whole not in typed:
            row[whole] = f"{row[whole]} {typed[half]}" if whole in row else typed[half]
    return row


def of_organizations(typed: Typed) -> Iterator[Problem]:
    """Yield what is missing in a row of organizations."""
    if "name" not in typed:
        yield "name", "There is no name. Write one, or delete the row."
    yield from alone(typed, ("contact_name", "contact_email"), ("contact_title", "contact_phone"))


def of_people(typed: Typed) -> Iterator[Problem]:
    """Yield what is missing in a row of people."""
    if "name" not in typed and "email" not in typed:
        yield "name", "There is neither a name nor an e-mail address. Write one of them, or delete the row."
    if "organization" not in typed:
        for meaning in ("title", "since"):
            if meaning in typed:
                yield meaning, "No organization is named. Write one beside it, or leave it empty."


def of_alliances(typed: Typed) -> Iterator[Problem]:
    """Yield what is missing in a row of alliances."""
    if "alliance" not in typed:
        yield "alliance", "There is no alliance. Write its name, or delete the row."
    if "member" not in typed:
        for meaning in ("member_town", "member_domain", "since"):
            if meaning in typed:
                yield meaning, "No member is named. Write one beside it, or leave it empty."
    yield from alone(typed, ("contact_name", "contact_email"), ("contact_title",))


def of_ties(typed: Typed) -> Iterator[Problem]:
    """Yield what is missing in a row of ties."""
    for name, email in (("name", "email"), ("other_name", "other_email")):
        if name not in typed and email not in typed:
            yield name, "Nobody is named. Write a name or an e-mail address, or delete the row."


def alone(typed: Typed, who: Sequence[str], about: Sequence[str]) -> Iterator[Problem]:
    """Yield what is said about somebody whom the row does not name."""
    said = next((meaning for meaning in about if meaning in typed), "")
    if said and not any(meaning in typed for meaning in who):
        yield said, "Nobody is named. Write a contact name or e-mail beside it, or leave it empty."


CHECKS: dict[str, Callable[[Typed], Iterator[Problem]]] = {
    "organizations": of_organizations,
    "people": of_people,
    "alliances": of_alliances,
    "ties": of_ties,
}


def label_of(holds: str, meaning: str) -> str:
    """Return what a column is called on the page."""
    return next((target.label for target in joining.sheet(holds).targets if target.key == meaning), meaning)
