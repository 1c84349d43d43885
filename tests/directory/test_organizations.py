"""Tests of how organizations enter the directory and change."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from community.models import Community, User
from directory import organizations
from directory.models import Domain, Organization, Sector, Tag
from tests import make
from tests.make import NOW
from tests.racing import beaten_to_it


def test_adding_an_organization_writes_it_and_a_line_on_its_timeline(rivertown: Community, coordinator: User) -> None:
    acme = organizations.add(
        rivertown, name="Acme Corp.", sector=Sector.HEALTH, town="Rivertown", source="job fair", by=coordinator, at=NOW
    )
    assert (acme.slug, acme.normalized_name, acme.created_at) == ("acme-corp", "acme", NOW)
    entry = acme.entries.get()
    assert (entry.verb, entry.by, entry.at, entry.facts) == (
        "organization_added",
        coordinator,
        NOW,
        {"source": "job fair"},
    )


def test_the_same_name_twice_gets_two_slugs(rivertown: Community, lakeside: Community) -> None:
    slugs = [organizations.add(rivertown, name="Acme", by=None, at=NOW).slug for _ in range(3)]
    assert slugs == ["acme", "acme-2", "acme-3"]
    assert organizations.add(lakeside, name="Acme", by=None, at=NOW).slug == "acme"


@pytest.mark.parametrize("name", ["株式会社", "🚀", "—", "a" * 200])
def test_any_name_gets_a_slug_that_fits(rivertown: Community, name: str) -> None:
    first, second = (organizations.add(rivertown, name=name, by=None, at=NOW) for _ in range(2))
    assert first.slug != second.slug
    assert first.slug.isascii() and 0 < len(first.slug) <= 80


def test_changing_records_what_was_before(rivertown: Community, coordinator: User) -> None:
    acme = organizations.add(rivertown, name="Acme", sector=Sector.HEALTH, by=None, at=NOW)
    organizations.change(
        acme, name="Acme Health", sector=Sector.OTHER, owner=coordinator, by=coordinator, at=NOW + timedelta(days=1)
    )
    acme.refresh_from_db()
    assert (acme.name, acme.normalized_name, acme.slug, acme.owner) == (
        "Acme Health",
        "acme health",
        "acme",
        coordinator,
    )
    entry = acme.entries.get(verb="organization_changed")
    assert entry.facts["changes"] == [
        {"field": "name", "before": "Acme", "after": "Acme Health"},
        {"field": "sector", "before": "Health care", "after": "Other"},
        {"field": "owner", "before": "", "after": "Dana Whitfield"},
    ]


def test_changing_nothing_records_nothing(rivertown: Community, coordinator: User) -> None:
    acme = organizations.add(rivertown, name="Acme", tags=["chamber"], by=None, at=NOW)
    organizations.change(acme, name="Acme", tags=["chamber"], by=coordinator, at=NOW)
    assert not acme.entries.filter(verb="organization_changed").exists()


def test_a_tag_that_a_colleague_makes_in_this_very_moment_is_shared(rivertown: Community) -> None:
    acme = make.organization(rivertown)
    look = '"directory_tag"."name"'
    with beaten_to_it(look, lambda: Tag.objects.create(community=rivertown, name="chamber")):
        assert organizations.put_tags(acme, ["Chamber"]) == ["chamber"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(community=rivertown, name="CHAMBER")


def test_tags_differing_in_case_are_one_and_stay_in_their_community(
    rivertown: Community, lakeside: Community, coordinator: User
) -> None:
    Tag.objects.create(community=lakeside, name="Chamber")
    acme = organizations.add(rivertown, name="Acme", tags=["Chamber", "chamber ", " "], by=None, at=NOW)
    assert [(tag.name, tag.community) for tag in acme.tags.all()] == [("Chamber", rivertown)]
    organizations.change(acme, tags=["CHAMBER", "downtown"], by=coordinator, at=NOW)
    assert sorted(tag.name for tag in acme.tags.all()) == ["Chamber", "downtown"]
    entry = acme.entries.get(verb="organization_changed")
    assert entry.facts["changes"] == [{"field": "tags", "before": "Chamber", "after": "Chamber, downtown"}]


def test_a_domain_is_vouched_for_once(rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown)
    for _ in range(2):
        domain = organizations.add_domain(acme, "Jo@ACME.com", by=coordinator, at=NOW)
    assert (domain.name, domain.verified_at, domain.verified_by) == ("acme.com", NOW, coordinator)
    assert acme.entries.filter(verb="domain_added").count() == 1


def test_vouching_verifies_a_domain_that_was_only_seen(rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown)
    make.domain(acme, "acme.com", is_verified=False)
    assert organizations.add_domain(acme, "acme.com", by=coordinator, at=NOW).verified_at == NOW


def test_free_mailboxes_and_taken_domains_are_refused(
    rivertown: Community, lakeside: Community, coordinator: User
) -> None:
    acme, apex = make.organization(rivertown, name="Acme"), make.organization(rivertown, name="Apex")
    make.domain(acme, "acme.com")
    with pytest.raises(organizations.CannotAddDomain, match="already belongs to Acme"):
        organizations.add_domain(apex, "acme.com", by=coordinator, at=NOW)
    with pytest.raises(organizations.CannotAddDomain, match="Anybody can open a mailbox"):
        organizations.add_domain(apex, "gmail.com", by=coordinator, at=NOW)
    organizations.add_domain(make.organization(lakeside), "acme.com", by=coordinator, at=NOW)


def test_removing_a_domain_leaves_a_line(rivertown: Community, coordinator: User) -> None:
    domain = make.domain(make.organization(rivertown), "acme.com")
    organizations.remove_domain(domain, by=coordinator, at=NOW)
    assert not Domain.objects.exists()
    assert rivertown.entries.get().facts == {"domain": "acme.com"}


def test_a_row_without_folded_texts_is_refused_by_the_database(rivertown: Community) -> None:
    with pytest.raises(IntegrityError):
        Organization.objects.bulk_create([Organization(community=rivertown, name="Acme", slug="acme")])
