"""Advocates: won, asked, and the nearest one found, with what each agreed to and no more."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from community.models import Community, User
from directory.models import Entry
from employers import advocacy
from employers.models import Advocate, Employer, ReferralLink
from employers.nearness import Place, nearness, why
from tests import make
from tests.make import NOW

WORDS = {"why": "Two of her best came from a night course.", "quote": "Show us what you can do."}
AGREED = {"named": True, "quoted": True, "called": True}


def advocate(at: Community, by: User, **fields: Any) -> Advocate:
    """Make an advocate at an employer that is on the wall."""
    said = {**WORDS, **AGREED, **{key: fields.pop(key) for key in ("named", "quoted", "called") if key in fields}}
    employer = make.active(at, **fields).employer
    person = make.person(at, name="Jo Park")
    make.affiliation(person, employer.organization)
    return advocacy.add(employer, person, by=by, at=NOW, **said)


def test_nearness_counts_sector_size_and_town() -> None:
    here = Place("health", "10-49", "Rivertown")
    assert nearness(here, Place("health", "10-49", "RIVERTOWN")) == 8
    assert nearness(here, Place("health", "50-249", "Ashford")) == 5
    assert nearness(here, Place()) == nearness(Place(), Place()) == 0
    assert why(here, Place("health", "10-49", "")) == "same sector, same size"


def test_the_nearest_who_may_be_called_is_suggested(rivertown: Community, coordinator: User) -> None:
    here = make.employer(rivertown, name="Acme", sector="health").organization
    far = advocate(rivertown, coordinator, name="Far", sector="finance")
    near = advocate(rivertown, coordinator, name="Near", sector="health")
    advocate(rivertown, coordinator, name="Silent", sector="health", called=False)
    assert advocacy.nearest(here) == (near, "same sector, same town")
    other = advocate(rivertown, coordinator, name="Rested", sector="health")
    advocacy.ask(near, by=coordinator, at=NOW)
    assert advocacy.nearest(here) == (other, "same sector, same town")
    assert advocacy.nearest(far.employer.organization) is not None


def test_the_page_of_a_link_quotes_who_agreed(client: Client, rivertown: Community, coordinator: User) -> None:
    made = advocate(rivertown, coordinator, name="Brightmill", slug="brightmill")
    link = ReferralLink.objects.create(community=rivertown, employer=made.employer)
    address = reverse("employers:invited", args=[link.code])
    assert "Show us what you can do." in client.get(address).content.decode()
    advocacy.change(made, by=coordinator, at=NOW, quoted=False)
    assert "Show us what you can do." not in client.get(address).content.decode()
    advocacy.change(made, by=coordinator, at=NOW, quoted=True)
    made.employer.commitments.get().consents.update(withdrawn_at=NOW)
    assert "Show us what you can do." not in client.get(address).content.decode()


def test_a_consent_keeps_its_moment(rivertown: Community, coordinator: User) -> None:
    made = advocate(rivertown, coordinator)
    later = advocacy.change(made, by=coordinator, at=NOW + timedelta(days=1), **AGREED | {"called": False})
    assert later.named_at == NOW
    assert later.called_at is None


def test_an_advocate_is_added_changed_and_asked(coordinators_browser: Client, rivertown: Community) -> None:
    employer = make.employer(rivertown, name="Acme")
    person = make.person(rivertown, name="Lee Loomis")
    make.affiliation(person, employer.organization)
    add = reverse("employers:advocate-add", args=[employer.organization_id])
    assert "Say it in a sentence" in coordinators_browser.post(add, {"person": person.pk}).content.decode()
    coordinators_browser.post(add, {"person": person.pk, **WORDS, "named": "on"})
    made = Advocate.objects.get()
    assert made.named_at
    assert made.called_at is None
    again = coordinators_browser.post(add, {"person": person.pk, **WORDS}).content.decode()
    assert "is an advocate already" in again
    coordinators_browser.post(reverse("employers:advocate", args=[made.pk]), {"why": "Another reason."})
    coordinators_browser.post(reverse("employers:advocate-asked", args=[made.pk]))
    made.refresh_from_db()
    assert made.why == "Another reason."
    assert made.named_at is None
    assert isinstance(made.last_asked_on, date)
    page = coordinators_browser.get(reverse("employers:advocates")).content.decode()
    assert "Lee Loomis" in page
    assert "agreed to nothing yet" in page
    assert Entry.objects.filter(verb__startswith="advocate_").count() == 3
    assert coordinators_browser.get(employer.get_absolute_url()).status_code == 200


def test_a_stranger_to_the_organization_cannot_be_chosen(coordinators_browser: Client, rivertown: Community) -> None:
    employer, person = make.employer(rivertown), make.person(rivertown)
    add = reverse("employers:advocate-add", args=[employer.organization_id])
    coordinators_browser.post(add, {"person": person.pk, **WORDS})
    assert not Advocate.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_little_for_many_as_for_one(
    coordinators_browser: Client,
    rivertown: Community,
    coordinator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _ in range(rows):
        advocate(rivertown, coordinator)
    page = reverse("employers:advocates")
    coordinators_browser.get(page)
    with django_assert_num_queries(7):
        coordinators_browser.get(page)
    assert Employer.objects.count() == rows
