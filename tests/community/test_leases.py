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
