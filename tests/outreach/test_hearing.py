"""Tests of what comes back: in any order and twice, about letters that are known, in doubt, or nobody's."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from community.models import Community
from directory.models import Entry
from outreach import hearing, outbox, settling, suppressing
from outreach.answers import Answer, Step
from outreach.marks import Mark, News, key_of
from outreach.models import Attempt, Letter, MailEvent, Suppression
from outreach.states import State
from tests import make
from tests.make import NOW
from tests.outreach.conftest import Post, notice, reminder

LATER = NOW + timedelta(hours=1)


def handed_over(letter: Letter, state: State = State.SENT, **fields: object) -> Letter:
    """Put a letter into a state that follows from its having been handed over."""
    Attempt.objects.create(letter=letter, at=NOW, state=State.SENDING)
    Letter.objects.filter(pk=letter.pk).update(state=state, first_tried_at=NOW, **fields)
    return Letter.objects.get(pk=letter.pk)


def news(mark: Mark, *ids: str, at: datetime = LATER, key: str = "") -> News:
    """Return news about the letter with these ids."""
    return News(mark, "Postmark", key or key_of(mark, *ids, at), ids, at, "550 5.1.1 no such user")


def hear(letter: Letter, marks: Sequence[Mark]) -> Letter:
    """Let all of these be told about a letter, and each of them twice."""
    for mark in [*marks, *marks]:
        hearing.hear(news(mark, letter.message_id), at=LATER)
    return Letter.objects.get(pk=letter.pk)


@pytest.mark.parametrize("order", list(permutations([Mark.DELIVERED, Mark.HARD_BOUNCE, Mark.COMPLAINT])), ids=str)
def test_marks_come_in_any_order_and_twice(rivertown: Community, order: tuple[Mark, ...]) -> None:
    person = make.person(rivertown, email="jo1@acme.example")
    letter = hear(handed_over(reminder(rivertown)), order)

    assert letter.state == State.SENT
    assert letter.delivered_at == letter.bounced_at == letter.complained_at == LATER
    assert MailEvent.objects.count() == 3
    held = Suppression.objects.order_by("scope").values_list("scope", "reason")
    assert list(held) == [("all", "hard_bounce"), ("news", "complaint")]
    entries = Entry.objects.filter(person=person).order_by("verb").values_list("verb", flat=True)
    assert list(entries) == ["letter_bounced", "letter_complained"]


@pytest.mark.parametrize("state", [State.UNKNOWN, State.SENDING, State.CLAIMED, State.WAITING])
def test_news_ends_the_doubt_about_a_letter(rivertown: Community, state: State) -> None:
    lease = {"claim_token": "t", "lease_until": LATER} if state in {State.SENDING, State.CLAIMED} else {}
    letter = hear(handed_over(reminder(rivertown), state, **lease), [Mark.DELIVERED])

    assert (letter.state, letter.claim_token, letter.reason) == (State.SENT, "", "")
    assert settling.settle(letter, Answer(Step.DOT, None), at=LATER) is None


def test_a_letter_that_never_left_is_not_marked(rivertown: Community) -> None:
    letter = hear(notice(rivertown), [Mark.DELIVERED, Mark.HARD_BOUNCE])

    assert (letter.state, letter.bounced_at) == (State.WAITING, None)
    assert not Suppression.objects.exists()


def test_unknown_ids_and_odd_ids_change_nothing(rivertown: Community) -> None:
    letter = handed_over(notice(rivertown))

    for odd in ["", "nobody's", "\x00", "<>", "x" * 500, "<a@b>"]:
        assert hearing.hear(news(Mark.HARD_BOUNCE, odd), at=LATER) is None

    letter.refresh_from_db()
    assert letter.bounced_at is None
    assert not Suppression.objects.exists()


def test_news_that_comes_before_the_services_id_is_written_later(rivertown: Community) -> None:
    letter = handed_over(notice(rivertown), State.SENDING, claim_token="t", lease_until=LATER)
    assert hearing.hear(news(Mark.DELIVERED, "their-id"), at=LATER) is None

    settling.settle(letter, Answer(Step.DOT, 250, "taken", "their-id"), at=LATER)
    hearing.catch_up_all(at=LATER)

    letter.refresh_from_db()
    assert (letter.service_id, letter.delivered_at) == ("their-id", LATER)
    assert hearing.hear(news(Mark.DELIVERED, "their-id"), at=LATER) is None
    assert Attempt.objects.filter(letter=letter, words__startswith="Delivered").count() == 1


def test_what_nobody_tells_again_is_forgotten(rivertown: Community) -> None:
    letter = handed_over(notice(rivertown))
    hear(letter, [Mark.DELIVERED])
    hearing.hear(news(Mark.DELIVERED, "nobody's"), at=LATER)

    assert hearing.forget_old(at=LATER + timedelta(days=8)) == 1
    assert hearing.forget_old(at=LATER + timedelta(days=401)) == 1


def test_three_soft_bounces_in_a_row_pause_news_for_a_month(rivertown: Community) -> None:
    letters = [handed_over(reminder(rivertown, number, to="jo@acme.example")) for number in range(1, 4)]
    for letter in letters[:2]:
        hear(letter, [Mark.SOFT_BOUNCE])
    assert not Suppression.objects.exists()

    hear(letters[2], [Mark.SOFT_BOUNCE])

    waiting = reminder(rivertown, 9, to="jo@acme.example")
    answer = notice(rivertown, 10, to="jo@acme.example")
    assert list(suppressing.held_back([waiting, answer], at=LATER)) == [waiting.pk]
    assert suppressing.held_back([waiting], at=LATER + timedelta(days=31)) == {}


def test_what_a_person_said_takes_the_place_of_a_pause(rivertown: Community) -> None:
    hashed = suppressing.hash_of(rivertown, "jo@acme.example")
    reason, scope = Suppression.Reason, Suppression.Scope

    def stop(why: str, until: datetime | None = None) -> bool:
        return suppressing.suppress(rivertown, hashed, reason=why, scope=scope.NEWS, at=NOW, until=until)

    assert stop(reason.SOFT_BOUNCES, LATER)
    assert not stop(reason.UNSUBSCRIBED)
    assert not stop(reason.SOFT_BOUNCES, LATER)
    line = Suppression.objects.get()
    assert (line.reason, line.until) == ("unsubscribed", None)


def test_a_refused_address_is_marked_when_it_is_refused(rivertown: Community, post: Post) -> None:
    post.sink.script = {"*": {"rcpt": "550 5.1.1 no such user"}}
    letter = reminder(rivertown)
    person = make.person(rivertown, email="jo1@acme.example")

    post.run()

    letter.refresh_from_db()
    assert (letter.state, letter.bounced_at) == (State.FAILED, NOW)
    assert Entry.objects.get(verb="letter_bounced").person == person


def test_what_comes_back_about_an_erased_letter_holds_no_address_back(rivertown: Community) -> None:
    letter = handed_over(reminder(rivertown, record="employers.commitment:7"))
    outbox.forget(rivertown, "employers.commitment:7")

    letter = hear(letter, [Mark.HARD_BOUNCE])

    assert letter.bounced_at == LATER
    assert not Suppression.objects.exists()
    assert [line.words for line in letter.history.exclude(words="")] == ["Bounced"]
    assert not Letter.objects.to_mend().exists()
