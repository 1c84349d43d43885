"""Tests of taking names, phones and addresses apart."""

import doctest
import random
from itertools import combinations

import pytest
from rapidfuzz.distance import OSA

from directory import likeness, names, spelling
from directory.names import fold, normalize_name
from directory.spelling import digits_of, is_slip, latin, mailbox_of, names_of, slips, words_of

CYRILLIC = "\u0410\u0441m\u0435"  # looks like "Acme"


@pytest.mark.parametrize("module", [names, spelling, likeness], ids=lambda module: module.__name__)
def test_what_the_rules_say_of_themselves_is_true(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith & Sons Mfg., Inc.", "SMITH SONS MANUFACTURING"),
        ("St. Mary’s Hosp.", "Saint Marys Hospital"),
        ("Acme Health Svcs", "Acme Health Services"),
        ("Acme", CYRILLIC),
    ],
)
def test_what_is_written_in_two_ways_is_the_same_words(one, other):
    assert words_of(normalize_name(one)) == words_of(normalize_name(other))


def test_a_name_of_joints_alone_stays_whole():
    assert words_of("and") == ["and"]


def test_words_of_another_script_stay_what_they_are():
    assert latin("\u0440\u0435\u043a\u0430\u0436") == "\u0440\u0435\u043a\u0430\u0436"
    assert latin("caf\u00e9") == "caf\u00e9"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dr. Bob Smith, Jr.", "ROBERT SMITH"), ("Zoë O’Hara", "zoe ohara"), ("Kate Lee-Park", "Catherine Lee Park")],
)
def test_a_person_s_name_is_the_same_in_short_and_with_titles(one, other):
    assert names_of(fold(one)) == names_of(fold(other))


def test_a_person_called_doctor_has_a_name():
    assert names_of("dr") == ["dr"]


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("(330) 555-0142", "3305550142"),
        ("+1 330.555.0142 x12", "3305550142"),
        ("330 555 0142 #7", "3305550142"),
        ("555 0142", "5550142"),
        ("1-800-FLOWERS", ""),
        ("ext. 7", ""),
        ("", ""),
    ],
)
def test_a_phone_is_its_digits(typed, digits):
    assert digits_of(typed) == digits


def test_a_mailbox_of_everybody_is_nobody_s():
    assert mailbox_of("Jo.Park+news@acme.example".lower()) == "jopark"
    assert mailbox_of("hiring@acme.example") == mailbox_of("jo@acme.example") == mailbox_of("") == ""


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("dental", "dentla", True),
        ("dental", "dentol", True),
        ("dental", "dentals", True),
        ("dental", "rental", True),
        ("dental", "mental health", False),
        ("form", "from", False),
        ("pier", "piers", True),
        ("bar", "bars", False),
        ("ward119", "ward118", False),
    ],
)
def test_a_slip_is_one_letter_in_a_long_word(one, other, is_one):
    assert is_slip(one, other) is is_one


@pytest.mark.parametrize("seed", range(5))
def test_slips_are_found_as_if_all_words_were_compared(seed):
    dice = random.Random(seed)
    words = {"".join(dice.choice("abcde") for _ in range(dice.randrange(3, 10))) for _ in range(300)}
    found = slips(words)
    for one, other in combinations(sorted(words), 2):
        if is_slip(one, other) and OSA.distance(one, other) == 1:
            assert found[one] == found[other], (one, other)
    assert all(found[stands] == stands for stands in found.values())
