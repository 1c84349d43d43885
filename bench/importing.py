"""What a bench asks of imports inside Django: begin one, send it on, say where it stands, count what came of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from bench.generate import coordinator
from bench.sheets import sheet_of
from community.models import Community, Job, User
from directory.importing import batches
from directory.models import Affiliation, Domain, Entry, ImportBatch, ImportTrace, Organization, Person
from employers.models import Employer


def staff() -> User:
    """Return who imports."""
    return User.objects.filter(email="coordinator0@bench.example").first() or coordinator(Community.objects.get(), 0)


def begin(count: int) -> dict[str, int]:
    """Take a spreadsheet of so many rows and have it checked; return what should come of its rows."""
    sheet, by, now = sheet_of(count), staff(), timezone.now()
    batch = batches.begin(Community.objects.get(), name="list.csv", content=sheet.content, by=by, at=now)
    batches.check(batch, meanings=batch.columns, source="bench", known="fill", is_joining=True, by=by, at=now)
    return sheet.counts


def go_on(what: str) -> str:
    """Have the last import committed or undone."""
    verb: Callable[..., Any] = {"commit": batches.commit, "undo": batches.undo}[what]
    verb(ImportBatch.objects.latest("pk"), by=staff(), at=timezone.now())
    return what


def stands() -> dict[str, Any]:
    """Return how far the last import is, and where its page is."""
    batch = ImportBatch.objects.select_related("job").latest("pk")
    job = batch.job
    return {
        "state": batch.state,
        "trouble": batch.trouble or (job.outcome if batch.is_stuck and job else ""),
        "done": job.done if job else 0,
        "total": (job.total if job else 0) or 0,
        "page": batch.get_absolute_url(),
    }


def orphan() -> int:
    """Let a minute pass for the work of a worker that was killed."""
    held = Job.objects.filter(state=Job.State.RUNNING)
    return held.update(lease_until=timezone.now() - timedelta(seconds=1))


def brought() -> dict[str, int]:
    """Count what an import wrote."""
    return {
        "organizations": Organization.objects.filter(source="bench").count(),
        "names": Organization.objects.filter(source="bench").values("name").distinct().count(),
        "people": Person.objects.filter(source="bench").count(),
        "places": Affiliation.objects.filter(person__source="bench").count(),
        "employers": Employer.objects.filter(organization__source="bench").count(),
        "lines": Entry.objects.filter(verb="organization_imported").count(),
        "domains": Domain.objects.filter(name__startswith="listed").count(),
        "traces": ImportTrace.objects.count(),
    }


def session(number: int = 0) -> str:
    """Sign one of the coordinators in and return the key of the session."""
    by, kept = coordinator(Community.objects.get(), number), SessionStore()
    kept[SESSION_KEY], kept[HASH_SESSION_KEY] = str(by.pk), by.get_session_auth_hash()
    kept[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    kept.save()
    return str(kept.session_key)


COMMANDS: dict[str, Callable[..., Any]] = {
    "import": begin,
    "import on": go_on,
    "import stands": stands,
    "import orphaned": orphan,
    "import brought": brought,
    "session": session,
}
