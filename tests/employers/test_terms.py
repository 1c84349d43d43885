"""Since when an organization stands by its commitment."""

from datetime import timedelta

from employers.terms import Term, standing_since
from tests.make import NOW

DAY, YEAR = timedelta(days=1), timedelta(days=365)


def test_a_first_commitment_stands_since_it_was_signed() -> None:
    assert standing_since([Term(NOW, NOW + DAY)]) == NOW


def test_a_renewal_without_a_gap_keeps_the_first_day() -> None:
    first = Term(NOW - YEAR, NOW - YEAR + DAY, ended_at=NOW)
    assert standing_since([first, Term(NOW - DAY, NOW)]) == NOW - YEAR


def test_a_chain_of_renewals_leads_back_to_the_first() -> None:
    terms = [
        Term(NOW - number * YEAR, NOW - number * YEAR, None if number == 0 else NOW - (number - 1) * YEAR)
        for number in range(4)
    ]
    assert standing_since(terms) == NOW - 3 * YEAR


def test_after_a_gap_the_count_begins_anew() -> None:
    expired = Term(NOW - 2 * YEAR, NOW - 2 * YEAR, ended_at=NOW - YEAR)
    assert standing_since([expired, Term(NOW - DAY, NOW)]) == NOW - DAY


def test_a_second_signature_beside_the_first_does_not_make_it_younger() -> None:
    assert standing_since([Term(NOW - YEAR, NOW - YEAR), Term(NOW, NOW)]) == NOW - YEAR


def test_where_nothing_holds_there_is_no_day() -> None:
    assert standing_since([Term(NOW - YEAR, NOW - YEAR, ended_at=NOW)]) is None
    assert standing_since([]) is None
