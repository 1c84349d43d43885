"""Tests of the marks: what is hard, what is soft, and what news proves."""

from datetime import timedelta

import pytest

from outreach.marks import Mark, becomes_sent, is_worn_out, of_code, of_service
from outreach.states import State
from tests.make import NOW

HARD, SOFT = Mark.HARD_BOUNCE, Mark.SOFT_BOUNCE


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("550 5.1.1 no such user", HARD),
        ("550-5.1.10 RESOLVER.ADR.RecipientNotFound", HARD),
        ("smtp; 550 5.1.2 bad destination system", HARD),
        ("550 5.1.8 sender address rejected: domain not found", SOFT),
        ("552 5.2.2 mailbox full", SOFT),
        ("554 5.7.1 blocked", SOFT),
        ("450 4.2.1 try later", SOFT),
        ("from 10.5.1.1 port 25", None),
        ("from 5.1.1.20", None),
        ("no such user", None),
        ("", None),
    ],
)
def test_the_enhanced_code_decides(words: str, mark: Mark | None) -> None:
    assert of_code(words) == mark


@pytest.mark.parametrize(
    ("kind", "reason", "words", "told", "mark"),
    [
        ("delivered", "", "", {}, Mark.DELIVERED),
        ("complained", "spam", "", {}, Mark.COMPLAINT),
        ("unsubscribed", "", "", {}, Mark.UNSUBSCRIBED),
        ("bounced", "bounced", "", {"Type": "HardBounce"}, HARD),
        ("bounced", "bounced", "", {"Type": "SoftBounce"}, SOFT),
        ("bounced", "bounced", "", {"event": "soft_bounce"}, SOFT),
        ("bounced", "bounced", "", {"bounce": {"bounceType": "Transient"}}, SOFT),
        ("bounced", "bounced", "", {"bounce": {"bounceType": "Permanent"}}, HARD),
        ("bounced", "bounced", "", {"hard_bounce": False}, SOFT),
        ("bounced", "bounced", "", {"msys": {"message_event": {"bounce_class": "22"}}}, SOFT),
        ("bounced", "bounced", "", {"msys": {"message_event": {"bounce_class": 10}}}, HARD),
        ("bounced", "bounced", "550 5.1.1 no such user", {"type": "blocked"}, HARD),
        ("bounced", "bounced", "552 5.2.2 full", {}, SOFT),
        ("bounced", "other", "", {}, SOFT),
        ("bounced", "bounced", "", None, HARD),
        ("rejected", "invalid", "", {}, HARD),
        ("rejected", "spam", "", {}, Mark.COMPLAINT),
        ("rejected", "unsubscribed", "", {}, Mark.UNSUBSCRIBED),
        ("rejected", "blocked", "", {}, SOFT),
        ("failed", "", "", {}, SOFT),
        ("deferred", "", "", {}, None),
        ("opened", "", "", {}, None),
        ("clicked", "", "", {}, None),
        ("", "", "", {}, None),
    ],
)
def test_what_services_tell_becomes_a_mark(kind: str, reason: str, words: str, told: object, mark: Mark | None) -> None:
    assert of_service(kind, reason=reason, words=words, told=told) == mark


def test_what_is_nested_without_end_is_not_followed() -> None:
    told: dict[str, object] = {}
    told["again"] = told

    assert of_service("bounced", reason="bounced", words="", told=told) == HARD


@pytest.mark.parametrize(
    ("state", "mark", "proves"),
    [
        (State.UNKNOWN, Mark.SOFT_BOUNCE, True),
        (State.SENDING, Mark.DELIVERED, True),
        (State.WAITING, Mark.HARD_BOUNCE, True),
        (State.FAILED, Mark.HARD_BOUNCE, False),
        (State.FAILED, Mark.DELIVERED, True),
        (State.SKIPPED, Mark.COMPLAINT, True),
        (State.SENT, Mark.DELIVERED, False),
    ],
)
def test_news_proves_that_a_letter_left(state: State, mark: Mark, proves: bool) -> None:
    assert becomes_sent(state, mark) is proves


def test_three_in_a_row_within_sixty_days_wear_an_address_out() -> None:
    days = [NOW - timedelta(days=day) for day in (50, 20, 1)]

    assert is_worn_out(days, None, at=NOW)
    assert not is_worn_out(days[1:], None, at=NOW)
    assert not is_worn_out([NOW - timedelta(days=61), *days[1:]], None, at=NOW)
    assert not is_worn_out(days, NOW - timedelta(days=30), at=NOW)
    assert is_worn_out(days, NOW - timedelta(days=55), at=NOW)
