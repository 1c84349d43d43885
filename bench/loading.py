"""One way to bring a spreadsheet into a database, in a process of its own: `loading.py WAY ROWS`, answered by JSON.

    ours    checked and imported as beat's ticks do it: validated, compared with what we know, to be undone
    peer    the same records by django-import-export, looked up by their slug and saved one by one, as it does by itself
    bulk    the same records by `bulk_create`, nothing looked at
    copy    the same records by COPY or by one prepared statement, made beforehand: the limit

Each writes an organization, its domain's place, its contact, where they work, the employer and a line of the timeline.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techhire.settings")

import django

django.setup()

from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from bench.generate import community_at, coordinator
from bench.sheets import rows_of, sheet_of
from community import jobs
from community.models import Job
from directory import copying
from directory.importing import batches
from directory.models import Affiliation, Entry, ImportBatch, Organization, Person
from directory.names import fold, normalize_name, text_of_organization, text_of_person
from employers.models import Employer

CHUNK = 1000


def ours(count: int) -> dict[str, Any]:
    """Import a spreadsheet as the portal does, and check what came of it."""
    community, sheet = community_at("localhost"), sheet_of(count)
    by = coordinator(community, 0)
    before = Organization.objects.count()
    took = Stopwatch()
    batch = batches.begin(community, name="list.csv", content=sheet.content, by=by, at=timezone.now())
    way = {"meanings": batch.columns, "source": "bench", "known": "fill", "is_joining": True}
    batches.check(batch, by=by, at=timezone.now(), **way)
    work()
    batch.refresh_from_db()
    found = {name: batch.counts.get(name, 0) for name in sheet.counts}
    if found != sheet.counts:
        raise SystemExit(f"checked {found}, planted {sheet.counts}: {batch.problems}")
    checked = took.seconds
    batches.commit(batch, by=by, at=timezone.now())
    work()
    answer = took.answer(checked=checked)
    new = sheet.counts["new"]
    made = [
        Organization.objects.count() - before,
        Person.objects.filter(source="bench").count(),
        Employer.objects.filter(organization__source="bench").count(),
        Entry.objects.filter(verb="organization_imported").count(),
    ]
    if made != [new] * 4 or ImportBatch.objects.get(pk=batch.pk).state != "done":
        raise SystemExit(f"{new} rows were new, and made {made}")
    return answer


def work() -> None:
    """Let beat tick until nothing is left to do."""
    while Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).exists():
        jobs.tick(clock=timezone.now)


def records(count: int) -> list[list[str]]:
    """Return the rows that are new."""
    return [row for kind, row in rows_of(count) if kind == "new"]


def peer(count: int) -> dict[str, Any]:
    """Write the same records by django-import-export, which is found where PYTHONPATH says."""
    tablib: Any = import_module("tablib")
    base: Any = import_module("import_export.resources").ModelResource
    community, rows = community_at("localhost"), records(count)

    class Listed(base):
        """An organization with what the portal writes beside it."""

        class Meta:
            model = Organization
            import_id_fields = ("slug",)
            fields = ("name", "slug", "website", "town", "phone")
            use_transactions = True

        def before_save_instance(self, instance: Organization, row: dict[str, str], **kwargs: Any) -> None:
            """Give it its community, and what is searched."""
            instance.community = community
            instance.fold()

        def after_save_instance(self, instance: Organization, row: dict[str, str], **kwargs: Any) -> None:
            """Write the contact, where they work, the employer and a line of the timeline."""
            person = Person(community=community, name=row["contact"], email=row["email"])
            person.fold()
            person.save()
            Affiliation.objects.create(person=person, organization=instance, title=row["title"])
            Employer.objects.create(community=community, organization=instance)
            Entry.objects.create(
                community=community, organization=instance, person=person, verb="organization_imported"
            )

    heads = ["name", "slug", "website", "town", "phone", "contact", "email", "title"]
    sheet = tablib.Dataset(
        *([row[0], slugify(row[0]), row[1], row[2], row[5], row[7], row[8], row[9]] for row in rows), headers=heads
    )
    took = Stopwatch()
    done = Listed().import_data(sheet, raise_errors=True)
    answer = took.answer()
    if done.totals["new"] != len(rows):
        raise SystemExit(f"{len(rows)} rows were new, and made {done.totals['new']}")
    return answer


def bulk(count: int) -> dict[str, Any]:
    """Write the same records by `bulk_create`."""
    community, rows = community_at("localhost"), records(count)
    took = Stopwatch()
    for start in range(0, len(rows), CHUNK):
        with transaction.atomic():
            part = rows[start : start + CHUNK]
            places = [
                Organization(community=community, name=row[0], slug=slugify(row[0]), website=row[1], town=row[2])
                for row in part
            ]
            people = [Person(community=community, name=row[7], email=row[8]) for row in part]
            for place in places:
                place.fold()
            for person in people:
                person.fold()
            Organization.objects.bulk_create(places)
            Person.objects.bulk_create(people)
            pairs = list(zip(places, people, part, strict=True))
            Affiliation.objects.bulk_create(
                Affiliation(person=person, organization=place, title=row[9]) for place, person, row in pairs
            )
            Employer.objects.bulk_create(Employer(community=community, organization=place) for place in places)
            Entry.objects.bulk_create(
                Entry(community=community, organization=place, person=person, verb="organization_imported")
                for place, person, _row in pairs
            )
    return took.answer()


def place_of(row: list[str]) -> tuple[str, ...]:
    """Return an organization as the database takes it."""
    name = normalize_name(row[0])
    return row[0], name, text_of_organization(fold(row[0]), name, fold(row[2])), slugify(row[0]), row[1], row[2], row[5]


def copy(count: int) -> dict[str, Any]:
    """Write the same records, made beforehand, as fast as the database takes them."""
    community, rows = community_at("localhost"), records(count)
    made = [
        (place_of(row), (row[7], fold(row[7]), text_of_person(fold(row[7]), row[8]), row[8]), row[9]) for row in rows
    ]
    same, now = {"community_id": community.pk}, timezone.now()
    took = Stopwatch()
    columns = ("name", "normalized_name", "search_text", "slug", "website", "town", "phone")
    for start in range(0, len(made), CHUNK):
        with transaction.atomic():
            part = made[start : start + CHUNK]
            places = copying.insert(Organization, columns, [one[0] for one in part], created_at=now, **same)
            folded = ("name", "folded_name", "search_text", "email")
            people = copying.insert(Person, folded, [one[1] for one in part], created_at=now, source_at=now, **same)
            works = [(*pair, one[2]) for pair, one in zip(zip(people, places, strict=True), part, strict=True)]
            copying.insert(Affiliation, ("person_id", "organization_id", "title"), works)
            copying.insert(Employer, ("organization_id",), [(pk,) for pk in places], stage_since=now.date(), **same)
            lines = list(zip(places, people, strict=True))
            told = {"verb": "organization_imported", "at": now, **same}
            copying.insert(Entry, ("organization_id", "person_id"), lines, **told)
    return took.answer()


class Stopwatch:
    """The time since it was made, by the clock and on the processor: ours, and PostgreSQL's where it can be read."""

    def __init__(self) -> None:
        self.backend = self.pid()
        self.begun, self.cpu, self.other = time.perf_counter(), time.process_time(), self.spent()

    def pid(self) -> int:
        """Return the process of PostgreSQL that serves us; 0 where there is none."""
        if connection.vendor != "postgresql":
            return 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    def spent(self) -> float:
        """Return the seconds that it worked."""
        try:
            fields = Path(f"/proc/{self.backend}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if self.backend else 0.0

    @property
    def seconds(self) -> float:
        """Return how long it has been."""
        return time.perf_counter() - self.begun

    def answer(self, **more: float) -> dict[str, Any]:
        """Return what was measured: seconds, processor seconds, and megabytes at most."""
        return {
            "seconds": self.seconds,
            "cpu": time.process_time() - self.cpu + self.spent() - self.other,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            **more,
        }


WAYS: dict[str, Callable[[int], dict[str, Any]]] = {"ours": ours, "peer": peer, "bulk": bulk, "copy": copy}

if __name__ == "__main__":
    print(json.dumps(WAYS[sys.argv[1]](int(sys.argv[2]))))
