"""Who knows whom, as pages show it: ties that somebody told of, and those that are only inferred."""

from typing import Any

from django.db.models import CharField, QuerySet, Value

from directory.bonds import Strength, TieKind
from directory.models import Affiliation, Alliance, Organization, Person, Tie

SHOWN = 20  # ties of a page
INFERRED = 8
TOLD = (
    "pk",
    "kind",
    "strength",
    "since",
    "words",
    "from_person",
    "from_person__name",
    "from_person__user",
    "to_person",
    "to_person__name",
    "to_person__user",
    "said_by__name",
    "said_by__email",
    "said_by_person__name",
)
KINDS, STRENGTHS = dict(TieKind.choices), dict(Strength.choices)


def in_words(rows: "QuerySet[Any]") -> list[dict[str, Any]]:
    """Return ties as a template shows them, the strongest first."""
    return [
        row
        | {
            "kind": KINDS[row["kind"]],
            "strength": STRENGTHS[row["strength"]],
            "says": row["said_by_person__name"] or row["said_by__name"] or row["said_by__email"],
        }
        for row in rows.order_by("-strength", "-pk")[:SHOWN]
    ]


def of_person(person: Person) -> list[dict[str, Any]]:
    """Return the ties of a person, each with `other`, whom they know."""
    ties = Tie.objects.current().values(*TOLD)
    rows = in_words(ties.filter(from_person=person).union(ties.filter(to_person=person)))
    for row in rows:
        side = "to" if row["from_person"] == person.pk else "from"
        row |= {"other": row[f"{side}_person"], "name": row[f"{side}_person__name"]}
    return rows


def at(organization: Organization) -> list[dict[str, Any]]:
    """Return the ties of those who work at an organization."""
    ties = Tie.objects.current().values(*TOLD)
    sides = [
        ties.filter(**{f"{side}__affiliations__organization": organization, f"{side}__affiliations__until": None})
        for side in ("from_person", "to_person")
    ]
    return in_words(sides[0].union(sides[1]))


def inferred(person: Person) -> list[dict[str, Any]]:
    """Return whom a person probably knows: whom to ask at an alliance of theirs, and colleagues of today.

    Nobody told of these; they are worked out each time, and never kept.
    """
    theirs = Affiliation.objects.current().filter(person=person).values("organization")
    allies = (
        Alliance.objects.filter(members__organization__in=theirs, members__until=None, contact__isnull=False)
        .exclude(contact=person)
        .values_list("contact", "contact__name", "organization__name")
        .annotate(why=Value("alliance", output_field=CharField()))
    )
    colleagues = (
        Affiliation.objects.current()
        .filter(organization__in=theirs)
        .exclude(person=person)
        .values_list("person", "person__name", "organization__name")
        .annotate(why=Value("work", output_field=CharField()))
    )
    rows = allies.union(colleagues).order_by("why", "contact__name")[:INFERRED]
    return [{"pk": pk, "name": name, "organization": where, "why": why} for pk, name, where, why in rows]
