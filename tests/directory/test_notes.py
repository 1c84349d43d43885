"""Tests of what the team writes down."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from community.models import Community, User
from directory import notes
from directory.entries import Kind
from tests import make
from tests.make import NOW


@pytest.mark.parametrize("kind", Kind)
def test_what_was_done_elsewhere_is_on_the_timeline(rivertown: Community, coordinator: User, kind: Kind) -> None:
    acme, jo = make.organization(rivertown), make.person(rivertown)
    entry = notes.write(
        kind, community=rivertown, organization=acme, person=jo, text="They want two interns.", by=coordinator, at=NOW
    )
    assert (entry.verb, entry.text, entry.organization, entry.person) == (
        kind.value,
        "They want two interns.",
        acme,
        jo,
    )


def test_a_kind_that_is_none_is_refused(rivertown: Community, coordinator: User) -> None:
    with pytest.raises(ValueError, match="is not a valid Kind"):
        notes.write("gossip", community=rivertown, text="x", by=coordinator, at=NOW)  # type: ignore[arg-type]


def test_today_is_now_and_another_day_is_its_noon() -> None:
    now = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("America/New_York"))
    assert notes.moment_of(date(2026, 11, 22), now) == now
    assert notes.moment_of(date(2026, 7, 1), now).isoformat() == "2026-07-01T12:00:00-04:00"
