"""What a decision may say: no gate is averaged away, and what is wrong is said beside its field."""

from datetime import date, timedelta

import pytest

from providers.parts import CRITERIA
from providers.verdicts import IN_WORDS, Gate, Reason, Setting, Term, Wanted, problems

TODAY = date(2026, 11, 22)


def wanted(outcome: str, settings: str = "met met met met", **fields: object) -> Wanted:
    """Return a decision with four gates set so, each with a reason."""
    gates = {key: Gate(setting, "It is so.") for key, setting in zip(CRITERIA, settings.split(), strict=True)}
    return Wanted(outcome, gates, reason="All in all.", **fields)  # type: ignore[arg-type]


def test_four_gates_that_are_met_list() -> None:
    assert problems(wanted("listed"), today=TODAY) == []


@pytest.mark.parametrize("outcome", ["listed", "conditional"])
def test_a_gate_that_is_not_met_keeps_off_the_list_however_good_the_others_are(outcome: str) -> None:
    found = problems(wanted(outcome, "met met not_met met"), today=TODAY)
    assert (
        "outcome",
        "Mission: not met. A gate that is not met keeps a provider off the list, whatever the others are.",
    ) in found


def test_a_gate_met_under_a_condition_does_not_list_without_one() -> None:
    assert "under a condition" in problems(wanted("listed", "met conditional met met"), today=TODAY)[0][1]


def test_every_gate_met_under_a_condition_has_one_with_a_day_to_come() -> None:
    both = "met conditional conditional met"
    late, term = Term("quality", "Send it.", TODAY), Term("mission", "Count.", TODAY + timedelta(days=30))
    fields = {field for field, _words in problems(wanted("conditional", both, terms=[term]), today=TODAY)}
    assert fields == {"quality_what_1"}
    fields = {field for field, _words in problems(wanted("conditional", both, terms=[late, term]), today=TODAY)}
    assert fields == {"quality_due_1"}
    sound = [Term("quality", "Send it.", TODAY + timedelta(days=1)), term]
    assert problems(wanted("conditional", both, terms=sound), today=TODAY) == []
    assert {field for field, _ in problems(wanted("conditional", terms=[term]), today=TODAY)} == {
        "outcome",
        "mission_setting",
    }


def test_declining_takes_a_reason_from_the_list_and_a_gate_that_is_not_met() -> None:
    fields = [field for field, _ in problems(wanted("declined", "not_met met met met"), today=TODAY)]
    assert fields == ["reasons"]
    assert problems(wanted("declined", "not_met met met met", reasons=["demand_too_few"]), today=TODAY) == []
    assert [field for field, _ in problems(wanted("declined", reasons=["demand_too_few"]), today=TODAY)] == ["outcome"]


def test_another_reason_is_written_into_the_letter() -> None:
    other = {"reasons": ["other"]}
    assert [field for field, _ in problems(wanted("declined", "not_met met met met", **other), today=TODAY)] == [
        "letter"
    ]
    assert problems(wanted("declined", "not_met met met met", letter="The town moved.", **other), today=TODAY) == []


def test_whatever_is_missing_is_said_at_once() -> None:
    fields = [field for field, _words in problems(Wanted("", {}), today=TODAY)]
    assert fields == [*(f"{key}_setting" for key in CRITERIA), "outcome", "reason"]
    silent = Wanted("listed", dict.fromkeys(CRITERIA, Gate(Setting.MET, " ")), reason="So.")
    assert [field for field, _words in problems(silent, today=TODAY)] == [f"{key}_reason" for key in CRITERIA]


def test_every_reason_has_plain_words() -> None:
    assert set(IN_WORDS) == set(Reason)
