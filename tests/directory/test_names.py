"""Tests of how names, addresses and domains are compared."""

import pytest

from directory.names import domain_of, fold, is_free_mail, looks_foreign, normalize_name


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("The Acme Corp., Inc.", "acme"),
        ("ACME", "acme"),
        ("Café Zürich GmbH", "cafe zurich"),
        ("Smith & Sons, LLC", "smith and sons"),
        ("O’Brien's Ltd", "obriens"),
        ("The Company", "the company"),
        ("삼성전자", "삼성전자"),
        ("شركة النهر", "شركة النهر"),
        ("🚀🚀", "🚀🚀"),
        ("???", "???"),
    ],
)
def test_names_are_compared_without_case_accents_signs_and_legal_forms(typed: str, compared: str) -> None:
    assert normalize_name(typed) == compared


def test_folding_keeps_signs_and_joins_spaces() -> None:
    assert fold("  AT&T   Île ") == "at&t ile"


def test_folding_never_leaves_nothing_of_something() -> None:
    assert fold("\u0301") == "\u0301"


def test_a_domain_is_ascii_and_lower_case() -> None:
    assert domain_of("Jo@ACME.com.") == "acme.com"
    assert domain_of("jo@аcme.com").startswith("xn--")
    assert domain_of("jo@" + "a" * 70 + ".com") == "a" * 70 + ".com"


def test_free_mailboxes_are_known() -> None:
    assert is_free_mail("jo@Gmail.com")
    assert not is_free_mail("jo@acme.com")


def test_look_alike_domains_are_flagged() -> None:
    assert looks_foreign("xn--cme-7cd.com")
    assert looks_foreign("аcme.com")
    assert not looks_foreign("acme.com")


def test_a_name_of_accents_alone_is_still_a_name() -> None:
    assert fold("¨") == "¨"
    assert fold(" ¨ x") == "x"
