"""The pipeline: an employer is identified, moves through one door from stage to stage, and has a next step by a day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from community.models import User
from directory import organizations, timeline
from directory.models import Organization
from employers import signals
from employers.models import Employer
from employers.stages import WITH_A_REASON, Stage, obstacle


class CannotMove(Exception):
    """The employer cannot be moved so; the message says why."""


@transaction.atomic
def identify(organization: Organization, *, by: User | None, at: datetime) -> Employer:
    """Take an organization for one that hires, and begin its way through the pipeline; twice changes nothing."""
    employer, is_new = Employer.objects.get_or_create(
        organization=organization,
        defaults={"community": organization.community, "stage_since": local_day(organization, at)},
    )
    if is_new:
        timeline.record(
            "employer_identified", community=organization.community, organization=organization, by=by, at=at
        )
    return employer


@transaction.atomic
def move(employer: Employer, *, to: str, by: User, at: datetime, reason: str = "") -> Employer:
    """Move an employer to another stage by a coordinator's hand; declined and do not contact need a reason.

    Raises CannotMove where the stages' rule stands against it, or the reason is missing.
    """
    employer = locked(employer)
    is_committed = employer.commitments.active().exists()
    if problem := obstacle(employer.stage, to, is_committed=is_committed):
        raise CannotMove(problem)
    if to in WITH_A_REASON and not reason.strip():
        raise CannotMove("Say why, so that a colleague need not ask again.")
    place(employer, Stage(to), by=by, at=at, reason=reason.strip())
    return employer


def place(
    employer: Employer, to: Stage, *, by: User | None, at: datetime, reason: str = "", told: bool = False
) -> None:
    """Put a locked employer into a stage, whatever brought it there; nothing else in the portal writes a stage.

    `told`: the timeline already says what brought it there.
    """
    before = employer.stage
    if before == to:
        return
    employer.stage, employer.stage_since, employer.stage_reason = to, local_day(employer.organization, at), reason
    employer.save(update_fields=["stage", "stage_since", "stage_reason"])
    if not told:
        timeline.record(
            "employer_moved",
            community=employer.organization.community,
            organization=employer.organization,
            by=by,
            at=at,
            text=reason,
            facts={"before": Stage(before).label, "after": to.label},
        )
    signals.employer_moved.send(Employer, employer=employer, before=before, at=at)


@transaction.atomic
def plan(employer: Employer, *, step: str, on: date | None, by: User, at: datetime) -> Employer:
    """Say what is done next with an employer and by when; an empty step says that nothing is planned."""
    employer = locked(employer)
    if (employer.next_step, employer.next_step_on) == (step, on):
        return employer
    employer.next_step, employer.next_step_on = step, on if step else None
    employer.save(update_fields=["next_step", "next_step_on"])
    timeline.record(
        "next_step_planned",
        community=employer.organization.community,
        organization=employer.organization,
        by=by,
        at=at,
        text=step,
        facts={"on": f"{on:%B} {on.day}, {on.year}" if on and step else ""},
    )
    return employer


@transaction.atomic
def hear(organization: Organization, *, on: date, by: User | None, at: datetime) -> None:
    """Note that somebody spoke with an employer on a day; who was only identified counts as contacted."""
    employer = Employer.objects.select_for_update(of=("self",)).filter(organization=organization).first()
    if employer is None:
        return
    if employer.last_contact_on is None or employer.last_contact_on < on:
        employer.last_contact_on = on
        employer.save(update_fields=["last_contact_on"])
    if employer.stage == Stage.IDENTIFIED:
        place(employer, Stage.CONTACTED, by=by, at=at)


@transaction.atomic
def assign(employers: Iterable[Employer], *, owner: User | None, by: User, at: datetime) -> int:
    """Give employers to one of the team, or to nobody; return how many changed hands."""
    changed = 0
    for employer in employers:
        if employer.organization.owner_id != (owner.pk if owner else None):
            organizations.change(employer.organization, by=by, at=at, owner=owner)
            changed += 1
    return changed


def locked(employer: Employer) -> Employer:
    """Return the employer with its row locked, its organization and community at hand."""
    return (
        Employer.objects.select_for_update(of=("self",)).select_related("organization__community").get(pk=employer.pk)
    )


def local_day(organization: Organization, at: datetime) -> date:
    """Return the day it is in the organization's community."""
    return at.astimezone(organization.community.zone).date()
