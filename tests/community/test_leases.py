"""Leases: one holder at a time, and a lease that ran out is free."""

from datetime import timedelta

import pytest

from community import leases
from tests.make import NOW

LIFE = timedelta(minutes=5)


@pytest.mark.django_db
def test_a_lease_has_one_holder_until_it_runs_out() -> None:
    assert leases.hold("calendar", at=NOW, life=LIFE)
    assert not leases.hold("calendar", at=NOW + timedelta(minutes=1), life=LIFE)
    assert leases.hold("calendar", at=NOW + LIFE, life=LIFE)
    assert not leases.hold("calendar", at=NOW + LIFE, life=LIFE)


@pytest.mark.django_db
def test_leases_of_other_names_do_not_matter() -> None:
    assert leases.hold("calendar", at=NOW, life=LIFE)
    assert leases.hold("tidying", at=NOW, life=LIFE)


@pytest.mark.django_db
def test_a_clock_that_was_set_back_an_hour_keeps_nobody_out_for_an_hour() -> None:
    assert leases.hold("calendar", at=NOW, life=LIFE)
    back = NOW - timedelta(hours=1)
    assert leases.hold("calendar", at=back, life=LIFE)
    assert not leases.hold("calendar", at=back + timedelta(minutes=1), life=LIFE)
    assert leases.hold("calendar", at=back + LIFE, life=LIFE)


@pytest.mark.django_db
def test_two_machines_whose_clocks_differ_a_little_are_not_both_let_in() -> None:
    assert leases.hold("calendar", at=NOW, life=LIFE)
    assert not leases.hold("calendar", at=NOW - timedelta(seconds=50), life=LIFE)


@pytest.mark.django_db
def test_a_lease_that_is_given_back_is_free_and_only_its_holder_gives_it_back() -> None:
    key = leases.hold("calendar", at=NOW, life=LIFE)
    leases.give_back("calendar", "another", at=NOW)
    assert not leases.hold("calendar", at=NOW, life=LIFE)
    leases.give_back("calendar", key, at=NOW)
    assert leases.hold("calendar", at=NOW, life=LIFE)
