"""Tests of what lists write without asking Django each time: places of rows, moments, lines of menus."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone

from community.places import under
from community.templatetags.moments import moment
from directory.filters import options_of


@pytest.mark.parametrize("kind", ["organization", "person"])
def test_a_row_lies_where_its_route_says(kind: str) -> None:
    lists = {"organization": "directory:organizations", "person": "directory:people"}
    assert under(lists[kind], 17) == reverse(f"directory:{kind}", args=[17])


@pytest.mark.parametrize("hour", [0, 5, 12, 17, 23])
def test_a_moment_reads_as_django_writes_it(hour: int) -> None:
    at = datetime(2026, 3, 1, hour, 5, tzinfo=UTC)
    with timezone.override(ZoneInfo("America/New_York")):
        local = timezone.localtime(at)
        assert moment(at) == f'<time datetime="{date(local, "c")}">{date(local, "F j, Y, g:i a")}</time>'


def test_lines_of_a_menu_are_escaped_and_one_is_chosen() -> None:
    html = options_of((("", "Every town"), ('"<b>', "<i>Hill & Dale</i>")), '"<b>')
    assert html == (
        '<option value="">Every town</option>'
        '<option value="&quot;&lt;b&gt;" selected>&lt;i&gt;Hill &amp; Dale&lt;/i&gt;</option>'
    )
