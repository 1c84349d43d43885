"""Pages by key: every row once, in order, whichever end comes first and whatever has the same value."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from community import paging
from community.models import AuditEntry, Community
from community.paging import count_of, slice_of
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(rivertown: Community, monkeypatch: pytest.MonkeyPatch) -> "list[int]":
    """Entries of which many are of one moment, as ids from the newest to the oldest."""
    monkeypatch.setattr(paging, "SIZE", 3)
    moments = [3, 1, 1, 2, 1, 1, 3, 0]
    made = [
        AuditEntry.objects.create(community=rivertown, at=NOW + timedelta(days=at), sentence=f"did {number}")
        for number, at in enumerate(moments)
    ]
    return [entry.pk for entry in sorted(made, key=lambda entry: (entry.at, entry.pk), reverse=True)]


@pytest.mark.parametrize("is_down", [True, False])
@pytest.mark.parametrize("is_lean", [True, False])
def test_there_and_back_again(rivertown: Community, trail: list[int], is_down: bool, is_lean: bool) -> None:
    everything = AuditEntry.objects.of(rivertown)
    rows = everything.values("pk", "at") if is_lean else everything
    column, wanted = ("-at", trail) if is_down else ("at", trail[::-1])
    pages, asked = [], ""
    while True:
        page = slice_of(rows, everything, column, QueryDict(asked))
        pages.append([paging.pk_of(row) for row in page.rows])
        if page.next is None:
            break
        asked = f"after={page.next}"
    assert pages == [wanted[:3], wanted[3:6], wanted[6:]]
    back = []
    while page.previous is not None:
        page = slice_of(rows, everything, column, QueryDict(f"before={page.previous}"))
        back.append([paging.pk_of(row) for row in page.rows])
    assert back == pages[-2::-1]


def test_nothing_that_is_no_row_leads_anywhere_else(rivertown: Community, trail: list[int]) -> None:
    everything = AuditEntry.objects.of(rivertown)
    first = slice_of(everything, everything, "-at", QueryDict(""))
    for odd in ("after=0", "after=x", "before=999999", f"before={trail[0]}", "before=-1&after=1e3"):
        assert slice_of(everything, everything, "-at", QueryDict(odd)).rows == first.rows
    assert count_of(everything, first).number == len(trail)
