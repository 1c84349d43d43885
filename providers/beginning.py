"""Beginning: a coordinator says from which half-year on a program owes returns, and why."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community import audit
from community.models import User
from directory import timeline
from employers import signing
from providers import letting_off, opening, periods
from providers.kinds import half, half_year_after, half_year_of
from providers.models import Program

AHEAD = 2  # half-years after the one at hand: for what is only about to begin


class CannotBegin(Exception):
    """The program cannot report from there; the message says why."""


def choices(today: date) -> list[date]:
    """Return the half-years from which a program can report, the latest first: as far back as anybody is asked."""
    found = [*periods.ended_halves(today), half_year_of(today)]
    for _number in range(AHEAD):
        found.append(half_year_after(found[-1]))
    return found[::-1]


def begins(program: Program) -> date:
    """Return the half-year from which a program reports now."""
    return half_year_of(program.reports_from or program.provider.standing_since)


@transaction.atomic
def begin_with(program: Program, cohort: date, *, reason: str, by: User, at: datetime) -> Program:
    """Let a program report from a half-year on.

    What is still awaited of earlier ones is excused. What it owes by this and was never asked is opened, and is due as
    if its provider had been listed today: nobody is late on the day they are told. Raises CannotBegin.
    """
    far = Program.objects.select_related("provider__organization__community")
    program = far.select_for_update(of=("self",)).get(pk=program.pk)
    organization = program.provider.organization
    today = signing.local_day(organization.community, at)
    reason = " ".join(reason.split())[:300]
    if program.provider.standing not in opening.OWING:
        raise CannotBegin(_("Only the programs of a listed provider owe returns."))
    if cohort not in choices(today):
        raise CannotBegin(_("Choose one of the half-years."))
    if not reason:
        raise CannotBegin(_("Say why."))
    program.reports_from = cohort
    program.save(update_fields=["reports_from"])
    for awaited in program.returns.awaited().filter(cohort__lt=cohort).order_by("cohort"):
        letting_off.excuse(awaited, reason=reason, by=by, at=at)
    opening.open_earlier(program, today=today)
    audit.record(
        f"let {program} of {organization} report from {half(cohort)}: {reason}",
        community=organization.community,
        by=by,
        at=at,
    )
    facts = {"program": program.name, "half": half(cohort)}
    timeline.record(
        "program_begins",
        community=organization.community,
        organization=organization,
        by=by,
        at=at,
        text=reason,
        facts=facts,
    )
    return program
