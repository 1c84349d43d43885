"""Tests of how a narrowed list of employers reads as the rules of an audience."""

import pytest

from outreach import traits
from outreach.audience_rules import Rule
from outreach.narrowed import EMPLOYERS, rules_of


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, []),
        ({"stage": "signed", "sort": "name", "show": "stage"}, [Rule("stage", "is", ("signed",))]),
        ({"owner": "me"}, [Rule("owner", "is", ("7",))]),
        ({"owner": "nobody"}, [Rule("owner", "is", ("nobody",))]),
        ({"only": "due"}, [Rule("next_step", "due")]),
        ({"only": "quiet"}, [Rule("quiet", "more", ("30",))]),
        (
            {"only": "unplanned"},
            [Rule("next_step", "missing"), Rule("stage", "is", ("identified", "contacted", "in_conversation"))],
        ),
        ({"q": "  old  mill "}, [Rule("words", "has", ("old mill",))]),
    ],
)
def test_a_list_becomes_rules(asked: dict[str, str], expected: list[Rule]) -> None:
    found = rules_of(asked, me="7", quiet_days=30).every
    assert found == (EMPLOYERS, *expected)
    for rule in found:
        traits.check(rule)
