"""Writing an application: parts saved as one goes, submitted as a whole, changed where that was asked, withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import User
from directory import timeline
from directory.models import Person
from employers.signing import local_day
from providers import fulfilling, moving, rejudging, revising, signals
from providers.applying_states import State, can_move, decide_by, public_label
from providers.kinds import LISTED, Standing
from providers.models import Application, CriteriaVersion, Part, Revision
from providers.parts import Key
from providers.questions import asked
from providers.tasklist import tasks


class CannotWrite(Exception):
    """The part cannot be written just now; the message says why."""


class Overtaken(CannotWrite):
    """A colleague saved the part while this was written; nothing was saved. `part` is the part as it is now."""

    def __init__(self, message: str, part: Part) -> None:
        super().__init__(message)
        self.part = part


class CannotSubmit(Exception):
    """The application cannot be submitted; the message says why."""


def open_part(application: Application, key: str) -> Part:
    """Return a part with its row and its application's locked; raises CannotWrite where it is not to be written."""
    application = moving.locked(application)
    part = Part.objects.select_for_update(of=("self",)).get(application=application, key=key)
    part.application = application
    if not application.is_writable:
        raise CannotWrite(
            _("This application is “%(state)s” now, so nothing in it can be changed.")
            % {"state": public_label(application.state)}
        )
    if not part.is_open:
        raise CannotWrite(_("Only the parts that we asked you to change are open now. Please write to us."))
    return part


def touch(part: Part, *, by: User, at: datetime) -> None:
    """Remember that somebody wrote in a part, or brought or took what belongs to it."""
    part.version += 1
    part.touched_at, part.touched_by = at, by
    part.save()
    Application.objects.filter(pk=part.application_id).update(touched_at=at)


@transaction.atomic
def save(
    application: Application,
    key: str,
    answers: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    self_score: int | None = None,
    seen: int | None = None,
) -> Part:
    """Save what was answered in a part, finished or not; answers that are not given stay as they are.

    `seen` is the version that was on the page. Raises Overtaken where a colleague saved another since and the answers
    differ, and CannotWrite where the part is closed.
    """
    part = open_part(application, key)
    known = {question.name for question in asked(key, part.application.kind)}
    wanted = part.answers | {name: answer for name, answer in answers.items() if name in known}
    if (wanted, self_score) == (part.answers, part.self_score) and part.touched_at and not awaits_change(part):
        return part
    if seen is not None and seen != part.version and part.touched_by and part.touched_by != by:
        raise Overtaken(
            _("%(name)s saved this part while you wrote. Look at both, then save once more.")
            % {"name": part.touched_by.name or part.touched_by.email},
            part,
        )
    part.answers, part.self_score = wanted, self_score
    touch(part, by=by, at=at)
    return part


def awaits_change(part: Part) -> bool:
    """Test whether a change was asked for that nobody has looked at yet: saving the same again is an answer too."""
    return bool(part.change_wanted_at and part.touched_at and part.touched_at <= part.change_wanted_at)


@transaction.atomic
def submit(
    application: Application, *, typed_name: str, by: User, at: datetime, acknowledged: int | None = None
) -> Revision:
    """Freeze what was written as a revision and hand it to the community; a second press returns the same revision.

    `acknowledged` is the version of the criteria on the page that was signed off. Raises CannotSubmit where something
    is missing, newer criteria were published meanwhile, or it is not the applicant's turn.
    """
    application = moving.locked(application)
    latest = application.revisions.order_by("-number").first()
    if (
        latest
        and not application.is_writable
        and latest.submitted_by == by
        and application.state_since == latest.submitted_at
    ):
        return latest
    if not can_move(application.state, State.SUBMITTED):
        raise CannotSubmit(
            _("This application is “%(state)s” now, so it cannot be submitted.")
            % {"state": public_label(application.state)}
        )
    if unready := [task.part for task in tasks(application) if not task.is_ready]:
        raise CannotSubmit(
            _("Something is missing in: %(parts)s.") % {"parts": ", ".join(str(part) for part in unready)}
        )
    criteria = CriteriaVersion.objects.newest(application.provider.organization.community)
    if acknowledged is not None and criteria and criteria.version != acknowledged:
        raise CannotSubmit(
            _("Version %(version)d of the criteria was published meanwhile. Please read it, then sign off once more.")
            % {"version": criteria.version}
        )
    revision = revising.freeze(application, criteria=criteria, typed_name=typed_name, by=by, at=at)
    start_clock(application, at=at)
    application.parts.update(is_open=False)
    provider = application.provider
    provider.summary = application.parts.get(key=Key.ORGANIZATION).answers.get("summary", "")
    provider.kind = application.kind
    provider.save(update_fields=["summary", "kind"])
    moving.enter(application, to=State.SUBMITTED, by=by, at=at)
    rejudging.ask_again(application, revision, at=at)
    signals.application_submitted.send(Application, application=application, revision=revision, by=by, at=at)
    return revision


def start_clock(application: Application, *, at: datetime) -> None:
    """Set by when it is to be decided: days that it lay with the applicant again are added."""
    community = application.provider.organization.community
    if application.submitted_at is None or application.decide_by is None:
        application.submitted_at = at
        application.decide_by = decide_by(local_day(community, at), days=community.decision_days)
        return
    application.decide_by += local_day(community, at) - local_day(community, application.state_since)


@transaction.atomic
def request_changes(
    application: Application, wanted: Mapping[str, str], *, by: User, at: datetime, reason: str = ""
) -> Application:
    """Hand an application back: only the parts named in `wanted` open again, each with what is to change.

    Raises CannotMove where it is not with the community, and CannotWrite where no part is named.
    """
    if not wanted:
        raise CannotWrite(_("Choose at least one part that is to change."))
    application = moving.enter(moving.locked(application), to=State.CHANGES_REQUESTED, by=by, at=at, reason=reason)
    for part in application.parts.filter(key__in=wanted):
        part.is_open, part.change_wanted, part.change_wanted_at = True, wanted[part.key], at
        part.save(update_fields=["is_open", "change_wanted", "change_wanted_at"])
    return application


@transaction.atomic
def withdraw(application: Application, *, by: User, at: datetime, reason: str = "") -> Application:
    """Withdraw an application; a listed provider leaves the list with it. Raises CannotMove where it is over."""
    application = moving.enter(moving.locked(application), to=State.WITHDRAWN, by=by, at=at, reason=reason)
    application.parts.update(is_open=False)
    fulfilling.end(application.provider, by=by, at=at)
    provider = application.provider
    if provider.standing in LISTED | {Standing.SUSPENDED}:
        provider.standing = Standing.WITHDRAWN
        provider.standing_since = local_day(provider.organization.community, at)
        provider.save(update_fields=["standing", "standing_since"])
    return application


@transaction.atomic
def take_off(application: Application, user: User, *, by: User, at: datetime) -> None:
    """Let somebody who came by a link of their own work on an application no more; another link opens it no more."""
    organization = application.provider.organization
    application.people.remove(user)
    timeline.record(
        "desk_closed",
        community=organization.community,
        organization=organization,
        person=Person.objects.of(organization.community).filter(user=user).first(),
        by=by,
        at=at,
    )
