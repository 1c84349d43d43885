"""Tests of how people enter the directory, change, and work somewhere."""

from datetime import date, timedelta

import pytest

from community.models import Community, User
from directory import people
from directory.models import Person
from tests import make
from tests.make import NOW
from tests.racing import beaten_to_it


def test_adding_remembers_where_the_address_came_from_and_when(rivertown: Community, coordinator: User) -> None:
    jo = people.add(rivertown, name="Jo Park", email=" Jo@Acme.COM ", source="job fair", by=coordinator, at=NOW)
    assert (jo.email, jo.source, jo.source_at) == ("jo@acme.com", "job fair", NOW)
    assert jo.entries.get().verb == "person_added"


def test_an_address_is_one_person(rivertown: Community, lakeside: Community) -> None:
    people.add(rivertown, name="Jo Park", email="jo@acme.com", by=None, at=NOW)
    with pytest.raises(people.CannotAddPerson, match="Jo Park already has the address"):
        people.add(rivertown, name="Joe", email="JO@acme.com", by=None, at=NOW)
    people.add(lakeside, name="Joe", email="jo@acme.com", by=None, at=NOW)


def test_people_without_an_address_may_be_many(rivertown: Community) -> None:
    people.add(rivertown, name="Jo", by=None, at=NOW)
    people.add(rivertown, name="Jo", by=None, at=NOW)
    assert Person.objects.of(rivertown).count() == 2


def test_find_or_add_never_edits_whom_it_finds(rivertown: Community) -> None:
    jo = people.add(rivertown, name="Jo Park", email="jo@acme.com", phone="1", by=None, at=NOW)
    again = people.find_or_add(rivertown, email="JO@acme.com", name="Somebody else", phone="2", source="x", at=NOW)
    assert again == jo
    jo.refresh_from_db()
    assert (jo.name, jo.phone, jo.source) == ("Jo Park", "1", "")
    assert jo.entries.count() == 1


def test_find_or_add_adds_whom_it_does_not_find(rivertown: Community) -> None:
    found = people.find_or_add(rivertown, email="jo@acme.com", name="", source="signed", at=NOW)
    assert (found.name, found.source) == ("jo", "signed")


def test_changing_names_the_fields_and_not_their_contents(rivertown: Community, coordinator: User) -> None:
    jo = people.add(rivertown, name="Jo Park", email="jo@acme.com", by=None, at=NOW)
    later = NOW + timedelta(days=2)
    people.change(jo, name="Jo Park", email="Jo@Apex.com", phone="555", by=coordinator, at=later)
    jo.refresh_from_db()
    assert (jo.email, jo.phone, jo.source_at) == ("jo@apex.com", "555", later)
    assert jo.entries.get(verb="person_changed").facts == {"fields": ["e-mail", "phone"]}


def test_an_address_that_is_taken_in_this_very_moment_is_refused(rivertown: Community, coordinator: User) -> None:
    jo = make.person(rivertown, email="jo@acme.com")
    look = '"directory_person"."email" = '
    with (
        beaten_to_it(look, lambda: make.person(rivertown, name="Ana", email="a@acme.com")),
        pytest.raises(people.CannotAddPerson, match="Ana already has the address"),
    ):
        people.change(jo, email="a@acme.com", by=coordinator, at=NOW)
    jo.refresh_from_db()
    assert jo.email == "jo@acme.com"


def test_changing_to_an_address_of_somebody_else_is_refused(rivertown: Community, coordinator: User) -> None:
    make.person(rivertown, email="a@acme.com")
    jo = make.person(rivertown, email="jo@acme.com")
    with pytest.raises(people.CannotAddPerson):
        people.change(jo, email="A@acme.com", by=coordinator, at=NOW)


def test_changing_nothing_records_nothing(rivertown: Community, coordinator: User) -> None:
    jo = make.person(rivertown)
    people.change(jo, name=jo.name, email=jo.email.upper(), by=coordinator, at=NOW)
    assert not jo.entries.exists()


def test_affiliating_twice_is_one_affiliation_that_only_gains(rivertown: Community, coordinator: User) -> None:
    jo, acme = make.person(rivertown), make.organization(rivertown)
    people.affiliate(jo, acme, at=NOW)
    people.affiliate(jo, acme, title="Director", has_desk=True, by=coordinator, at=NOW)
    people.affiliate(jo, acme, title="Somebody", at=NOW)
    affiliation = jo.affiliations.get()
    assert (affiliation.title, affiliation.has_desk) == ("Director", True)
    assert acme.entries.filter(verb="affiliation_added").count() == 1


def test_enlisting_puts_a_known_person_into_the_organization(rivertown: Community, coordinator: User) -> None:
    jo = make.person(rivertown, email="jo@acme.com", name="Jo Park")
    acme = make.organization(rivertown)
    assert people.enlist(acme, name="J. Park", email="jo@acme.com", title="CIO", by=coordinator, at=NOW) == jo
    assert jo.affiliations.get().title == "CIO"
    new = people.enlist(acme, name="Al", by=coordinator, at=NOW)
    assert new.affiliations.get().organization == acme


def test_leaving_ends_the_affiliation_and_closes_the_desk(rivertown: Community, coordinator: User) -> None:
    affiliation = make.affiliation(
        make.person(rivertown), make.organization(rivertown), since=date(2026, 1, 1), has_desk=True
    )
    people.end_affiliation(affiliation, until=date(2026, 3, 1), by=coordinator, at=NOW)
    affiliation.refresh_from_db()
    assert (affiliation.until, affiliation.has_desk) == (date(2026, 3, 1), False)
    entry = affiliation.organization.entries.get()
    assert (entry.verb, entry.person) == ("affiliation_ended", affiliation.person)
    with pytest.raises(people.CannotEnd, match="has already left"):
        people.end_affiliation(affiliation, until=date(2026, 3, 2), by=coordinator, at=NOW)
    people.affiliate(affiliation.person, affiliation.organization, at=NOW)
    assert affiliation.person.affiliations.current().count() == 1


def test_nobody_leaves_before_they_came(rivertown: Community, coordinator: User) -> None:
    affiliation = make.affiliation(make.person(rivertown), make.organization(rivertown), since=date(2026, 1, 5))
    with pytest.raises(people.CannotEnd, match="came on January 5, 2026"):
        people.end_affiliation(affiliation, until=date(2026, 1, 4), by=coordinator, at=NOW)
