"""What is done to many employers at once: handed over, moved, tagged, given a task; each leaves its own line behind."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from community.models import User
from directory import organizations, todo
from directory.models import Tag
from employers import pipeline
from employers.models import Employer

MOST = 500  # at once: more is narrowed first, or imported


@transaction.atomic
def move(employers: Iterable[Employer], *, to: str, reason: str, by: User, at: datetime) -> tuple[int, list[str]]:
    """Move each that may go there; return how many went, and of each other why it stayed."""
    moved, stayed = 0, []
    for employer in employers:
        try:
            pipeline.move(employer, to=to, by=by, at=at, reason=reason)
        except pipeline.CannotMove as problem:
            stayed.append(f"{employer} stayed: {problem}")
        else:
            moved += 1
    return moved, stayed


@transaction.atomic
def add_tag(employers: Iterable[Employer], *, name: str, by: User, at: datetime) -> int:
    """Put a tag on each that has it not, and return on how many."""
    tagged = 0
    for employer in employers:
        organization = employer.organization
        names = set(Tag.objects.filter(organizations=organization).values_list("name", flat=True))
        if name.casefold() not in {known.casefold() for known in names}:
            organizations.change(organization, by=by, at=at, tags=[*sorted(names), name])
            tagged += 1
    return tagged


@transaction.atomic
def add_task(
    employers: Iterable[Employer], *, title: str, due_on: date | None, owner: User | None, by: User, at: datetime
) -> int:
    """Add the same task about each, and return how many there are now."""
    added = 0
    for employer in employers:
        organization = employer.organization
        todo.add(
            organization.community,
            title=title,
            due_on=due_on,
            owner=owner,
            organization=organization,
            by=by,
            at=at,
        )
        added += 1
    return added
