"""Tasks of the team: added, changed, done, dropped, opened again, taken away where there is nothing to do."""

from datetime import date, datetime

from django.db import transaction

from community.models import Community, User
from directory import timeline
from directory.models import Organization, Person, Task
from directory.readable import Readable

readable = Readable()  # tasks


@transaction.atomic
def add(
    community: Community,
    *,
    title: str,
    by: User | None,
    at: datetime,
    due_on: date | None = None,
    owner: User | None = None,
    organization: Organization | None = None,
    person: Person | None = None,
) -> Task:
    """Add a task for somebody, by a day, about an organization or a person or neither."""
    task = Task.objects.create(
        community=community,
        title=title,
        due_on=due_on,
        owner=owner,
        organization=organization,
        person=person,
        created_at=at,
    )
    tell("task_added", task, by=by, at=at)
    return task


@transaction.atomic
def change(task: Task, *, title: str, due_on: date | None, owner: User | None) -> Task:
    """Put a task off, give it to somebody else, say it better: no news for the timeline."""
    current = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    current.title, current.due_on, current.owner = title, due_on, owner
    current.save(update_fields=["title", "due_on", "owner"])
    return current


@transaction.atomic
def done(task: Task, *, by: User | None, at: datetime) -> bool:
    """Mark a task as done and return True; pressed twice, the second does nothing and returns False."""
    if not Task.objects.open().filter(pk=task.pk).update(done_at=at, done_by=by):
        return False
    task.done_at, task.done_by = at, by
    tell("task_done", task, by=by, at=at)
    return True


@transaction.atomic
def drop(task: Task, *, reason: str, by: User | None, at: datetime) -> bool:
    """Close an open task that nobody did, for a reason that its timeline says, and return True; else return False."""
    if not Task.objects.open().filter(pk=task.pk).update(done_at=at, done_by=by, is_dropped=True):
        return False
    task.done_at, task.done_by, task.is_dropped = at, by, True
    tell("task_dropped", task, by=by, at=at, text=reason)
    return True


@transaction.atomic
def reopen(task: Task, *, by: User | None, at: datetime) -> bool:
    """Open a task again and return True; where it is open, do nothing and return False."""
    if not Task.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None, done_by=None, is_dropped=False):
        return False
    task.done_at, task.done_by, task.is_dropped = None, None, False
    tell("task_reopened", task, by=by, at=at)
    return True


@transaction.atomic
def remove(task: Task, *, by: User, at: datetime) -> bool:
    """Take an open task away, for there is nothing to do, and return True; what is done stays, and that is False."""
    current = Task.objects.open().select_for_update(of=("self",)).filter(pk=task.pk).first()
    if current is None:
        return False
    tell("task_removed", current, by=by, at=at)
    current.delete()
    return True


def tell(verb: str, task: Task, *, by: User | None, at: datetime, text: str = "") -> None:
    """Write a line about a task on the timeline of what it is about."""
    facts = {
        "task": task.title,
        "task_number": task.pk,
        "due_on": task.due_on.isoformat() if task.due_on else "",
        "owner": str(task.owner or ""),
    }
    timeline.record(
        verb,
        community=task.community,
        organization=task.organization,
        person=task.person,
        by=by,
        at=at,
        text=text,
        facts=facts,
    )
