"""Lists as spreadsheets: one list of columns a kind, rows read in chunks, so that long lists need no more memory."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from directory.models import Affiliation, Domain, Organization, Person, Sector, SizeBand

CHUNK = 1000  # rows
SECTORS = {key: str(label) for key, label in Sector.choices}
SIZES = {key: str(label) for key, label in SizeBand.choices}
# What each column is called, and what of a row it shows. An import knows these names, and reads what is written here.
ORGANIZATIONS = {
    "Name": "name",
    "Domain": "domain",
    "Website": "website",
    "Town": "town",
    "Sector": "sector",
    "Size": "size",
    "Phone": "phone",
    "Tags": "tags",
    "Owner e-mail": "owner",
    "Source": "source",
    "Contact name": "contact_name",
    "Contact e-mail": "contact_email",
    "Contact title": "contact_title",
    "Contact phone": "contact_phone",
}
PEOPLE = {
    "Name": "name",
    "E-mail": "email",
    "Phone": "phone",
    "Organization": "organization",
    "Title": "title",
    "Source": "source",
}
READ = ("pk", "name", "website", "town", "sector", "size_band", "phone", "owner__email", "source")


def chunks(rows: Iterable[Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield rows by the thousand."""
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def organizations(found: "QuerySet[Organization]") -> Iterator[list[Any]]:
    """Yield the organizations that a list found, in its order."""
    rows = found.order_by("normalized_name", "pk").values(*READ)
    for chunk in chunks(rows.iterator(CHUNK)):
        more = known_of([row["pk"] for row in chunk])
        for row in chunk:
            yield [(row | more[row["pk"]] | in_words(row)).get(key, "") for key in ORGANIZATIONS.values()]


def in_words(row: dict[str, Any]) -> dict[str, str]:
    """Return what an organization's row holds as keys, in words."""
    return {
        "sector": SECTORS.get(row["sector"], ""),
        "size": SIZES.get(row["size_band"], ""),
        "owner": row["owner__email"] or "",
    }


def known_of(organizations: list[int]) -> dict[int, dict[str, str]]:
    """Return the first domain, the tags and the first contact of organizations, by their ids."""
    known: dict[int, dict[str, str]] = {pk: {} for pk in organizations}
    for pk, name in (
        Domain.objects.filter(organization__in=organizations).order_by("pk").values_list("organization_id", "name")
    ):
        known[pk].setdefault("domain", name)
    tagged = Organization.tags.through.objects.filter(organization__in=organizations).order_by("tag__name")
    tags: dict[int, list[str]] = {}
    for pk, name in tagged.values_list("organization_id", "tag__name"):
        tags.setdefault(pk, []).append(name)
    for pk, names in tags.items():
        known[pk]["tags"] = ", ".join(names)
    contacts = Affiliation.objects.current().filter(organization__in=organizations).order_by("pk")
    for pk, title, name, email, phone in contacts.values_list(
        "organization_id", "title", "person__name", "person__email", "person__phone"
    ):
        if "contact_name" not in known[pk]:
            known[pk] |= {
                "contact_name": name,
                "contact_email": email,
                "contact_title": title,
                "contact_phone": phone,
            }
    return known


def people(found: "QuerySet[Person]") -> Iterator[list[Any]]:
    """Yield the people that a list found, in its order, each with where they work now."""
    rows = found.order_by("folded_name", "pk").values("pk", "name", "email", "phone", "source")
    for chunk in chunks(rows.iterator(CHUNK)):
        jobs: dict[int, dict[str, str]] = {}
        current = Affiliation.objects.current().filter(person__in=[row["pk"] for row in chunk]).order_by("pk")
        for pk, title, name in current.values_list("person_id", "title", "organization__name"):
            jobs.setdefault(pk, {"organization": name, "title": title})
        for row in chunk:
            yield [(row | jobs.get(row["pk"], {})).get(key, "") for key in PEOPLE.values()]
