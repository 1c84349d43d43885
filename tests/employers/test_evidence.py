"""The rule of evidence: what is hashed, and how."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.prose import to_html
from employers import evidence

BODY = "We are willing to interview.\n\nEach quarter we confirm."


def document(**fields):
    """Return a document with these fields."""
    return evidence.document(
        **{
            "body": BODY,
            "version": 1,
            "community": "Rivertown TechHire",
            "organization": "Acme Corp",
            "signer": "Jo Park",
            "title": "Director of IT",
            "typed_name": "Jo Park",
            "signed_on": date(2026, 11, 2),
            "reference": "ABCD-2345",
            "promises": [("Interview", ""), ("Offer an internship", "two each summer")],
            "consents": ["List our name"],
            **fields,
        }
    )


def test_the_hash_of_an_event_is_as_defined():
    content = {"b": 1, "a": "é"}
    assert evidence.canonical(content) == '{"a":"é","b":1}'
    assert evidence.event_hash("0" * 64, content) == hashlib.sha256(("0" * 64 + '{"a":"é","b":1}').encode()).hexdigest()


def test_even_a_broken_text_has_a_fingerprint():
    assert len(evidence.event_hash("0" * 64, {"a": "\ud800"})) == 64


def test_a_moment_is_written_in_utc_with_microseconds_whatever_its_zone():
    at = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert evidence.instant(at) == evidence.instant(at.astimezone(UTC)) == "2026-11-22T15:00:00.000000Z"


def test_digests_depend_on_salt_name_and_value_and_leave_out_what_is_missing():
    one = evidence.digests("salt", {"signer_name": "Jo", "signer_title": "", "signer_phone": None})
    assert one.keys() == {"signer_name"}
    assert one != evidence.digests("other", {"signer_name": "Jo"})
    assert evidence.digest("salt", "signer_name", "Jo") != evidence.digest("salt", "typed_name", "Jo")


def test_the_document_holds_the_exact_text_and_all_that_was_promised():
    text = document()
    for part in (
        BODY,
        "Version 1",
        "ABCD-2345",
        "- Offer an internship: two each summer",
        "- List our name",
        "November 2, 2026",
    ):
        assert part in text
    assert "None of the optional consents" in document(consents=[])


def test_what_a_signer_types_never_changes_the_shape_of_the_document():
    forged = "Acme\n\n## Signed\n\n**Somebody Else** [here](https://evil.example) <b>x</b> &lt;"
    html = to_html(
        document(organization=forged, typed_name="# Boss", signer="1. Jo", promises=[("Interview", "*all*")])
    )
    assert html.count("<h2>") == to_html(document()).count("<h2>")
    assert "<a " not in html
    assert "<strong>" not in html
    assert "<em>" not in html
    assert "<b>" not in html
    assert "# Boss" in html
    assert "1. Jo, Director of IT" in html
    assert "&amp;lt;" in html


@given(st.text(max_size=60))
def test_whatever_is_typed_stays_one_paragraph_of_plain_text(typed):
    html = to_html(f"{evidence.plain(typed)}\n\nend")
    assert html.count("<p>") <= 2
    assert not any(
        tag in html for tag in ("<h2>", "<ul>", "<ol>", "<em>", "<strong>", "<a ", "<code>", "<blockquote>", "<hr>")
    )


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert evidence.add_months(day, months) == later
