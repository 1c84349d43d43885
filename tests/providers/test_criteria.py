"""The criteria as they are read: thresholds in their words, every barrier explained, every score told from the next."""

from itertools import pairwise

import pytest

from providers import first_criteria
from providers.barriers import explained
from providers.criteria import Thresholds, fill, lines, unknown_places
from providers.kinds import Barrier
from providers.parts import CRITERIA


def test_thresholds_stand_in_the_words() -> None:
    one, many = Thresholds(1, 70, 1).in_words(), Thresholds(4, 65, 2).in_words()
    words = "((employers)) / ((rate)) / (( barriers ))"
    assert fill(words, one) == "1 employer / 70% / one of the barriers"
    assert fill(words, many) == "4 employers / 65% / 2 of the barriers"


def test_a_place_that_nothing_fills_is_named_and_stays() -> None:
    assert unknown_places("((rate)) of ((people)) ({0.__class__}) {{ settings }}") == ["people"]
    assert fill("((people))", Thresholds().in_words()) == "((people))"


def test_a_list_is_read_a_line_each() -> None:
    assert lines("- one\n\n * two \r\nthree") == ("one", "two", "three")


@pytest.mark.parametrize("key", CRITERIA)
def test_our_own_words_are_whole_and_name_no_place_that_is_not_there(key: str) -> None:
    words = first_criteria.CRITERIA[key]
    assert all(unknown_places(said) == [] for said in words.values())
    rubric = [words[f"rubric_{score}"] for score in range(4)]
    assert all(before != after for before, after in pairwise(rubric)) and all(len(said) <= 400 for said in rubric)
    assert len(lines(words["evidence"])) == 4
    assert len(words["rule"]) <= 500 and len(words["title"]) <= 120


def test_every_barrier_is_explained() -> None:
    told = explained()
    assert [one.key for one in told] == [barrier.value for barrier in Barrier]
    assert len(told) == 10 and all(one.name and one.meaning.endswith(".") for one in told)
