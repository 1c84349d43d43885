"""Heartbeats: the last time a thing went."""

from datetime import timedelta

import pytest

from community import heartbeats
from tests.make import NOW


@pytest.mark.django_db
def test_the_last_beat_is_kept_and_a_slow_writer_turns_no_time_back() -> None:
    assert heartbeats.last("beat") is None
    heartbeats.beat("beat", at=NOW)
    heartbeats.beat("beat", at=NOW + timedelta(seconds=2))
    heartbeats.beat("beat", at=NOW)
    assert heartbeats.last("beat") == NOW + timedelta(seconds=2)


@pytest.mark.django_db
def test_a_clock_that_was_set_back_is_believed() -> None:
    heartbeats.beat("beat", at=NOW + timedelta(hours=1))
    heartbeats.beat("beat", at=NOW)
    assert heartbeats.last("beat") == NOW


@pytest.mark.django_db
def test_who_was_seen_and_goes_no_more_is_missed() -> None:
    assert heartbeats.silent_since("beat", at=NOW) is None, "what never went is not missed"
    heartbeats.beat("beat", at=NOW)
    assert heartbeats.silent_since("beat", at=NOW + heartbeats.SILENT_AFTER) is None
    assert heartbeats.silent_since("beat", at=NOW + timedelta(days=3)) == NOW
