"""What is counted when a return is filed, and afterwards, is what anybody would count row by row."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import Community, User
from directory import merging
from directory.models import Merge
from employers.models import Commitment
from providers import confirming, counting, employer_names, filing, outcomes
from providers.counting import Counted
from providers.graduates import Graduate as Row
from providers.kinds import Status
from providers.models import Confirmation, EmployerName, Outcome, Program, Return, Submission, SubmissionCount
from providers.outcomes import Graduate, facts_of, pay, tally
from tests import make
from tests.providers import returning

pytestmark = pytest.mark.django_db
COHORT, LAST = date(2024, 1, 1), date(2030, 1, 1)


def submission(at: Community, rows: list[dict], **fields: object) -> Submission:
    """Make what a program filed for a half-year."""
    program = make.program(make.provider(at))
    return make.submission(make.placement_return(program, COHORT), rows, **fields)


def started(days: int | None) -> dict[str, object]:
    """Return when somebody who graduated on the first day of the cohort started work."""
    return {} if days is None else {"days_to_start": days, "started_on": COHORT + timedelta(days=days)}


def test_the_database_works_out_the_same_facts_as_the_rule(rivertown: Community) -> None:
    somebody = make.organization(rivertown)
    cases = list(
        product(Status.values, [None, -3, 90, 91, 180, 181], [None, True, False], [None, True, False], range(3))
    )
    rows = [
        {
            "status": status,
            "is_in_region": region,
            "is_confirmed": confirmed,
            "employer": somebody if named == 1 else None,
            "employer_name": "Acme" if named else "",
            **started(days),
        }
        for status, days, region, confirmed, named in cases
    ]
    submission(rivertown, rows)
    wanted = [
        facts_of(
            Graduate(
                status,
                days_to_start=days,
                is_in_region=region,
                is_employer_named=named > 0,
                is_confirmed=confirmed,
            )
        )
        for status, days, region, confirmed, named in cases
    ]
    found = Outcome.objects.order_by("row").values_list("facts", flat=True)
    assert list(found) == [facts.value for facts in wanted]


def counted(*programs: int) -> dict[int, Counted]:
    """Return the versions that count, by key."""
    its = programs or Program.objects.values_list("pk", flat=True)
    return {one.submission: one for one in counting.counted(list(its), newest=LAST)}


def tallied(*submissions: int) -> list[outcomes.Tally]:
    """Return the counts of versions with what was said of them, as a release adds them up."""
    found, said = counted(), counting.answers(submissions)
    return [found[pk].tally(said.get(pk, counting.NO_ANSWERS)) for pk in submissions]


def by_rule(of: Submission) -> tuple[outcomes.Tally, outcomes.Pay | None]:
    """Return what a version comes to, worked out row by row."""
    signers = set(Commitment.objects.active().values_list("employer__organization", flat=True))
    read = [
        Graduate(
            row.status,
            days_to_start=row.days_to_start,
            is_in_region=row.is_in_region,
            is_employer_named=bool(row.employer_id or row.employer_name),
            is_confirmed=row.is_confirmed,
            is_at_signed_employer=row.employer_id in signers,
            annual_pay=row.annual_pay,
        )
        for row in of.outcomes.all()
    ]
    earned = [one.annual_pay for one in read if one.annual_pay and one.status in {"1A", "1B"}]
    return tally(read, enrollments=of.enrollments, excepted=of.excepted), pay(earned)


def assert_all_are_counted() -> None:
    """Check every version that counts, or ever did, against its rows."""
    for one in Submission.objects.all():
        kept = SubmissionCount.objects.filter(pk=one.pk).values().get()
        assert kept == {name: getattr(counting.count_of(one.pk), name) for name in kept}
    current = Submission.objects.current()
    found = counted()
    assert {pk: (*tallied(pk), one.pay) for pk, one in found.items()} == {one.pk: by_rule(one) for one in current}


def test_facts_follow_what_becomes_of_a_row(rivertown: Community) -> None:
    one = submission(rivertown, [{"status": "1A", "employer_name": "Acme", **started(20)}])
    Outcome.objects.update(is_confirmed=True)
    (counts,) = tallied(one.pk)
    assert (counts.named, counts.answered, counts.confirmed) == (1, 1, 1)


def test_counts_hold_through_all_that_happens_to_a_return(rivertown: Community, coordinator: User) -> None:
    acme = make.active(rivertown, name="Acme").employer.organization
    other = make.organization(rivertown, name="Other Works")
    make.affiliation(make.person(rivertown), acme)
    owed = returning.owed(rivertown)
    clerk = returning.clerk(owed)
    day = date(2026, 3, 14)

    def hired(number: int, name: str, **more: Any) -> Row:
        job = {"status": "1A", "started_on": day + timedelta(days=30 * number), "base_pay": Decimal(50_001 + number)}
        given = {"pay_unit": "year", "is_in_region": number % 2 == 0, "employer_name": name, **job, **more}
        return Row(reference=f"G{number}", graduated_on=day, **given)

    rows = [hired(1, "Acme"), hired(2, "Akme Inc"), hired(3, ""), hired(4, "Acme", status="1E")]
    rows += [Row(reference="G9", graduated_on=day, status="4")]
    first = filing.submit(owed, filing.Filed(rows, 9, 1, employers={"acme": acme.pk}), by=clerk, at=make.NOW)
    assert_all_are_counted()
    again = filing.Filed([*rows, hired(5, "Akme Inc")], why="One more.", employers={"acme": acme.pk})
    second = filing.submit(owed, again, by=clerk, at=make.NOW)
    assert_all_are_counted()
    filing.undo(second, by=clerk, at=make.NOW)
    assert_all_are_counted()
    assert list(counted()) == [first.pk]
    name = EmployerName.objects.by_team().get(name=employer_names.key_of("Akme Inc"))
    assert tallied(first.pk)[0].signed == 1
    employer_names.settle(name, acme, by=coordinator, at=make.NOW)
    assert tallied(first.pk)[0].signed == 2
    assert_all_are_counted()
    employer_names.settle(name, other, by=coordinator, at=make.NOW)
    assert_all_are_counted()
    merging.merge(acme, other, by=coordinator, at=make.NOW)
    assert tallied(first.pk)[0].signed == 2
    assert_all_are_counted()
    merging.undo(Merge.objects.get(), by=coordinator, at=make.NOW)
    assert_all_are_counted()
    Return.objects.update(closed_at=make.NOW)
    confirming.ask_due(rivertown, at=make.NOW)
    asked = Confirmation.objects.get()
    confirming.answer(asked, "not_ours", words="Nobody of ours.", at=make.NOW)
    assert_all_are_counted()
    confirming.decide(asked, "confirmed", reason="They looked again.", by=coordinator, at=make.NOW)
    assert tallied(first.pk)[0].confirmed == 1
    assert_all_are_counted()
    filing.report_nothing(owed, why="It was all wrong.", by=clerk, at=make.NOW)
    assert_all_are_counted()
    assert [one.graduated for one in counted().values()] == [0]


def test_what_was_filed_before_counts_were_kept_is_counted_once_it_is_read(rivertown: Community) -> None:
    one = submission(rivertown, [{"status": "1A", "annual_pay": 40_001, **started(5)}, {"status": "4"}])
    assert not SubmissionCount.objects.exists()
    (found,) = counted().values()
    assert (found.submission, found.graduated, found.known, found.paid, found.pay_total) == (one.pk, 2, 1, 1, 40_001)
    assert SubmissionCount.objects.get(pk=one.pk).median == 160_004


def test_what_is_kept_stays_as_it_was_counted(rivertown: Community) -> None:
    one = submission(rivertown, [{"status": "4"}])
    counting.keep([one.pk])
    counting.keep([one.pk])
    assert SubmissionCount.objects.get().graduated == 1


@pytest.mark.parametrize(
    "wrong",
    [{"counted": 3}, {"placed": 2, "in_field": 1}, {"paid": 1}, {"paid": 1, "lower": 3, "median": 2, "upper": 4}],
)
def test_the_database_keeps_no_part_that_is_more_than_the_whole(rivertown: Community, wrong: dict[str, int]) -> None:
    one = submission(rivertown, [{"status": "4"}, {"status": "3A"}])
    counting.keep([one.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        SubmissionCount.objects.update(**wrong)


def test_an_employer_that_is_known_is_named(rivertown: Community) -> None:
    one = submission(rivertown, [{"status": "1A", "employer": make.organization(rivertown), **started(5)}])
    with pytest.raises(IntegrityError), transaction.atomic():
        one.outcomes.update(employer_name="")


graduates = st.fixed_dictionaries(
    {
        "status": st.sampled_from(Status.values),
        "days": st.none() | st.integers(-10, 250),
        "is_in_region": st.none() | st.booleans(),
        "is_confirmed": st.none() | st.booleans(),
        "employer": st.sampled_from(["", "typed", "signed", "other"]),
        "annual_pay": st.none() | st.integers(20_000, 90_000),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(graduates, max_size=25), min_size=1, max_size=4), st.none() | st.integers(30, 60))
def test_counts_and_pay_are_those_of_the_rows(
    rivertown: Community, drawn: list[list[dict]], enrollments: int | None
) -> None:
    signer, other = make.active(rivertown).employer.organization, make.organization(rivertown)
    employers = {"signed": signer, "other": other}
    made, wanted, paid = [], [], []
    for rows in drawn:
        kept = [
            {
                "status": row["status"],
                "is_in_region": row["is_in_region"],
                "is_confirmed": row["is_confirmed"],
                "employer": employers.get(row["employer"]),
                "employer_name": "Acme" if row["employer"] else "",
                "annual_pay": row["annual_pay"],
                **started(row["days"]),
            }
            for row in rows
        ]
        one = submission(rivertown, kept, enrollments=enrollments, excepted=None if enrollments is None else 2)
        read = [
            Graduate(
                row["status"],
                days_to_start=row["days"],
                is_in_region=row["is_in_region"],
                is_employer_named=row["employer"] != "",
                is_confirmed=row["is_confirmed"],
                is_at_signed_employer=row["employer"] == "signed",
                annual_pay=row["annual_pay"],
            )
            for row in rows
        ]
        made.append(one.pk)
        excepted = None if enrollments is None else 2
        wanted.append(tally(read, enrollments=enrollments, excepted=excepted))
        paid.append([row["annual_pay"] for row in rows if row["annual_pay"] and row["status"] in {"1A", "1B"}])
    assert tallied(*made) == wanted
    # Each by itself, and all of them pooled.
    found = counted()
    assert [found[pk].pay for pk in made] == [pay(values) for values in paid]
    assert counting.pooled({7: made}).get(7) == pay([value for values in paid for value in values])


def test_an_employer_whose_commitment_ended_has_not_signed(rivertown: Community) -> None:
    made = make.active(rivertown)
    row = {"status": "1A", "employer": made.employer.organization, **started(5)}
    one = submission(rivertown, [row])
    assert tallied(one.pk)[0].signed == 1
    made.state = "withdrawn"
    made.ended_at = make.NOW
    made.save()
    assert tallied(one.pk)[0].signed == 0


def test_what_was_filed_without_rows_counts_nobody(rivertown: Community) -> None:
    one = submission(rivertown, [], is_nil=True)
    assert tallied(one.pk) == [outcomes.Tally(enrolled=None)]
    assert counted()[one.pk].pay is None
