"""The database counts what anybody would count row by row, on either vendor."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import Community
from providers import counting, outcomes
from providers.kinds import Status
from providers.models import Outcome, Submission
from providers.outcomes import Graduate, facts_of, pay, tally
from tests import make

pytestmark = pytest.mark.django_db
COHORT = date(2024, 1, 1)


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
            "employer_name": "Acme" if named == 2 else "",
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


def test_facts_follow_what_becomes_of_a_row(rivertown: Community) -> None:
    submission(rivertown, [{"status": "1A", "employer_name": "Acme", **started(20)}])
    Outcome.objects.update(is_confirmed=True)
    counts, _total = next(iter(counting.tallies([Submission.objects.get().pk]).values()))
    assert (counts.named, counts.answered, counts.confirmed) == (1, 1, 1)


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
                "employer_name": "Acme" if row["employer"] == "typed" else "",
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
    counted = counting.tallies(made)
    assert [counted[pk][0] for pk in made] == wanted
    # Each by itself, and all of them pooled.
    found = counting.pays({pk: [pk] for pk in made}, counted)
    assert [found.get(pk) for pk in made] == [pay(values) for values in paid]
    pooled = counting.pays({7: made}, counted)
    assert pooled.get(7) == pay([value for values in paid for value in values])


def test_an_employer_whose_commitment_ended_has_not_signed(rivertown: Community) -> None:
    made = make.active(rivertown)
    row = {"status": "1A", "employer": made.employer.organization, **started(5)}
    one = submission(rivertown, [row])
    assert counting.tallies([one.pk])[one.pk][0].signed == 1
    made.state = "withdrawn"
    made.ended_at = make.NOW
    made.save()
    assert counting.tallies([one.pk])[one.pk][0].signed == 0


def test_what_was_filed_without_rows_counts_nobody(rivertown: Community) -> None:
    one = submission(rivertown, [], is_nil=True)
    assert counting.tallies([one.pk])[one.pk] == (outcomes.Tally(enrolled=None), 0)
