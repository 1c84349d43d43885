"""Tests of the page behind the link at the foot of letters: which letters somebody wants, and the one click."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from community.models import Community
from outreach import suppressing, unsubscribing, writing
from outreach.envelope import as_bytes
from outreach.kinds import KINDS
from outreach.models import Letter, Suppression
from outreach.suppression import Topic, against, outweighs
from outreach.topics import TOPICS
from tests.make import NOW
from tests.outreach.conftest import notice, reminder

JO = "jo1@acme.example"


@pytest.fixture
def path(rivertown: Community) -> str:
    """Jo's page."""
    return f"/unsubscribe/{unsubscribing.token_for(rivertown, JO)}/"


def leaves(letter: Letter) -> bool:
    """Tell whether a letter may leave now."""
    return not suppressing.held_back([letter], at=timezone.now())


def test_somebody_chooses_topics_and_changes_their_mind(rivertown: Community, client: Client, path: str) -> None:
    about_commitment, answer = reminder(rivertown), notice(rivertown)

    assert b"You get all of our letters" in client.get(path).content
    done = client.post(path, {"keep": "1", "topics": ["invitations", "thanks"]}, follow=True).content.decode()

    assert "Saved" in done and "ticked below, and no others" in done
    assert (leaves(about_commitment), leaves(answer)) == (False, True)
    assert set(Suppression.objects.values_list("scope", flat=True)) == {"commitment", "introductions"}

    client.post(path, {"keep": "1", "topics": Topic.values})
    assert leaves(about_commitment)
    assert not Suppression.objects.exists()


def test_no_topic_at_all_stops_everything_but_answers(rivertown: Community, client: Client, path: str) -> None:
    done = client.post(path, {"keep": "1"}, follow=True).content

    assert b"no more letters" in done
    assert not leaves(reminder(rivertown))
    assert leaves(notice(rivertown))
    client.post(path, {"keep": "1", "topics": Topic.values})
    assert leaves(reminder(rivertown))


def test_a_pause_ends_by_itself(rivertown: Community, client: Client, path: str) -> None:
    day = (timezone.now() + timedelta(days=40)).date()

    done = client.post(path, {"keep": "1", "topics": Topic.values, "until": day.isoformat()}, follow=True).content

    assert f"{day:%B} {day.day}, {day.year}".encode() in done
    letter = reminder(rivertown)
    assert suppressing.held_back([letter], at=timezone.now() + timedelta(days=38))
    assert not suppressing.held_back([letter], at=timezone.now() + timedelta(days=42))
    assert b"You asked for a pause" in client.get(path).content
    client.post(path)  # and then it stops for good
    assert suppressing.held_back([letter], at=timezone.now() + timedelta(days=42))


@pytest.mark.parametrize(("days", "words"), [(0, "after today"), (-5, "after today"), (400, "within a year")])
def test_a_pause_is_of_days_to_come_within_a_year(
    rivertown: Community, client: Client, path: str, days: int, words: str
) -> None:
    day = timezone.localdate(timezone=rivertown.zone) + timedelta(days=days)

    page = client.post(path, {"keep": "1", "topics": ["thanks"], "until": day.isoformat()}).content.decode()

    assert words in page
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("until", ["yesterday", "0001-01-01", "9999-12-31", "\u0661"])
def test_odd_days_and_topics_are_no_fault(client: Client, path: str, until: str) -> None:
    assert client.post(path, {"keep": "1", "topics": ["nonsense"], "until": until}).status_code == 200
    assert not Suppression.objects.exists()


def test_who_complained_may_ask_for_letters_again_and_a_bounce_stays(
    rivertown: Community, client: Client, path: str
) -> None:
    hashed = suppressing.hash_of(rivertown, JO)
    reason, scope = Suppression.Reason, Suppression.Scope
    suppressing.suppress(rivertown, hashed, reason=reason.COMPLAINT, scope=scope.NEWS, at=NOW)
    suppressing.suppress(rivertown, hashed, reason=reason.HARD_BOUNCE, scope=scope.ALL, at=NOW)
    assert b"You get no letters from us" in client.get(path).content

    client.post(path, {"keep": "1", "topics": Topic.values})

    assert list(Suppression.objects.values_list("reason", flat=True)) == ["hard_bounce"]
    assert b"came back" in client.get(path).content


def test_the_link_outlives_years_letter_person_and_key(
    rivertown: Community, client: Client, path: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    Letter.objects.all().delete()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-more-than-fifty-characters-0123456789"

    in_three_years = timezone.now() + timedelta(days=3 * 366)
    monkeypatch.setattr("time.time", in_three_years.timestamp)

    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if not kind.is_transactional], ids=lambda kind: kind.key
)
def test_every_letter_that_answers_nothing_carries_the_one_click_headers(
    rivertown: Community, client: Client, kind: object
) -> None:
    letter = notice(rivertown)
    Letter.objects.filter(pk=letter.pk).update(
        kind=kind.key, is_transactional=False, subject="Hello", body="Hello ((name))", values={}, links={}
    )
    raw = as_bytes(writing.write_out(Letter.objects.get(pk=letter.pk), at=NOW))

    head = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    [line] = [line for line in head if line.startswith(b"List-Unsubscribe:")]
    assert line.startswith(b"List-Unsubscribe: <http") and line.endswith(b"/one-click/>")
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    message = message_from_bytes(raw, policy=default)
    link = message["List-Unsubscribe"].strip("<>")
    assert link.removesuffix("one-click/") in message.get_body(("plain",)).get_content()

    answer = Client(enforce_csrf_checks=True).post(
        link.removeprefix(rivertown.url), b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert not leaves(letter.__class__.objects.get(pk=letter.pk))


def test_answers_to_what_people_do_carry_no_such_headers(rivertown: Community) -> None:
    raw = as_bytes(writing.write_out(notice(rivertown), at=NOW))

    assert b"List-Unsubscribe" not in raw


def test_every_kind_that_can_be_refused_is_of_a_topic_that_somebody_sees() -> None:
    assert set(TOPICS) <= {kind.key for kind in KINDS.values() if not kind.is_transactional}
    assert set(Topic.values) < set(Suppression.Scope.values)


def test_what_holds_a_topic_back() -> None:
    assert against("thanks") == {"all", "news", "thanks"}
    assert against("thanks", is_transactional=True) == {"all"}


def test_a_stronger_reason_outweighs() -> None:
    assert outweighs("complaint", None, than=("unsubscribed", None))
    assert not outweighs("paused", NOW, than=("unsubscribed", None))
    assert outweighs("paused", NOW + timedelta(days=1), than=("paused", NOW))
    assert outweighs("paused", None, than=("paused", NOW))
    assert not outweighs("paused", NOW, than=("paused", None))


@pytest.mark.parametrize(
    ("reason", "scope", "told"),
    [
        ("staff", "news", "One of our coordinators stopped the letters"),
        ("hard_bounce", "all", "Our letters to this address came back"),
        ("soft_bounces", "news", "Our letters to this address came back"),
    ],
)
def test_whoever_gets_none_by_our_doing_reads_why(
    rivertown: Community, client: Client, path: str, reason: str, scope: str, told: str
) -> None:
    suppressing.suppress(rivertown, suppressing.hash_of(rivertown, JO), reason=reason, scope=scope, at=NOW)
    page = client.get(path).content.decode()
    assert told in page and "You get all of our letters" not in page


def test_a_topic_that_a_coordinator_stopped_is_named_and_what_is_saved_does_not_make_it_their_will(
    rivertown: Community, client: Client, path: str
) -> None:
    hashed = suppressing.hash_of(rivertown, JO)
    suppressing.suppress(rivertown, hashed, reason=Suppression.Reason.STAFF, scope=Suppression.Scope.THANKS, at=NOW)
    page = client.get(path).text
    assert "stopped some of the letters to this address, whatever is ticked: Thanks, when" in page
    assert "You get all of our letters" not in page
    client.post(path, {"keep": "yes", "topics": list(Topic.values)})
    assert list(Suppression.objects.values_list("reason", "scope")) == [("staff", "thanks")]
