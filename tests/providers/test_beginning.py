"""From which half-year on a program reports: said by a coordinator, with what follows for its returns."""

from datetime import date

import pytest

from community.models import AuditEntry, Community, User
from directory.models import Entry
from outreach.models import Letter
from providers import beginning, offering, opening
from providers.beginning import CannotBegin
from providers.kinds import half_year_of
from providers.models import Program, Return
from tests import make
from tests.conftest import signed_in
from tests.make import NOW
from tests.providers import applicants

pytestmark = pytest.mark.django_db
TODAY = NOW.date()  # November 22, 2026


@pytest.fixture
def program(rivertown: Community) -> Program:
    """A program of a provider that was listed in March 2025, with what it owes since."""
    made = make.program(make.provider(rivertown, standing="listed", standing_since=date(2025, 3, 1)), name="Web")
    person = make.person(rivertown)
    make.affiliation(person, made.provider.organization, has_desk=True)
    opening.open_due(rivertown, today=TODAY)
    return made


def returns_of(program: Program) -> list[tuple[date, str]]:
    """Return its half-years and how each stands."""
    return list(program.returns.order_by("cohort").values_list("cohort", "state"))


def begin(program: Program, cohort: date, by: User, reason: str = "It began this year.") -> Program:
    return beginning.begin_with(program, cohort, reason=reason, by=by, at=NOW)


def test_a_later_beginning_excuses_what_is_awaited_of_before(program: Program, coordinator: User) -> None:
    assert [state for _cohort, state in returns_of(program)] == ["awaited"] * 3
    Return.objects.filter(program=program, cohort=date(2025, 1, 1)).update(state="submitted")
    begin(program, date(2026, 1, 1), coordinator)
    assert returns_of(program) == [
        (date(2025, 1, 1), "submitted"),
        (date(2025, 7, 1), "excused"),
        (date(2026, 1, 1), "awaited"),
    ]
    program.refresh_from_db()
    assert program.reports_from == date(2026, 1, 1)
    assert Letter.objects.filter(kind="return_excused").count() == 1
    entry = Entry.objects.get(verb="program_begins")
    assert (entry.text, entry.facts["half"]) == ("It began this year.", "January to June 2026")
    assert "report from January to June 2026: It began this year." in AuditEntry.objects.latest("pk").sentence
    assert opening.open_due(program.provider.organization.community, today=TODAY) == 0


def test_an_earlier_beginning_opens_what_was_never_asked_and_nobody_is_late_by_it(
    program: Program, coordinator: User
) -> None:
    begin(program, date(2024, 1, 1), coordinator)
    assert [cohort for cohort, _state in returns_of(program)][:2] == [date(2024, 1, 1), date(2024, 7, 1)]
    early = program.returns.filter(cohort__lt=date(2025, 1, 1))
    assert all((owed.due_on - TODAY).days == 45 for owed in early)
    assert opening.open_due(program.provider.organization.community, today=TODAY) == 0


@pytest.mark.parametrize(
    ("cohort", "reason"), [(date(2026, 1, 1), "  "), (date(2026, 2, 1), "So."), (date(2016, 1, 1), "So.")]
)
def test_what_is_no_half_year_or_has_no_reason_is_refused(
    program: Program, coordinator: User, cohort: date, reason: str
) -> None:
    with pytest.raises(CannotBegin):
        begin(program, cohort, coordinator, reason)
    program.refresh_from_db()
    assert program.reports_from is None


def test_only_a_listed_provider_owes_returns(rivertown: Community, coordinator: User) -> None:
    with pytest.raises(CannotBegin, match="listed"):
        begin(make.program(make.provider(rivertown, standing="applicant")), date(2026, 1, 1), coordinator)


@pytest.mark.parametrize(("standing", "begins"), [("listed", date(2026, 7, 1)), ("applicant", None)])
def test_what_a_listed_provider_adds_reports_from_now_on(
    rivertown: Community, standing: str, begins: date | None
) -> None:
    writer = make.user()
    again = applicants.begun(rivertown, writer)
    again.provider.standing, again.provider.standing_since = standing, date(2024, 3, 1)
    again.provider.save()
    added = offering.add(again, {"name": "Data"}, by=writer, at=NOW)
    assert added.reports_from == begins


def test_a_coordinator_says_it_on_a_page_and_a_viewer_reads_it(
    program: Program, coordinator: User, viewer: User
) -> None:
    here = program.provider.organization.get_absolute_url()
    address = f"/workspace/returns/programs/{program.pk}/begins/"
    page = signed_in(viewer).get(here).text
    assert "returns from January to June 2025" in page and address not in page
    dana = signed_in(coordinator)
    assert address in dana.get(here).text
    assert "from January to June 2025 on, in which its provider was listed" in dana.get(address).text
    wrong = dana.post(address, {"cohort": "2026-02-01", "reason": ""})
    assert wrong.status_code == 200 and "Say why." in wrong.text and "Choose one of the half-years." in wrong.text
    later = half_year_of(TODAY).isoformat()
    said = dana.post(address, {"cohort": later, "reason": "It began in the fall."}, follow=True).text
    assert "Web reports from July to December 2026." in said and "returns from July to December 2026" in said
