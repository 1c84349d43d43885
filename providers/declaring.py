"""The declared track record: what an applicant says of cohorts of which no return came yet."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import User
from employers.signing import local_day
from providers import applying
from providers.kinds import half_year_of
from providers.models import Application, DeclaredCohort, Program
from providers.parts import Key

MOST = 40  # cohorts of one application


class CannotDeclare(Exception):
    """The cohort cannot be declared like this; the message says why."""


@transaction.atomic
def declare(
    application: Application,
    *,
    program: Program,
    cohort: date,
    graduated: int,
    placed: int,
    median_salary: int | None,
    by: User,
    at: datetime,
) -> DeclaredCohort:
    """Say what became of one cohort; said again, it replaces what was said before.

    Raises CannotDeclare where the half-year has not begun, more were placed than graduated, or there are too many,
    and CannotWrite where the part is closed.
    """
    part = applying.open_part(application, Key.QUALITY)
    if cohort > half_year_of(local_day(application.provider.organization.community, at)):
        raise CannotDeclare(_("That half-year is still to come."))
    if placed > graduated:
        raise CannotDeclare(_("More were placed than graduated. Please look at both numbers."))
    known = application.declared.filter(program=program, cohort=cohort)
    if not known.exists() and application.declared.count() >= MOST:
        raise CannotDeclare(_("You can declare %(most)d cohorts. The latest say most.") % {"most": MOST})
    declared, _is_new = DeclaredCohort.objects.update_or_create(
        application=application,
        program=program,
        cohort=cohort,
        defaults={"graduated": graduated, "placed": placed, "median_salary": median_salary, "said_at": at},
    )
    applying.touch(part, by=by, at=at)
    return declared


@transaction.atomic
def take_back(declared: DeclaredCohort, *, by: User, at: datetime) -> None:
    """Take back what was said of a cohort; raises CannotWrite where the part is closed."""
    part = applying.open_part(declared.application, Key.QUALITY)
    declared.delete()
    applying.touch(part, by=by, at=at)
