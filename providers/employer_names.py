"""Whom names of employers in returns mean: suggested, confirmed by a person, remembered; the rest waits for the team.

A provider is shown no organization that it could not know: those that the public wall names, and those that confirmed
a placement of its own. What else the directory knows, only the team is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from community import audit
from community.models import Community, User
from directory import matching, organizations
from directory.likeness import ALIKE, likeness_of
from directory.models import Organization
from directory.names import normalize_name
from employers import wall
from providers.models import EmployerName, Outcome, Provider, Submission

SUGGESTED = 3  # to a provider, of each name
ASKED = 60  # names on one page


class CannotName(Exception):
    """That organization cannot be meant here; the message says why."""


@dataclass(frozen=True)
class Question:
    """A name that was typed, and whom it might mean."""

    name: str
    key: str
    count: int
    suggestions: list[Organization] = field(default_factory=list)
    meant: Organization | None = None
    is_answered: bool = False


def key_of(name: str) -> str:
    """Return a name as it is compared."""
    return normalize_name(name)[:200]


def known(provider: Provider, names: Iterable[str]) -> dict[str, int]:
    """Return whom compared names mean: as the provider said, else as the team did; the others are left out."""
    keys = {key_of(name) for name in names if name}
    rows = EmployerName.objects.of(provider.organization.community).filter(
        Q(provider=provider) | Q(provider=None), name__in=keys, organization__isnull=False
    )
    by_team = {row.name: row.organization_id for row in rows if row.provider_id is None}
    by_provider = {row.name: row.organization_id for row in rows if row.provider_id}
    return {name: pk for name, pk in (by_team | by_provider).items() if pk}


def known_to(provider: Provider, names: Iterable[str]) -> dict[str, int]:
    """Return the same as far as the provider may know it: what the team alone knows shows nowhere, nor by a figure."""
    meant = known(provider, names)
    shown = set(may_be_shown(provider).filter(pk__in=set(meant.values())).values_list("pk", flat=True))
    return {name: pk for name, pk in meant.items() if pk in shown}


def may_be_shown(provider: Provider) -> QuerySet[Organization]:
    """Return the organizations that a provider may be shown: on the public wall, or who confirmed its placements."""
    community = provider.organization.community
    named = wall.named(community).values("organization")
    own = Outcome.objects.filter(
        submission__filed_for__program__provider=provider, submission__is_current=True, is_confirmed=True
    )
    return Organization.objects.of(community).filter(
        Q(pk__in=named) | Q(pk__in=own.exclude(employer=None).values("employer"))
    )


def questions(provider: Provider, names: Sequence[str]) -> list[Question]:
    """Return the names that are typed, each with what was answered or whom it might mean; a few queries, not each."""
    typed: dict[str, list[str]] = {}
    for name in names:
        if name:
            typed.setdefault(key_of(name), []).append(name)
    said = EmployerName.objects.filter(provider=provider, name__in=list(typed)).select_related("organization")
    answered = {row.name: row for row in said}
    shown = list(may_be_shown(provider).only("pk", "name", "town", "normalized_name")) if typed else []
    found = []
    for key, spelled in sorted(typed.items(), key=lambda one: (-len(one[1]), one[0]))[:ASKED]:
        row = answered.get(key)
        suggestions = likely(key, shown)
        if suggestions or row:
            meant = row.organization if row else None
            found.append(Question(spelled[0], key, len(spelled), suggestions, meant, row is not None))
    return found


def likely(key: str, shown: Iterable[Organization]) -> list[Organization]:
    """Return the organizations that a compared name might mean, the likeliest first."""
    weighed = [(likeness_of(one.normalized_name, key), one) for one in shown]
    near = sorted(((score, one) for score, one in weighed if score >= ALIKE), key=lambda pair: (-pair[0], pair[1].pk))
    return [one for _score, one in near[:SUGGESTED]]


@transaction.atomic
def answer(provider: Provider, answers: Mapping[str, int | None], *, by: User, at: datetime) -> None:
    """Keep whom names mean in this provider's returns; None leaves a name as typed. Raises CannotName.

    `answers` are by compared name; what a provider may not be shown, it cannot choose.
    """
    wanted = {pk for pk in answers.values() if pk}
    allowed = set(may_be_shown(provider).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - allowed:
        raise CannotName("There is no such organization on the wall.")
    for key, pk in answers.items():
        EmployerName.objects.update_or_create(
            provider=provider,
            name=key[:200],
            defaults={
                "community": provider.organization.community,
                "organization_id": pk,
                "said_by": by,
                "said_at": at,
            },
        )


def await_team(provider: Provider, submission: Submission, *, at: datetime) -> None:
    """Put the names in a version that nobody knows into the team's queue, each once."""
    rows = submission.outcomes.filter(employer=None).exclude(employer_name="")
    spelled: dict[str, set[str]] = {}
    for name in rows.values_list("employer_name", flat=True).distinct():
        spelled.setdefault(key_of(name), set()).add(name)
    community = provider.organization.community
    there = {row.name: row for row in EmployerName.objects.of(community).by_team().filter(name__in=list(spelled))}
    new = [
        EmployerName(community=community, name=key, spellings=sorted(names), created_at=at)
        for key, names in sorted(spelled.items())
        if key not in there
    ]
    EmployerName.objects.bulk_create(new, ignore_conflicts=True)
    for key, row in there.items():
        if more := spelled[key] - set(row.spellings):
            row.spellings = sorted({*row.spellings, *more})
            row.save(update_fields=["spellings"])


@transaction.atomic
def settle(name: EmployerName, organization: Organization | None, *, by: User, at: datetime) -> int:
    """Say whom a name means, for every provider from now on; return how many placements know their employer by it.

    Without an organization it is nobody we know, and stays as typed. Said otherwise than before, the placements that
    were pointed by it follow, but for those that their employer confirmed.
    """
    name = EmployerName.objects.select_for_update(of=("self",)).select_related("community").get(pk=name.pk)
    if organization and organization.community_id != name.community_id:
        raise CannotName("There is no such organization.")
    if name.organization_id and organization != name.organization:
        pointed_by(name).update(employer=None)
    name.organization, name.said_by, name.said_at = organization, by, at
    name.save(update_fields=["organization", "said_by", "said_at"])
    pointed = placements(name.community, name.spellings).update(employer=organization) if organization else 0
    meant = f"means {organization}" if organization else "is nobody we know"
    audit.record(
        f"said that “{name.spellings[0] if name.spellings else name.name}” in returns {meant}",
        community=name.community,
        by=by,
        at=at,
    )
    return pointed


def pointed_by(name: EmployerName) -> QuerySet[Outcome]:
    """Return the placements that know their employer by what the team said of a name, confirmed by nobody."""
    here = Outcome.objects.filter(submission__filed_for__program__provider__organization__community=name.community)
    own = EmployerName.objects.filter(name=name.name, provider__isnull=False).values("provider")
    its = here.filter(employer=name.organization_id, employer_name__in=name.spellings, is_confirmed=None)
    return its.exclude(submission__filed_for__program__provider__in=own)


@transaction.atomic
def settle_as_new(name: EmployerName, *, by: User, at: datetime) -> tuple[Organization, int]:
    """Add the organization that a name means, as it is spelled, and settle the name by it."""
    spelled = str(name.spellings[0]) if name.spellings else name.name
    organization = organizations.add(name.community, name=spelled[:200], by=by, at=at, source="Named in a return")
    return organization, settle(name, organization, by=by, at=at)


def placements(community: Community, spellings: Iterable[str]) -> QuerySet[Outcome]:
    """Return the placements at these names, of whatever version, whose employer nobody knows."""
    here = Outcome.objects.filter(submission__filed_for__program__provider__organization__community=community)
    return here.filter(employer=None, employer_name__in=list(spellings))


@dataclass(frozen=True)
class Waiting:
    """A name in the team's queue: in how many placements it stands, of whom, and whom it might mean."""

    name: EmployerName
    count: int
    providers: list[str]
    matches: list[matching.Match]

    @property
    def spelled(self) -> str:
        """Return it as it was typed."""
        return str(self.name.spellings[0]) if self.name.spellings else self.name.name


def queue(community: Community, names: Sequence[EmployerName]) -> list[Waiting]:
    """Return what the team is shown of names, in as many queries for all as for one."""
    spellings = [spelled for name in names for spelled in name.spellings]
    counted = (
        placements(community, spellings)
        .filter(submission__is_current=True)
        .values_list("employer_name", "submission__filed_for__program__provider__organization__name")
        .annotate(count=Count("pk"))
    )
    by_name: dict[str, list[tuple[str, int]]] = {}
    for spelled, provider, count in counted:
        by_name.setdefault(key_of(spelled), []).append((provider, count))
    matches = matching.likely_each(community, [(name.name, "") for name in names]) if names else []
    return [
        Waiting(
            name,
            sum(count for _provider, count in by_name.get(name.name, [])),
            sorted({provider for provider, _count in by_name.get(name.name, [])}),
            found,
        )
        for name, found in zip(names, matches, strict=True)
    ]
