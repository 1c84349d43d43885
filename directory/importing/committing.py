"""What was checked enters the directory, in short transactions of few statements; no letter comes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from community import audit, jobs
from community.models import Job, User
from directory.importing import batches, joining, knowing, meeting
from directory.models import Domain, Entry, ImportBatch, ImportRow, ImportTrace, Organization, Tag
from directory.organizations import RESERVED, SLUG, in_words, label_of

CHUNK = 1000  # rows of one transaction
TRIES = 3
FIELDS = ("name", "sector", "size_band", "town", "website", "phone")
Outcome, Kind, State = ImportRow.Outcome, ImportTrace.Kind, ImportBatch.State
TAKEN = (Outcome.NEW, Outcome.UPDATE)
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
        self.traces.append(ImportTrace(batch_id=self.batch.pk, kind=kind, key=key, facts=facts))

    def tell(self, verb: str, organization: int, person: int | None = None, **facts: Any) -> None:
        """Write a line for the timeline; it names the import, so that an undo finds it."""
        facts["import"] = self.batch.pk
        self.entries.append(
            Entry(
                community_id=self.batch.community_id,
                organization_id=organization,
                person_id=person,
                verb=verb,
                at=self.at,
                by_id=self.by.pk if self.by else None,
                facts=facts,
            )
        )

    def put_down(self) -> None:
        """Write what gathered on the desk."""
        Entry.objects.bulk_create(self.entries)
        ImportTrace.objects.bulk_create(self.traces)
        self.entries, self.traces = [], []


def work(job: Job, until: datetime) -> bool:
    """Import a batch, as many rows a transaction as are short; return True when none is left.

    A list of up to CHUNK rows enters at once or not at all. A longer one goes on where it was killed, and can be undone
    from any point. Where somebody took a name or an address in this very moment, the next tick tries again.
    """
    batch = ImportBatch.objects.select_related("community").filter(pk=job.arguments["batch"]).first()
    if batch is None or batch.job_id != job.pk or batch.state != State.COMMITTING:
        return True
    job.total = job.total or sum(batch.counts.get(outcome, 0) for outcome in TAKEN)
    taken = Organization.objects.of(batch.community).order_by().values_list("slug", flat=True)
    slugs = {*RESERVED, *taken.iterator()}
    while timezone.now() < until:
        try:
            if not enter(job, batch, slugs):
                return True
        except IntegrityError:
            job.refresh_from_db(fields=["done", "bookmark"])
            job.bookmark["tries"] = job.bookmark.get("tries", 0) + 1
            if job.bookmark["tries"] >= TRIES:
                raise
            return False
    return False


@transaction.atomic
def enter(job: Job, batch: ImportBatch, slugs: set[str]) -> bool:
    """Write what the next rows bring, together with where to go on; return False after the last."""
    rows = list(
        ImportRow.objects.filter(batch=batch, outcome__in=TAKEN, number__gt=job.bookmark.get("after", 0)).order_by(
            "number"
        )[:CHUNK]
    )
    desk = Desk(batch, job.requested_by, job.requested_at, slugs)
    if rows:
        make_tags(desk, rows)
        add(desk, rows)
        meet_above(desk, rows)
        fill(desk, rows)
        meeting.bring_people(desk, rows)
        join(desk, desk.placed.values())
        job.done += len(rows)
        job.bookmark = {"after": rows[-1].number}
    is_over = len(rows) < CHUNK
    if is_over:
        met = ImportRow.objects.filter(batch=batch, outcome=Outcome.DUPLICATE).values_list("known", flat=True)
        join(desk, {pk for pk in met if pk})
    desk.put_down()
    for name, count in desk.counts.items():
        batch.counts[name] = batch.counts.get(name, 0) + count
    if is_over:
        finish(batch, desk)
    ImportBatch.objects.filter(pk=batch.pk).update(
        counts=batch.counts, state=batch.state, done_at=batch.done_at, file=batch.file, table=batch.table
    )
    jobs.advance(job)
    return not is_over


def finish(batch: ImportBatch, desk: Desk) -> None:
    """Say that all is in; the rows that entered, and the file, are not needed any more."""
    ImportRow.objects.filter(batch=batch, outcome__in=TAKEN).delete()
    batches.drop_files(batch)
    batch.state, batch.done_at = State.DONE, desk.at
    audit.record(
        f"imported {batch.file_name}: {batch.counts['added']} organizations added, {batch.counts['changed']} changed",
        community=batch.community,
        by=desk.by,
        at=desk.at,
    )


def meet_above(desk: Desk, rows: list[ImportRow]) -> None:
    """Have at hand where the rows above went, which these are the same as, and which of all these places are new."""
    above = {row.same_as for row in rows if row.same_as} - set(desk.placed)
    entered = ImportRow.objects.filter(batch=desk.batch, number__in=above, known__isnull=False)
    places = {number: pk for number, pk in entered.values_list("number", "known") if pk}
    desk.placed |= places
    desk.fresh |= fresh_of(desk, places.values())


def fresh_of(desk: Desk, organizations: Iterable[int]) -> set[int]:
    """Return those organizations that this import made."""
    made = desk.batch.traces.filter(kind=Kind.ORGANIZATION, key__in=set(organizations))
    return set(made.values_list("key", flat=True))


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
    desk.fresh |= fresh_of(desk, [row.known for row in new if row.known])
    for row in new:
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
        row.known = desk.placed[row.number] = organization.pk
        desk.fresh.add(organization.pk)
        desk.trace(Kind.ORGANIZATION, organization.pk)
        desk.tell("organization_imported", organization.pk, file=desk.batch.file_name, row=row.number)
    like = ImportRow.objects.filter(batch=desk.batch, same_as__in=[row.number for row, _organization in made])
    met_below = set(like.values_list("same_as", flat=True))
    ImportRow.objects.bulk_update([row for row, _organization in made if row.number in met_below], ["known"])
    Domain.objects.bulk_create(
        Domain(community_id=desk.batch.community_id, organization_id=organization.pk, name=row.values["domain"])
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


def join(desk: Desk, organizations: Iterable[int]) -> None:
    """Have upper floors take organizations for what they are imported as."""
    if not desk.batch.is_joining:
        return
    for joint in joining.joints:
        for part in joining.in_parts(organizations):
            for pk in joint.join(part, desk.by, desk.at) - desk.fresh:
                desk.trace(Kind.JOINED, pk)
                desk.tell(joint.verb, pk)
