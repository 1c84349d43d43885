"""Following: what an answer entails is done, and undone as far as it is still as it was left."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from community.models import User
from directory import todo
from directory.models import Entry, Task
from employers import pipeline
from employers.models import Employer
from employers.stages import Stage, obstacle
from outreach import suppressing
from outreach.models import Reply, Suppression
from outreach.outcomes import BY_OUTCOME, Outcome

Reason, Scope = Suppression.Reason, Suppression.Scope
TO = {Outcome.INTERESTED: Stage.IN_CONVERSATION, Outcome.NO: Stage.DECLINED}
BACK = "What a colleague took for their answer was taken back."


@dataclass(frozen=True)
class Part:
    """One thing that followed, as it would be undone; where it cannot be, `stays` says why."""

    what: str
    stays: str = ""
    undo: Callable[[], object] = lambda: None


def follow(reply: Reply, *, by: User, at: datetime) -> dict[str, Any]:
    """Do what the outcome of a reply entails, and return what that was, as `undo` reads it."""
    return hold_back(reply, by=by, at=at) | move(reply, by=by, at=at) | give_task(reply, by=by, at=at)


def undo(reply: Reply, *, by: User, at: datetime) -> list[Part]:
    """Undo what can be, and return all of it, each with why it stays where it does."""
    found = list(ahead(reply, by=by, at=at, is_held=True))
    for part in found:
        if not part.stays:
            part.undo()
    return found


def ahead(reply: Reply, *, by: User, at: datetime, is_held: bool = False) -> Iterator[Part]:
    """Yield what followed from the outcome, as it would be undone now; `is_held` holds the rows for it."""
    made: dict[str, Any] = reply.made or {}
    if "line" in made:
        yield letters_again(reply, made, by=by, at=at, is_held=is_held)
    if "employer" in made:
        yield move_back(reply, made, by=by, at=at, is_held=is_held)
    if "task" in made:
        yield task_away(reply, made, by=by, at=at, is_held=is_held)


def hold_back(reply: Reply, *, by: User, at: datetime) -> dict[str, Any]:
    """Stop letters to whoever answered so, or pause them until the day they named; return the line that holds them."""
    email = reply.from_email or (reply.person.email if reply.person else "")
    if not email or not BY_OUTCOME[Outcome(reply.outcome)].holds_back:
        return {}
    hashed = suppressing.hash_of(reply.community, email)
    until = datetime.combine(reply.later_on, time(), reply.community.zone) if reply.later_on else None
    reason = Reason.PUT_OFF if reply.later_on else Reason.STAFF
    lines = Suppression.objects.of(reply.community).filter(address_hash=hashed, scope=Scope.NEWS, reason=reason)
    before = lines.in_force(at).values("at", "until", "by").first()
    suppressing.suppress(reply.community, hashed, reason=reason, scope=Scope.NEWS, by=by, at=at, until=until)
    mine = lines.filter(at=at, by=by).first()
    if mine is None:  # it is held back for longer already
        return {}
    return {"line": mine.pk, "line_before": {key: text_of(value) for key, value in before.items()} if before else None}


def text_of(value: Any) -> Any:
    """Return a moment as text, to the microsecond, and anything else as it is."""
    return value.isoformat() if isinstance(value, datetime) else value


def letters_again(reply: Reply, made: dict[str, Any], *, by: User, at: datetime, is_held: bool) -> Part:
    """Return the line as it would be lifted, or put back to what it was before."""
    what, lines = "Letters may go to them again", Suppression.objects.of(reply.community)
    rows = lines.select_for_update(of=("self",)) if is_held else lines
    line = rows.filter(pk=made["line"]).first()
    if line is None:
        return Part(what, "that was allowed before.")
    if (line.at, line.by_id) != (reply.settled_at, reply.settled_by_id):
        return Part(what, "who holds them back has changed since; see the addresses held back.")
    if before := made["line_before"]:
        back = {key: datetime.fromisoformat(before[key]) if before[key] else None for key in ("at", "until")}
        line_back = partial(Suppression.objects.filter(pk=line.pk).update, **back, by_id=before["by"])
        return Part("The pause that stood before holds again", undo=line_back)
    others = lines.in_force(at).filter(address_hash=line.address_hash).exclude(pk=line.pk)
    if other := others.order_by("pk").first():
        what = f"This stop of letters ends; another stays: {other.get_reason_display().lower()}"
    only = lines.filter(pk=line.pk)
    return Part(what, undo=partial(suppressing.lift, only, reply.community, by=by, at=at))


def move(reply: Reply, *, by: User, at: datetime) -> dict[str, Any]:
    """Move the employer to where the answer puts it, where the stages allow it; return whence."""
    to = TO.get(Outcome(reply.outcome))
    employer = Employer.objects.filter(organization=reply.organization).first() if reply.organization else None
    if to is None or employer is None:
        return {}
    employer = pipeline.locked(employer)
    if employer.stage == Stage.DO_NOT_CONTACT:  # what was said before does not lift it
        return {}
    before = {"employer": employer.pk, "stage_before": employer.stage, "reason_before": employer.stage_reason}
    why = "They answered no to a letter." if to == Stage.DECLINED else ""
    try:
        pipeline.move(employer, to=to, by=by, at=at, reason=why)
    except pipeline.CannotMove:
        return {}  # it is there already, or further
    return before


def move_back(reply: Reply, made: dict[str, Any], *, by: User, at: datetime, is_held: bool) -> Part:
    """Return the employer's move as it would be undone: by the rules of any other move."""
    before, to = Stage(made["stage_before"]), TO[Outcome(reply.outcome)]
    employer = Employer.objects.filter(pk=made["employer"], community=reply.community).first()
    if employer is None:
        return Part(f"The employer goes back to {before.label}", "it is no employer any more.")
    employer = pipeline.locked(employer) if is_held else employer
    what = f"{employer} goes back to {before.label}"
    moves = Entry.objects.of(reply.community).filter(organization=employer.organization_id, verb="employer_moved")
    if employer.stage != to or moves.filter(at__gt=reply.settled_at).exists():
        return Part(what, f"it was moved since, and is {employer.get_stage_display().lower()}.")
    if problem := obstacle(employer.stage, before, is_committed=employer.commitments.active().exists()):
        return Part(what, problem)
    reason = made["reason_before"] or BACK
    return Part(what, undo=partial(pipeline.move, employer, to=before, by=by, at=at, reason=reason))


def give_task(reply: Reply, *, by: User, at: datetime) -> dict[str, Any]:
    """Give whoever clicked the task that follows, and return it."""
    name = reply.person.name if reply.person else reply.from_name or "whoever answered"
    today = at.astimezone(reply.community.zone).date()
    titles: dict[Outcome, tuple[str, date | None]] = {
        Outcome.INTERESTED: (f"Answer {name}", today),
        Outcome.NOT_NOW: (f"Write to {name} again", reply.later_on),
        Outcome.WRONG_PERSON: (f"Find whom to write to instead of {name}", today),
    }
    if Outcome(reply.outcome) not in titles:
        return {}
    title, due_on = titles[Outcome(reply.outcome)]
    task = todo.add(
        reply.community,
        title=title[:200],
        by=by,
        at=at,
        due_on=due_on,
        owner=by,
        organization=reply.organization,
        person=reply.person,
    )
    return {"task": task.pk}


def task_away(reply: Reply, made: dict[str, Any], *, by: User, at: datetime, is_held: bool) -> Part:
    """Return the task as it would be taken away, while it is open."""
    tasks = Task.objects.of(reply.community)
    task = (tasks.select_for_update(of=("self",)) if is_held else tasks).filter(pk=made["task"]).first()
    what = f"The task “{task}” goes" if task else "The task goes"
    if task is None:
        return Part(what, "it is gone already.")
    if task.done_at:
        return Part(what, "it is done.")
    return Part(what, undo=partial(todo.remove, task, by=by, at=at))
