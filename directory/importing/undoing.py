"""An import is undone, part by part: as long as nothing was built on it, which is looked at before anything goes."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from community import audit, jobs
from community.models import Job
from directory import copying
from directory.importing import batches, joining, standing, tracing
from directory.importing.tracing import HANGING, ROOTS, Ids, Kind, Part
from directory.models import DuplicatePair, ImportBatch, ImportRow, Organization, Tag

NAMED = 5  # in a message
TRIES = 3
State = ImportBatch.State
PAIRS = {"organization": ("one", "other"), "person": ("one_person", "other_person")}


class Meanwhile(Exception):
    """Something was built on a part in the very moment in which it was taken back."""


def work(job: Job, until: datetime) -> bool:
    """Undo a batch, a part a transaction; return True when nothing is left.

    First all of it is looked at, and nothing is undone where something was built on it. What somebody builds on while
    the parts are taken back stays, and is told.
    """
    batch = ImportBatch.objects.select_related("community").filter(pk=job.arguments["batch"]).first()
    if batch is None or batch.job_id != job.pk or batch.state != State.UNDOING:
        return True
    if batch.is_going or look(batch, job, until):
        return take_back(batch, job, until)
    return batch.state != State.UNDOING


def look(batch: ImportBatch, job: Job, until: datetime) -> bool:
    """Look whether something was built on a batch, and then let it stand as it stood; return True when all may go."""
    if job.total is None:
        job.total = sum(tracing.part_of(batch, number).size for number in tracing.numbers(batch))
    made, joined = tracing.everything(batch)
    for number in tracing.numbers(batch):
        if number >= job.bookmark.get("looked", number + 1):
            continue
        if timezone.now() >= until:
            return False
        part = tracing.part_of(batch, number)
        if built := standing.built_upon(batch, part, made=made, joined=joined):
            refuse(batch, job, built)
            return False
        job.done += part.size
        job.bookmark = {"looked": number}
        jobs.advance(job)
    begin_to_go(batch, job)
    return True


@transaction.atomic
def refuse(batch: ImportBatch, job: Job, built: Ids) -> None:
    """Let a batch stand as it stood, and say why on its page."""
    job.outcome = f"Nothing was undone: since the import something was written about, or done with, {named(built)}."
    batch.state, batch.trouble, batch.done_at = State.DONE, job.outcome, batch.done_at or job.requested_at
    batch.save()
    jobs.advance(job)


@transaction.atomic
def begin_to_go(batch: ImportBatch, job: Job) -> None:
    """Note that from now on parts of a batch are gone."""
    batch.is_going = True
    batch.save(update_fields=["is_going"])
    job.done, job.bookmark = 0, {}
    jobs.advance(job)


def take_back(batch: ImportBatch, job: Job, until: datetime) -> bool:
    """Take the parts of a batch back, the latest first; return True when none is left."""
    while timezone.now() < until:
        try:
            number = next(iter(tracing.numbers(batch)), None)
            if number is None:
                finish(batch, job)
                return True
            take(batch, job, tracing.part_of(batch, number))
        except (IntegrityError, Meanwhile):
            job.refresh_from_db(fields=["done", "bookmark"])
            job.bookmark["tries"] = job.bookmark.get("tries", 0) + 1
            if job.bookmark["tries"] >= TRIES:
                raise
            return False
    return False


@transaction.atomic
def take(batch: ImportBatch, job: Job, part: Part) -> None:
    """Give what a part changed back what stood there, and remove what it made, but for what was built on meanwhile."""
    made, joined = tracing.own(part)
    built = standing.built_upon(batch, part, made=made, joined=joined)
    kept = standing.kept_with(part, built) if built else {}
    restore(part, built, kept)
    leaving = sorted(set(part.ids(Kind.JOINED)) - kept.get(Organization, set()))
    if any(joint.leave(leaving) for joint in joining.joints):
        raise Meanwhile
    for kind, model in (*HANGING.items(), *ROOTS.items()):
        ids = [pk for pk in part.ids(kind) if pk not in kept.get(model, ())]
        part_pairs(kind, ids)
        copying.delete(model, ids)
    Tag.objects.filter(pk__in=copying.among(part.ids(Kind.TAG)), organizations=None).delete()
    batch.traces.filter(part=part.number).delete()
    if built:
        remember(batch, job, built)
    job.done = min(job.done + part.size, job.total or 0)
    job.bookmark.pop("tries", None)
    jobs.advance(job)


def part_pairs(kind: str, ids: list[int]) -> None:
    """Forget of records that go which others look like them."""
    for name in PAIRS.get(kind, ()):
        DuplicatePair.objects.filter(**{f"{name}__in": copying.among(ids)}).delete()


def restore(part: Part, built: Ids, kept: Ids) -> None:
    """Give rows back what stood there."""
    for label in standing.labels(part):
        model: Any = apps.get_model(label)
        changes = [one for one in part.changes if one.model == label and one.key not in built.get(model, ())]
        keys = copying.among({one.key for one in changes})
        rows = {row.pk: row for row in model._meta.base_manager.select_for_update().filter(pk__in=keys).order_by("pk")}
        staying = {pk for pk, row in rows.items() if stays(row, kept)}
        for change in changes:
            for name, value in change.before.items():
                setattr(rows[change.key], name, value)
        for pk, row in rows.items():
            if pk not in staying:
                row.save()


def stays(row: models.Model, kept: Ids) -> bool:
    """Test whether a row, or the organization that it is about, stays as it is."""
    return row.pk in kept.get(type(row), ()) or getattr(row, "organization_id", None) in kept.get(Organization, ())


def remember(batch: ImportBatch, job: Job, built: Ids) -> None:
    """Say on the page of a batch what stays."""
    names = (job.bookmark.get("left", []) + names_of(built))[:NAMED]
    batch.counts["left"] = batch.counts.get("left", 0) + sum(len(ids) for ids in built.values())
    told = listed(names, batch.counts["left"] - len(names))
    batch.trouble = f"Some stay, because something was written about them while this was undone: {told}."
    batch.save(update_fields=["counts", "trouble"])
    job.bookmark["left"] = names


@transaction.atomic
def finish(batch: ImportBatch, job: Job) -> None:
    """Say that an import is undone; its rows are not needed any more."""
    ImportRow.objects.filter(batch=batch).delete()
    batches.drop_files(batch)
    batch.state, batch.undone_at, batch.is_going = State.UNDONE, job.requested_at, False
    batch.save()
    left = batch.counts.get("left", 0)
    but = f", but for {left:,} that something was built on" if left else ""
    audit.record(
        f"undid the import of {batch.file_name}{but}",
        community=batch.community,
        by=job.requested_by,
        at=job.requested_at,
    )
    job.total = job.done
    jobs.advance(job)


def named(built: Ids) -> str:
    """Return the names of the first of what was built on, and how many more there are."""
    names = names_of(built)
    return listed(names, sum(len(ids) for ids in built.values()) - len(names))


def names_of(built: Ids) -> list[str]:
    """Return the names of the first of what was built on and is there still."""
    names: list[str] = []
    for model, ids in built.items():
        manager: Any = model._meta.default_manager
        names += [str(one) for one in manager.filter(pk__in=sorted(ids)[:NAMED]).order_by("pk")]
    return names[:NAMED]


def listed(names: list[str], more: int) -> str:
    """Return names in a line, with how many more there are, which may be gone by now."""
    if not names:
        return f"{more:,} that {'is' if more == 1 else 'are'} gone by now"
    return f"{', '.join(names)}{f' and {more:,} more' if more > 0 else ''}"
