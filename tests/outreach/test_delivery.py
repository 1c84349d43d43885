"""Tests of delivery: every answer of a mail server lands in the stated state."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from community.models import Community, Link, User
from community.signals import sign_in_asked
from outreach import claiming, delivery, outbox, pausing, settling, stretch, suppressing
from outreach.answers import Answer, Cause, Step
from outreach.envelope import Outgoing
from outreach.models import Attempt, Letter, Suppression
from outreach.states import State
from outreach.stretch import Stretch
from outreach.transports import Transport, Watch
from outreach.transports.several import SeveralConversations
from tests.make import NOW
from tests.outreach.conftest import Post, notice, reminder
from tests.outreach.sink import CLOSE, HANG

JO = "jo1@acme.example"
Put = Callable[..., Letter]
MINUTE = timedelta(minutes=1)


def now(letter: Letter) -> Letter:
    """Return the letter as it is now."""
    return Letter.objects.get(pk=letter.pk)


def states(letter: Letter) -> list[str]:
    """Return the states of its history."""
    return list(letter.history.order_by("id").values_list("state", flat=True))


def test_a_letter_leaves_under_its_message_id(rivertown: Community, post: Post) -> None:
    letter = notice(rivertown)

    assert post.run() == 1

    sent = now(letter)
    assert sent.state == State.SENT
    assert (sent.answer_code, sent.answer, sent.settled_at) == (250, "2.0.0 taken", NOW)
    assert (sent.claim_token, sent.lease_until) == ("", None)
    assert states(letter) == ["sending", "sent"]
    [taken] = post.sink.taken
    assert (taken.recipient, taken.message_id) == (JO, letter.message_id)
    assert taken.message["Subject"] == "The commitment of Acme is withdrawn"
    assert taken.message["From"] == "Rivertown TechHire <hello@rivertown.example>"
    assert taken.message["To"] == f"Jo Park <{JO}>"
    assert taken.message["Auto-Submitted"] == "auto-generated"
    assert taken.message["List-Unsubscribe"] is None
    kinds = [part.get_content_type() for part in taken.message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_sending_is_committed_before_the_final_dot(
    rivertown: Community, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = notice(rivertown)
    seen = []
    leave = Stretch.leave

    def look(self: Stretch, places: Sequence[int]) -> set[int]:
        seen.append((now(letter).state, list(post.sink.taken)))
        return leave(self, places)

    monkeypatch.setattr(Stretch, "leave", look)
    monkeypatch.setattr(SeveralConversations, "is_mostly_waiting", False)  # another thread would see another database
    post.run()
    assert seen == [(State.SENDING, [])] and now(letter).state == State.SENT


def test_one_connection_carries_many_letters(rivertown: Community, post: Post) -> None:
    for number in range(30):
        notice(rivertown, number)

    assert post.run() == 30

    assert post.sink.connections == 1
    assert len(set(post.sink.ids())) == 30
    assert Letter.objects.of(rivertown).by_state()[State.SENT] == 30


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("code", [421, 450, 451, 452])
@pytest.mark.parametrize("put", [notice, reminder])
def test_not_now_waits_and_the_batch_goes_on(rivertown: Community, post: Post, put: Put, code: int, step: str) -> None:
    first, second, third = (put(rivertown, number) for number in (1, 2, 3))
    post.sink.script = {"jo2@acme.example": {step: f"{code} not now"}} if step != "mail" else {}
    if step == "mail":
        post.sink.script = {"*": {"mail": f"{code} not now"}}

    post.run()

    waiting = now(second)
    assert (waiting.state, waiting.answer_code, waiting.due_at) == (State.WAITING, code, NOW + MINUTE)
    if step != "mail":
        assert now(first).state == now(third).state == State.SENT
    post.sink.script = {}
    post.run()
    assert now(second).state == State.WAITING
    post.clock.move(minutes=1)
    post.run()
    assert {letter.state for letter in Letter.objects.all()} == {State.SENT}
    assert len(post.sink.ids()) == len(set(post.sink.ids())) == 3


def test_retries_end_after_72_hours(rivertown: Community, post: Post) -> None:
    letter = notice(rivertown)
    post.sink.script = {JO: {"rcpt": "451 not now"}}
    tries = []

    while now(letter).state == State.WAITING:
        post.clock.at = now(letter).due_at
        post.run()
        tries.append(post.clock.at - NOW)

    assert tries[:5] == [0 * MINUTE, MINUTE, 6 * MINUTE, 36 * MINUTE, 156 * MINUTE]
    assert timedelta(hours=72) <= tries[-1] < timedelta(hours=75)
    assert now(letter).state == State.FAILED
    assert "72 hours" in now(letter).reason


@pytest.mark.parametrize(
    ("line", "is_bounce"),
    [
        ("550 5.1.1 no such user", True),
        ("551 moved", True),
        ("553 no", True),
        ("550 5.7.1 spam", False),
        ("554 no", False),
    ],
)
def test_never_fails_and_hard_bounces_are_suppressed(
    rivertown: Community, post: Post, line: str, is_bounce: bool
) -> None:
    letter, other = notice(rivertown, 1), notice(rivertown, 2)
    post.sink.script = {JO: {"rcpt": line}}

    post.run()

    assert (now(letter).state, now(letter).answer_code) == (State.FAILED, int(line[:3]))
    assert now(other).state == State.SENT
    suppressed = Suppression.objects.of(rivertown)
    assert suppressed.exists() is is_bounce
    if is_bounce:
        again = notice(rivertown, 3, to=JO.upper())
        post.run()
        assert now(again).state == State.SKIPPED
        assert "does not exist" in now(again).reason


def test_a_refused_sender_suppresses_nobody(rivertown: Community, post: Post) -> None:
    letter = notice(rivertown)
    post.sink.script = {"*": {"mail": "550 5.1.8 who are you"}}

    post.run()

    assert now(letter).state == State.FAILED
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("what", [HANG, CLOSE])
@pytest.mark.parametrize("step", ["rcpt", "data"])
@pytest.mark.parametrize("put", [notice, reminder])
def test_silence_and_drops_before_the_dot_wait(
    rivertown: Community, post: Post, put: Put, step: str, what: str
) -> None:
    first, second = put(rivertown, 1), put(rivertown, 2)
    post.sink.script = {JO: {step: what}}

    post.run()

    assert (now(first).state, now(first).answer_code, now(first).due_at) == (State.WAITING, None, NOW + MINUTE)
    assert now(second).state == State.SENT


@pytest.mark.parametrize("what", [HANG, CLOSE])
def test_silence_after_the_dot_is_unknown_or_sent_again(rivertown: Community, post: Post, what: str) -> None:
    at_most_once, at_least_once = reminder(rivertown, 1), notice(rivertown, 2)
    post.timeout = 0.2
    post.sink.script = {JO: {"dot": what}, "jo2@acme.example": {"dot": what}}

    post.run()

    assert now(at_most_once).state == State.UNKNOWN
    assert now(at_most_once).reason
    assert (now(at_least_once).state, now(at_least_once).due_at) == (State.WAITING, NOW + MINUTE)
    post.sink.script = {}
    post.clock.move(minutes=2)
    post.run()
    assert now(at_least_once).state == State.SENT
    assert post.sink.ids(JO) == [at_most_once.message_id]
    assert post.sink.ids("jo2@acme.example") == [at_least_once.message_id] * 2


def test_a_refused_password_pauses_everything_and_blames_no_letter(rivertown: Community, post: Post) -> None:
    letters = [notice(rivertown, 1), reminder(rivertown, 2)]
    post.sink.password, post.user, post.password = "right", "portal", "wrong"

    post.run()

    pause = pausing.current()
    assert pause is not None
    assert (pause.cause, pause.code, pause.next_try_at) == (Cause.PASSWORD, 535, NOW + 5 * MINUTE)
    assert [(now(letter).state, now(letter).attempts, now(letter).first_tried_at) for letter in letters] == [
        (State.WAITING, 0, None)
    ] * 2
    post.password = "right"
    post.clock.move(minutes=4)
    assert post.run() == 0
    assert post.sink.connections == 1
    post.clock.move(minutes=1)
    assert post.run() == 2
    assert pausing.current() is None
    assert {now(letter).state for letter in letters} == {State.SENT}


def test_a_password_that_is_wanted_at_the_first_letter_pauses_too(rivertown: Community, post: Post) -> None:
    letter = notice(rivertown)
    post.sink.script = {"*": {"mail": "530 5.7.0 authentication required"}}

    post.run()

    pause = pausing.current()
    assert pause is not None
    assert pause.cause == Cause.PASSWORD
    assert (now(letter).state, now(letter).attempts) == (State.WAITING, 0)


def test_a_person_resumes_before_the_pause_is_over(rivertown: Community, post: Post, coordinator: object) -> None:
    letter = notice(rivertown)
    post.sink.password, post.user, post.password = "right", "portal", "wrong"
    post.run()
    post.password = "right"

    assert pausing.resume(community=rivertown, by=coordinator, at=NOW)  # type: ignore[arg-type]
    post.run()

    assert now(letter).state == State.SENT
    assert not pausing.resume(community=rivertown, by=coordinator, at=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("line", ["554 go away", "421 too busy", CLOSE, HANG])
def test_a_server_that_is_away_pauses_and_blames_no_letter(rivertown: Community, post: Post, line: str) -> None:
    letter = notice(rivertown)
    post.sink.script = {"*": {"connect": line}}

    post.run()

    pause = pausing.current()
    assert pause is not None
    assert pause.cause == Cause.UNREACHABLE
    assert (now(letter).state, now(letter).attempts) == (State.WAITING, 0)
    post.sink.script = {}
    post.clock.move(seconds=15)
    post.run()
    assert now(letter).state == State.SENT


def test_only_one_worker_asks_a_paused_server(rivertown: Community, post: Post) -> None:
    pausing.begin(Cause.UNREACHABLE, Answer(Step.DOOR, None), at=NOW)
    later = NOW + MINUTE

    assert [pausing.may_try(at=later), pausing.may_try(at=later)] == [True, False]


def test_settings_that_cannot_be_read_pause_and_crash_nothing(rivertown: Community, post: Post) -> None:
    letter = notice(rivertown)

    def choose() -> Transport:
        raise ImproperlyConfigured("EMAIL_URL is none of these.")

    assert delivery.run(choose, clock=post.clock, has_time=lambda: True) == 0

    pause = pausing.current()
    assert pause is not None
    assert (pause.cause, pause.words) == (Cause.SETTINGS, "EMAIL_URL is none of these.")
    post.clock.move(minutes=1)
    post.run()
    assert now(letter).state == State.SENT


def test_a_poison_letter_fails_and_its_batch_goes_on(rivertown: Community, post: Post) -> None:
    letters = [notice(rivertown, number) for number in range(5)]
    Letter.objects.filter(pk=letters[1].pk).update(body="((nonsense))")
    Letter.objects.filter(pk=letters[2].pk).update(kind="gone")
    Letter.objects.filter(pk=letters[3].pk).update(to_email="a,b@acme.example")

    post.run()

    assert [now(letter).state for letter in letters] == ["sent", "failed", "failed", "failed", "sent"]
    assert all(now(letter).reason for letter in letters[1:4])


def test_a_letter_without_a_value_fails_with_a_reason(rivertown: Community, post: Post) -> None:
    letter = notice(rivertown)
    Letter.objects.filter(pk=letter.pk).update(values={})

    post.run()

    assert (now(letter).state, now(letter).reason) == (State.FAILED, "((organization)) is empty.")


def test_a_transport_that_fails_in_a_way_of_its_own_stops_nothing(
    rivertown: Community, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretch, "FIRST", 1)
    first, second, third = reminder(rivertown, 1), reminder(rivertown, 2), reminder(rivertown, 3)
    transport = post.transport()
    real = transport.deliver_all
    calls = iter([1, 2, 3])

    def odd(letters: Sequence[Outgoing], watch: Watch) -> None:
        number = next(calls)
        if number == 1:
            raise RuntimeError
        if number == 2:
            assert watch.leave([0])
            raise RuntimeError
        real(letters, watch)

    transport.deliver_all = odd  # type: ignore[method-assign]
    delivery.run(lambda: transport, clock=post.clock, has_time=lambda: True)

    assert [now(letter).state for letter in (first, second, third)] == ["waiting", "unknown", "sent"]


def test_the_time_of_a_run_is_bounded_and_the_rest_waits(rivertown: Community, post: Post) -> None:
    for number in range(10):
        notice(rivertown, number)

    assert post.run(letters=2) < 10

    counts = Letter.objects.of(rivertown).by_state()
    assert counts[State.CLAIMED] == counts[State.SENDING] == 0
    assert counts[State.WAITING] + counts[State.SENT] == 10
    assert set(Letter.objects.filter(state=State.WAITING).values_list("attempts", flat=True)) == {0}


def test_a_suppressed_address_is_skipped_at_the_claim(rivertown: Community, lakeside: Community, post: Post) -> None:
    hashed = suppressing.hash_of(rivertown, JO)
    suppressing.suppress(
        rivertown, hashed, reason=Suppression.Reason.UNSUBSCRIBED, scope=Suppression.Scope.NEWS, at=NOW
    )
    news, answer, elsewhere = reminder(rivertown, 1), notice(rivertown, 1), reminder(lakeside, 1)

    post.run()

    assert [now(letter).state for letter in (news, answer, elsewhere)] == ["skipped", "sent", "sent"]
    assert "unsubscribed" in now(news).reason
    assert states(news) == ["skipped"]


def test_a_letter_that_came_too_late_is_not_sent(rivertown: Community, post: Post) -> None:
    letter = notice(rivertown, send_by=NOW + 15 * MINUTE)
    post.clock.move(minutes=15)

    post.run()

    assert (now(letter).state, now(letter).reason) == (State.SKIPPED, "It came too late to be of use.")


def test_a_code_that_never_leaves_is_struck_out(rivertown: Community, coordinator: User, post: Post) -> None:
    for code in ("ABC-123", "DEF-456"):
        sign_in_asked.send(User, user=coordinator, community=rivertown, code=code, at=NOW)
        Letter.objects.filter(once_key__startswith="sign-in").update(once_key=f"asked-for-{code}")
    late, broken = Letter.objects.order_by("pk")
    Letter.objects.filter(pk=late.pk).update(send_by=NOW)
    Letter.objects.filter(pk=broken.pk).update(body="((no such place))")

    post.run()

    assert [now(letter).state for letter in (late, broken)] == [State.SKIPPED, State.FAILED]
    assert [now(letter).values for letter in (late, broken)] == [{}, {}]


def test_a_letter_for_later_waits(rivertown: Community, post: Post) -> None:
    letter = notice(rivertown, due_at=NOW + MINUTE)
    post.run()
    assert now(letter).state == State.WAITING
    post.clock.move(minutes=1)
    post.run()
    assert now(letter).state == State.SENT


def test_links_are_made_at_delivery_and_never_stored(rivertown: Community, post: Post) -> None:
    from community import purposes

    letter = outbox.put(
        "confirm_commitment",
        community=rivertown,
        to_email=JO,
        to_name="Jo",
        once_key="confirm-7-1",
        at=NOW,
        values={"organization": "Acme", "reference": "ABCD-2345"},
        links={"confirm link": (purposes.CONFIRM, "employers.commitment:7")},
    )
    assert not Link.objects.exists()

    post.run()

    link = Link.objects.get()
    assert (link.purpose, link.record, link.expires_at) == (
        "confirm",
        "employers.commitment:7",
        NOW + timedelta(days=14),
    )
    text = post.sink.taken[0].message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    token = text.partition("/signup/confirm/")[2].partition("/")[0]
    assert len(token) > 40
    assert token not in str(Letter.objects.values().get(pk=letter.pk))


def test_news_can_be_unsubscribed_in_one_click(rivertown: Community, post: Post) -> None:
    reminder(rivertown)

    post.run()

    message, raw = post.sink.taken[0].message, post.sink.taken[0].raw
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith("<http")
    assert message["List-Unsubscribe"].endswith("/one-click/>")
    assert b"\nList-Unsubscribe: <http" in raw
    assert max(len(line) for line in raw.split(b"\r\n")) < 400
    assert "/unsubscribe/" in message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]


def test_two_workers_never_get_the_same_letter(rivertown: Community, post: Post) -> None:
    for number in range(5):
        notice(rivertown, number)

    first, second = claiming.claim(at=NOW, limit=3), claiming.claim(at=NOW, limit=3)

    assert len({letter.pk for letter in first} | {letter.pk for letter in second}) == 5
    assert not {letter.pk for letter in first} & {letter.pk for letter in second}


def test_a_lease_that_ends_before_the_dot_lets_the_letter_wait_again(rivertown: Community, post: Post) -> None:
    letter = reminder(rivertown)
    [lost] = claiming.claim(at=NOW, limit=1)
    post.clock.move(seconds=59)
    assert post.run() == 0
    post.clock.move(seconds=2)

    assert post.run() == 1

    assert now(letter).state == State.SENT
    assert not claiming.begin_sending([lost], at=post.clock())
    assert settling.settle(lost, Answer(Step.DOT, 250), at=post.clock()) is None
    assert states(letter) == ["waiting", "sending", "sent"]


def test_a_lease_that_ends_after_the_dot_is_unknown_or_sent_again(rivertown: Community, post: Post) -> None:
    at_most_once, at_least_once = reminder(rivertown, 1), notice(rivertown, 2)
    for letter in claiming.claim(at=NOW, limit=2):
        assert claiming.begin_sending([letter], at=NOW)
    post.clock.move(seconds=121)

    post.run()

    assert now(at_most_once).state == State.UNKNOWN
    assert now(at_least_once).state == State.SENT
    assert post.sink.ids() == [at_least_once.message_id]


def test_an_answer_that_comes_after_all_ends_the_doubt(rivertown: Community, post: Post) -> None:
    letter = reminder(rivertown)
    [slow] = claiming.claim(at=NOW, limit=1)
    claiming.begin_sending([slow], at=NOW)
    later = NOW + timedelta(minutes=5)
    claiming.release_lost(at=later)
    assert now(letter).state == State.UNKNOWN

    assert settling.settle(slow, Answer(Step.DOT, 250), at=later) == State.SENT

    assert now(letter).state == State.SENT


def test_a_letter_whose_worker_dies_every_time_is_tried_less_often(rivertown: Community, post: Post) -> None:
    letter = notice(rivertown)
    for _ in range(4):
        claiming.claim(at=post.clock(), limit=1)
        post.clock.move(seconds=61)
        claiming.release_lost(at=post.clock())

    assert now(letter).due_at == post.clock() + MINUTE


def test_a_lease_is_renewed_while_the_batch_is_long(rivertown: Community, post: Post) -> None:
    for number in range(3):
        reminder(rivertown, number)
    post.sink.on_step = lambda step, _recipient: post.clock.move(seconds=40) if step == "rcpt" else None

    post.run()

    assert Letter.objects.of(rivertown).by_state()[State.SENT] == 3


def test_a_connection_that_the_server_closed_between_letters_is_opened_again(rivertown: Community, post: Post) -> None:
    letters = [notice(rivertown, number) for number in range(3)]
    mails = iter([None, CLOSE, None, None])

    def drop_the_second(step: str, recipient: str) -> None:
        if step == "mail":
            what = next(mails, None)
            post.sink.script = {"*": {"mail": what}} if what else {}

    post.sink.on_step = drop_the_second
    post.run()

    assert {now(letter).state for letter in letters} == {State.SENT}
    assert {now(letter).attempts for letter in letters} == {1}
    assert post.sink.connections == 2


def test_planned_is_the_sum_of_all_states(rivertown: Community, post: Post) -> None:
    for number in range(6):
        reminder(rivertown, number)
    post.sink.script = {
        "jo1@acme.example": {"rcpt": "550 no"},
        "jo2@acme.example": {"rcpt": "450 later"},
        "jo3@acme.example": {"dot": CLOSE},
    }
    post.run()

    counts = Letter.objects.of(rivertown).by_state()
    assert sum(counts.values()) == 6
    assert counts[State.SENT] == 3
    assert counts[State.FAILED] == counts[State.WAITING] == counts[State.UNKNOWN] == 1


def test_history_is_never_rewritten(rivertown: Community, post: Post) -> None:
    notice(rivertown)
    post.run()
    attempt = Attempt.objects.first()
    assert attempt
    with pytest.raises(TypeError):
        attempt.save()
