"""Gathering: the people whom an audience yields, one row each, and those left out with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, OuterRef, QuerySet, Subquery, Value, When

from community import paging
from directory.models import Affiliation, Person
from outreach import exclusions, traits
from outreach.models import Audience
from outreach.traits import Names
from outreach.traits.trait import Scope


def people(audience: Audience, *, at: datetime) -> Any:
    """Return who is in: one row a person with an address, `through` and `through_organization` telling where they work.

    Whoever works at several places that fit comes through the one that was noted first. Raises WrongRules.
    """
    return with_why(audience, at=at).filter(why="")


def left_out(audience: Audience, *, at: datetime) -> Any:
    """Return whom the rules fit and an exclusion leaves out, as `people` does, `why` being its key."""
    return with_why(audience, at=at).exclude(why="")


def with_why(audience: Audience, *, at: datetime) -> Any:
    """Return whom the rules fit, `why` being the key of the first exclusion that leaves them out, or empty."""
    asked = exclusions.chosen(audience.exclusions, Scope(audience.community, at))
    cases = [When(q, then=Value(exclusion.key)) for exclusion, q in asked]
    return fitting(audience, at=at).annotate(why=Case(*cases, default=Value(""), output_field=CharField()))


def fitting(audience: Audience, *, at: datetime) -> Any:
    """Return whom the rules fit, whoever is left out. Raises WrongRules."""
    jobs = fitting_jobs(audience, at=at)
    found: Any = Person.objects.of(audience.community).exclude(email="").filter(pk__in=jobs.values("person"))
    first = jobs.filter(person=OuterRef("pk")).order_by("pk")
    return found.annotate(
        through=Subquery(first.values("pk")[:1]), through_organization=Subquery(first.values("organization")[:1])
    )


def fitting_jobs(audience: Audience, *, at: datetime) -> "QuerySet[Affiliation]":
    """Return the affiliations of today of which the rules are true. Raises WrongRules."""
    asked = traits.q_of_all(audience.read_rules, Scope(audience.community, at))
    return Affiliation.objects.of(audience.community).current().filter(asked)


@dataclass(frozen=True)
class Tally:
    """How many the rules fit: who is in, and who is left out by which exclusion, by its key."""

    people: int
    left_out: dict[str, int]

    @property
    def out(self) -> int:
        """Return how many are left out."""
        return sum(self.left_out.values())


def tally(audience: Audience, *, at: datetime) -> Tally:
    """Count exactly who is in and who is left out by what, in one question. Raises WrongRules."""
    counts = dict(with_why(audience, at=at).order_by().values_list("why").annotate(count=Count("pk")))
    return Tally(counts.pop("", 0), counts)


def size(audience: Audience, *, at: datetime, most: int = paging.COUNTED) -> paging.Count:
    """Count who is in no further than is useful. Raises WrongRules."""
    number = people(audience, at=at).order_by()[: most + 1].count()
    return paging.Count(min(number, most), number > most)


ROW = ("pk", "name", "folded_name", "email", "through", "why")  # what is shown of one person


@dataclass(frozen=True)
class Found:
    """One person with the affiliation through which they are in, what is true of them, and why they are left out."""

    pk: int
    name: str
    email: str
    job: Affiliation
    reasons: list[str]
    why_not: str


def explained(audience: Audience, rows: Iterable[dict[str, Any]], *, names: Names, at: datetime) -> list[Found]:
    """Return rows of `people` or `left_out`, read as `values(*ROW)`, with the reasons, in few questions for all.

    `names` tells what the values of rules are called. Raises WrongRules.
    """
    shown = list(rows)
    rules = audience.read_rules.every
    scope = Scope(audience.community, at)
    truths = {
        f"is_true_{number}": Case(When(traits.q_of(rule, scope), then=True), default=False)
        for number, rule in enumerate(rules)
    }
    jobs: Any = Affiliation.objects.filter(pk__in=[row["through"] for row in shown])
    by_key = {job.pk: job for job in jobs.annotate(**truths).select_related("organization")}
    said = [names.sentence(rule) for rule in rules]
    why_not = reasons_against(audience, shown, scope)
    return [
        Found(
            row["pk"],
            row["name"],
            row["email"],
            job := by_key[row["through"]],
            [said[number] for number in range(len(rules)) if getattr(job, f"is_true_{number}")],
            why_not.get(row["pk"], ""),
        )
        for row in shown
    ]


def reasons_against(audience: Audience, rows: list[dict[str, Any]], scope: Scope) -> dict[int, str]:
    """Return by id why each of those who are left out is."""
    said: dict[int, str] = {}
    for key in {row["why"] for row in rows if row["why"]}:
        exclusion, people = exclusions.EXCLUSIONS[key], [row["pk"] for row in rows if row["why"] == key]
        said |= dict.fromkeys(people, exclusion.why)
        if exclusion.words:
            found = exclusion.words(people, audience.exclusions.get(key, []), scope)
            said |= {person: found[person] for person in people if person in found}
    return said
