"""Tests of ties: told, said anew, ended, inferred, and on pages."""

from datetime import date

import pytest
from django.test import Client

from community.models import Community, User
from directory import acquaintance, ties
from directory.models import Entry, Tie
from tests import make
from tests.conftest import signed_in
from tests.directory.costs import cost_of
from tests.make import NOW


def test_a_tie_is_one_whoever_is_named_first_and_what_is_said_last_holds(
    rivertown: Community, coordinator: User
) -> None:
    jo, al = make.person(rivertown, name="Jo"), make.person(rivertown, name="Al")
    ties.tie(jo, al, kind="board", strength=1, words="Museum", by=coordinator, at=NOW)
    ties.tie(al, jo, kind="board", strength=3, said_by_person=al, by=coordinator, at=NOW)
    tie = Tie.objects.get()
    assert (tie.from_person, tie.strength, tie.words, tie.said_by_person) == (jo, 3, "Museum", al)
    assert sorted(Entry.objects.values_list("verb", "person__name")) == [
        ("tie_added", "Al"),
        ("tie_added", "Jo"),
        ("tie_changed", "Al"),
        ("tie_changed", "Jo"),
    ]
    with pytest.raises(ties.CannotTie, match="one person"):
        ties.tie(jo, jo, kind="board", strength=1, by=coordinator, at=NOW)


def test_people_lose_touch_once_and_not_before_they_met(rivertown: Community, coordinator: User) -> None:
    tie = make.tie(make.person(rivertown), make.person(rivertown), since=date(2026, 1, 1))
    with pytest.raises(ties.CannotTie, match="January 1, 2026"):
        ties.end(tie, until=date(2025, 1, 1), by=coordinator, at=NOW)
    ties.end(tie, until=date(2026, 2, 1), by=coordinator, at=NOW)
    with pytest.raises(ties.CannotTie, match="already"):
        ties.end(tie, until=date(2026, 2, 1), by=coordinator, at=NOW)
    assert not Tie.objects.current().exists()


def test_what_is_inferred_is_worked_out_and_never_kept(rivertown: Community) -> None:
    jo, al, left, nora = (make.person(rivertown, name=name) for name in ("Jo", "Al", "Left", "Nora"))
    acme = make.organization(rivertown, name="Acme")
    make.affiliation(jo, acme)
    make.affiliation(al, acme)
    make.affiliation(left, acme, until=date(2020, 1, 1))
    make.ally(make.alliance(rivertown, name="Chamber", contact=nora), acme)
    assert [(one["name"], one["organization"], one["why"]) for one in acquaintance.inferred(jo)] == [
        ("Nora", "Chamber", "alliance"),
        ("Al", "Acme", "work"),
    ]
    assert not Tie.objects.exists()


def test_a_person_is_ours_once(rivertown: Community, coordinator: User) -> None:
    dana, other, partner = make.person(rivertown), make.person(rivertown), make.person(rivertown, user=make.user())
    ties.claim(dana, by=coordinator)
    ties.claim(dana, by=coordinator)
    for person, why in ((other, "already"), (partner, "account of their own")):
        with pytest.raises(ties.CannotClaim, match=why):
            ties.claim(person, by=coordinator)
    with pytest.raises(ties.CannotClaim, match="not"):
        ties.disclaim(other, by=coordinator)
    ties.disclaim(dana, by=coordinator)
    dana.refresh_from_db()
    assert dana.user is None


def test_a_tie_is_told_on_a_persons_page(
    coordinators_browser: Client, rivertown: Community, lakeside: Community
) -> None:
    jo, al = make.person(rivertown, name="Jo Park"), make.person(rivertown, name="Al Works")
    make.person(lakeside, name="Far Works")
    acme = make.organization(rivertown)
    make.affiliation(al, acme)
    address = f"{jo.get_absolute_url()}ties/add/"
    html = coordinators_browser.get(f"{address}?q=works").content.decode()
    assert "Al Works" in html and "Far Works" not in html
    data = {"kind": "friend", "strength": "3", "says": "person", "words": "From school"}
    assert 'role="alert"' in coordinators_browser.post(f"{address}?q=works", data).content.decode()
    coordinators_browser.post(f"{address}?q=works", data | {"other": al.pk})
    for page in (jo, al, acme):
        html = coordinators_browser.get(page.get_absolute_url()).content.decode()
        assert "From school" in html and "They would do each other a favor." in html and "Jo Park says so" in html
    tie = Tie.objects.get()
    assert coordinators_browser.get(f"/workspace/ties/{tie.pk}/end/").status_code == 200
    coordinators_browser.post(f"/workspace/ties/{tie.pk}/end/", {"until": "2026-06-30"})
    html = coordinators_browser.get(jo.get_absolute_url()).content.decode()
    assert "have lost touch" in html and "Lost touch?" not in html


def test_somebody_says_that_this_is_them(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    jo = make.person(rivertown)
    assert "This is me" in coordinators_browser.get(jo.get_absolute_url()).content.decode()
    coordinators_browser.post(f"{jo.get_absolute_url()}me/")
    jo.refresh_from_db()
    assert jo.user == coordinator
    assert "This is you" in coordinators_browser.get(jo.get_absolute_url()).content.decode()
    coordinators_browser.post(f"{jo.get_absolute_url()}me/", {"not": "1"})
    jo.refresh_from_db()
    assert jo.user is None


def test_a_viewer_reads_and_changes_nothing(viewer: User, rivertown: Community) -> None:
    jo = make.person(rivertown)
    browser = signed_in(viewer)
    html = browser.get(jo.get_absolute_url()).content.decode()
    assert "How we know them" in html and "This is me" not in html and "Add whom" not in html
    assert browser.post(f"{jo.get_absolute_url()}me/").status_code == 403


def test_pages_cost_the_same_however_many_they_know(coordinators_browser: Client, rivertown: Community) -> None:
    jo, acme = make.person(rivertown), make.organization(rivertown)
    make.affiliation(jo, acme)

    def fill(count: int) -> None:
        for _ in range(count):
            make.tie(jo, make.person(rivertown))
            make.affiliation(make.person(rivertown), acme)

    fill(1)
    pages = (jo.get_absolute_url(), acme.get_absolute_url())
    costs = [cost_of(coordinators_browser, page) for page in pages]
    fill(29)
    assert [cost_of(coordinators_browser, page) for page in pages] == costs
