"""Whom cohorts served, by barrier: said, said anew, summed up, and never zero where nothing was said."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from community.models import Community
from employers.models import Ask
from providers import served
from providers.kinds import Barrier, half_year_of
from providers.mission import Counts, Sum, add_up, problems, summed
from providers.models import Application, BarrierCount, Program
from tests import make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
COHORT, TODAY = date(2026, 1, 1), date(2026, 11, 22)


@pytest.fixture
def program(rivertown: Community) -> Program:
    """A program whose provider applies."""
    return make.program(make.provider(rivertown, name="Code School"), name="Web", occupations=["15-1254"])


@pytest.fixture
def application(program: Program) -> Application:
    """Its application, being written."""
    return make.application(program.provider)


def desk(application: Application) -> Client:
    user = make.user()
    application.people.add(user)
    return signed_in(user)


def page_of(application: Application, program: Program) -> str:
    return reverse("providers:desk-served", args=[application.reference, program.pk])


def part_of(application: Application, key: str) -> str:
    return reverse("providers:desk-part", args=[application.reference, key])


def test_what_is_said_anew_replaces_what_was_said(program: Program) -> None:
    served.say(program, COHORT, {"low_income": Counts(9, 5), "other": Counts(2)}, today=TODAY, at=make.NOW)
    served.say(program, COHORT, {"low_income": Counts(8), "other": Counts()}, today=TODAY, at=make.NOW)
    assert served.said(program, COHORT) == {"low_income": Counts(8, None, None)}
    assert BarrierCount.objects.get().graduated is None


@pytest.mark.parametrize(
    ("cohort", "counts"),
    [
        (date(2026, 2, 1), Counts(1)),
        (date(2027, 1, 1), Counts(1)),
        (COHORT, Counts(3, 4)),
        (COHORT, Counts(3, None, 4)),
        (COHORT, Counts(None, 1, 2)),
    ],
)
def test_what_cannot_be_is_refused_whole(program: Program, cohort: date, counts: Counts) -> None:
    with pytest.raises(served.CannotCount):
        served.say(program, cohort, {"other": Counts(1), "low_income": counts}, today=TODAY, at=make.NOW)
    assert not BarrierCount.objects.exists()


def test_zero_is_said_and_missing_is_not_zero(program: Program) -> None:
    served.say(program, COHORT, {"low_income": Counts(5, 0)}, today=TODAY, at=make.NOW)
    served.say(program, date(2026, 7, 1), {"low_income": Counts(None, 3, 2)}, today=TODAY, at=make.NOW)
    [one] = served.summary([program])
    assert (one.label, one.cohorts) == ("Level of income", 2)
    assert (one.served, one.graduated, one.placed) == (Sum(5, 1), Sum(3, 0), Sum(2, 1))
    assert add_up([0, None]) == Sum(0, 1) and add_up([]) == Sum(None, 0)


def test_sums_stand_in_the_order_of_the_barriers_and_leave_out_what_nobody_said() -> None:
    rows = [("other", Counts(1)), ("low_income", Counts(2)), ("immigration_status", Counts())]
    assert [one.barrier for one in summed(rows)] == ["low_income", "other"]


def test_a_step_is_compared_with_the_last_one_that_is_known() -> None:
    assert [step for step, _words in problems(Counts(3, None, 4))] == ["placed"]
    assert [step for step, _words in problems(Counts(3, 4, 5))] == ["graduated", "placed"]
    assert list(problems(Counts(0, 0, 0))) == list(problems(Counts())) == []


# --- Pages --------------------------------------------------------------------------------------


def test_a_provider_says_it_by_half_year_and_reads_the_sums(program: Program, application: Application) -> None:
    browser, page = desk(application), page_of(application, program)
    assert page in browser.get(part_of(application, "mission")).text
    first = browser.get(page)
    assert len(first.context["halves"]) == 4 and len(first.context["form"].rows) == len(Barrier)
    answer = browser.post(page, {"low_income_served": "12", "low_income_graduated": "7", "other_served": "0"})
    assert answer.status_code == 302
    this_half = half_year_of(timezone.localdate())
    assert served.said(program, this_half) == {"low_income": Counts(12, 7, None), "other": Counts(0, None, None)}
    again = browser.get(answer.url)
    assert again.context["form"]["low_income_served"].value() == 12
    assert "not known" in again.text
    application.parts.get(key="mission").refresh_from_db()
    assert application.parts.get(key="mission").touched_at is not None


@pytest.mark.parametrize("wrong", ["-1", "x", "1.5", "9" * 5000, "100001"])
def test_what_is_no_number_is_said_beside_its_field(program: Program, application: Application, wrong: str) -> None:
    answer = desk(application).post(page_of(application, program), {"low_income_served": wrong})
    assert answer.status_code == 200 and "A whole number, or nothing" in answer.text
    assert not BarrierCount.objects.exists()


def test_more_graduates_than_were_served_is_said_beside_the_field(program: Program, application: Application) -> None:
    said = {"low_income_served": "3", "low_income_graduated": "4"}
    answer = desk(application).post(page_of(application, program), said)
    assert answer.context["form"].errors.keys() == {"low_income_graduated"}


def test_a_closed_part_is_read_and_not_written(program: Program, application: Application) -> None:
    browser, page = desk(application), page_of(application, program)
    application.parts.update(is_open=False)
    assert "can be read and not changed" in browser.get(page).text
    browser.post(page, {"low_income_served": "12"})
    assert not BarrierCount.objects.exists()


def test_a_half_year_that_is_not_asked_for_is_missing(program: Program, application: Application) -> None:
    browser = desk(application)
    for half in ("1999-01-01", "x", "%00"):
        assert browser.get(f"{page_of(application, program)}?half={half}").status_code in {400, 404}


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_as_little_for_many_half_years(
    program: Program, application: Application, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        cohort = date(1990 + number, 1, 1)
        served.say(program, cohort, {one.value: Counts(3, 2, 1) for one in Barrier}, today=TODAY, at=make.NOW)
    browser, page = desk(application), page_of(application, program)
    browser.get(page)
    with django_assert_num_queries(QUERIES):
        browser.get(page)


QUERIES = 9


# --- Beside the criteria ------------------------------------------------------------------------


def test_applicant_and_reviewer_read_the_same_comparison_each_as_far_as_they_may(
    rivertown: Community, program: Program, application: Application, coordinators_browser: Client
) -> None:
    make.criteria(rivertown)
    until = date(2076, 1, 1)
    for _ in range(2):
        employer = make.active(rivertown).employer
        Ask.objects.create(employer=employer, occupation="15-1254", openings=1, valid_until=until, changed_at=make.NOW)
    page = desk(application).get(part_of(application, "demand"))
    [one] = page.context["aligned"]
    assert one.alignment.roles == () and "Not asked for by enough employers to show: Web Developers." in page.text
    assert "At least 3 employers who signed" in page.text and "What good evidence looks like" in page.text
    draft = coordinators_browser.get(application.get_absolute_url())
    assert draft.context["aligned"] == []
    submitted = make.application(program.provider, state="submitted")
    [seen] = coordinators_browser.get(submitted.get_absolute_url()).context["aligned"]
    assert [role.employers for role in seen.alignment.roles] == [2]
