"""People enter the directory, change, and work at organizations from one day to another."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from community.models import Community, User
from directory import timeline
from directory.models import Affiliation, Organization, Person

CHANGEABLE = ("name", "email", "phone", "source")
LABELS = {"name": "name", "email": "e-mail", "phone": "phone", "source": "where the address came from"}


class CannotAddPerson(Exception):
    """The person cannot be added or changed like this; the message says why."""


class CannotEnd(Exception):
    """The affiliation cannot end like this; the message says why."""


def normalize_address(email: str) -> str:
    """Return an address as the directory keeps it: lower case, one mailbox, one person."""
    return email.strip().lower()


@transaction.atomic
def add(
    community: Community,
    *,
    name: str,
    by: User | None,
    at: datetime,
    email: str = "",
    phone: str = "",
    source: str = "",
) -> Person:
    """Add a person, remembering where the address came from and when.

    Raises CannotAddPerson where somebody has the address.
    """
    email = normalize_address(email)
    refuse_taken(community, email)
    try:
        with transaction.atomic():
            person = Person.objects.create(
                community=community, name=name, email=email, phone=phone, source=source, source_at=at, created_at=at
            )
    except IntegrityError:
        refuse_taken(community, email)
        raise
    timeline.record("person_added", community=community, person=person, by=by, at=at, facts={"source": source})
    return person


def find_or_add(
    community: Community,
    *,
    email: str,
    name: str,
    at: datetime,
    phone: str = "",
    source: str = "",
    by: User | None = None,
) -> Person:
    """Return who has the address, as we know them, or add them: what a stranger typed never edits a person."""
    email = normalize_address(email)
    known = Person.objects.of(community).filter(email=email).first() if email else None
    if known:
        return known
    try:
        return add(
            community, name=name or email.partition("@")[0], email=email, phone=phone, source=source, by=by, at=at
        )
    except CannotAddPerson:  # added in this very moment by somebody else
        return Person.objects.of(community).get(email=email)


@transaction.atomic
def change(person: Person, *, by: User, at: datetime, **fields: Any) -> Person:
    """Change fields of CHANGEABLE and record which; nothing changed, nothing recorded.

    The timeline names the fields and not their contents, so that erasing a person need not rewrite it.
    Raises CannotAddPerson where somebody else has the address.
    """
    current = Person.objects.select_for_update().get(pk=person.pk)
    if "email" in fields:
        fields["email"] = normalize_address(fields["email"])
        if fields["email"] != current.email:
            refuse_taken(current.community, fields["email"])
            current.source_at = at
    changed = [name for name in CHANGEABLE if name in fields and getattr(current, name) != fields[name]]
    for name in changed:
        setattr(current, name, fields[name])
    if changed:
        try:
            with transaction.atomic():
                current.save()
        except IntegrityError:  # the address was taken in this very moment
            refuse_taken(current.community, current.email)
            raise
        timeline.record(
            "person_changed",
            community=current.community,
            person=current,
            by=by,
            at=at,
            facts={"fields": [LABELS[name] for name in changed]},
        )
    return current


@transaction.atomic
def affiliate(
    person: Person,
    organization: Organization,
    *,
    at: datetime,
    title: str = "",
    since: date | None = None,
    has_desk: bool = False,
    by: User | None = None,
) -> Affiliation:
    """Put a person into an organization; who is there already stays, keeps the title, and may gain the desk."""
    Person.objects.select_for_update().get(pk=person.pk)
    affiliation, is_new = Affiliation.objects.get_or_create(
        person=person,
        organization=organization,
        until=None,
        defaults={"title": title, "since": since, "has_desk": has_desk},
    )
    if is_new:
        timeline.record(
            "affiliation_added",
            community=organization.community,
            organization=organization,
            person=person,
            by=by,
            at=at,
            facts={"title": title},
        )
    elif (has_desk and not affiliation.has_desk) or (title and not affiliation.title):
        affiliation.has_desk = has_desk or affiliation.has_desk
        affiliation.title = affiliation.title or title
        affiliation.save(update_fields=["has_desk", "title"])
    return affiliation


@transaction.atomic
def enlist(
    organization: Organization,
    *,
    name: str,
    by: User,
    at: datetime,
    email: str = "",
    phone: str = "",
    title: str = "",
    since: date | None = None,
    source: str = "",
) -> Person:
    """Put somebody into an organization: the person we know by the address, or a new one."""
    person = find_or_add(organization.community, email=email, name=name, phone=phone, source=source, by=by, at=at)
    affiliate(person, organization, title=title, since=since, by=by, at=at)
    return person


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, until: date, by: User | None, at: datetime) -> Affiliation:
    """Let somebody leave an organization, and close its desk to them.

    Raises CannotEnd where they left before, or would leave before they came.
    """
    current = (
        Affiliation.objects.select_for_update(of=("self",))
        .select_related("person", "organization")
        .get(pk=affiliation.pk)
    )
    if current.until:
        raise CannotEnd(f"{current.person} has already left {current.organization}.")
    if current.since and until < current.since:
        day = f"{current.since:%B} {current.since.day}, {current.since.year}"
        raise CannotEnd(f"{current.person} came on {day} and cannot leave before that.")
    current.until = until
    current.has_desk = False
    current.save(update_fields=["until", "has_desk"])
    timeline.record(
        "affiliation_ended",
        community=current.organization.community,
        organization=current.organization,
        person=current.person,
        by=by,
        at=at,
        facts={"title": current.title, "until": until.isoformat()},
    )
    return current


def refuse_taken(community: Community, email: str) -> None:
    """Raise CannotAddPerson where somebody of the community has the address."""
    if email and (holder := Person.objects.of(community).filter(email=email).first()):
        raise CannotAddPerson(f"{holder} already has the address {email}.")
