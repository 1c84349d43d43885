"""What follows a decision: appeals, conditions, a listing that rests, and the yearly re-review."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from community.roles import Role
from directory import todo
from directory.models import Task
from outreach.models import Letter
from providers import appealing, applying, calendar, conflicts, deciding, fulfilling, publishing, renewing, suspending
from providers.appealing import CannotAppeal
from providers.fulfilling import CannotFulfill
from providers.models import Appeal, Application, Condition, Decision, Provider
from providers.suspending import CannotSuspend
from tests import make
from tests.conftest import signed_in
from tests.providers import panel
from tests.providers.panel import BY_SPRING, LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(rivertown: Community) -> User:
    """Who applies."""
    make.criteria(rivertown)
    return make.user(email="sam@riverbend.example", name="Sam Okafor")


@pytest.fixture
def declined(rivertown: Community, coordinator: User, sam: User) -> Decision:
    """A decision not to list."""
    return panel.published(rivertown, coordinator, "declined", applicant=sam, at=timezone.now())


@pytest.fixture
def bound(rivertown: Community, coordinator: User, sam: User) -> Condition:
    """A condition of a listing."""
    return panel.published(rivertown, coordinator, "conditional", applicant=sam).conditions.get()


def test_who_is_kept_out_finds_no_task_of_its_conditions(
    bound: Condition, rivertown: Community, coordinator: User
) -> None:
    other = make.member(rivertown, Role.COORDINATOR, email="lee@rivertown.example", name="Lee")
    task, organization = bound.task, bound.decision.application.provider.organization
    assert task is not None and task.owner is not None
    Task.objects.filter(pk=task.pk).update(owner=other, due_on=timezone.localdate())
    conflicts.answer(bound.decision.application, user=other, answer="recused", at=LATER)
    todo.done(task, by=coordinator, at=LATER)
    todo.reopen(task, by=coordinator, at=LATER)
    pages = ("/workspace/tasks/", "/workspace/tasks/export.csv", "/workspace/", organization.get_absolute_url())
    for page in pages:
        assert bound.what in text_of(signed_in(coordinator), page), page
        assert bound.what not in text_of(signed_in(other), page), page
    browser, here = signed_in(other), f"/workspace/tasks/{task.pk}"
    assert browser.get(f"{here}/change/").status_code == 404
    assert browser.post(f"{here}/done/").status_code == 404


def test_a_condition_is_given_to_somebody_who_may_read_of_it(
    rivertown: Community, coordinator: User, sam: User
) -> None:
    decision = panel.decided(rivertown, coordinator, "conditional", applicant=sam)
    owner = make.member(rivertown, Role.COORDINATOR, email="lee@rivertown.example", name="Lee")
    organization = decision.application.provider.organization
    organization.owner = owner
    organization.save()
    conflicts.answer(decision.application, user=owner, answer="recused", at=LATER)
    publishing.publish(decision, seen=decision.version, by=coordinator, at=LATER)
    assert Task.objects.get(organization=organization).owner == coordinator


def text_of(browser: Client, page: str) -> str:
    """Return what a page or a file says."""
    answer = browser.get(page)
    return b"".join(answer).decode() if answer.streaming else answer.text


def letters(kind: str) -> int:
    """Return how many letters of a kind there are."""
    return Letter.objects.filter(kind=kind).count()


def test_an_appeal_is_heard_once_in_time_and_begins_a_new_round(
    declined: Decision, coordinator: User, sam: User
) -> None:
    now = timezone.now()
    with pytest.raises(CannotAppeal, match="over"):
        appealing.appeal(declined, words="Look.", by=sam, at=now + timedelta(days=32))
    with pytest.raises(CannotAppeal, match="overlooked"):
        appealing.appeal(declined, words=" ", by=sam, at=now)
    made = appealing.appeal(declined, words="Look at page 4.", by=sam, at=now)
    assert letters("appeal_arrived") == 1
    with pytest.raises(CannotAppeal, match="already"):
        appealing.appeal(declined, words="And again.", by=sam, at=now)
    with pytest.raises(CannotAppeal, match="why"):
        appealing.settle(made, result="stands", words="", by=coordinator, at=now)
    appealing.settle(made, result="reopened", words="Page 4 is new to us.", by=coordinator, at=now)
    with pytest.raises(CannotAppeal, match="settled it already"):
        appealing.settle(made, result="stands", words="No.", by=coordinator, at=now)
    application = Application.objects.get()
    assert (application.state, application.round) == ("in_review", 2)
    assert deciding.why_not_yet(application).startswith("0 of 2")
    assert letters("appeal_reopened") == 1 and letters("appeal_stands") == 0


def test_an_appeal_that_is_not_followed_is_answered(declined: Decision, coordinator: User, sam: User) -> None:
    made = appealing.appeal(declined, words="Look.", by=sam, at=timezone.now())
    conflicts.answer(declined.application, user=coordinator, answer="recused", at=timezone.now())
    with pytest.raises(CannotAppeal, match="stands between"):
        appealing.settle(made, result="stands", words="Nothing new.", by=coordinator, at=timezone.now())
    other = make.member(declined.application.provider.organization.community, Role.COORDINATOR)
    appealing.settle(made, result="stands", words="Nothing new.", by=other, at=timezone.now())
    assert letters("appeal_stands") == 1 and Application.objects.get().state == "declined"


def test_what_is_listed_is_not_appealed(bound: Condition, sam: User) -> None:
    with pytest.raises(CannotAppeal, match="not to list"):
        appealing.appeal(bound.decision, words="Look.", by=sam, at=LATER)


def test_with_the_last_condition_a_listing_has_none(bound: Condition, coordinator: User, sam: User) -> None:
    with pytest.raises(CannotFulfill, match="how we can see"):
        fulfilling.say_done(bound, note="", url="", by=sam, at=LATER)
    fulfilling.say_done(bound, note="Signed today.", url="", by=sam, at=LATER)
    with pytest.raises(CannotFulfill, match="by what"):
        fulfilling.meet(bound, note="", by=coordinator, at=LATER)
    met = fulfilling.meet(bound, note="The agreement is here.", by=coordinator, at=LATER)
    assert met.task and met.task.done_at
    assert (Application.objects.get().state, Provider.objects.get().standing) == ("listed", "listed")
    assert letters("conditions_met") == 1
    with pytest.raises(CannotFulfill, match="not open"):
        fulfilling.meet(bound, note="Again.", by=coordinator, at=LATER)


def test_a_condition_is_put_off_to_a_later_day_for_a_reason(bound: Condition, coordinator: User) -> None:
    for to, reason, wrong in [(BY_SPRING, "Slow.", "later day"), (BY_SPRING + timedelta(days=9), " ", "Say why")]:
        with pytest.raises(CannotFulfill, match=wrong):
            fulfilling.put_off(bound, to=to, reason=reason, by=coordinator, at=LATER)
    there = BY_SPRING + timedelta(days=9)
    off = fulfilling.put_off(bound, to=there, reason="The board meets in April.", by=coordinator, at=LATER)
    assert (off.due_on, off.first_due_on) == (there, BY_SPRING)
    off.refresh_from_db()
    assert off.task and off.task.due_on == there
    assert letters("condition_put_off") == 1
    conflicts.answer(bound.decision.application, user=coordinator, answer="recused", at=LATER)
    with pytest.raises(CannotFulfill, match="stands between"):
        fulfilling.meet(bound, note="Seen.", by=coordinator, at=LATER)


def test_a_condition_is_reminded_of_before_and_after_its_day_once_each(bound: Condition, rivertown: Community) -> None:
    day = timedelta(days=1)
    due = LATER + timedelta(days=(BY_SPRING - LATER.date()).days)
    for at, soon, late in [
        (due - 20 * day, 0, 0),
        (due - 9 * day, 1, 0),
        (due, 1, 0),
        (due + day, 1, 1),
        (due + 9 * day, 1, 1),
    ]:
        fulfilling.remind(rivertown, at=at)
        assert (letters("condition_soon"), letters("condition_late")) == (soon, late)


def test_a_listing_rests_for_a_reason_and_comes_back_with_its_conditions(
    client: Client, bound: Condition, coordinator: User
) -> None:
    application = bound.decision.application
    assert "Riverbend" in client.get("/channels/").text
    with pytest.raises(CannotSuspend, match="Say why"):
        suspending.suspend(application, reason=" ", by=coordinator, at=LATER)
    suspending.suspend(application, reason="They moved.", by=coordinator, at=LATER)
    assert "Riverbend" not in client.get("/channels/").text
    assert Provider.objects.get().standing == "suspended" and letters("listing_suspended") == 1
    with pytest.raises(CannotSuspend, match="cannot be done"):
        suspending.suspend(application, reason="Again.", by=coordinator, at=LATER)
    suspending.bring_back(application, reason="They are back.", by=coordinator, at=LATER)
    assert Provider.objects.get().standing == "conditional" and letters("listing_restored") == 1
    with pytest.raises(CannotSuspend, match="does not rest"):
        suspending.bring_back(application, reason="Again.", by=coordinator, at=LATER)
    conflicts.answer(application, user=coordinator, answer="recused", at=LATER)
    with pytest.raises(CannotSuspend, match="stands between"):
        suspending.suspend(application, reason="No.", by=coordinator, at=LATER)


def test_with_the_listing_its_conditions_end(bound: Condition, sam: User) -> None:
    applying.withdraw(bound.decision.application, by=sam, at=LATER)
    bound.refresh_from_db()
    assert bound.ended_at and bound.task and bound.task.done_at
    assert not Condition.objects.open().exists()


def test_notice_of_the_yearly_review_goes_out_once_and_opens_it(
    rivertown: Community, coordinator: User, sam: User
) -> None:
    decision = panel.published(rivertown, coordinator, applicant=sam)
    application = decision.application
    early, notice = LATER + timedelta(days=200), LATER + timedelta(days=276)
    assert renewing.notice(rivertown, at=early) == 0
    with pytest.raises(renewing.CannotRenew, match="too early"):
        renewing.begin(application, by=sam, at=early)
    assert renewing.notice(rivertown, at=notice) == 1
    assert renewing.notice(rivertown, at=notice + timedelta(days=1)) == 0
    assert letters("review_notice") == 1
    begun = renewing.begin(application, by=sam, at=notice)
    assert renewing.begin(application, by=sam, at=notice) == begun
    assert begun.state == "draft" and begun.parts.get(key="quality").evidence.count() == 1
    assert not renewing.is_open(application, at=notice)
    application.refresh_from_db()
    assert application.state == "listed"


def test_the_calendar_reminds_and_gives_notice(bound: Condition) -> None:
    assert calendar.keep(at=LATER + timedelta(days=300))
    assert letters("condition_late") == 1 and letters("review_notice") == 1


def test_the_desk_shows_the_decision_with_reasons_and_how_to_appeal(declined: Decision, sam: User) -> None:
    desk = signed_in(sam)
    here = f"/desk/applications/{declined.application.reference}/"
    page = desk.get(here).text
    assert "Too few employers who signed the commitment" in page and "Nobody asks for it." in page
    assert "All in all." not in page
    assert "Say what we overlooked." in desk.post(f"{here}appeal/", {"words": ""}).text
    page = desk.post(f"{here}appeal/", {"words": "Look at page 4."}, follow=True).text
    assert "Look at page 4." in page and "answer it by letter" in page
    assert "You appealed already" in desk.get(f"{here}appeal/").text
    assert signed_in(make.user()).get(f"{here}appeal/").status_code == 404


def test_a_decision_that_waits_is_nowhere_at_the_desk(rivertown: Community, coordinator: User, sam: User) -> None:
    decision = panel.decided(rivertown, coordinator, "declined", applicant=sam)
    here = f"/desk/applications/{decision.application.reference}/"
    page = signed_in(sam).get(here).text
    assert "Our decision" not in page and "It is with us" in page
    assert signed_in(sam).get(f"{here}appeal/").status_code == 404


def test_a_condition_goes_from_desk_to_workspace(
    rivertown: Community, coordinators_browser: Client, bound: Condition, sam: User
) -> None:
    desk, here = signed_in(sam), f"/desk/applications/{bound.decision.application.reference}/"
    assert "To be met" in desk.get(here).text
    place = f"{here}conditions/{bound.pk}/"
    assert "how we can see" in desk.post(place, {"note": ""}).text
    page = desk.post(place, {"note": "Signed.", "url": "https://riverbend.example/signed"}, follow=True).text
    assert "we look at it" in page
    assert "They say it is met: look" in coordinators_browser.get("/workspace/decisions/").text
    seen = bound.get_absolute_url()
    assert "https://riverbend.example/signed" in coordinators_browser.get(seen).text
    assert "Say why" in coordinators_browser.post(seen, {"do": "put-off", "due_on": "2030-01-01"}).text
    page = coordinators_browser.post(seen, {"do": "put-off", "due_on": "2020-01-01", "reason": "Slow."}).text
    assert "later day than now" in page
    page = coordinators_browser.post(seen, {"do": "met", "note": "Seen."}, follow=True).text
    assert "Noted as met" in page
    assert "not open any more" in desk.post(place, {"note": "Signed."}).text
    assert signed_in(make.member(rivertown, Role.VIEWER)).get(seen).status_code == 403


def test_an_appeal_is_answered_in_the_workspace(coordinators_browser: Client, declined: Decision, sam: User) -> None:
    made = appealing.appeal(declined, words="Look at page 4.", by=sam, at=timezone.now())
    assert made.get_absolute_url() in coordinators_browser.get("/workspace/decisions/").text
    place = made.get_absolute_url()
    assert "Choose one of the two." in coordinators_browser.post(place, {"words": "Yes."}).text
    page = coordinators_browser.post(place, {"words": "Nothing new.", "result": "stands"}, follow=True).text
    assert "The letter leaves now" in page
    page = coordinators_browser.post(place, {"words": "Nothing new.", "result": "stands"}).text
    assert "settled it already" in page
    assert Appeal.objects.get().result == "stands"


def test_a_listing_rests_and_comes_back_in_the_workspace(
    coordinators_browser: Client, bound: Condition, sam: User
) -> None:
    place = f"/workspace/applications/{bound.decision.application_id}/"
    assert "Suspend the listing" in coordinators_browser.get(place).text
    assert "Say why" in coordinators_browser.post(f"{place}rest/", {"reason": ""}).text
    assert "The listing rests" in coordinators_browser.post(f"{place}rest/", {"reason": "Moved."}, follow=True).text
    desk = signed_in(sam).get(f"/desk/applications/{bound.decision.application.reference}/").text
    assert "Your listing rests for now: Moved." in desk
    assert "The listing is back" in coordinators_browser.post(f"{place}rest/", {"reason": "Back."}, follow=True).text
    other = make.application(
        make.provider(bound.decision.application.provider.organization.community), state="declined"
    )
    page = coordinators_browser.get(f"/workspace/applications/{other.pk}/rest/", follow=True).text
    assert "there is no listing to suspend" in page


def test_the_yearly_review_begins_at_the_desk(bound: Condition, sam: User) -> None:
    desk, here = signed_in(sam), f"/desk/applications/{bound.decision.application.reference}/"
    assert "too early" in desk.post(f"{here}renew/", follow=True).text
    Provider.objects.update(review_due_on=timezone.localdate() + timedelta(days=30))
    assert "Begin the yearly review" in desk.get(here).text
    page = desk.post(f"{here}renew/", follow=True).text
    assert "parts ready" in page
    assert Application.objects.count() == 2
    assert publishing.waiting(bound.decision.application.provider.organization.community, sam).count() == 0
