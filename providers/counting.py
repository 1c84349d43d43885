"""Counting: a version of a return is counted once, when it is filed; a release reads the counts.

What employers say of placements, and which of them signed, changes afterwards and is counted anew, off narrow indexes.
Nothing here knows what may be told.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Count

from directory.copying import among
from employers.models import Commitment
from providers import outcomes
from providers.models import Outcome, Submission, SubmissionCount
from providers.outcomes import Fact, Pay, Tally, enrolled

QUARTERS = 4  # of a dollar: pay is in whole ones, and a quartile lies on a quarter of the way between two of them
AFTERWARDS = frozenset({"answered", "confirmed", "signed"})  # what is said after a version was filed
KEPT = tuple(field.name for field in fields(Tally) if field.name not in AFTERWARDS | {"enrolled"})
OF_PAY = ("pay_total", "lower", "median", "upper")


class Counted(NamedTuple):
    """A version of a return that counts, with what it came to when it was filed; quartiles in quarters of a dollar."""

    program: int
    cohort: date
    submission: int
    enrollments: int | None
    excepted: int | None
    graduated: int
    counted: int
    known: int
    in_field: int
    in_field_90: int
    placed: int
    placed_90: int
    region_known: int
    in_region: int
    named: int
    paid: int
    pay_total: int
    lower: int | None
    median: int | None
    upper: int | None

    def tally(self, answers: "Answers") -> Tally:
        """Return its counts, with what was said of it afterwards."""
        return Tally(
            graduated=self.graduated,
            counted=self.counted,
            known=self.known,
            in_field=self.in_field,
            in_field_90=self.in_field_90,
            placed=self.placed,
            placed_90=self.placed_90,
            region_known=self.region_known,
            in_region=self.in_region,
            named=self.named,
            answered=answers.answered,
            confirmed=answers.confirmed,
            signed=answers.signed,
            paid=self.paid,
            enrolled=enrolled(self.enrollments, self.excepted),
        )

    @property
    def pay(self) -> Pay | None:
        """Return the pay of its graduates; None where nobody's is known."""
        if self.lower is None or self.median is None or self.upper is None:
            return None
        lower, median, upper = (Fraction(quarters, QUARTERS) for quarters in (self.lower, self.median, self.upper))
        return Pay(self.paid, median, Fraction(self.pay_total, self.paid), lower, upper)


OF_VERSION = ("filed_for__program", "filed_for__cohort", "pk", "enrollments", "excepted")
COLUMNS = (*OF_VERSION, *(f"count__{name}" for name in (*KEPT, *OF_PAY)))


class Answers(NamedTuple):
    """What was said of the placements of a version after it was filed."""

    answered: int = 0
    confirmed: int = 0
    signed: int = 0


NO_ANSWERS = Answers()


def keep(submissions: Iterable[int]) -> None:
    """Count versions and keep what they come to; one that is counted already stays as it is."""
    SubmissionCount.objects.bulk_create([count_of(pk) for pk in submissions], ignore_conflicts=True)


def count_of(submission: int) -> SubmissionCount:
    """Return what a version comes to, from its rows."""
    facts: Counter[int] = Counter()
    earned: list[int] = []
    rows = Outcome.objects.filter(submission=submission).values_list("facts", "counted_pay")
    for fact, pay in rows.iterator(chunk_size=5_000):
        facts[fact] += 1
        if pay is not None:
            earned.append(pay)
    counts = Tally.of_facts(facts, paid=len(earned))
    pay = outcomes.pay(earned)
    return SubmissionCount(
        submission_id=submission,
        pay_total=sum(earned),
        lower=in_quarters(pay.lower) if pay else None,
        median=in_quarters(pay.median) if pay else None,
        upper=in_quarters(pay.upper) if pay else None,
        **{name: getattr(counts, name) for name in KEPT},
    )


def in_quarters(amount: Fraction) -> int:
    """Return an amount in quarters of a dollar, exactly.

    >>> in_quarters(Fraction(81_001, 2))
    162002
    """
    return amount.numerator * (QUARTERS // amount.denominator)


def counted(programs: Collection[int], *, newest: date) -> list[Counted]:
    """Return the versions that count of programs' half-years up to `newest`, oldest first.

    What was filed before counts were kept, or past the ways of filing, is counted here.
    """
    current = Submission.objects.filter(
        is_current=True, filed_for__program__in=among(programs), filed_for__cohort__lte=newest
    )
    rows = current.order_by("filed_for__cohort").values_list("count", *COLUMNS)
    if uncounted := [submission for count, _program, _cohort, submission, *_more in rows if count is None]:
        keep(uncounted)
        rows = rows.all()
    return [Counted._make(row[1:]) for row in rows]


def answers(submissions: Collection[int]) -> dict[int, Answers]:
    """Return what employers said of the placements of versions, and at how many of them have signed, as of now."""
    behind = among(submissions)
    answered, confirmed, signed = Counter[int](), Counter[int](), Counter[int]()
    said = Outcome.objects.filter(submission__in=behind, is_confirmed__isnull=False).values_list("submission", "facts")
    for pk, facts, count in said.annotate(count=Count("*")):
        answered[pk] += count if facts & Fact.ANSWERED.value else 0
        confirmed[pk] += count if facts & Fact.CONFIRMED.value else 0
    signers = Commitment.objects.active().filter(employer__isnull=False).values("employer__organization")
    placed = Outcome.objects.filter(submission__in=behind, placed_at__isnull=False, placed_at__in=signers)
    for pk, count in placed.values_list("submission").annotate(count=Count("*")):
        signed[pk] = count
    return {pk: Answers(answered[pk], confirmed[pk], signed[pk]) for pk in {*answered, *signed}}


def pooled(groups: Mapping[int, Sequence[int]]) -> dict[int, Pay]:
    """Return the pay of groups of versions, each group's together, by its name; a group without any is left out."""
    names = {pk: name for name, pks in groups.items() for pk in pks}
    earned: dict[int, list[int]] = {}
    rows = Outcome.objects.filter(submission__in=among(names), counted_pay__isnull=False)
    for pk, pay in rows.values_list("submission", "counted_pay").iterator(chunk_size=5_000):
        earned.setdefault(names[pk], []).append(pay)
    found = {name: outcomes.pay(values) for name, values in earned.items()}
    return {name: pay for name, pay in found.items() if pay}
