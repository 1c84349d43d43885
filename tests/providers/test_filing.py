"""Filing a return: what is kept, what is refused, what counts, and undoing as if it had not come."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import Community, User
from directory.models import Entry
from outreach.models import Letter
from providers import drafting, filing
from providers.graduates import Graduate
from providers.kinds import EMPLOYED, IN_FIELD, Status
from providers.models import Outcome, Return, ReturnDraft, Submission
from tests import make
from tests.make import NOW
from tests.providers import returning
from tests.providers.returning import COHORT

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(rivertown: Community) -> Return:
    return returning.owed(rivertown, name="Code School")


@pytest.fixture
def clerk(owed: Return) -> User:
    return returning.clerk(owed)


def graduate(reference: str = "G-1", **fields: Any) -> Graduate:
    return Graduate(**{"reference": reference, "graduated_on": date(2026, 3, 14), "status": "3A", **fields})


def hired(reference: str = "G-1", **fields: Any) -> Graduate:
    job = {"status": "1A", "started_on": date(2026, 5, 4), "employer_name": "Acme Inc"}
    return graduate(reference, **{**job, **fields})


def file(owed: Return, *rows: Graduate, by: User, at: Any = NOW, **fields: Any) -> Submission:
    return filing.submit(owed, filing.Filed(rows=rows, **fields), by=by, at=at)


def state_of(owed: Return) -> dict[str, Any]:
    """Return everything that counts of a return."""
    owed = Return.objects.get(pk=owed.pk)
    current = list(owed.submissions.current().values_list("pk", flat=True))
    rows = list(Outcome.objects.filter(submission__in=current).order_by("row").values())
    return {"state": owed.state, "closed": owed.closed_at, "current": current, "rows": rows}


def test_what_is_filed_counts_with_what_is_worked_out_of_it(owed: Return, clerk: User) -> None:
    pay = {"base_pay": Decimal("22.50"), "pay_unit": "hour", "hours_per_week": Decimal(40)}
    submission = file(owed, hired(**pay), graduate("G-2"), by=clerk, enrollments=3, excepted=1)
    first, second = submission.outcomes.order_by("row")
    assert (first.days_to_start, first.annual_pay, first.employer_name) == (51, 46_800, "Acme Inc")
    assert (second.days_to_start, second.annual_pay) == (None, None)
    owed.refresh_from_db()
    assert (owed.state, submission.version, submission.is_current, submission.why) == ("submitted", 1, True, "")


def test_a_receipt_and_a_line_on_the_timeline_come_with_it(owed: Return, clerk: User) -> None:
    submission = file(owed, graduate(), by=clerk)
    letter = Letter.objects.get(kind="return_receipt")
    assert (letter.to_email, letter.record, letter.values["graduates"]) == (clerk.email, submission.record, "1")
    assert Entry.objects.get(verb="return_filed").facts["graduates"] == 1


def test_a_correction_says_why_and_replaces_what_counts(owed: Return, clerk: User) -> None:
    first = file(owed, graduate(), by=clerk)
    with pytest.raises(filing.CannotFile, match="why"):
        file(owed, graduate(), graduate("G-2"), by=clerk)
    second = file(owed, graduate(), graduate("G-2"), by=clerk, why="One was missing.")
    first.refresh_from_db()
    assert (first.is_current, second.version, second.why) == (False, 2, "One was missing.")
    assert first.outcomes.count() == 1
    assert Entry.objects.filter(verb="return_corrected", text="One was missing.").count() == 1


def test_nothing_is_filed_without_a_signed_agreement(rivertown: Community) -> None:
    owed = returning.owed(rivertown, is_signed=False)
    with pytest.raises(filing.Unsigned):
        file(owed, graduate(), by=make.user())
    with pytest.raises(filing.Unsigned):
        filing.report_nothing(owed, by=make.user(), at=NOW)


def test_nothing_is_filed_before_the_half_year_is_over(rivertown: Community) -> None:
    owed = returning.owed(rivertown, cohort=date(2026, 7, 1))
    with pytest.raises(filing.CannotFile, match="not over"):
        filing.report_nothing(owed, by=make.user(), at=NOW)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (graduate(graduated_on=date(2025, 12, 31)), "half-year"),
        (graduate(status="1A"), "when the work began"),
        (graduate(started_on=date(2026, 5, 1)), "do not work"),
        (graduate(employer_name="Acme"), "do not work"),
        (hired(started_on=date(2025, 3, 13)), "more than a year before"),
        (hired(started_on=date(2026, 11, 23)), "still to come"),
        (hired(base_pay=Decimal(52_000), pay_unit="hour"), "Nobody earns"),
        (hired(base_pay=Decimal(22), pay_unit="year"), "Nobody earns"),
        (hired(base_pay=Decimal(22)), "what the pay is per"),
    ],
)
def test_what_cannot_be_is_refused(owed: Return, clerk: User, row: Graduate, message: str) -> None:
    before = state_of(owed)
    with pytest.raises(filing.CannotFile, match=message):
        file(owed, graduate("G-0"), row, by=clerk)
    assert state_of(owed) == before
    assert not Letter.objects.filter(kind="return_receipt").exists()


def test_more_graduates_than_enrolled_are_refused(owed: Return, clerk: User) -> None:
    with pytest.raises(filing.CannotFile, match="enrolled"):
        file(owed, graduate(), graduate("G-2"), by=clerk, enrollments=2, excepted=1)
    with pytest.raises(filing.CannotFile, match="More than had enrolled"):
        file(owed, graduate(), by=clerk, enrollments=2, excepted=3)
    assert file(owed, graduate(), by=clerk, enrollments=2, excepted=1).pk


def test_a_reference_stands_once(owed: Return, clerk: User) -> None:
    with pytest.raises(filing.CannotFile, match="more than once"):
        file(owed, graduate("g-1"), graduate("G-1"), by=clerk)


def test_one_cohort_is_not_filed_for_two_programs(owed: Return, clerk: User) -> None:
    rows = [graduate(f"G-{number}") for number in range(6)]
    file(owed, *rows, by=clerk)
    other = make.placement_return(make.program(owed.program.provider, name="Data"), COHORT)
    with pytest.raises(filing.CannotFile, match="“Web development” already"):
        file(other, *rows[:3], graduate("H-1"), by=clerk)
    assert file(other, *rows[:2], *(graduate(f"H-{number}") for number in range(4)), by=clerk).pk  # some do both


def test_nothing_to_report_is_a_return(owed: Return, clerk: User) -> None:
    filing.report_nothing(owed, by=clerk, at=NOW)
    owed.refresh_from_db()
    assert (owed.state, owed.submissions.get().is_nil) == ("nil", True)
    assert Letter.objects.filter(kind="return_nil_receipt").count() == 1


def test_what_an_employer_said_stays_with_the_placements_that_a_correction_does_not_touch(
    owed: Return, clerk: User
) -> None:
    acme = make.organization(owed.program.provider.organization.community, name="Acme")
    first = file(owed, hired("G-1"), hired("G-2"), by=clerk)
    first.outcomes.update(is_confirmed=True, employer=acme)
    second = file(owed, hired("G-1"), hired("G-2", employer_name="Other"), by=clerk, why="Another employer.")
    assert [(one.is_confirmed, one.employer) for one in second.outcomes.order_by("row")] == [(True, acme), (None, None)]


def test_undoing_is_over_when_its_time_is(owed: Return, clerk: User) -> None:
    owed.due_on = NOW.date()
    owed.save()
    submission = file(owed, graduate(), by=clerk)
    with pytest.raises(filing.CannotFile, match="over"):
        filing.undo(submission, by=clerk, at=NOW + timedelta(days=8))
    filing.undo(submission, by=clerk, at=NOW + timedelta(days=6))
    with pytest.raises(filing.CannotFile, match="does not count"):
        filing.undo(submission, by=clerk, at=NOW + timedelta(days=6))


def test_what_was_undone_is_a_draft_again_and_its_receipt_does_not_leave(owed: Return, clerk: User) -> None:
    submission = file(owed, hired(), by=clerk, enrollments=4)
    drafting.undo(submission, by=clerk, at=NOW)
    draft = ReturnDraft.objects.get()
    assert draft.rows[0]["employer_name"] == "Acme Inc"
    assert draft.enrollments == "4"
    assert Letter.objects.get(kind="return_receipt").state == "skipped"


def rows_drawn() -> st.SearchStrategy[list[Graduate]]:
    """Return lists of graduates that may be filed, each with what is known of it or not."""

    @st.composite
    def one(draw: st.DrawFn) -> dict[str, Any]:
        status = draw(st.sampled_from(Status.values))
        days = draw(st.integers(0, 180))
        made: dict[str, Any] = {"status": status, "graduated_on": COHORT + timedelta(days=days)}
        if status in EMPLOYED and (status in IN_FIELD or draw(st.booleans())):
            made["started_on"] = min(made["graduated_on"] + timedelta(days=draw(st.integers(-300, 200))), NOW.date())
        if status in EMPLOYED and draw(st.booleans()):
            made["employer_name"] = draw(st.sampled_from(["Acme", "Birch"]))
        if status in EMPLOYED and draw(st.booleans()):
            made |= {"base_pay": Decimal(draw(st.integers(8, 90))), "pay_unit": "hour"}
            made["hours_per_week"] = draw(st.sampled_from([None, Decimal(40)]))
        made["is_in_region"] = draw(st.sampled_from([None, True, False]))
        return made

    return st.lists(one(), min_size=1, max_size=5).map(
        lambda many: [Graduate(reference=f"G-{number}", **values) for number, values in enumerate(many)]
    )


HERE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HERE
@given(versions=st.lists(st.one_of(st.none(), rows_drawn()), min_size=1, max_size=4))
def test_undo_restores_exactly(rivertown: Community, versions: list[list[Graduate] | None]) -> None:
    owed = returning.owed(rivertown)
    clerk = make.user()
    states = []
    for number, rows in enumerate(versions):
        states.append(state_of(owed))
        at = NOW + timedelta(hours=number)
        if rows is None:
            filing.report_nothing(owed, why="Again." if number else "", by=clerk, at=at)
        else:
            file(owed, *rows, by=clerk, at=at, why="Again." if number else "")
    for number, before in enumerate(reversed(states)):
        current = owed.submissions.current().get()
        filing.undo(current, by=clerk, at=NOW + timedelta(hours=9 + number))
        assert state_of(owed) == before


@HERE
@given(rows=rows_drawn(), enrollments=st.sampled_from([None, 5, 40]))
def test_missing_never_becomes_zero(rivertown: Community, rows: list[Graduate], enrollments: int | None) -> None:
    owed = returning.owed(rivertown)
    submission = file(owed, *rows, by=make.user(), enrollments=enrollments)
    kept = Submission.objects.get(pk=submission.pk)
    assert (kept.enrollments, kept.excepted) == (enrollments, None)
    for row, one in zip(kept.outcomes.order_by("row"), rows, strict=True):
        assert (row.is_in_region, row.is_confirmed, row.base_pay) == (one.is_in_region, None, one.base_pay)
        assert (row.days_to_start is None) == (one.started_on is None)
        assert (row.annual_pay is None) == (one.base_pay is None or one.hours_per_week is None)
    # There and back through what is typed, nothing is lost and nothing is made up.
    draft = drafting.correct(kept, by=make.user(), at=NOW)
    assert drafting.read(draft, NOW.date()).rows == rows
