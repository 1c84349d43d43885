"""Lists as spreadsheets: one list of columns a kind, rows read in chunks, so that long lists need no more memory."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import TruncDate

from directory.bonds import AllianceKind, Strength, TieKind
from directory.models import (
    Affiliation,
    Alliance,
    AllianceMember,
    Domain,
    Introduction,
    Organization,
    Person,
    Sector,
    SizeBand,
    Task,
    Tie,
)
from directory.replies import State

CHUNK = 1000  # rows
SECTORS = {key: str(label) for key, label in Sector.choices}
SIZES = {key: str(label) for key, label in SizeBand.choices}
KINDS, TIE_KINDS, STRENGTHS = dict(AllianceKind.choices), dict(TieKind.choices), dict(Strength.choices)
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
    "Town": "town",
    "Title": "title",
    "There since": "since",
    "Source": "source",
}
ALLIANCES = {
    "Alliance": "alliance",
    "Alliance town": "alliance_town",
    "What it is": "kind",
    "Agreed to do": "agreed_to",
    "Contact name": "contact_name",
    "Contact e-mail": "contact_email",
    "Contact title": "contact_title",
    "Member": "member",
    "Member town": "member_town",
    "Member since": "since",
}
TIES = {
    "Name": "name",
    "E-mail": "email",
    "Organization": "organization",
    "Town": "town",
    "Knows": "other_name",
    "Their e-mail": "other_email",
    "Their organization": "other_organization",
    "Their town": "other_town",
    "How they know each other": "kind",
    "How well": "strength",
    "Since": "since",
    "In words": "words",
    "Said by": "said_by",
}
TASKS = {
    "To do": "title",
    "By when": "due_on",
    "Organization": "organization__name",
    "Person": "person__name",
    "Who": "owner__name",
    "Added on": "added_on",
    "Done on": "done_on",
    "Dropped on": "dropped_on",
}
INTRODUCTIONS = {
    "Who was asked": "introducer__name",
    "Their organization": "introducer_organization__name",
    "To meet": "target__name",
    "Organization": "organization__name",
    "Through": "through__name",
    "Asked on": "asked_on",
    "Asked by": "asked_by__name",
    "Where it stands": "state",
    "Answered on": "answered_on",
    "What they said": "note",
    "Not before": "until",
    "Whom to ask instead": "named_name",
    "Made on": "made_on",
}
READ = ("pk", "name", "website", "town", "sector", "size_band", "phone", "owner__email", "source")


def words_of(choices: Iterable[tuple[Any, Any]]) -> dict[Any, str]:
    """Return what the keys of a choice are called, in the language of the moment."""
    return {key: str(label) for key, label in choices}


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
    """Return the first domain, the tags and the first contact by name of organizations, by their ids."""
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
    contacts = Affiliation.objects.current().filter(organization__in=organizations)
    contacts = contacts.order_by("person__folded_name", "person_id")  # the same one, in whatever order they came
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
        jobs = jobs_of([row["pk"] for row in chunk])
        for row in chunk:
            yield [(row | jobs.get(row["pk"], {})).get(key, "") for key in PEOPLE.values()]


def jobs_of(people: list[int]) -> dict[int, dict[str, Any]]:
    """Return where people work now, by their ids; of several places, the first by name."""
    jobs: dict[int, dict[str, Any]] = {}
    current = Affiliation.objects.current().filter(person__in=people)
    current = current.order_by("organization__normalized_name", "organization_id")
    for pk, title, since, name, town in current.values_list(
        "person_id", "title", "since", "organization__name", "organization__town"
    ):
        jobs.setdefault(pk, {"organization": name, "town": town, "title": title, "since": since})
    return jobs


def alliances(found: "QuerySet[Alliance]") -> Iterator[list[Any]]:
    """Yield the alliances that a list found, a line for each of their members; one without members has a line too."""
    columns = {
        "alliance": F("organization__name"),
        "alliance_town": F("organization__town"),
        "contact_name": F("contact__name"),
        "contact_email": F("contact__email"),
    }
    rows = found.order_by("organization__normalized_name", "pk").values(
        "pk", "kind", "agreed_to", "organization_id", "contact_id", **columns
    )
    for chunk in chunks(rows.iterator(CHUNK)):
        titles = titles_of(chunk)
        about = {
            row["pk"]: row
            | {
                "kind": KINDS.get(row["kind"], ""),
                "contact_title": titles.get((row["contact_id"], row["organization_id"]), ""),
            }
            for row in chunk
        }
        yield from members_of(about)


def titles_of(rows: list[dict[str, Any]]) -> dict[tuple[int, int], str]:
    """Return the titles that contacts have at their alliances, by person and organization."""
    current = Affiliation.objects.current().filter(
        organization__in=[row["organization_id"] for row in rows], person__in=[row["contact_id"] for row in rows]
    )
    return {(person, place): title for person, place, title in current.values_list("person", "organization", "title")}


def members_of(alliances: dict[int, dict[str, Any]]) -> Iterator[list[Any]]:
    """Yield the lines of alliances, by their ids, in this order."""
    current = AllianceMember.objects.current().filter(alliance__in=list(alliances))
    rows = current.order_by("organization__normalized_name", "pk").values_list(
        "alliance_id", "organization__name", "organization__town", "since"
    )
    members: dict[int, list[dict[str, Any]]] = {}
    for pk, name, town, since in rows:
        members.setdefault(pk, []).append({"member": name, "member_town": town, "since": since})
    for pk, row in alliances.items():
        for member in members.get(pk, [{}]):
            yield [(row | member).get(key, "") for key in ALLIANCES.values()]


def ties(found: "QuerySet[Tie]") -> Iterator[list[Any]]:
    """Yield who knows whom, in the order in which it was said."""
    columns = {
        "name": F("from_person__name"),
        "email": F("from_person__email"),
        "other_name": F("to_person__name"),
        "other_email": F("to_person__email"),
    }
    says = ("said_by_person__email", "said_by_person__name", "said_by__email")
    ids = ("pk", "from_person_id", "to_person_id")
    rows = found.current().order_by("pk").values(*ids, *says, "kind", "strength", "since", "words", **columns)  # type: ignore[attr-defined]  # a QuerySet with words
    for chunk in chunks(rows.iterator(CHUNK)):
        jobs = jobs_of([row[name] for row in chunk for name in ("from_person_id", "to_person_id")])
        for row in chunk:
            one, other = (jobs.get(row[name], {}) for name in ("from_person_id", "to_person_id"))
            shown = row | {
                "organization": one.get("organization", ""),
                "town": one.get("town", ""),
                "other_organization": other.get("organization", ""),
                "other_town": other.get("town", ""),
                "kind": TIE_KINDS.get(row["kind"], ""),
                "strength": STRENGTHS.get(row["strength"], ""),
                "said_by": next((row[name] for name in says if row[name]), ""),
            }
            yield [shown.get(key, "") for key in TIES.values()]


def tasks(found: "QuerySet[Task]") -> Iterator[list[Any]]:
    """Yield tasks, those to be done before those that are done, by their days."""
    rows = found.annotate(
        added_on=TruncDate("created_at"),
        done_on=Case(When(is_dropped=False, then=TruncDate("done_at"))),
        dropped_on=Case(When(is_dropped=True, then=TruncDate("done_at"))),
    )
    order = (F("done_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk")
    yield from plain(rows.order_by(*order), TASKS)


def plain(
    rows: "QuerySet[Any]", columns: dict[str, str], words: dict[str, dict[Any, str]] | None = None
) -> Iterator[list[Any]]:
    """Yield rows as the database has them: columns are called as in the query, and the keys in `words` are put so."""
    said = [(words or {}).get(name) for name in columns.values()]
    for row in rows.values_list(*columns.values()).iterator(CHUNK):
        yield [known.get(value, value) if known else value for known, value in zip(said, row, strict=True)]


def introductions(found: "QuerySet[Introduction]") -> Iterator[list[Any]]:
    """Yield introductions, the latest request first."""
    rows = found.annotate(asked_on=TruncDate("asked_at"), answered_on=TruncDate("answered_at"))
    return plain(rows.order_by("-asked_at", "-pk"), INTRODUCTIONS, {"state": words_of(State.choices)})
