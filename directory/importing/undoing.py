"""An import is undone, all of it or nothing: as long as nothing was built on what it brought."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from community import audit, jobs
from community.models import Job
from directory.importing import joining
from directory.models import (
    Affiliation,
    Domain,
    DuplicatePair,
    Entry,
    ImportBatch,
    ImportRow,
    ImportTrace,
    Organization,
    Person,
    Tag,
)

CHUNK = 1000
LONG = timedelta(minutes=15)  # all or nothing, and no other worker begins meanwhile
NAMED = 5  # in a message
Kind = ImportTrace.Kind
Tagging = Organization.tags.through


def work(job: Job, until: datetime) -> bool:
    """Undo a batch; raises CannotGoOn where something was built on it, and then everything stays as it is."""
    jobs.hold(job, until=until + LONG)
    take_back(job, at=job.requested_at)
    return True


@transaction.atomic
def take_back(job: Job, *, at: datetime) -> None:
    """Take back everything that a batch brought."""
    batch = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("community").get(pk=job.arguments["batch"])
    )
    if batch.job_id != job.pk or batch.state != ImportBatch.State.UNDOING:
        return
    try:
        with transaction.atomic():
            undo(batch, job)
    except jobs.CannotGoOn as reason:
        # Said on the page of the import, which stands as it stood.
        batch.state, batch.trouble, batch.done_at = ImportBatch.State.DONE, str(reason), batch.done_at or at
        batch.save()
        job.outcome = str(reason)
        return
    batch.state, batch.undone_at, batch.trouble = ImportBatch.State.UNDONE, at, ""
    batch.save()
    audit.record(f"undid the import of {batch.file_name}", community=batch.community, by=job.requested_by, at=at)
    job.total = job.done
    jobs.advance(job)


def undo(batch: ImportBatch, job: Job) -> None:
    """Remove what was made and restore what was changed; raises CannotGoOn with the names of those built on."""
    built_on: set[int] = set()
    for joined in made_by(batch, Kind.JOINED):
        built_on |= {pk for joint in joining.joints for pk in joint.leave(joined)}
    for made in made_by(batch, Kind.ORGANIZATION):
        built_on |= {pk for joint in joining.joints for pk in joint.leave(made)} if batch.is_joining else set()
        built_on |= grown(batch, Organization, made)
    refuse(Organization, built_on)
    restore(batch)
    for kind in (Kind.CHANGE, Kind.JOINED):
        for about in made_by(batch, kind):
            Entry.objects.filter(organization__in=about, facts__import=batch.pk).delete()
    for put in made_by(batch, Kind.AFFILIATION):
        places = Affiliation.objects.filter(pk__in=put).values("organization_id")
        Entry.objects.filter(organization__in=places, facts__import=batch.pk).delete()
    Affiliation.objects.filter(pk__in=keys(batch, Kind.AFFILIATION)).delete()
    Domain.objects.filter(pk__in=keys(batch, Kind.DOMAIN), verified_at=None).delete()
    Tagging.objects.filter(pk__in=keys(batch, Kind.TAGGING)).delete()
    for made in made_by(batch, Kind.ORGANIZATION):
        Entry.objects.filter(organization__in=made).delete()
        Affiliation.objects.filter(organization__in=made).delete()
        Organization.objects.filter(pk__in=made).delete()
        job.done += len(made)
    grown_people: set[int] = set()
    for made in made_by(batch, Kind.PERSON):
        grown_people |= grown(batch, Person, made)
    refuse(Person, grown_people)
    for made in made_by(batch, Kind.PERSON):
        Person.objects.filter(pk__in=made).delete()
    Tag.objects.filter(pk__in=keys(batch, Kind.TAG), organizations=None).delete()
    batch.traces.all().delete()
    ImportRow.objects.filter(batch=batch).delete()


def keys(batch: ImportBatch, kind: str) -> "models.QuerySet[ImportTrace, int]":
    """Return the ids of what was made, as a query inside another."""
    return batch.traces.filter(kind=kind).values_list("key", flat=True)


def made_by(batch: ImportBatch, kind: str) -> Iterator[list[int]]:
    """Yield the ids of what was made, by the thousand."""
    made = list(keys(batch, kind).order_by("key"))
    for start in range(0, len(made), CHUNK):
        yield made[start : start + CHUNK]


def grown(batch: ImportBatch, model: type[models.Model], made: list[int]) -> set[int]:
    """Return those of which more is known than the import brought, or that are gone; whoever's table it stands in."""
    manager: Any = model._meta.default_manager
    found = set(made) - set(manager.filter(pk__in=made).values_list("pk", flat=True))
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        other: Any = relation.related_model
        name = relation.field.name  # type: ignore[union-attr]  # a relation that comes from elsewhere
        if other in {Tagging, Domain, DuplicatePair} or (model is Organization and other is Affiliation):
            continue  # whoever adds one of these leaves a line on the timeline; what only looks alike goes along
        rows = other._meta.base_manager.filter(**{f"{name}__in": made})
        if other is Entry:
            ours = set(rows.filter(facts__import=batch.pk).values_list("pk", flat=True))
            found |= {about for pk, about in rows.values_list("pk", name) if pk not in ours}
        else:
            found |= set(rows.values_list(name, flat=True))
    return found


def restore(batch: ImportBatch) -> None:
    """Give the organizations that we knew back what stood there; raises CannotGoOn where it was changed again."""
    for made in made_by(batch, Kind.CHANGE):
        there = Organization.objects.in_bulk(made)
        again = set(made) - set(there)
        for trace in batch.traces.filter(kind=Kind.CHANGE, key__in=made).order_by("-pk"):
            organization = there.get(trace.key)
            if organization is None or any(
                getattr(organization, name) != value for name, value in trace.facts["after"].items()
            ):
                again.add(trace.key)
                continue
            for name, value in trace.facts["before"].items():
                setattr(organization, name, value)
            organization.save()
        refuse(Organization, again)


def refuse(model: type[models.Model], ids: set[int]) -> None:
    """Raise CannotGoOn where something was built on one of these, and name the first."""
    if not ids:
        return
    manager: Any = model._meta.default_manager
    names = [str(one) for one in manager.filter(pk__in=sorted(ids)[:NAMED]).order_by("pk")]
    gone = len(ids) - len(names) if len(ids) <= NAMED else 0
    named = names + ([f"{gone} that is gone by now" if gone == 1 else f"{gone} that are gone by now"] if gone else [])
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    raise jobs.CannotGoOn(
        f"Nothing was undone: since the import something was written about, or done with, {', '.join(named)}{more}."
    )
