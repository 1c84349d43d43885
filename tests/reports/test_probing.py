"""Probing: what is away is said so, and soon."""

import socket
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from community import heartbeats
from community.models import Community
from outreach.models import Letter
from reports import probing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def frozen() -> Iterator[str]:
    """A server that accepts and never answers, as Redis does when it is stopped."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_the_broker_at_hand_answers() -> None:
    assert probing.answers_broker()


def test_a_broker_that_refuses_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not probing.answers_broker(f"redis://127.0.0.1:{port}/0")


@pytest.mark.timeout(5)
def test_a_frozen_broker_is_given_up_soon(frozen: str) -> None:
    assert not probing.answers_broker(frozen)


def test_figures_are_none_where_nothing_waits_and_beat_never_went(db: None) -> None:
    assert probing.figures(at=NOON) == {"oldest_waiting_letter_seconds": None, "beat_seconds_ago": None}


def letter(community: Community, *, due_at: datetime, state: str = Letter.State.WAITING) -> None:
    """Put a letter into the outbox."""
    key = uuid.uuid4().hex
    Letter.objects.create(
        community=community,
        kind="welcome",
        promise=Letter.Promise.AT_LEAST_ONCE,
        once_key=key,
        message_id=f"<{key}@rivertown.example>",
        to_email="jo@brightmill.example",
        subject="Welcome",
        body="Welcome",
        state=state,
        due_at=due_at,
    )


def test_figures_tell_the_oldest_due_letter_and_the_last_tick(rivertown: Community) -> None:
    letter(rivertown, due_at=NOON - timedelta(minutes=5))
    letter(rivertown, due_at=NOON - timedelta(minutes=2))
    letter(rivertown, due_at=NOON - timedelta(hours=5), state=Letter.State.SENT)
    letter(rivertown, due_at=NOON + timedelta(hours=1))
    heartbeats.beat("beat", at=NOON - timedelta(seconds=3))
    assert probing.figures(at=NOON) == {"oldest_waiting_letter_seconds": 300, "beat_seconds_ago": 3}
