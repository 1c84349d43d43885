"""Tests of what came of alliances."""

from datetime import date

from django.test import Client

from community.models import Community
from employers import reached
from employers.stages import Stage
from tests import make


def test_members_are_counted_by_how_far_they_came(rivertown: Community) -> None:
    alliance, other = make.alliance(rivertown), make.alliance(rivertown)
    for stage in (Stage.IDENTIFIED, Stage.CONTACTED, Stage.SIGNED, Stage.ACTIVE, Stage.DECLINED):
        make.ally(alliance, make.employer(rivertown, stage=stage).organization)
    make.ally(alliance, make.organization(rivertown))
    make.ally(alliance, make.employer(rivertown, stage=Stage.SIGNED).organization, until=date(2026, 1, 1))
    assert reached.counts_of([alliance.pk, other.pk]) == {alliance.pk: {"employers": 5, "reached": 3, "signed": 2}}


def test_the_counts_stand_on_the_list_and_on_the_page(coordinators_browser: Client, rivertown: Community) -> None:
    alliance = make.alliance(rivertown)
    make.ally(alliance, make.employer(rivertown, stage=Stage.SIGNED).organization)
    html = coordinators_browser.get("/workspace/alliances/").content.decode()
    assert '<td data-label="Reached">1</td><td data-label="Signed">1</td>' in html
    assert "1 with a commitment that stands" in coordinators_browser.get(alliance.get_absolute_url()).content.decode()
