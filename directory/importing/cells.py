"""What a row says, cell by cell, as the forms would take it from a person; and what is wrong with it, in words."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from community.models import Community
from directory.filters import team_of
from directory.forms.organizations import DomainForm, OrganizationForm
from directory.forms.people import ColleagueForm
from directory.models import Sector, SizeBand
from directory.names import fold, is_free_mail
from directory.reading.columns import LABELS

FAILED = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
OF_ORGANIZATION, OF_PERSON = OrganizationForm.base_fields, ColleagueForm.base_fields
FIELDS: dict[str, forms.Field] = {
    "name": OF_ORGANIZATION["name"],
    "town": OF_ORGANIZATION["town"],
    "website": OF_ORGANIZATION["website"],
    "phone": OF_ORGANIZATION["phone"],
    "source": OF_ORGANIZATION["source"],
    "contact_name": OF_PERSON["name"],
    "contact_email": OF_PERSON["email"],
    "contact_title": OF_PERSON["title"],
    "contact_phone": OF_PERSON["phone"],
}
WORDS = {
    "name": "There is no name. Write one, or delete the row.",
    "website": "This is no address of the web. Write it like https://acme.example, or leave it empty.",
    "contact_email": "This is no e-mail address. Write one, like jo@acme.example, or leave it empty.",
}
SECTORS = {fold(word): key for key, label in Sector.choices for word in (key, str(label))} | {
    "healthcare": "health",
    "it": "technology",
    "information technology": "technology",
    "tech": "technology",
    "banking": "finance",
    "insurance": "finance",
    "logistics": "transport",
    "non profit": "nonprofit",
    "non-profit": "nonprofit",
    "public sector": "government",
    "energy": "utilities",
    "real estate": "construction",
    "consulting": "professional",
}
SIZES = {fold(word).replace("–", "-"): key for key, label in SizeBand.choices for word in (key, str(label))}
BANDS = ((10, SizeBand.XS), (50, SizeBand.S), (250, SizeBand.M), (1000, SizeBand.L))
DIGITS = 9
SPLIT = re.compile(r"[;,]")
Clean = tuple[Any, str]  # a value, and what is wrong with it


class Cells:
    """The cells of one community's imports; what was looked at once is not looked at again."""

    def __init__(self, community: Community) -> None:
        self.team = {email.lower(): pk for pk, email in team_of(community).values_list("pk", "email")}
        self.seen: dict[tuple[str, str], Clean] = {}
        self.own: dict[str, Callable[[str], Any]] = {
            "sector": sector_of,
            "size_band": size_of,
            "domain": domain_of,
            "tags": tags_of,
            "owner": self.owner_of,
        }

    def row(self, typed: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Return what a row says, by meaning, and its problems: meaning and message."""
        typed = joined(typed)
        values: dict[str, Any] = {}
        problems = []
        for meaning, text in typed.items():
            values[meaning], problem = self.cell(meaning, text) if text else ("", "")
            if problem:
                problems.append((meaning, problem))
        if not typed.get("name"):
            problems.append(("name", WORDS["name"]))
        has_person = typed.get("contact_name") or typed.get("contact_email")
        if not has_person and (typed.get("contact_title") or typed.get("contact_phone")):
            column = "contact_title" if typed.get("contact_title") else "contact_phone"
            problems.append((column, "Nobody is named. Write a contact name or e-mail beside it, or leave it empty."))
        return values, problems

    def cell(self, meaning: str, text: str) -> Clean:
        """Return a cell's value, or what is wrong with it."""
        place = (meaning, text)
        if place not in self.seen:
            if len(self.seen) > 50_000:
                self.seen.clear()
            try:
                self.seen[place] = (self.cleaned(meaning, text), "")
            except ValidationError as problem:
                self.seen[place] = ("", str(problem.messages[0]))
        return self.seen[place]

    def cleaned(self, meaning: str, text: str) -> Any:
        """Return a cell as it is kept; raises ValidationError."""
        if text.upper() in FAILED:
            raise ValidationError("The formula in this cell failed. Write the value instead.")
        if meaning in self.own:
            return self.own[meaning](text)
        field = FIELDS[meaning]
        longest = getattr(field, "max_length", None)
        if longest and len(text) > longest:
            raise ValidationError(f"Longer than {longest} characters. Shorten it.")
        try:
            value = field.clean(text)
        except ValidationError as problem:
            if "hidden" in {error.code for error in problem.error_list} or meaning not in WORDS:
                raise
            raise ValidationError(WORDS[meaning]) from problem
        if meaning == "website" and not value.startswith(("http://", "https://")):
            raise ValidationError(WORDS["website"])
        return value

    def owner_of(self, text: str) -> int:
        """Return who of the team has an address."""
        if text.lower() not in self.team:
            raise ValidationError("Nobody of the team has this address. Invite them first, or leave it empty.")
        return self.team[text.lower()]


def joined(typed: Mapping[str, str]) -> dict[str, str]:
    """Return a row with first and last name made one, where the whole name has no cell."""
    row = dict(typed)
    first, last = row.pop("contact_first", ""), row.pop("contact_last", "")
    if (first or last) and not row.get("contact_name"):
        row["contact_name"] = f"{first} {last}".strip()
    return row


def sector_of(text: str) -> str:
    """Return a sector by its name."""
    if fold(text) not in SECTORS:
        raise ValidationError(
            f"We know no such sector. Write one of these: {', '.join(str(label) for label in Sector.labels)}."
        )
    return SECTORS[fold(text)]


def size_of(text: str) -> str:
    """Return a size by its name, or by how many people work there."""
    plain = fold(text).replace("–", "-")
    if plain in SIZES:
        return SIZES[plain]
    number = plain.replace(",", "").replace("people", "").strip()
    if not (number.isascii() and number.isdigit() and 0 < len(number) <= DIGITS):
        raise ValidationError(
            "This is no size. Write how many people work there, or one of: 1-9, 10-49, 50-249, 250-999, 1000+."
        )
    return next((str(band) for limit, band in BANDS if int(number) < limit), str(SizeBand.XL))


def domain_of(text: str) -> str:
    """Return a mail domain, also from an address of the web or of mail."""
    host = urlsplit(text).hostname or "" if "://" in text else text.partition("/")[0]
    form = DomainForm({"domain": host.removeprefix("www.")})
    if not form.is_valid():
        raise ValidationError("This is no mail domain. Write it like acme.com, or leave it empty.")
    name = str(form.cleaned_data["domain"])
    if is_free_mail(name):
        raise ValidationError("Anybody can open a mailbox there, so it says nothing about them. Leave it empty.")
    return name


def tags_of(text: str) -> list[str]:
    """Return the tags one by one."""
    form = OrganizationForm.base_fields["tags"]
    form.clean(text)
    names = {" ".join(tag.split()).casefold(): " ".join(tag.split()) for tag in SPLIT.split(text) if tag.strip()}
    if any(len(name) > 60 for name in names.values()) or len(names) > 30:
        raise ValidationError("There are at most 30 tags of 60 characters. Put commas between them.")
    return list(names.values())


def label_of(meaning: str) -> str:
    """Return what a column is called on the page."""
    return LABELS.get(meaning, meaning)
