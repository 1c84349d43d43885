"""Tests of what fills the places of a campaign's words."""

from outreach import personal
from outreach.personal import Addressee


def test_a_first_name_is_found_where_anybody_can_tell() -> None:
    for name, first in {
        "Jo Park": "Jo",
        "Dr. Jo Park": "Jo",
        "Park, Jo": "Jo",
        "Prof. Dr. Ana": "Ana",
        "J. Park": "",
        "jo@acme.example": "",
        "": "",
    }.items():
        assert personal.first_name(name) == first, name


def test_what_is_not_known_of_a_person_is_left_out() -> None:
    one = Addressee(1, 2, "J. Park", "j@acme.example", organization="Acme")
    assert personal.values_for(one, "Dana") == {"organization": "Acme", "messenger": "Dana"}


def test_a_place_without_fallback_and_value_is_missing() -> None:
    source = "Dear ((first name)), of ((organization??your firm)) in ((town)), ((first name))"
    assert personal.missing(source, {"town": "Rivertown"}) == ["first name"]


def test_answers_and_numbers_are_put_in_and_the_rest_stays() -> None:
    words = "Dear ((first name??you)),\n\n((answer why))\n\n((employers signed)) have signed."
    whole = personal.expand(words, {"answer why": "Because ((employers signed)) did."}, {"employers signed": "31"})
    assert whole == "Dear ((first name??you)),\n\nBecause 31 did.\n\n31 have signed."


def test_addresses_that_lead_nowhere_in_the_open_are_odd() -> None:
    text = "See https://acme.org/a, http://acme.org and https://portal.invalid/x or https://127.0.0.1/."
    assert personal.odd_links([text]) == ["http://acme.org", "https://portal.invalid/x", "https://127.0.0.1/"]
