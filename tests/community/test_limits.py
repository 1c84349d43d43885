"""The limiter: so many times in a window, by a hash that names nobody."""

from datetime import timedelta

from community import limits
from community.models import Allowance
from tests.make import NOW

LIMIT = limits.Limit("post", times=2, window=timedelta(hours=1))


def test_a_subject_is_stopped_after_its_share_and_free_in_the_next_window(db: None) -> None:
    assert [limits.take(LIMIT, "jo@acme.example", at=NOW) for _ in range(3)] == [True, True, False]
    assert limits.take(LIMIT, "pat@acme.example", at=NOW)
    assert limits.take(LIMIT, "jo@acme.example", at=NOW + LIMIT.window)


def test_nobody_can_be_read_from_the_counters(db: None) -> None:
    limits.take(LIMIT, "jo@acme.example", at=NOW)
    assert "jo" not in str(Allowance.objects.values().get()["key"])
