"""Heartbeats: the last time a thing went."""

from datetime import timedelta

import pytest

from community import heartbeats
from tests.make import NOW


@pytest.mark.django_db
def test_the_last_beat_is_kept_and_never_goes_backwards() -> None:
    assert heartbeats.last("beat") is None
    heartbeats.beat("beat", at=NOW)
    heartbeats.beat("beat", at=NOW + timedelta(seconds=2))
    heartbeats.beat("beat", at=NOW)
    assert heartbeats.last("beat") == NOW + timedelta(seconds=2)
