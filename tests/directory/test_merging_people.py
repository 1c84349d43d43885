"""Tests of merging two records of one person."""

import pytest
from django.urls import reverse

from directory import merging_people
from directory.ledger import CannotMerge
from directory.models import DuplicatePair, Merge, Person
from tests import make
from tests.make import NOW


@pytest.fixture
def jo(rivertown):
    return make.person(rivertown, name="Jo Park", email="jo@acme.example")


@pytest.fixture
def other(rivertown):
    return make.person(rivertown, name="Jo Park", email="jo.park@home.example", phone="555 0142")


def test_by_hand_and_undone_again(jo, other, rivertown, coordinators_browser):
    make.affiliation(other, make.organization(rivertown, name="Acme"))
    page = coordinators_browser.get(reverse("directory:person-merge", args=[jo.pk])).content.decode()
    place = reverse("directory:people-merge", args=[jo.pk, other.pk])
    assert place in page
    page = coordinators_browser.get(place).content.decode()
    assert "A record has one e-mail address" in page
    assert "1 place of work" in page
    assert "<br>Acme</th>" in page
    answer = coordinators_browser.post(place, {"email": "kept", "phone": "gone"})
    assert answer["Location"] == jo.get_absolute_url()
    jo.refresh_from_db()
    assert (jo.email, jo.phone, jo.affiliations.get().organization.name) == ("jo@acme.example", "555 0142", "Acme")
    assert coordinators_browser.get(other.get_absolute_url())["Location"] == jo.get_absolute_url()
    coordinators_browser.post(reverse("directory:merge-undo", args=[Merge.objects.get().pk]))
    assert Person.objects.get(pk=other.pk).affiliations.get().organization.name == "Acme"


def test_two_who_sign_in_are_not_merged(jo, other, coordinator, coordinators_browser):
    for person in (jo, other):
        person.user = make.user()
        person.save()
    place = reverse("directory:people-merge", args=[jo.pk, other.pk])
    page = coordinators_browser.post(place, {"email": "kept", "phone": "gone"}).content.decode()
    assert "Both sign in to a desk" in page
    assert Merge.objects.count() == 0


def test_neither_themselves_nor_another_community_s(jo, lakeside, coordinator):
    for somebody in (jo, make.person(lakeside)):
        with pytest.raises(CannotMerge):
            merging_people.merge(jo, somebody, by=coordinator, at=NOW)


def test_those_that_look_alike_are_offered_with_the_reason(rivertown, jo, coordinators_browser):
    joe = make.person(rivertown, name="Joe Park")
    reasons = ["names 80 % alike", "both at Acme"]
    DuplicatePair.objects.create(community=rivertown, one_person=jo, other_person=joe, score=90, reasons=reasons)
    for one, other in [(jo, joe), (joe, jo)]:
        page = coordinators_browser.get(reverse("directory:person-merge", args=[one.pk])).content.decode()
        assert "names 80 % alike, both at Acme" in page
        assert reverse("directory:people-merge", args=[one.pk, other.pk]) in page
