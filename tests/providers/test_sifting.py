"""What the rows of a spreadsheet would become, what is asked about them, and what is wrong, without a database."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import asking, sheet, sifting
from providers.choosing import Choices, answered
from providers.sifting import Outcome
from providers.status_words import suggested

COHORT, TODAY = date(2026, 1, 1), date(2026, 11, 29)
HEADS = ["ID", "Exit date", "Exit status", "Placement date", "Company", "Hourly wage at hire"]
MEANINGS = ("reference", "graduated_on", "status", "started_on", "employer_name", "base_pay")


def sift(*rows: list[str], heads: list[str] = HEADS, base: Any = (), **said: Any) -> sifting.Sifted:
    """Return rows as they are sifted, the first of them row 2 of its sheet."""
    numbered = list(enumerate(rows, start=2))
    choices = Choices(**{"meanings": MEANINGS, **said})
    asked = asking.questions(numbered, heads, choices.meanings, program="Web development")
    return sifting.sift(numbered, choices, asked, base=base, cohort=COHORT, today=TODAY)


def messages(found: sifting.Sifted) -> dict[int, list[tuple[str, str]]]:
    return {line.number: line.problems for line in found.of(Outcome.REJECTED)}


def test_headings_of_every_kind_are_guessed_and_what_was_said_before_goes_first() -> None:
    assert sheet.guess(HEADS, {}) == list(MEANINGS)
    assert sheet.guess([str(label) for label in sheet.LABELS.values()], {}) == list(sheet.LABELS)
    assert sheet.guess(["Exit date", "Blue"], {"blue": "town", "exit date": ""}) == ["", "town"]
    assert sheet.lacking(["reference", "status"]) == ["Say which column holds the day of graduation."]


@pytest.mark.parametrize(
    ("heading", "cells", "kind"),
    [
        ("SSN", ["1", "2"], "ssn"),
        ("Number", ["123-45-6789", "987-65-4321"], "ssn"),
        ("Contact", ["jo@acme.example", "al@acme.example"], "email"),
        ("Day", ["1999-03-14", "2001-12-01"], "birth"),
        ("Date of birth", ["", ""], "birth"),
        ("Who", ["Jane Doe", "Park, Jo"], "name"),
        ("Veteran status", ["yes", "no"], "barrier"),
        ("Employer", ["Jane Doe", "Park, Jo"], ""),
        ("Exit date", ["2026-03-14", "2026-03-15"], ""),
    ],
)
def test_columns_that_name_people_are_refused_by_heading_and_by_content(
    heading: str, cells: list[str], kind: str
) -> None:
    found = sheet.refused(["ID", heading], [["G-1", cells[0]], ["G-2", cells[1]]], cohort=COHORT)
    assert found == ({1: kind} if kind else {})


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("1001", "1002"), ""),
        (("A-204", "A-205"), ""),
        (("1001", "Jo"), "name"),
        (("1001", "Jane 2"), "name"),
        (("", ""), "name"),
        (("123-45-6789", "1002"), "ssn"),
    ],
)
def test_a_column_of_participants_names_them_unless_it_holds_their_numbers(cells: tuple[str, str], kind: str) -> None:
    found = sheet.refused(["Participant"], [[cell] for cell in cells], cohort=COHORT)
    assert found == ({0: kind} if kind else {})


def test_good_rows_are_typed_as_by_hand_and_pay_is_per_what_its_heading_says() -> None:
    found = sift(["G-1", "20260314", "1A", "5/4/2026", "Acme", "$22.50"], ["", "", "", "", "", ""])
    [line] = found.lines
    assert (line.number, line.outcome) == (2, Outcome.NEW)
    assert line.typed == {
        "reference": "G-1",
        "graduated_on": "2026-03-14",
        "status": "1A",
        "started_on": "2026-05-04",
        "employer_name": "Acme",
        "base_pay": "22.50",
        "pay_unit": "hour",
    }


def test_days_before_months_are_proposed_and_what_is_unclear_waits_for_the_answer() -> None:
    rows = (["G-1", "14/3/2026", "3A", "", "", ""], ["G-2", "3/4/2026", "3A", "", "", ""])
    asked = asking.questions(list(enumerate(rows, 2)), HEADS, MEANINGS)
    assert (asked.orders["graduated_on"].count, asked.orders["graduated_on"].suggestion) == (1, "dmy")
    assert set(messages(sift(*rows))) == {2, 3}
    found = sift(*rows, orders={"graduated_on": "dmy"})
    assert [line.typed["graduated_on"] for line in found.lines] == ["2026-03-14", "2026-04-03"]
    mixed = asking.questions([(2, ["", "14/3/2026"]), (3, ["", "3/14/2026"])], HEADS[:2], MEANINGS[:2])
    assert mixed.orders["graduated_on"].suggestion == ""


def test_pay_without_a_unit_is_asked_about_with_what_it_could_be() -> None:
    heads = [*HEADS[:-1], "Pay"]
    row = ["G-1", "2026-03-14", "1A", "2026-05-04", "Acme", "52,000"]
    asked = asking.questions([(2, row)], heads, MEANINGS)
    assert asked.unit and (asked.unit.count, asked.unit.suggestion) == (1, "year")
    assert [name for name, _message in messages(sift(row, heads=heads))[2]] == ["pay_unit"]
    assert sift(row, heads=heads, unit="year").lines[0].typed["pay_unit"] == "year"


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Employed Full Time", "1A"),
        ("Apprenticeship", "1B"),
        ("Self-employed", "1D"),
        ("part-time work", "1E"),
        ("Employed, unrelated field", "2B"),
        ("Unemployed", "3A"),
        ("Not in labor force", "3B"),
        ("Unable to contact", "4"),
        ("Completed", "placed"),
        ("Did not complete", "left"),
        ("Withdrew", "left"),
        ("Blue", ""),
    ],
)
def test_words_of_ones_own_come_with_a_proposal(word: str, meaning: str) -> None:
    assert suggested(word) == meaning


def test_words_mean_what_was_said_a_code_by_the_job_or_none_of_this_return() -> None:
    rows = (
        ["G-1", "2026-03-14", "Completed", "2026-05-04", "Acme", ""],
        ["G-2", "2026-03-14", "completed", "", "", ""],
        ["G-3", "2026-03-14", "Dropped", "", "", ""],
        ["G-4", "2026-03-14", "Looking", "", "", ""],
    )
    assert len(messages(sift(*rows))) == 4
    found = sift(*rows, statuses={"completed": "placed", "dropped": "left", "looking": "3A"})
    assert [(line.outcome, line.typed["status"]) for line in found.lines if line.number != 4] == [
        (Outcome.NEW, "1A"),
        (Outcome.NEW, "4"),
        (Outcome.NEW, "3A"),
    ]
    assert [line.number for line in found.of(Outcome.LEFT)] == [4]


def test_a_file_of_several_programs_waits_until_it_is_said_which() -> None:
    heads, meanings = ["Program code", *HEADS[:3]], ("program", *MEANINGS[:3])
    rows = (["W1", "G-1", "2026-03-14", "3A"], ["X2", "G-2", "2026-03-14", "3A"])
    assert len(messages(sift(*rows, heads=heads, meanings=meanings))) == 2
    found = sift(*rows, heads=heads, meanings=meanings, programs=frozenset({"w1"}))
    assert [line.outcome for line in found.lines] == [Outcome.NEW, Outcome.LEFT]
    asked = asking.questions(list(enumerate(rows)), heads, meanings, program="x2")
    assert [word.suggestion for word in asked.programs] == ["", "yes"]


def test_what_is_unknown_and_optional_stays_empty_once_that_was_said() -> None:
    heads, meanings = [*HEADS[:5], "Title"], (*MEANINGS[:5], "occupation")
    row = ["G-1", "2026-03-14", "1A", "2026-05-04", "Acme", "Chief wizard"]
    asked = asking.questions([(2, row)], heads, meanings)
    assert (asked.left["occupation"].count, asked.left["occupation"].spelled) == (1, "Chief wizard")
    assert 2 in messages(sift(row, heads=heads, meanings=meanings))
    found = sift(row, heads=heads, meanings=meanings, left=frozenset({"occupation"}))
    assert "occupation" not in found.lines[0].typed


def test_rows_beside_what_stands_there_are_new_changed_or_there_already() -> None:
    base = [
        {"reference": "g-1", "graduated_on": "3/14/2026", "status": "3A", "town": "Rivertown"},
        {"reference": "G-2", "graduated_on": "2026-03-14", "status": "3A"},
        {"reference": "G-7", "graduated_on": "2026-03-14", "status": "4"},
    ]
    rows = [[f"G-{number}", "2026-03-14", "3A", "", "", ""] for number in (2, 3, 3)]
    found = sift(["G-1", "2026-03-14", "3B", "", "", ""], *rows, base=base)
    assert [line.outcome for line in found.lines] == [Outcome.CHANGED, Outcome.SAME, Outcome.NEW, Outcome.SAME]
    assert found.lines[0].typed["town"] == "Rivertown", "what the file has no column for stays"
    rows_now, trace = sifting.merge(found)
    assert [row["reference"] for row in rows_now] == ["G-1", "G-2", "G-7", "G-3"]
    assert sifting.unmerge(rows_now, trace) == (base, 0)
    whole = sift(*rows, base=base, is_whole=True)
    assert whole.counts["gone"] == 2 and whole.can_commit
    rows_now, trace = sifting.merge(whole)
    assert [row["reference"] for row in rows_now] == ["G-2", "G-3"]
    back, stays = sifting.unmerge(rows_now, trace)
    assert stays == 0 and sorted(map(str, back)) == sorted(map(str, base))


def test_one_reference_that_says_two_things_is_rejected_with_the_rows() -> None:
    found = sift(["G-1", "2026-03-14", "3A", "", "", ""], ["g-1", "2026-03-14", "3B", "", "", ""])
    assert [message for _name, message in messages(found)[3]] == [
        "Rows 2, 3 have this reference, and do not say the same. Keep one of them."
    ]
    assert set(messages(found)) == {2, 3}


def test_all_problems_are_told_at_once_by_column_and_by_the_numbers_of_the_sheet() -> None:
    rows = (
        ["", "soon", "3A", "", "", ""],
        ["G-2", "2025-03-14", "1A", "", "", "lots"],
        ["G-3", sifting.TAKEN_OUT, "3A", "2026-05-04", "", ""],
    )
    found = sift(*rows)
    told = [
        (label, [(one.message, [number for number, _cell in one.rows]) for one in several])
        for label, several in sifting.groups(found, MEANINGS)
    ]
    assert [label for label, _rest in told] == ["Reference", "Graduated on", "Base pay"]
    assert told[0][1] == [("Give a reference of your own.", [2])]
    assert "It looks" not in sifting.why(found.lines[0]) and "Reference: Give" in sifting.why(found.lines[0])
    assert [number for _message, rows in told[1][1] for number in rows] == [2, 4]


def test_answers_are_kept_beside_what_was_said_before() -> None:
    asked = asking.questions([(2, ["Completed"])], ["Status"], ["status"])
    said = {
        "orders": {"graduated_on": "dmy", "started_on": ""},
        "unit": "eon",
        "statuses": {"completed": "placed"},
        "programs": [],
        "left": ["occupation"],
        "is_whole": True,
    }
    choices = answered(Choices(("status",), statuses={"old": "1A"}), asked, said)
    assert choices.statuses == {"old": "1A", "completed": "placed"}
    assert (choices.orders, choices.unit, choices.is_whole) == ({"graduated_on": "dmy"}, "", True)
    assert Choices.of_json(choices.as_json()) == choices


REFERENCES = st.sampled_from(["G-1", "G-2", "G-3", "G-4"])
ROWS = st.lists(st.tuples(REFERENCES, st.sampled_from(["3A", "3B", "4", "?"])), max_size=6)


@given(ROWS, st.dictionaries(REFERENCES, st.sampled_from(["3A", "4"]), max_size=4), st.booleans())
@settings(max_examples=120, deadline=None)
def test_undoing_is_exact_whatever_a_file_holds(rows: Any, before: dict[str, str], is_whole: bool) -> None:
    base = [{"reference": ref, "graduated_on": "2026-03-14", "status": said} for ref, said in before.items()]
    found = sift(*([ref, "2026-03-14", said, "", "", ""] for ref, said in rows), base=base, is_whole=is_whole)
    merged, trace = sifting.merge(found)
    assert len({row["reference"] for row in merged}) == len(merged)
    back, stays = sifting.unmerge(merged, trace)
    assert stays == 0 and sorted(map(str, back)) == sorted(map(str, base))
    counts = found.counts
    assert sum(counts.values()) - counts["gone"] == len(rows)
