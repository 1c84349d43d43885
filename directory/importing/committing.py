"""What was checked enters the directory, in one transaction of few statements; no letter and no stage comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from community import audit, jobs
from community.models import Job, User
from directory.importing import batches, joining, knowing, meeting
from directory.models import Domain, Entry, ImportBatch, ImportRow, ImportTrace, Organization, Tag
from directory.organizations import RESERVED, SLUG, in_words, label_of

CHUNK = 1000  # rows
TRIES = 3
FIELDS = ("name", "sector", "size_band", "town", "website", "phone")
Outcome, Kind = ImportRow.Outcome, ImportTrace.Kind
Tagging = Organization.tags.through


@dataclass
class Desk:
    """What lies at hand while a batch is imported."""

    batch: ImportBatch
    by: User | None
    at: datetime
    slugs: set[str]
    tags: dict[str, int] = field(default_factory=dict)
    placed: dict[int, int] = field(default_factory=dict)  # the organization of each row that made or met one
    fresh: set[int] = field(default_factory=set)  # organizations that this import made
    traces: list[ImportTrace] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def trace(self, kind: str, key: int, **facts: Any) -> None:
        """Remember something that was made, so that it can be undone."""
        self.traces.append(ImportTrace(batch=self.batch, kind=kind, key=key, facts=facts))

    def tell(self, verb: str, organization: int, person: int | None = None, **facts: Any) -> None:
        """Write a line for the timeline; it names the import, so that an undo finds it."""
        facts["import"] = self.batch.pk
        self.entries.append(
            Entry(
                community=self.batch.community,
                organization_id=organization,
                person_id=person,
                verb=verb,
                at=self.at,
                by=self.by,
                facts=facts,
            )
        )

    def put_down(self) -> None:
        """Write what gathered on the desk."""
        Entry.objects.bulk_create(self.entries)
        ImportTrace.objects.bulk_create(self.traces)
        self.entries, self.traces = [], []


def work(job: Job, until: datetime) -> bool:
    """Import a batch; where somebody took a name or an address in this very moment, the next tick tries again."""
    try:
        enter(job, at=job.requested_at)
    except IntegrityError:
        job.bookmark = {"tries": job.bookmark.get("tries", 0) + 1}
        if job.bookmark["tries"] >= TRIES:
            raise
        return False
    return True


@transaction.atomic
def enter(job: Job, *, at: datetime) -> None:
    """Write everything that a batch brings, or nothing."""
    batch = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("community").get(pk=job.arguments["batch"])
    )
    if batch.job_id != job.pk or batch.state != ImportBatch.State.COMMITTING:
        return
    taken = Organization.objects.of(batch.community).order_by().values_list("slug", flat=True)
    desk = Desk(batch, job.requested_by, at, slugs={*RESERVED, *taken.iterator()})
    for rows in chunks(batch):
        make_tags(desk, rows)
        add(desk, rows)
        fill(desk, rows)
        meeting.bring_people(desk, rows)
        desk.put_down()
        job.done += len(rows)
    join(desk)
    desk.put_down()
    ImportRow.objects.filter(batch=batch, outcome__in=[Outcome.NEW, Outcome.UPDATE]).delete()
    batches.drop_files(batch)
    batch.state, batch.done_at = ImportBatch.State.DONE, at
    batch.counts |= {"added": desk.counts.get("added", 0), "changed": desk.counts.get("changed", 0)}
    batch.counts["people"] = desk.counts.get("people", 0)
    batch.save()
    audit.record(
        f"imported {batch.file_name}: {batch.counts['added']} organizations added, {batch.counts['changed']} changed",
        community=batch.community,
        by=desk.by,
        at=at,
    )
    job.total = job.done
    jobs.advance(job)


def chunks(batch: ImportBatch) -> Iterator[list[ImportRow]]:
    """Yield the rows to import, in order, those that meet a row above after it."""
    rows = ImportRow.objects.filter(batch=batch, outcome__in=[Outcome.NEW, Outcome.UPDATE]).order_by("number")
    rest = rows.iterator(CHUNK)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def make_tags(desk: Desk, rows: list[ImportRow]) -> None:
    """Have every tag that these rows name at hand, making those that are new."""
    named = {tag.casefold(): tag for row in rows for tag in row.values.get("tags") or ()}
    missing = {word: tag for word, tag in named.items() if word not in desk.tags}
    if not missing:
        return
    if not desk.tags:
        known = Tag.objects.of(desk.batch.community).values_list("name", "pk")
        desk.tags = {name.casefold(): pk for name, pk in known}
    made = [Tag(community=desk.batch.community, name=tag) for word, tag in missing.items() if word not in desk.tags]
    for tag in Tag.objects.bulk_create(made):
        desk.tags[tag.name.casefold()] = tag.pk
        desk.trace(Kind.TAG, tag.pk)


def add(desk: Desk, rows: list[ImportRow]) -> None:
    """Add the organizations that are new; one that somebody added since the check is met instead."""
    new = [row for row in rows if row.outcome == Outcome.NEW]
    index = knowing.Index(desk.batch.community, [row.values for row in new])
    made = []
    for row in new:
        row.known = index.find(row.values)
        if row.known and row.known not in desk.fresh:
            row.outcome = Outcome.UPDATE
            continue
        row.known = None
        organization = Organization(
            community=desk.batch.community,
            slug=free_slug(desk, row.values["name"]),
            owner_id=row.values.get("owner") or None,
            source=row.values.get("source") or desk.batch.source,
            created_at=desk.at,
            **{name: row.values.get(name) or "" for name in FIELDS},
        )
        organization.fold()
        made.append((row, organization))
    Organization.objects.bulk_create([organization for _row, organization in made])
    for row, organization in made:
        desk.placed[row.number] = organization.pk
        desk.fresh.add(organization.pk)
        desk.trace(Kind.ORGANIZATION, organization.pk)
        desk.tell("organization_imported", organization.pk, file=desk.batch.file_name, row=row.number)
    Domain.objects.bulk_create(
        Domain(community=desk.batch.community, organization_id=organization.pk, name=row.values["domain"])
        for row, organization in made
        if row.values.get("domain")
    )
    Tagging.objects.bulk_create(
        Tagging(organization_id=organization.pk, tag_id=desk.tags[tag.casefold()])
        for row, organization in made
        for tag in row.values.get("tags") or ()
    )
    desk.counts["added"] = desk.counts.get("added", 0) + len(made)


def free_slug(desk: Desk, name: str) -> str:
    """Return a slug that no organization has, and take it: acme, acme-2, acme-3 and on."""
    stem = slugify(name)[:SLUG].strip("-") or "organization"
    slug, number = stem, 1
    while slug in desk.slugs:
        number += 1
        slug = f"{stem}-{number}"
    desk.slugs.add(slug)
    return slug


def fill(desk: Desk, rows: list[ImportRow]) -> None:
    """Change the organizations that we knew, as the batch says."""
    met = [row for row in rows if row.outcome == Outcome.UPDATE and row.known]
    known = knowing.known_of(row.known for row in met if row.known)
    changed: dict[int, Organization] = {}
    there = Organization.objects.of(desk.batch.community).select_related("owner").in_bulk(list(known))
    for row in met:
        if row.known is None or row.known not in there:
            continue  # merged or removed since the check
        organization, about = there[row.known], known[row.known]
        desk.placed[row.number] = organization.pk
        if desk.batch.known == ImportBatch.Known.LEAVE:
            continue
        give(desk, organization.pk, about, row.values)
        new = knowing.changes(about, row.values, desk.batch.known)
        if new:
            alter(desk, organization, about, new)
            changed[organization.pk] = organization
    Organization.objects.bulk_update(
        changed.values(),
        ["sector", "size_band", "town", "website", "phone", "owner", "source", "normalized_name", "search_text"],
    )
    desk.counts["changed"] = desk.counts.get("changed", 0) + len({row.known for row in met if row.known in there})


def alter(desk: Desk, organization: Organization, about: knowing.Known, new: dict[str, Any]) -> None:
    """Change an organization in memory, and remember what was before."""
    before = {name: about.fields[name] for name in new}
    changes = []
    for name, value in new.items():
        shown = name.removesuffix("_id")
        was = in_words(organization, shown)
        setattr(organization, name, value)
        about.fields[name] = value
        changes.append({"field": label_of(shown), "before": was, "after": in_words(organization, shown)})
    organization.fold()
    desk.trace(Kind.CHANGE, organization.pk, before=before, after=new)
    desk.tell("organization_changed", organization.pk, changes=changes)


def give(desk: Desk, organization: int, about: knowing.Known, values: dict[str, Any]) -> None:
    """Give an organization that we knew the tags and the domain that a row names."""
    for tag in values.get("tags") or ():
        if tag.casefold() not in about.tags:
            about.tags.add(tag.casefold())
            tagging = Tagging.objects.create(organization_id=organization, tag_id=desk.tags[tag.casefold()])
            desk.trace(Kind.TAGGING, tagging.pk)
    name = values.get("domain")
    if name and name not in about.domains:
        about.domains.add(name)
        domain = Domain.objects.create(community=desk.batch.community, organization_id=organization, name=name)
        desk.trace(Kind.DOMAIN, domain.pk)


def join(desk: Desk) -> None:
    """Have upper floors take the organizations for what they are imported as."""
    if not desk.batch.is_joining:
        return
    met = ImportRow.objects.filter(batch=desk.batch, outcome=Outcome.DUPLICATE).values_list("known", flat=True)
    ids = {*desk.placed.values(), *(pk for pk in met if pk)}
    for joint in joining.joints:
        for part in joining.in_parts(ids):
            for pk in joint.join(part, desk.by, desk.at) - desk.fresh:
                desk.trace(Kind.JOINED, pk)
                desk.tell(joint.verb, pk)
