"""How many letters may be taken in hand: at most so many in any sixty seconds, evenly, and all of them in the end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.tempo import MINUTE, Tempo

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
PAUSES = st.lists(st.sampled_from([0, 0.1, 1, 2, 3, 20, 61]), min_size=1, max_size=200)


@given(most=st.integers(1, 500), pauses=PAUSES, share=st.floats(0.1, 1))
def test_in_no_sixty_seconds_more_are_taken_than_the_most(most: int, pauses: list[float], share: float) -> None:
    tempo, free_at, at = Tempo(most), None, NOW
    taken: list[tuple[datetime, int]] = []
    for pause in pauses:
        at += timedelta(seconds=pause)
        count = -int(-tempo.room(free_at, at) * share // 1)
        free_at = tempo.after(count, free_at, at)
        taken.append((at, count))
    for begin, _ in taken:
        assert sum(count for moment, count in taken if begin <= moment < begin + MINUTE) <= most


@pytest.mark.parametrize(("most", "least"), [(1, 1), (2, 2), (20, 19), (60, 54), (10_000, 9_000)])
def test_who_looks_every_two_seconds_takes_nearly_as_many(most: int, least: int) -> None:
    tempo, free_at, taken = Tempo(most), None, 0
    for second in range(0, 600, 2):
        at = NOW + timedelta(seconds=second)
        count = tempo.room(free_at, at)
        free_at, taken = tempo.after(count, free_at, at), taken + count
    assert least * 10 <= taken <= most * 10 + tempo.together


def test_what_lies_beyond_a_minute_was_of_another_clock() -> None:
    tempo = Tempo(60)
    assert tempo.room(NOW + timedelta(hours=1), NOW) == tempo.room(None, NOW) == 6
    assert tempo.room(NOW + MINUTE, NOW) == 0


def test_given_back_makes_room_again() -> None:
    tempo = Tempo(60)
    busy = tempo.after(6, None, NOW)
    assert (tempo.room(busy, NOW), tempo.room(tempo.after(-2, busy, NOW), NOW)) == (0, 2)
