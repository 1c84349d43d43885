"""Deciding: gates with reasons, one hand at a time, and nothing that the applicant sees before it is published."""

import pytest

from community.models import Community, User
from community.roles import Role
from directory.models import Entry
from outreach.models import Letter
from providers import applying, conflicts, deciding, moving, reviewing
from providers.deciding import CannotDecide
from providers.models import Application, Decision
from providers.verdicts import HELD_FOR, Gate, Setting
from tests import make
from tests.providers import panel
from tests.providers.panel import LATER, wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(rivertown: Community, coordinator: User) -> Application:
    """An application of which both reviews are in."""
    make.criteria(rivertown)
    return panel.ready(rivertown, coordinator)


@pytest.fixture
def colleague(rivertown: Community) -> User:
    """Another coordinator."""
    return make.member(rivertown, Role.COORDINATOR, name="Nora Vale")


@pytest.mark.parametrize("outcome", ["listed", "conditional", "declined"])
def test_a_decision_waits_and_the_applicant_is_told_nothing(
    application: Application, coordinator: User, outcome: str
) -> None:
    letters = Letter.objects.count()
    decision = deciding.decide(application, wanted(outcome), {}, seen=0, by=coordinator, at=LATER)
    assert (decision.state, decision.outcome, decision.decided_by) == ("pending", outcome, coordinator)
    assert decision.conditions.count() == (outcome == "conditional")
    assert decision.codes == (["demand_too_few"] if outcome == "declined" else [])
    gates = {gate.key: gate for gate in decision.gates.all()}
    assert list(gates) == ["demand", "quality", "mission", "data"]
    assert gates["quality"].suggested == Setting.CONDITIONAL and gates["quality"].setting == Setting.MET
    assert "No cohort is known" in gates["quality"].evidence[-1]
    application.refresh_from_db()
    assert application.state == "in_review"
    assert application.provider.standing == "applicant"
    assert Letter.objects.count() == letters
    assert Entry.objects.filter(verb="decision_made").get().facts["reference"] == application.reference
    assert deciding.wanted_of(decision) == wanted(outcome)


@pytest.mark.parametrize("outcome", ["listed", "conditional"])
def test_a_gate_that_is_not_met_is_never_averaged_away(
    application: Application, coordinator: User, outcome: str
) -> None:
    gates = {**wanted(outcome).gates, "mission": Gate(Setting.NOT_MET, "Selects on degrees.")}
    with pytest.raises(CannotDecide) as refused:
        deciding.decide(application, wanted(outcome, gates=gates), {}, seen=0, by=coordinator, at=LATER)
    assert [field for field, _words in refused.value.problems] == ["outcome"]
    assert deciding.at_hand(application) is None


def test_it_is_decided_once_all_reviews_are_in(rivertown: Community, coordinator: User, reviewer: User) -> None:
    make.criteria(rivertown)
    application = panel.in_review(rivertown, coordinator, reviewer, panel.someone(rivertown))
    panel.handed_in(application, reviewer)
    assert deciding.why_not_yet(application) == "1 of 2 reviews are in. It can be decided once all are."
    with pytest.raises(CannotDecide, match="1 of 2"):
        deciding.decide(application, wanted(), {}, seen=0, by=coordinator, at=LATER)
    deciding.save(application, {"reason": "Not yet."}, seen=0, by=coordinator, at=LATER)
    assert Decision.objects.get().typed == {"reason": "Not yet."}


def test_who_has_a_conflict_does_not_decide(application: Application, coordinator: User) -> None:
    conflicts.answer(application, user=coordinator, answer="conflict", words="My sister.", at=LATER)
    for act in (
        lambda: deciding.save(application, {}, seen=0, by=coordinator, at=LATER),
        lambda: deciding.decide(application, wanted(), {}, seen=0, by=coordinator, at=LATER),
        lambda: deciding.take_over(application, by=coordinator, at=LATER),
    ):
        with pytest.raises(CannotDecide, match="stands between"):
            act()


def test_what_is_not_in_review_or_has_no_criteria_is_not_decided(rivertown: Community, coordinator: User) -> None:
    application = make.application(make.provider(rivertown), state="declined")
    with pytest.raises(CannotDecide, match="Only what is in review"):
        deciding.save(application, {}, seen=0, by=coordinator, at=LATER)
    with pytest.raises(CannotDecide, match="no published criteria"):
        deciding.save(
            make.application(make.provider(rivertown), state="in_review"), {}, seen=0, by=coordinator, at=LATER
        )


def test_one_writes_at_a_time_and_another_may_take_over(
    application: Application, coordinator: User, colleague: User
) -> None:
    first = deciding.save(application, {"reason": "Mine."}, seen=0, by=coordinator, at=LATER)
    with pytest.raises(CannotDecide, match="is at it just now"):
        deciding.save(application, {"reason": "Theirs."}, seen=first.version, by=colleague, at=LATER)
    taken = deciding.take_over(application, by=colleague, at=LATER)
    assert taken.typed == {"reason": "Mine."}
    with pytest.raises(CannotDecide, match="Nora Vale is at it"):
        deciding.save(application, {"reason": "Mine."}, seen=first.version, by=coordinator, at=LATER)
    later = LATER + HELD_FOR
    with pytest.raises(CannotDecide, match="saved it meanwhile"):
        deciding.save(application, {"reason": "Mine."}, seen=first.version, by=coordinator, at=later)
    deciding.save(application, {"reason": "Mine."}, seen=taken.version, by=coordinator, at=later)
    assert Decision.objects.get().held_by == coordinator


def test_what_was_decided_is_decided_once_and_can_be_taken_back(
    application: Application, coordinator: User, colleague: User
) -> None:
    typed = {"outcome": "listed"}
    deciding.decide(application, wanted(), typed, seen=0, by=coordinator, at=LATER)
    for act in (
        lambda: deciding.decide(application, wanted("declined"), {}, seen=1, by=colleague, at=LATER),
        lambda: deciding.take_over(application, by=colleague, at=LATER),
    ):
        with pytest.raises(CannotDecide, match="decided it meanwhile"):
            act()
    decision = deciding.take_back(application, by=colleague, at=LATER)
    assert (decision.state, decision.outcome, decision.typed) == ("draft", "", typed)
    assert not decision.gates.exists() and decision.held_by == colleague
    with pytest.raises(CannotDecide, match="open already"):
        deciding.take_back(application, by=colleague, at=LATER)


def test_a_decision_falls_back_where_the_application_goes_on_meanwhile(
    application: Application, coordinator: User
) -> None:
    deciding.decide(application, wanted("conditional"), {}, seen=0, by=coordinator, at=LATER)
    reviewing.request_changes(application, {"data": "Who sends it?"}, by=coordinator, at=LATER)
    decision = Decision.objects.get()
    assert (decision.state, decision.conditions.count(), decision.gates.count()) == ("draft", 0, 0)
    moving.move(application, to="withdrawn", by=None, at=LATER)
    assert Application.objects.get().state == applying.State.WITHDRAWN


def test_a_condition_on_a_past_day_is_refused_at_its_own_field(application: Application, coordinator: User) -> None:
    terms = [panel.Term("data", "Sign it.", panel.BY_SPRING), panel.Term("data", "Send it.", LATER.date(), 2)]
    with pytest.raises(CannotDecide) as refused:
        deciding.decide(application, wanted("conditional", terms=terms), {}, seen=0, by=coordinator, at=LATER)
    assert [field for field, _ in refused.value.problems] == ["data_due_2"]
