"""Tests of what follows from an answer, and of taking it back: undone as far as it is still as it was left."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from directory import todo
from directory.models import Entry, Task
from employers import pipeline
from employers.models import Employer
from outreach import fetching, replying, suppressing, unsubscribing
from outreach.models import Letter, Reply, Suppression
from outreach.outcomes import Outcome
from tests.conftest import signed_in
from tests.outreach.conftest import reminder
from tests.outreach.test_replying import LATER, LIST, letter, mail
from tests.racing import beaten_to_it

__all__ = ["letter"]  # a fixture
JO = "jo1@acme.example"
SOON, THEN = LATER.date() + timedelta(days=20), LATER.date() + timedelta(days=40)


@pytest.fixture
def reply(letter: Letter) -> Reply:
    """Jo Park's answer."""
    fetching.take(mail(letter), at=LATER)
    return Reply.objects.get()


def settled(reply: Reply, outcome: Outcome, by: User, *, later_on: date = THEN) -> Reply:
    """Say what came of it."""
    return replying.settle(reply, outcome=outcome, later_on=later_on, by=by, at=LATER)


def take_back(reply: Reply, by: User) -> Reply:
    """Take it back, as it is now."""
    return replying.take_back(reply, seen=reply.fingerprint, by=by, at=LATER + timedelta(hours=1))


@pytest.mark.parametrize("outcome", Outcome)
def test_what_came_of_a_reply_is_taken_back_with_all_that_followed(
    reply: Reply, coordinators_browser: Client, outcome: Outcome
) -> None:
    said = {"outcome": outcome.value, "later_on": "2099-01-05"}
    done = coordinators_browser.post(f"{LIST}{reply.pk}/outcome/", said, follow=True).content.decode()
    path = f"{LIST}{reply.pk}/take-back/"
    assert f'<a href="{path}">Take it back</a>' in done
    assert path in coordinators_browser.get(f"{LIST}?show=answered").content.decode()
    page = coordinators_browser.get(path)
    assert Reply.objects.get().outcome == outcome  # looking changes nothing
    assert "stays stopped" in page.content.decode()

    after = coordinators_browser.post(path, {"seen": page.context["reply"].fingerprint}, follow=True).content.decode()

    assert "Taken back" in after and "Yes, gladly." in after
    reply.refresh_from_db()
    assert (reply.outcome, reply.settled_at, reply.later_on, reply.made) == ("", None, None, None)
    assert Employer.objects.get().stage == "contacted"
    assert not Task.objects.exists() and not Suppression.objects.exists()
    entry = Entry.objects.get(verb="reply_taken_back")
    assert (entry.organization, entry.person, entry.facts["stays"]) == (reply.organization, reply.person, [])
    assert "took back what came" in coordinators_browser.get(reply.organization.get_absolute_url()).content.decode()


def test_what_somebody_changed_since_stays_and_the_page_says_so(
    reply: Reply, coordinator: User, coordinators_browser: Client
) -> None:
    settled(reply, Outcome.INTERESTED, coordinator)
    moment = LATER + timedelta(minutes=5)
    pipeline.move(Employer.objects.get(), to="identified", by=coordinator, at=moment)
    pipeline.move(Employer.objects.get(), to="in_conversation", by=coordinator, at=moment)
    todo.done(Task.objects.get(), by=coordinator, at=moment)

    page = coordinators_browser.get(f"{LIST}{reply.pk}/take-back/").content.decode()
    assert "it was moved since, and is in conversation" in page and "it is done" in page
    assert "What is undone" not in page
    take_back(Reply.objects.get(), coordinator)

    assert Employer.objects.get().stage == "in_conversation"
    assert Task.objects.get().done_at == moment
    assert len(Entry.objects.get(verb="reply_taken_back").facts["stays"]) == 2
    assert Reply.objects.to_answer().count() == 1


def test_where_the_pipeline_forbids_it_the_employer_stays(
    reply: Reply, coordinator: User, coordinators_browser: Client
) -> None:
    Employer.objects.update(stage="dormant")
    settled(reply, Outcome.NO, coordinator)

    assert (
        "Only an employer that once signed" in coordinators_browser.get(f"{LIST}{reply.pk}/take-back/").content.decode()
    )
    take_back(Reply.objects.get(), coordinator)

    assert Employer.objects.get().stage == "declined"
    assert not Suppression.objects.exists()


def test_what_the_person_said_themselves_is_never_lifted(
    rivertown: Community, reply: Reply, coordinator: User, coordinators_browser: Client
) -> None:
    settled(reply, Outcome.NO, coordinator)
    unsubscribing.unsubscribe(unsubscribing.token_for(rivertown, JO), community=rivertown, at=LATER)

    page = coordinators_browser.get(f"{LIST}{reply.pk}/take-back/").content.decode()
    assert "another stays: unsubscribed" in page
    take_back(Reply.objects.get(), coordinator)

    line = Suppression.objects.get()
    assert (line.reason, line.by) == ("unsubscribed", None)


def test_a_persons_own_pause_stands_beside_ours_and_outlasts_it(
    rivertown: Community, reply: Reply, coordinator: User
) -> None:
    own = unsubscribing.token_for(rivertown, JO)
    unsubscribing.wish(own, community=rivertown, topics=["thanks"], until=LATER + timedelta(days=20), at=LATER)
    settled(reply, Outcome.NOT_NOW, coordinator)
    other = reminder(rivertown, 7, to=JO)
    assert suppressing.held_back([other], at=LATER + timedelta(days=30))

    take_back(Reply.objects.get(), coordinator)

    assert unsubscribing.wishes(own, community=rivertown, at=LATER).paused_until == LATER + timedelta(days=20)
    assert not Suppression.objects.filter(reason="put_off").exists()


def test_whoever_we_paused_may_end_it_by_their_own_link(
    rivertown: Community, reply: Reply, coordinator: User, coordinators_browser: Client
) -> None:
    settled(reply, Outcome.NOT_NOW, coordinator)
    own = unsubscribing.token_for(rivertown, JO)
    assert unsubscribing.wishes(own, community=rivertown, at=LATER).paused_until

    unsubscribing.wish(own, community=rivertown, topics=["thanks", "commitment"], at=LATER)

    assert not Suppression.objects.filter(reason="put_off").exists()
    assert "that was allowed before" in coordinators_browser.get(f"{LIST}{reply.pk}/take-back/").content.decode()


def test_the_pause_of_an_earlier_answer_holds_again(
    rivertown: Community, letter: Letter, reply: Reply, coordinator: User
) -> None:
    settled(reply, Outcome.NOT_NOW, coordinator, later_on=SOON)
    second = replying.log(letter, text="Later still.", on=LATER, by=coordinator, at=LATER)
    moment = LATER + timedelta(hours=1)
    second = replying.settle(second, outcome=Outcome.NOT_NOW, later_on=THEN, by=coordinator, at=moment)
    first = Suppression.objects.get().until

    replying.take_back(second, seen=second.fingerprint, by=coordinator, at=moment)

    line = Suppression.objects.get()
    assert first and line.until == first - (THEN - SOON) and line.at == LATER
    assert [task.due_on for task in Task.objects.all()] == [SOON]


def test_a_longer_pause_is_neither_shortened_nor_lifted(letter: Letter, reply: Reply, coordinator: User) -> None:
    settled(reply, Outcome.NOT_NOW, coordinator)
    second = replying.log(letter, text="Sooner, maybe.", on=LATER, by=coordinator, at=LATER)
    moment = LATER + timedelta(hours=1)
    second = replying.settle(second, outcome=Outcome.NOT_NOW, later_on=SOON, by=coordinator, at=moment)

    replying.take_back(second, seen=second.fingerprint, by=coordinator, at=moment)

    assert Suppression.objects.get().at == LATER


def test_what_was_said_before_the_portal_kept_it_stays(reply: Reply, coordinators_browser: Client) -> None:
    Reply.objects.update(outcome="no", settled_at=LATER, made=None)
    path = f"{LIST}{reply.pk}/take-back/"

    page = coordinators_browser.get(path)
    assert "before the portal kept that" in page.content.decode()
    coordinators_browser.post(path, {"seen": page.context["reply"].fingerprint})

    assert Reply.objects.get().outcome == ""


def test_a_page_from_before_takes_back_nothing_that_a_colleague_said_since(
    reply: Reply, coordinator: User, coordinators_browser: Client
) -> None:
    settled(reply, Outcome.NO, coordinator)
    path = f"{LIST}{reply.pk}/take-back/"
    seen = coordinators_browser.get(path).context["reply"].fingerprint
    coordinators_browser.post(path, {"seen": seen})
    assert "taken back before" in coordinators_browser.post(path, {"seen": seen}, follow=True).content.decode()
    assert "Nothing to take back" in coordinators_browser.get(path).content.decode()

    replying.settle(Reply.objects.get(), outcome=Outcome.INTERESTED, by=coordinator, at=timezone.now())

    for odd in (seen, "", "nonsense", "2026-99-99T00:00:00"):
        page = coordinators_browser.post(path, {"seen": odd}, follow=True).content.decode()
        assert "A colleague has answered it since" in page
    assert Reply.objects.get().outcome == "interested" and Task.objects.count() == 1


def test_two_who_take_it_back_at_once_undo_it_once(
    reply: Reply, coordinator: User, coordinators_browser: Client
) -> None:
    settled(reply, Outcome.INTERESTED, coordinator)
    path = f"{LIST}{reply.pk}/take-back/"
    seen = coordinators_browser.get(path).context["reply"].fingerprint

    with beaten_to_it('FROM "outreach_reply"', partial(take_back, Reply.objects.get(), coordinator)):
        page = coordinators_browser.post(path, {"seen": seen}, follow=True).content.decode()

    assert "taken back before" in page
    assert Entry.objects.filter(verb="reply_taken_back").count() == 1
    assert Employer.objects.get().stage == "contacted"


def test_only_who_may_write_takes_back_and_nobody_of_elsewhere(
    reply: Reply, coordinator: User, viewer: User, foreigner: User
) -> None:
    settled(reply, Outcome.NO, coordinator)
    path = f"{LIST}{reply.pk}/take-back/"

    assert signed_in(viewer).get(path).status_code == signed_in(viewer).post(path).status_code == 403
    assert "take-back" not in signed_in(viewer).get(f"{LIST}?show=answered").content.decode()
    assert Client(headers={"host": "lakeside.example"}).get(path).status_code == 302
    browser = signed_in(foreigner)
    for answer in (browser.get(path, headers={"host": "lakeside.example"}), browser.get(path)):
        assert answer.status_code in {403, 404}
    assert Reply.objects.get().outcome == "no"


def test_a_pause_of_ours_names_who_set_it_and_a_coordinator_ends_it(
    rivertown: Community, reply: Reply, coordinator: User, coordinators_browser: Client
) -> None:
    day = date(2099, 1, 5)
    settled(reply, Outcome.NOT_NOW, coordinator, later_on=day)
    place = "/workspace/letters/held-back/"
    page = coordinators_browser.get(place).content.decode()
    for words in ("Answered “not now”", "paused by Dana Whitfield", "until Jan 5, 2099", "End the pause"):
        assert words in page
    assert "Only they can undo it" not in page
    assert "Jo Park" in coordinators_browser.get(f"{place}?reason=put_off").content.decode()
    unsubscribing.wish(unsubscribing.token_for(rivertown, "kim@acme.example"), community=rivertown, topics=["thanks"],
                       until=LATER.replace(year=2099), at=LATER)  # fmt: skip
    assert "Only they can undo it" in coordinators_browser.get(f"{place}?reason=paused").content.decode()

    line = Suppression.objects.get(reason="put_off")
    coordinators_browser.post(f"{place}{line.pk}/lift/")

    assert not Suppression.objects.filter(reason="put_off").exists()
    assert Suppression.objects.filter(reason="paused").exists()


@pytest.mark.parametrize("outcome", [Outcome.NO, Outcome.INTERESTED])
def test_an_answer_does_not_lift_that_they_are_not_to_be_contacted(
    reply: Reply, coordinator: User, outcome: Outcome
) -> None:
    Employer.objects.update(stage="do_not_contact", stage_reason="They asked for it.")
    settled(reply, outcome, coordinator)
    assert Employer.objects.get().stage == "do_not_contact"


def test_a_refused_day_does_not_hide_that_a_colleague_answered(
    reply: Reply, coordinator: User, coordinators_browser: Client
) -> None:
    settled(reply, Outcome.NO, coordinator)
    path = f"{LIST}{reply.pk}/outcome/"
    page = coordinators_browser.post(path, {"outcome": "not_now", "later_on": "2001-01-01"}, follow=True).text
    assert "It was answered before: no." in page
