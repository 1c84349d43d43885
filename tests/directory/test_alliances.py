"""Tests of alliances: what they are, who is in them, and their pages."""

from datetime import date

import pytest
from django.test import Client

from community.models import Community, User
from directory import alliances
from directory.models import Alliance, Entry
from tests import make
from tests.directory.costs import cost_of
from tests.make import NOW

LIST = "/workspace/alliances/"


def test_an_organization_becomes_an_alliance_once(rivertown: Community, coordinator: User) -> None:
    chamber = make.organization(rivertown, name="Chamber")
    alliance = alliances.name(chamber, kind="chamber", agreed_to="Name five.", by=coordinator, at=NOW)
    assert (alliance.agreed_to, str(alliance)) == ("Name five.", "Chamber")
    with pytest.raises(alliances.CannotAlly, match="already"):
        alliances.name(chamber, kind="other", by=coordinator, at=NOW)
    assert Entry.objects.filter(verb="alliance_named", organization=chamber).count() == 1


def test_a_change_is_told_and_no_change_is_not(rivertown: Community, coordinator: User) -> None:
    alliance = make.alliance(rivertown, kind="chamber", agreed_to="")
    nora = make.person(rivertown, name="Nora")
    for _ in range(2):
        alliances.change(alliance, kind="other", contact=nora, agreed_to="Host us.", by=coordinator, at=NOW)
    alliance.refresh_from_db()
    assert (alliance.kind, alliance.contact, alliance.agreed_to) == ("other", nora, "Host us.")
    assert Entry.objects.get(verb="alliance_changed").facts == {"kind": "Other alliance", "contact": "Nora"}


def test_members_join_once_leave_and_may_come_back(rivertown: Community, coordinator: User) -> None:
    alliance, acme = make.alliance(rivertown, name="Chamber"), make.organization(rivertown, name="Acme")
    [member] = alliances.join(alliance, [acme], since=date(2026, 1, 1), by=coordinator, at=NOW)
    assert alliances.join(alliance, [acme], since=None, by=coordinator, at=NOW) == []
    with pytest.raises(alliances.CannotAlly, match="January 1, 2026"):
        alliances.leave(member, until=date(2025, 1, 1), by=coordinator, at=NOW)
    alliances.leave(member, until=date(2026, 5, 1), by=coordinator, at=NOW)
    with pytest.raises(alliances.CannotAlly, match="already left"):
        alliances.leave(member, until=date(2026, 5, 1), by=coordinator, at=NOW)
    alliances.join(alliance, [acme], since=None, by=coordinator, at=NOW)
    assert alliance.members.count() == 2 and alliance.members.current().count() == 1
    verbs = list(acme.entries.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["alliance_joined", "alliance_left", "alliance_joined"]
    with pytest.raises(alliances.CannotAlly, match="itself"):
        alliances.join(alliance, [alliance.organization], since=None, by=coordinator, at=NOW)


def test_an_alliance_is_made_from_search_to_members(coordinators_browser: Client, rivertown: Community) -> None:
    assert "Add the first alliance" in coordinators_browser.get(LIST).content.decode()
    chamber = make.organization(rivertown, name="Rivertown Chamber")
    nora = make.person(rivertown, name="Nora")
    make.affiliation(nora, chamber)
    acme, beta = (make.organization(rivertown, name=f"{name} Works") for name in ("Acme", "Beta"))
    assert "Rivertown Chamber" in coordinators_browser.get(f"{LIST}add/?q=chamber").content.decode()
    coordinators_browser.post(f"{LIST}add/?q=chamber", {"organization": chamber.pk, "kind": "chamber"})
    alliance = Alliance.objects.get()
    again = coordinators_browser.post(f"{LIST}add/?q=chamber", {"organization": chamber.pk, "kind": "chamber"})
    assert "is an alliance already" in again.content.decode()
    address = alliance.get_absolute_url()
    coordinators_browser.post(f"{address}change/", {"kind": "chamber", "contact": nora.pk, "agreed_to": "Host us."})
    html = coordinators_browser.get(f"{address}members/add/?q=works").content.decode()
    assert "Acme Works" in html and "Beta Works" in html
    assert 'role="alert"' in coordinators_browser.post(f"{address}members/add/?q=works", {"since": ""}).content.decode()
    coordinators_browser.post(f"{address}members/add/?q=works", {"organizations": [acme.pk, beta.pk]})
    html = coordinators_browser.get(address).content.decode()
    assert "Acme Works" in html and "Nora" in html and "Host us." in html and "2 members" in html
    member = alliance.members.get(organization=beta)
    coordinators_browser.post(f"/workspace/alliance-members/{member.pk}/end/", {"until": "2026-06-30"})
    html = coordinators_browser.get(address).content.decode()
    assert "1 member<" in html and "until June 30, 2026" in html
    assert "Rivertown Chamber" in coordinators_browser.get(acme.get_absolute_url()).content.decode()
    assert "its members and results" in coordinators_browser.get(chamber.get_absolute_url()).content.decode()


def test_pages_cost_the_same_however_many(coordinators_browser: Client, rivertown: Community) -> None:
    alliance = make.alliance(rivertown)

    def fill(count: int) -> None:
        for _ in range(count):
            make.ally(alliance, make.employer(rivertown).organization)
            make.ally(make.alliance(rivertown, contact=make.person(rivertown)), make.organization(rivertown))

    fill(1)
    costs = [cost_of(coordinators_browser, address) for address in (LIST, alliance.get_absolute_url())]
    fill(29)
    assert [cost_of(coordinators_browser, address) for address in (LIST, alliance.get_absolute_url())] == costs
    assert max(total for total, _own in costs) <= 12
