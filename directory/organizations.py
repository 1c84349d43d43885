"""Organizations enter the directory, change, and get mail domains; each leaves a line on the timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from community.models import Community, User
from directory import timeline
from directory.models import Domain, Merge, Organization, Tag
from directory.names import domain_of, is_free_mail

CHANGEABLE = ("name", "sector", "size_band", "town", "website", "phone", "owner", "source")
SLUG = 70  # characters, so that a number still fits behind
TRIES = 5
RESERVED = frozenset({"embed"})  # an address of its own among those of organizations


class CannotAddDomain(Exception):
    """The domain cannot be this organization's; the message says why."""


@transaction.atomic
def add(
    community: Community,
    *,
    name: str,
    by: User | None,
    at: datetime,
    source: str = "",
    tags: Iterable[str] = (),
    **fields: Any,
) -> Organization:
    """Add an organization under a free slug; `fields` are those of CHANGEABLE."""
    for attempt in range(TRIES):
        organization = Organization(
            community=community, name=name, slug=free_slug(community, name), source=source, created_at=at, **fields
        )
        try:
            with transaction.atomic():
                organization.save()
            break
        except IntegrityError:  # somebody took the slug between the question and the answer
            if attempt == TRIES - 1:
                raise
    put_tags(organization, tags)
    timeline.record(
        "organization_added", community=community, organization=organization, by=by, at=at, facts={"source": source}
    )
    return organization


@transaction.atomic
def change(
    organization: Organization, *, by: User, at: datetime, tags: Iterable[str] | None = None, **fields: Any
) -> Organization:
    """Change fields of CHANGEABLE, and tags where given, and record what was before; nothing changed, nothing recorded.

    The slug stays: it stands in public addresses.
    """
    current = Organization.objects.select_for_update().get(pk=organization.pk)
    changes = []
    for name in CHANGEABLE:
        if name in fields and getattr(current, name) != fields[name]:
            before = in_words(current, name)
            setattr(current, name, fields[name])
            changes.append({"field": label_of(name), "before": before, "after": in_words(current, name)})
    if tags is not None:
        old = sorted(current.tags.values_list("name", flat=True))
        new = put_tags(current, tags)
        if old != new:
            changes.append({"field": "tags", "before": ", ".join(old), "after": ", ".join(new)})
    if changes:
        current.save()
        timeline.record(
            "organization_changed",
            community=current.community,
            organization=current,
            by=by,
            at=at,
            facts={"changes": changes},
        )
    return current


@transaction.atomic
def add_domain(organization: Organization, name: str, *, by: User, at: datetime) -> Domain:
    """Remember a mail domain (or the domain of an address) as this organization's, vouched for by a coordinator.

    Raises CannotAddDomain for a free mailbox provider, and where the domain was verified for another organization.
    """
    name = domain_of(name)
    if is_free_mail(name):
        raise CannotAddDomain(f"Anybody can open a mailbox at {name}, so it says nothing about {organization}.")
    taken = Domain.objects.filter(community=organization.community, name=name, verified_at__isnull=False)
    if other := taken.exclude(organization=organization).select_related("organization").first():
        raise CannotAddDomain(f"{name} already belongs to {other.organization}.")
    domain, is_new = Domain.objects.get_or_create(
        community=organization.community,
        organization=organization,
        name=name,
        defaults={"verified_at": at, "verified_by": by},
    )
    if not is_new and domain.verified_at is None:
        domain.verified_at, domain.verified_by = at, by
        domain.save(update_fields=["verified_at", "verified_by"])
        is_new = True
    if is_new:
        timeline.record(
            "domain_added",
            community=organization.community,
            organization=organization,
            by=by,
            at=at,
            facts={"domain": name},
        )
    return domain


@transaction.atomic
def remove_domain(domain: Domain, *, by: User, at: datetime) -> None:
    """Take a mail domain from its organization: signatures from there wait for a coordinator again."""
    timeline.record(
        "domain_removed",
        community=domain.community,
        organization=domain.organization,
        by=by,
        at=at,
        facts={"domain": domain.name},
    )
    domain.delete()


def free_slug(community: Community, name: str) -> str:
    """Return a slug for the name that no organization of the community has: acme, acme-2, acme-3 and on."""
    stem = slugify(name)[:SLUG].strip("-") or "organization"
    like = Q(slug=stem) | Q(slug__startswith=f"{stem}-")
    taken = RESERVED | set(Organization.objects.of(community).filter(like).values_list("slug", flat=True))
    old = Q(gone_slug=stem) | Q(gone_slug__startswith=f"{stem}-")  # these lead to whom they went into
    taken |= set(Merge.objects.of(community).standing().filter(old).values_list("gone_slug", flat=True))
    number = 1
    slug = stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def put_tags(organization: Organization, names: Iterable[str]) -> list[str]:
    """Give the organization exactly these tags, making those that are new, and return their names in order.

    A tag that differs only in case is the one that exists.
    """
    tags = {}
    for name in names:
        word = " ".join(name.split())
        if word and word.casefold() not in tags:
            tags[word.casefold()], _ = Tag.objects.get_or_create(
                community=organization.community, name__iexact=word, defaults={"name": word}
            )
    organization.tags.set(tags.values())
    return sorted(tag.name for tag in tags.values())


def in_words(organization: Organization, field: str) -> str:
    """Return a field's value as a person reads it."""
    show = getattr(organization, f"get_{field}_display", None)
    return str(show() if show else getattr(organization, field) or "")


def label_of(field: str) -> str:
    """Return a field's name as a person reads it."""
    named: Any = Organization._meta.get_field(field)
    return "size" if field == "size_band" else str(named.verbose_name)
