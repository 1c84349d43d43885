"""Counting: the database counts graduates by submission, off indexes alone; nothing here knows what may be told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.db import connection, models
from django.db.models import Count, F, Sum

from employers.models import Commitment
from providers.models import Outcome, Submission
from providers.outcomes import MIDDLE, QUARTER, THREE_QUARTERS, Pay, Tally, between, enrolled, neighbors

QUANTILES = (QUARTER, MIDDLE, THREE_QUARTERS)
TABLE = Outcome._meta.db_table
PLACES = " UNION ALL ".join(
    f"SELECT * FROM (SELECT counted_pay FROM {TABLE} WHERE submission_id IN (%(of)s) AND counted_pay IS NOT NULL"  # noqa: S608 - our own names, and numbers
    f" ORDER BY counted_pay LIMIT 2 OFFSET %({name})s) AS {name}"
    for name in ("lower", "middle", "upper")
)


class Quartiles(models.Aggregate):
    """The quartiles and the middle as PostgreSQL works them out, between two values where they fall between."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: Any = models.Field()  # an array, taken as it comes


def tallies(submissions: Collection[int]) -> dict[int, tuple[Tally, int]]:
    """Return the counts of each submission, and what those whose pay is known earn a year together."""
    rows = Outcome.objects.filter(submission__in=submissions)
    facts: dict[int, dict[int, int]] = {pk: {} for pk in submissions}
    for pk, fact, count in rows.values_list("submission", "facts").annotate(count=Count("*")):
        facts[pk][fact] = count
    signers = Commitment.objects.active().filter(employer__isnull=False).values("employer__organization")
    placed = rows.filter(placed_at__isnull=False, placed_at__in=signers)
    signed = dict(placed.values_list("submission").annotate(count=Count("*")))
    paid = rows.filter(counted_pay__isnull=False).values_list("submission")
    pays = {pk: (count, total) for pk, count, total in paid.annotate(count=Count("*"), total=Sum("counted_pay"))}
    said = Submission.objects.filter(pk__in=submissions).values_list("pk", "enrollments", "excepted")
    found = {}
    for pk, enrollments, excepted in said:
        count, total = pays.get(pk, (0, 0))
        counts = Tally.of_facts(
            facts[pk], enrolled=enrolled(enrollments, excepted), signed=signed.get(pk, 0), paid=count
        )
        found[pk] = (counts, int(total))
    return found


def pays(groups: Mapping[int, Sequence[int]], counted: Mapping[int, tuple[Tally, int]]) -> dict[int, Pay]:
    """Return the pay of groups of submissions, by the name of each group; `counted` are their counts and sums."""
    sizes = {name: sum(counted[pk][0].paid for pk in pks) for name, pks in groups.items()}
    groups = {name: pks for name, pks in groups.items() if sizes[name]}
    middles = {"postgresql": by_percentile, "sqlite": by_place}[connection.vendor](groups, sizes)
    found = {}
    for name, (lower, median, upper) in middles.items():
        total = sum(counted[pk][1] for pk in groups[name])
        found[name] = Pay(sizes[name], median, Fraction(total, sizes[name]), lower, upper)
    return found


def by_percentile(
    groups: Mapping[int, Sequence[int]], sizes: Mapping[int, int]
) -> dict[int, tuple[Fraction, Fraction, Fraction]]:
    """Return the quartiles of all groups in one query; pay in whole dollars is exact in PostgreSQL's arithmetic."""
    names = {pk: name for name, pks in groups.items() for pk in pks}
    name: Any = F("submission")
    if any(len(pks) > 1 for pks in groups.values()):
        cases = [models.When(submission__in=list(pks), then=models.Value(pks[0])) for pks in groups.values()]
        name = models.Case(*cases, output_field=models.BigIntegerField())
    rows = Outcome.objects.filter(submission__in=names, counted_pay__isnull=False).annotate(name=name)
    quartiles = rows.values_list("name").annotate(quartiles=Quartiles("counted_pay"))
    return {names[pk]: (Fraction(lower), Fraction(median), Fraction(upper)) for pk, (lower, median, upper) in quartiles}


def by_place(
    groups: Mapping[int, Sequence[int]], sizes: Mapping[int, int]
) -> dict[int, tuple[Fraction, Fraction, Fraction]]:
    """Return the quartiles of each group by counting places along the index."""
    found = {}
    with connection.cursor() as cursor:
        for name, pks in groups.items():
            ways = [neighbors(sizes[name], at) for at in QUANTILES]
            places = dict(zip(("lower", "middle", "upper"), (below for below, _above, _way in ways), strict=True))
            cursor.execute(PLACES % {"of": ", ".join(str(int(pk)) for pk in pks), **places})
            found[name] = quartiles_of([value for (value,) in cursor.fetchall()], ways)
    return found


def quartiles_of(values: list[int], ways: Iterable[tuple[int, int, Fraction]]) -> tuple[Fraction, Fraction, Fraction]:
    """Return what lies between the two values of each quartile; the last of all has no second."""
    found, place = [], 0
    for below, above, way in ways:
        second = place + 1 if above > below else place
        found.append(between(values[place], values[second], way))
        place += 2 if above > below else 1
    lower, median, upper = found
    return lower, median, upper
