"""Whom a cohort of a program served, by barrier: said, said anew, and summed up."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from providers.kinds import half_year_of
from providers.mission import Counts, Summed, problems, summed
from providers.models import BarrierCount, Program


class CannotCount(Exception):
    """These numbers cannot be; the message says why."""


def said(program: Program, cohort: date) -> dict[str, Counts]:
    """Return what was said of one cohort, by barrier."""
    rows = program.barrier_counts.filter(cohort=cohort)
    return {row.barrier: Counts(row.served, row.graduated, row.placed) for row in rows}


@transaction.atomic
def say(program: Program, cohort: date, counts: Mapping[str, Counts], *, today: date, at: datetime) -> None:
    """Say how many of one cohort faced each barrier; a barrier that is left out or empty is not known any more.

    `cohort` is the first day of its half-year. Raises CannotCount where that has not begun, or the numbers cannot be.
    """
    if cohort != half_year_of(cohort) or cohort > today:
        raise CannotCount(_("Choose a half-year that has begun."))
    Program.objects.select_for_update().get(pk=program.pk)
    known = {barrier: one for barrier, one in counts.items() if not one.is_empty}
    if any(True for one in known.values() for _wrong in problems(one)):
        raise CannotCount(_("Nobody graduates or is placed who was not served. Please look at these numbers."))
    program.barrier_counts.filter(cohort=cohort).exclude(barrier__in=known).delete()
    for barrier, one in known.items():
        BarrierCount.objects.update_or_create(
            program=program, cohort=cohort, barrier=barrier, defaults={**vars(one), "said_at": at}
        )


def summary(programs: Iterable[Program]) -> list[Summed]:
    """Return what all cohorts of these programs say together, for their provider and for the team alone."""
    rows = BarrierCount.objects.filter(program__in=programs).order_by("pk")
    return summed((row.barrier, Counts(row.served, row.graduated, row.placed)) for row in rows)
