"""Opening: programs of listed providers get a row for each half-year that they owe, once, whoever runs it again."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from community.models import Community
from providers import periods
from providers.kinds import LISTED, Standing
from providers.models import Program, Return
from providers.outcomes import last_day

AT_ONCE = 500  # programs in one statement
A_RUN = 5_000  # rows of one community; the next run goes on
OWING = LISTED | {Standing.SUSPENDED}  # whoever is suspended goes on owing, and comes back by it


def missing(community: Community, cohort: date) -> "QuerySet[Program]":
    """Return the programs that owe a return for a half-year and have no row for it: `periods.is_owed` as a query."""
    programs = Program.objects.of(community).filter(provider__standing__in=sorted(OWING))
    begun = programs.annotate(begins=Coalesce("reports_from", F("provider__standing_since")))
    owing = begun.filter(Q(ended_on=None) | Q(ended_on__gte=cohort), begins__lte=last_day(cohort))
    return owing.exclude(Exists(Return.objects.filter(program=OuterRef("pk"), cohort=cohort)))


def open_due(community: Community, *, today: date, most: int = A_RUN) -> int:
    """Open what is owed today and has no row, the oldest half-year first, and return how many rows were written."""
    opened = 0
    for cohort in periods.ended_halves(today):
        while opened < most:
            count = open_half(community, cohort, most=min(AT_ONCE, most - opened))
            opened += count
            if not count:
                break
    return opened


@transaction.atomic
def open_half(community: Community, cohort: date, *, most: int = AT_ONCE) -> int:
    """Open one half-year for so many programs; a row that somebody else wrote meanwhile is left as it is."""
    days = community.return_due_days
    programs = missing(community, cohort).order_by("pk").values_list("pk", "provider__standing_since")[:most]
    rows = [
        Return(program_id=pk, cohort=cohort, due_on=periods.due_on(cohort, days, listed_on=since))
        for pk, since in programs
    ]
    Return.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def open_earlier(program: Program, *, today: date) -> None:
    """Open what one program owes and was never asked, due as if its provider had been listed today."""
    owed = periods.owed(
        reports_from=program.reports_from,
        listed_on=program.provider.standing_since,
        ended_on=program.ended_on,
        today=today,
    )
    days = program.provider.organization.community.return_due_days
    Return.objects.bulk_create(
        (
            Return(program=program, cohort=cohort, due_on=periods.due_on(cohort, days, listed_on=today))
            for cohort in owed
        ),
        ignore_conflicts=True,
    )
