"""Publishing: application, listing, tasks, letter and timeline together, once, and each decision by itself."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from directory.models import Entry, Task
from outreach.models import Letter
from providers import conflicts, deciding, publishing, renewing
from providers.deciding import CannotDecide
from providers.models import Decision, Provider
from providers.publishing import CannotPublish
from tests import make
from tests.make import NOW
from tests.providers import applicants, panel
from tests.providers.panel import LATER, wanted

pytestmark = pytest.mark.django_db
PLACE = "/workspace/decisions/publish/"


@pytest.fixture(autouse=True)
def criteria(rivertown: Community) -> None:
    """The criteria by which all is decided."""
    make.criteria(rivertown)


@pytest.mark.parametrize("outcome", ["listed", "conditional", "declined"])
def test_application_listing_tasks_and_letter_follow_together(
    rivertown: Community, coordinator: User, outcome: str
) -> None:
    decision = panel.published(rivertown, coordinator, outcome, applicant=make.user(email="sam@riverbend.example"))
    provider = decision.application.provider
    assert (decision.application.state, provider.standing) == (outcome, outcome)
    assert decision.appeal_until == NOW.date() + timedelta(days=30)
    assert (provider.review_due_on is None) == (outcome == "declined")
    letter = Letter.objects.get(once_key=f"decision-{decision.pk}")
    assert (letter.kind, letter.to_email) == (f"decision_{outcome}", "sam@riverbend.example")
    tasks = list(Task.objects.values_list("title", "due_on"))
    bound = [("See whether this condition is met: Sign the data agreement.", panel.BY_SPRING)]
    assert tasks == (bound if outcome == "conditional" else [])
    assert Entry.objects.filter(verb="decision_published").count() == 1


def test_pressed_twice_or_by_two_it_is_published_once(rivertown: Community, coordinator: User) -> None:
    decision = panel.decided(rivertown, coordinator, "conditional")
    seen = decision.version
    assert publishing.publish(decision, seen=seen, by=coordinator, at=LATER)
    assert not publishing.publish(decision, seen=seen, by=make.user(), at=LATER)
    assert Letter.objects.filter(kind="decision_conditional").count() == 1
    assert Task.objects.count() == 1 and Entry.objects.filter(verb="decision_published").count() == 1


def test_what_was_changed_since_it_was_seen_is_not_published(rivertown: Community, coordinator: User) -> None:
    decision = panel.decided(rivertown, coordinator)
    seen = decision.version
    again = deciding.take_back(decision.application, by=coordinator, at=LATER)
    with pytest.raises(CannotPublish, match="changed since you opened"):
        publishing.publish(decision, seen=seen, by=coordinator, at=LATER)
    deciding.decide(decision.application, wanted("declined"), {}, seen=again.version, by=coordinator, at=LATER)
    with pytest.raises(CannotPublish, match="changed since you opened"):
        publishing.publish(decision, seen=seen, by=coordinator, at=LATER)
    assert not Letter.objects.filter(kind__startswith="decision_").exists()


def test_a_condition_whose_day_came_and_a_conflict_keep_it_back(rivertown: Community, coordinator: User) -> None:
    decision = panel.decided(rivertown, coordinator, "conditional")
    late = LATER + timedelta(days=200)
    with pytest.raises(CannotPublish, match="the day of a condition came"):
        publishing.publish(decision, seen=decision.version, by=coordinator, at=late)
    conflicts.answer(decision.application, user=coordinator, answer="recused", at=LATER)
    with pytest.raises(CannotPublish, match="stands between"):
        publishing.publish(decision, seen=decision.version, by=coordinator, at=LATER)
    assert not publishing.waiting(rivertown, coordinator).exists()
    assert Decision.objects.get().is_pending


def test_a_re_review_takes_the_place_of_what_stood(rivertown: Community, coordinator: User) -> None:
    sam = make.user()
    first = panel.published(rivertown, coordinator, "conditional", applicant=sam)
    provider = first.application.provider
    year = LATER + timedelta(days=360)
    again = renewing.begin(first.application, by=sam, at=year)
    assert again.parts.get(key="demand").answers == first.application.parts.get(key="demand").answers
    again = panel.resubmitted(again, sam, at=year)
    panel.reviewed(rivertown, again, by=coordinator, at=year)
    decision = deciding.decide(again, wanted(), {}, seen=0, by=coordinator, at=year)
    publishing.publish(decision, seen=decision.version, by=coordinator, at=year)
    first.application.refresh_from_db()
    old = first.conditions.get()
    assert first.application.state == "followed" and old.ended_at and old.task and old.task.done_at
    since = provider.standing_since
    provider.refresh_from_db()
    assert (provider.standing, provider.standing_since) == ("listed", since)
    assert provider.review_due_on and provider.review_due_on.year == year.year + 1


def test_the_page_says_what_will_happen_and_publishes_what_it_showed(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    assert coordinators_browser.get(PLACE).headers["Location"] == "/workspace/decisions/"
    assert "Nothing was decided yet" in coordinators_browser.get("/workspace/decisions/").text
    now = timezone.now()
    soon = (panel.Term("data", "Sign the data agreement.", panel.soon()),)
    one = panel.decided(rivertown, coordinator, "conditional", applicant=make.user(), at=now, terms=soon)
    applicants.submitted(rivertown, make.user(), name="Harbor Lab")
    words = " ".join(re.sub(r"<[^>]+>", " ", coordinators_browser.get("/workspace/").text).split())
    assert "1 decision waits to be published" in words
    assert "Publish 1 decision" in coordinators_browser.get("/workspace/decisions/").text
    page = coordinators_browser.get(PLACE).text
    assert "It stands on the public list" in page and "Sign the data agreement." in page and "The letter to" in page
    shown = re.findall(r'name="decision" value="([^"]+)"', page)
    assert shown == [f"{one.pk}:{one.version}"]
    page = coordinators_browser.post(PLACE, {"decision": [*shown, "x", "9:9"]}, follow=True).text
    assert "1 decision is published" in page and "Conditions to be met" in page
    page = coordinators_browser.post(PLACE, {"decision": shown}, follow=True).text
    assert "nothing went twice" in page
    assert "Nothing was there" in coordinators_browser.post(PLACE, follow=True).text
    page = coordinators_browser.get(one.get_absolute_url()).text
    assert "It stands as it was told" in page and "take-back" not in page
    assert Letter.objects.filter(kind="decision_conditional").count() == 1


def test_one_that_cannot_be_published_keeps_no_other_from_it(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    first = panel.decided(rivertown, coordinator, applicant=make.user())
    second = make.application(make.provider(rivertown, name="Harbor Lab"), state="in_review")
    other = make.decision(second, state="pending", outcome="listed", reason="All.", decided_at=NOW)
    shown = [f"{first.pk}:{first.version}", f"{other.pk}:7"]
    page = coordinators_browser.post(PLACE, {"decision": shown}, follow=True).text
    assert "1 decision is published" in page and "Harbor Lab: it was changed" in page


def test_who_is_kept_out_reads_no_decision_of_theirs_among_the_latest(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    decision = panel.published(rivertown, coordinator, "declined")
    assert "Riverbend" in coordinators_browser.get("/workspace/decisions/").text
    conflicts.answer(decision.application, user=coordinator, answer="recused", at=LATER)
    assert "Riverbend" not in coordinators_browser.get("/workspace/decisions/").text


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do these at the same moment, each in a thread of its own, and return what each gave or raised, in their order."""
    together = Barrier(len(deeds))
    came: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            together.wait()
            came[place] = deed()
        except Exception as fault:  # noqa: BLE001 - a thread's fault would be lost
            came[place] = fault
        finally:
            connection.close()

    threads = [Thread(target=run, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("outcome", ["conditional", "declined"])
def test_of_two_coordinators_who_publish_at_once_one_does(
    rivertown: Community, coordinator: User, outcome: str
) -> None:
    decision = panel.decided(rivertown, coordinator, outcome)
    seen, colleague = decision.version, make.user()
    came = at_once(
        lambda: publishing.publish(decision, seen=seen, by=coordinator, at=LATER),
        lambda: publishing.publish(decision, seen=seen, by=colleague, at=LATER),
    )
    assert sorted(came, key=str) == [False, True]
    published = Decision.objects.get()
    assert published.is_published and published.published_by in {coordinator, colleague}
    assert Letter.objects.filter(kind=f"decision_{outcome}").count() == 1
    assert Entry.objects.filter(verb="decision_published").count() == 1
    assert Task.objects.count() == (outcome == "conditional")
    assert Provider.objects.get().standing == outcome


@pytest.mark.django_db(transaction=True)
def test_publishing_and_taking_back_at_once_end_as_one_of_the_two(rivertown: Community, coordinator: User) -> None:
    decision = panel.decided(rivertown, coordinator, "conditional")
    seen, colleague = decision.version, make.user()
    publish, take_back = at_once(
        lambda: publishing.publish(decision, seen=seen, by=coordinator, at=LATER),
        lambda: deciding.take_back(decision.application, by=colleague, at=LATER),
    )
    is_published = Decision.objects.get().is_published
    assert publish is True if is_published else isinstance(publish, CannotPublish)
    assert isinstance(take_back, CannotDecide) if is_published else isinstance(take_back, Decision)
    assert Letter.objects.filter(kind="decision_conditional").count() == Task.objects.count() == is_published
