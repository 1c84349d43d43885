"""How one cell is read: a name, an address, a sector, a day; what is plainly right needs no form to say so.

Forms ask every text many questions. Most cells are short printable ASCII, or an address of the plainest kind, and the
forms would return those as they are: so they are not asked. Everything else goes through the field that a person types
into, so that an import takes nothing that a form would refuse.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from directory.bonds import AllianceKind, Strength, TieKind
from directory.forms.alliances import AllianceForm
from directory.forms.organizations import DomainForm, OrganizationForm
from directory.forms.people import AffiliationForm, ColleagueForm
from directory.forms.ties import TieForm
from directory.models import Sector, SizeBand
from directory.names import fold, is_free_mail

Clean = Callable[[str], Any]
OF_ORGANIZATION, OF_PERSON = OrganizationForm.base_fields, ColleagueForm.base_fields
LINES: dict[str, forms.Field] = {
    "organization": OF_ORGANIZATION["name"],
    "town": OF_ORGANIZATION["town"],
    "phone": OF_ORGANIZATION["phone"],
    "source": OF_ORGANIZATION["source"],
    "person": OF_PERSON["name"],
    "title": OF_PERSON["title"],
    "words": TieForm.base_fields["words"],
    "said_by": OF_PERSON["name"],
}
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
MAIL = re.compile(rf"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@({LABEL}\.)+[a-z]{{2,24}}")
SITE = re.compile(rf"https?://({LABEL}\.)+[a-z]{{2,24}}(/[a-zA-Z0-9/_-]*)?")
DOMAIN = re.compile(rf"({LABEL}\.)+[a-z]{{2,24}}")
DAY = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])")
NO_MAIL = "This is no e-mail address. Write one, like jo@acme.example, or leave it empty."
NO_SITE = "This is no address of the web. Write it like https://acme.example, or leave it empty."
NO_DOMAIN = "This is no mail domain. Write it like acme.com, or leave it empty."
NO_DAY = "This is no day that we can read. Write it like 2026-11-22 or 11/22/2026, or leave it empty."
FREE = "Anybody can open a mailbox there, so it says nothing about them. Leave it empty."
BANDS = ((10, SizeBand.XS), (50, SizeBand.S), (250, SizeBand.M), (1000, SizeBand.L))
DIGITS = 9
SPLIT = re.compile(r"[;,]")


def asked(field: forms.Field, text: str, message: str = "") -> Any:
    """Return a cell as a form takes it; raises ValidationError, in our words where there are some."""
    longest = getattr(field, "max_length", None)
    if longest and len(text) > longest:
        raise ValidationError(f"Longer than {longest} characters. Shorten it.")
    try:
        return field.clean(text)
    except ValidationError as problem:
        if not message or "hidden" in {error.code for error in problem.error_list}:
            raise
        raise ValidationError(message) from problem


def line(key: str) -> Clean:
    """Return the reading of one of LINES."""
    return line_of(LINES[key])


def line_of(field: forms.Field) -> Clean:
    """Return the reading of one line; of ASCII that one sees, a form asks nothing but its length."""
    longest = int(getattr(field, "max_length", 0))

    def clean(text: str) -> Any:
        if len(text) <= longest and text.isascii() and text.isprintable():
            return text
        return asked(field, text)

    return clean


def text(text: str) -> Any:
    """Return a text of several lines."""
    return asked(AllianceForm.base_fields["agreed_to"], text)


def address(text: str) -> Any:
    """Return an address of mail in lower case."""
    lower = text.lower()
    if len(lower) <= 254 and MAIL.fullmatch(lower):
        return lower
    return asked(OF_PERSON["email"], text, NO_MAIL)


def website(text: str) -> Any:
    """Return an address of the web."""
    if len(text) <= 200 and SITE.fullmatch(text):
        return text
    value = asked(OF_ORGANIZATION["website"], text, NO_SITE)
    if not value.startswith(("http://", "https://")):
        raise ValidationError(NO_SITE)
    return value


def domain(text: str) -> str:
    """Return a mail domain, also from an address of the web or of mail."""
    host = urlsplit(text).hostname or "" if "://" in text else text.partition("/")[0]
    found = host.lower().removeprefix("www.")
    if len(found) > 253 or not DOMAIN.fullmatch(found):
        form = DomainForm({"domain": host.removeprefix("www.")})
        if not form.is_valid():
            raise ValidationError(NO_DOMAIN)
        found = str(form.cleaned_data["domain"])
    if is_free_mail(found):
        raise ValidationError(FREE)
    return found


def day(text: str) -> Any:
    """Return a day, as ISO writes it."""
    if DAY.fullmatch(text):
        return text
    return asked(AffiliationForm.base_fields["since"], text, NO_DAY).isoformat()


def size(text: str) -> str:
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


def tags(text: str) -> list[str]:
    """Return the tags one by one."""
    OF_ORGANIZATION["tags"].clean(text)
    names = {" ".join(tag.split()).casefold(): " ".join(tag.split()) for tag in SPLIT.split(text) if tag.strip()}
    if any(len(name) > 60 for name in names.values()) or len(names) > 30:
        raise ValidationError("There are at most 30 tags of 60 characters. Put commas between them.")
    return list(names.values())


def choices(kinds: Iterable[tuple[Any, Any]], more: dict[str, Any]) -> dict[str, Any]:
    """Return what one may write for each of some choices: its key, its name, and what else it is called."""
    return {fold(str(word)): key for key, label in kinds for word in (key, label)} | more


def one_of(known: dict[str, Any], what: str, labels: Iterable[Any]) -> Clean:
    """Return the reading of a choice."""
    message = f"We know no such {what}. Write one of these: {', '.join(str(label) for label in labels)}."

    def clean(text: str) -> Any:
        if fold(text) not in known:
            raise ValidationError(message)
        return known[fold(text)]

    return clean


SIZES = {fold(word).replace("–", "-"): key for key, label in SizeBand.choices for word in (key, str(label))}
SECTORS = {
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
ALLIANCES = {
    "chamber": "chamber",
    "mayor's office": "mayors_office",
    "mayors office": "mayors_office",
    "mayor": "mayors_office",
    "city": "mayors_office",
    "workforce": "workforce_board",
    "board": "workforce_board",
    "other": "other",
}
TIES = {
    "colleague": "colleague",
    "former colleague": "former_colleague",
    "worked together": "former_colleague",
    "business": "business",
    "board": "board",
    "friend": "friend",
    "other": "other",
}
STRENGTHS = {
    "met": 1,
    "weak": 1,
    "knows": 2,
    "well": 2,
    "medium": 2,
    "trust": 3,
    "strong": 3,
    "very well": 3,
}
sector = one_of(choices(Sector.choices, SECTORS), "sector", Sector.labels)
alliance = one_of(choices(AllianceKind.choices, ALLIANCES), "kind of alliance", AllianceKind.labels)
tie = one_of(choices(TieKind.choices, TIES), "way of knowing each other", TieKind.labels)
strength = one_of(choices(Strength.choices, STRENGTHS), "strength", Strength.labels)
