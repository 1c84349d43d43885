"""Which organizations we know may be the one that somebody typed, each with the reasons in words.

The strict rule (`certain`) is for whatever the public types and needs no eyes: a verified mail domain, or the same name
in the same town. The loose one (`likely`) only asks somebody of the team.

Candidates come from indexes (the same compared name, the same mail domain, most trigrams in common); only those few are
compared letter by letter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F

from community.models import Community
from directory import search
from directory.likeness import ALIKE, DOUBT_LEFT, SAME, likeness_of
from directory.models import Domain, Organization
from directory.names import FREE_MAIL, domain_of, is_certain, normalize_name

EACH = 20  # candidates by name, by domain
SIMILAR = 50  # candidates by trigrams


@dataclass(frozen=True)
class Match:
    """An organization that may be meant, how likely in percent, and why."""

    organization: Organization
    score: int
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        """Return the reasons as one line."""
        return ", ".join(self.reasons)


def verified_owners(community: Community, domains: Iterable[str]) -> dict[str, Organization]:
    """Return by mail domain the organization for which it was verified; a free mailbox says nothing of anybody."""
    names = {domain for domain in domains if domain and domain not in FREE_MAIL}
    verified = Domain.objects.of(community).filter(name__in=names, verified_at__isnull=False)
    return {one.name: one.organization for one in verified.select_related("organization")} if names else {}


def certain(community: Community, *, name: str = "", town: str = "", email: str = "") -> Organization | None:
    """Return the one organization that is meant without a doubt, or None: the strict rule, for every public door.

    It is the one for which the domain of the address was verified, else the only one of this name in this town.
    """
    domain = domain_of(email)
    if owner := verified_owners(community, [domain]).get(domain):
        return owner
    if not town.strip():
        return None
    alike = Organization.objects.of(community).filter(normalized_name=normalize_name(name)[:200])
    same = [one for one in alike.order_by("pk") if is_certain(name, town, one.name, one.town)]
    return same[0] if len(same) == 1 else None


def likely(community: Community, name: str, email_domain: str = "", limit: int = 5) -> list[Match]:
    """Return the organizations most likely meant, best first; a constant number of queries, none unbounded."""
    return likely_each(community, [(name, email_domain)], limit)[0]


def likely_each(community: Community, typed: Sequence[tuple[str, str]], limit: int = 5) -> list[list[Match]]:
    """Return the same for several names with their mail domains, in as many queries as for one."""
    names = [normalize_name(search.clean(name)) for name, _domain in typed]
    domains = [search.clean(domain).strip().lower() for _name, domain in typed]
    domains = ["" if domain in FREE_MAIL else domain for domain in domains]
    owners = domain_owners(community, domains)
    organizations = Organization.objects.of(community)
    named = organizations.filter(normalized_name__in=set(names)).order_by("id").values_list("id", "normalized_name")
    found = [set(ids) for ids in similar_ids(community, names)]
    for pk, normalized in named[: EACH * len(names)]:
        for ids, name in zip(found, names, strict=True):
            if name == normalized:
                ids.add(pk)
    for ids, domain in zip(found, domains, strict=True):
        ids.update(owners[domain])
    candidates = organizations.select_related("owner").in_bulk(set().union(*found))
    each = []
    for ids, name, domain in zip(found, names, domains, strict=True):
        weighed = [weigh(candidates[pk], name, domain, owners[domain]) for pk in ids if pk in candidates]
        matches = [match for match in weighed if match]
        matches.sort(key=lambda match: (-match.score, match.organization.normalized_name, match.organization.pk))
        each.append(matches[:limit])
    return each


def domain_owners(community: Community, domains: Iterable[str]) -> dict[str, dict[int, bool]]:
    """Return by mail domain the organizations that have it, and whether it was verified for them."""
    owners: dict[str, dict[int, bool]] = {domain: {} for domain in domains}
    named = [domain for domain in owners if domain]
    rows = Domain.objects.of(community).filter(name__in=named).order_by("name", F("verified_at").asc(nulls_last=True))
    values = rows.values_list("name", "organization_id", "verified_at")
    for domain, organization, verified_at in values[: EACH * len(owners)]:
        owners[domain][organization] = verified_at is not None
    return owners


def similar_ids(community: Community, names: Sequence[str]) -> list[list[int]]:
    """Return for each compared name the organizations that share most trigrams with it; a very short one has none."""
    table = Organization._meta.db_table
    parts, parameters = [], []
    for place, name in enumerate(names):
        if len(name) >= search.TRIGRAM:
            sql, its = search.similar(connection.vendor, table, name, community.pk, SIMILAR)
            parts.append(f"SELECT {place}, s{place}.* FROM ({sql}) AS s{place}")  # noqa: S608 - numbers and our own SQL
            parameters += its
    ids: list[list[int]] = [[] for _ in names]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
            for place, pk in cursor.fetchall():
                ids[place].append(pk)
    return ids


def weigh(organization: Organization, compared: str, domain: str, owners: dict[int, bool]) -> Match | None:
    """Return how likely an organization is meant, or None where it is not."""
    likeness = likeness_of(organization.normalized_name, compared)
    reasons = []
    score = likeness
    if organization.pk in owners:
        reasons.append(f"same domain {domain}" + ("" if owners[organization.pk] else " (not verified)"))
        score = SAME - (SAME - likeness) * DOUBT_LEFT["domain"]
    if organization.normalized_name == compared:
        reasons.append("same name")
    elif likeness >= ALIKE:
        reasons.append(f"names {likeness:.0f} % alike")
    return Match(organization, round(score), tuple(reasons)) if reasons else None
