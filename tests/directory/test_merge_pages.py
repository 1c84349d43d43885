"""Tests of the pages on which two records become one."""

import pytest
from django.urls import reverse

from directory import merging
from directory.models import Merge, Organization, Task
from tests import make
from tests.make import NOW


@pytest.fixture
def acme(rivertown):
    return make.organization(rivertown, name="Acme", town="", phone="555 0100")


@pytest.fixture
def other(rivertown):
    return make.organization(rivertown, name="Acme Corporation", town="Millbrook", phone="555 0100")


def test_those_that_look_alike_are_offered_with_the_reason(acme, other, coordinators_browser):
    page = coordinators_browser.get(reverse("directory:organization-merge", args=[acme.pk])).content.decode()
    assert "same name" in page
    assert reverse("directory:organizations-merge", args=[acme.pk, other.pk]) in page


def test_any_other_is_found_by_search(acme, rivertown, coordinators_browser):
    far = make.organization(rivertown, name="Zenith")
    page = coordinators_browser.get(reverse("directory:organization-merge", args=[acme.pk]), {"q": "zenith"})
    assert reverse("directory:organizations-merge", args=[acme.pk, far.pk]) in page.content.decode()
    page = coordinators_browser.get(reverse("directory:organization-merge", args=[acme.pk]), {"q": "nobody"})
    assert "Nothing found" in page.content.decode()


def test_the_page_shows_what_differs_and_folds_the_rest(acme, other, rivertown, coordinators_browser):
    Task.objects.create(community=rivertown, organization=other, title="Call")
    answer = coordinators_browser.get(reverse("directory:organizations-merge", args=[acme.pk, other.pk]))
    page = answer.content.decode()
    form = answer.context["form"]
    assert [(line.name, line.chosen) for line in form.differing] == [("name", "kept"), ("town", "gone")]
    assert [line.name for line in form.equal] == ["phone"]
    assert "1 task" in page


def test_merging_and_undoing_by_hand(acme, other, coordinators_browser):
    place = reverse("directory:organizations-merge", args=[acme.pk, other.pk])
    answer = coordinators_browser.post(place, {"name": "gone", "town": "gone"})
    assert answer["Location"] == acme.get_absolute_url()
    acme.refresh_from_db()
    assert (acme.name, acme.town) == ("Acme Corporation", "Millbrook")
    assert coordinators_browser.get(other.get_absolute_url())["Location"] == acme.get_absolute_url()
    done = Merge.objects.get()
    assert "Undo the merge" in coordinators_browser.get(done.get_absolute_url()).content.decode()
    answer = coordinators_browser.post(reverse("directory:merge-undo", args=[done.pk]), follow=True)
    assert "They are two records." in answer.content.decode()
    assert Organization.objects.filter(pk=other.pk).exists()


def test_a_field_left_open_is_asked_for(acme, other, coordinators_browser):
    answer = coordinators_browser.post(reverse("directory:organizations-merge", args=[acme.pk, other.pk]), {})
    assert answer.status_code == 200
    assert Merge.objects.count() == 0


def test_the_reason_is_shown_where_undoing_is_refused(acme, other, coordinator, coordinators_browser):
    done = merging.merge(acme, other, take=["town"], by=coordinator, at=NOW)
    Merge.objects.update(at=done.at.replace(year=2020))
    page = coordinators_browser.post(reverse("directory:merge-undo", args=[done.pk])).content.decode()
    assert "more than thirty days ago" in page
    assert "They can no longer be parted" in page


def test_with_itself_there_is_nothing_to_merge(acme, coordinators_browser):
    place = reverse("directory:organizations-merge", args=[acme.pk, acme.pk])
    assert "one record already" in coordinators_browser.get(place).content.decode()
    assert coordinators_browser.post(place).status_code == 200
    assert Merge.objects.count() == 0
