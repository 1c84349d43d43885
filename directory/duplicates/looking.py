"""Looking for duplicates in the background: every record is read once, and compared with those that share something."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from community import jobs
from community.models import Community, Job, User
from directory.duplicates import keys, weighing
from directory.duplicates.blocks import STREAMS
from directory.models import DuplicateKey, DuplicatePair, ImportBatch, Organization, Person

JOB = "find_duplicates"
AGAIN = timedelta(hours=20)  # once a day, though the tick that asks may be late
LONG = timedelta(minutes=5)  # the words of all names are compared at once
WORDS, ORGANIZATIONS, PEOPLE = range(3)  # the steps that read; then a step for each stream of blocks
FIRST = PEOPLE + 1


@transaction.atomic
def start(community: Community, *, by: User | None, at: datetime) -> Job:
    """Look for duplicates in the background; once at a time, however often it is asked for."""
    under_way = Job.objects.of(community).filter(kind=JOB, state__in=[Job.State.WAITING, Job.State.RUNNING]).first()
    return under_way or jobs.start(JOB, community=community, title="Look for duplicates", arguments={}, by=by, at=at)


def work(job: Job, until: datetime) -> bool:
    """Look as far as the time allows and return whether that was all; what a killed slice did is done once more."""
    search = Search(job)
    while timezone.now() < until:  # a slice ends by the clock, so it has to look at it
        try:
            if search.is_over:
                search.finish()
                return True
            search.go_on(until)
        except IntegrityError:  # one of them was merged in this very moment: once more
            job.refresh_from_db(fields=["bookmark", "done"])
            return False
    return False


def start_where_due(*, at: datetime) -> None:
    """Look wherever a list was imported since the last search, and once a day where somebody or something came."""
    for community in Community.objects.order_by("pk"):
        if is_due(community, at):
            start(community, by=None, at=at)


def is_due(community: Community, at: datetime) -> bool:
    """Tell whether it is time to look again."""
    last = Job.objects.of(community).filter(kind=JOB).order_by("-pk").first()
    since = newest(community)
    if last is None or since is None:
        return since is not None
    is_a_day_ago = last.requested_at < at - AGAIN
    return was_imported(community, last.requested_at) or (is_a_day_ago and last.requested_at < since)


def was_imported(community: Community, since: datetime) -> bool:
    """Tell whether a list was imported since a moment."""
    return ImportBatch.objects.of(community).filter(state=ImportBatch.State.DONE, done_at__gt=since).exists()


def newest(community: Community) -> datetime | None:
    """Return when the last record came into a directory, or None where there is none."""
    added = [
        rows.order_by("-pk").values_list("created_at", flat=True).first()
        for rows in (Organization.objects.of(community), Person.objects.of(community))
    ]
    return max(filter(None, added), default=None)


def look_at_once(community: Community, *, by: User | None, at: datetime) -> None:
    """Look through a directory that is small, without waiting for the next tick."""
    start(community, by=by, at=at)
    if job := jobs.claim(at=at):
        jobs.work_on(job, until=timezone.now() + LONG, clock=timezone.now)


class Search:
    """One slice of a search, which goes on from the job's bookmark.

    Each step reads and compares first; then it writes, in one short transaction with where to go on.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.mark: dict[str, Any] = {"step": WORDS, "after": None, "read": 0, "seen": 0, **job.bookmark}

    @property
    def is_over(self) -> bool:
        """Tell whether every block was looked through."""
        return bool(self.mark["step"] == FIRST + len(STREAMS))

    def go_on(self, until: datetime) -> None:
        """Do the next step, or the next part of it."""
        if self.mark["step"] == WORDS:
            jobs.hold(self.job, until=until + LONG)
            self.begin()
        elif self.mark["step"] < FIRST:
            self.read()
        else:
            self.compare()

    @transaction.atomic
    def begin(self) -> None:
        """Count what there is to do, and put aside what an earlier search left."""
        community = self.job.community
        self.job.total = Organization.objects.of(community).count() + Person.objects.of(community).count()
        DuplicateKey.objects.filter(job__community=community).delete()
        keys.write(self.job, keys.of_words(community))
        self.next_step()

    @cached_property
    def like(self) -> dict[int, int]:
        """Return which words count as one."""
        return keys.known_slips(self.job)

    def read(self) -> None:
        """Write down the keys of the next records."""
        after = self.mark["after"] or 0
        if self.mark["step"] == ORGANIZATIONS:
            read, rows = keys.of_organizations(self.job.community, after, self.like)
        else:
            read, rows = keys.of_people(self.job.community, after)
        with transaction.atomic():
            keys.write(self.job, rows)
            self.mark["read"] += len(read)
            if read:
                self.go_to(read[-1])
            else:
                self.next_step()

    def compare(self) -> None:
        """Compare the records of the next blocks, and write down which look alike."""
        stream, mark = STREAMS[self.mark["step"] - FIRST], self.mark
        if "counts" not in mark:
            keys.count_rows()
            mark["counts"] = [one.rows(self.job).count() for one in STREAMS]
        blocks = stream.blocks(self.job, mark["after"])
        alike = weighing.compare(self.job, stream.model, blocks.values(), stream.pairs)
        with transaction.atomic():
            weighing.keep(self.job.community, stream.model, alike, at=timezone.now())
            mark["seen"] += sum(map(len, blocks.values()))
            if blocks:
                self.go_to(list(blocks)[-1])
            else:
                self.next_step()

    def go_to(self, after: Any) -> None:
        """Note how far the step is."""
        self.mark["after"] = after
        self.note()

    def next_step(self) -> None:
        """Note that the step is done."""
        self.mark["step"], self.mark["after"] = self.mark["step"] + 1, None
        self.mark["seen"] = sum(self.mark.get("counts", [])[: self.mark["step"] - FIRST])
        self.note()

    def note(self) -> None:
        """Save where to go on, and how far it is: half of the way is reading, half comparing."""
        rows = sum(self.mark.get("counts", []))
        total = self.job.total or 0
        self.job.done = min(total, (self.mark["read"] + (total * self.mark["seen"] // rows if rows else 0)) // 2)
        self.job.bookmark = dict(self.mark)
        jobs.advance(self.job)

    @transaction.atomic
    def finish(self) -> None:
        """Forget the keys and the open pairs that no longer look alike, and say what came of it."""
        DuplicateKey.objects.filter(job=self.job).delete()
        pairs = DuplicatePair.objects.of(self.job.community).open()
        pairs.filter(seen_at__lt=self.job.requested_at).delete()
        count = pairs.count()
        self.job.done = self.job.total or 0
        self.job.outcome = (
            f"{count:,} {'pair looks' if count == 1 else 'pairs look'} alike." if count else "None found."
        )
        jobs.advance(self.job)
