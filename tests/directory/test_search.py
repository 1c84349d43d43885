"""Tests of finding organizations and people, on whichever database the suite runs."""

import pytest
from django.db import connection

from community.models import Community
from directory import search
from directory.models import Organization, Person
from tests import make

HOSTILE = [
    "\x00",
    "ac\x00me",
    '"',
    '""" OR "a"',
    "acme OR",
    "NEAR(acme, 5)",
    "acme*",
    "-acme",
    "^acme",
    "search_text:acme",
    "{acme}",
    "%%%",
    "___",
    "\\\\\\",
    "'; DROP TABLE directory_organization; --",
    "🚀🚀🚀",
    "👩🏽‍💻",
    "\ud800\ud800\ud800",
    "شركة النهر",
    "\u202eemca",
    "(" * 200,
    "a " * 100,
    "acme " * 40,
]


def names(rows: "object") -> set[str]:
    return {row.name for row in rows}  # type: ignore[attr-defined]


@pytest.fixture
def known(rivertown: Community) -> dict[str, Organization]:
    """A handful of organizations, one with a domain that its name does not tell."""
    made = {
        name: make.organization(rivertown, name=name, town=town)
        for name, town in [
            ("Acme Corp.", "Rivertown"),
            ("Café Zürich", "Lakeside"),
            ("Smith & Sons", "Rivertown"),
            ("O’Brien Logistics", "Rivertown"),
            ("AT&T", "Hilltop"),
            ("株式会社リバー", "Rivertown"),
            ("100 % Data_Works", "Hilltop"),
        ]
    }
    make.domain(made["Smith & Sons"], "family-business.example")
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("acme", {"Acme Corp."}),
        ("ACME corp", {"Acme Corp."}),
        ("cme", {"Acme Corp."}),
        ("cafe", {"Café Zürich"}),
        ("ZURICH", {"Café Zürich"}),
        ("lakeside cafe", {"Café Zürich"}),
        ("hilltop", {"AT&T", "100 % Data_Works"}),
        ("obrien", {"O’Brien Logistics"}),
        ("o’brien", {"O’Brien Logistics"}),
        ("family", {"Smith & Sons"}),
        ("family-business.example", {"Smith & Sons"}),
        ("someone@family-business.example", {"Smith & Sons"}),
        ("smith rivertown", {"Smith & Sons"}),
        ("smith hilltop", set()),
        ("at&t", {"AT&T"}),
        ("ac", {"Acme Corp."}),
        ("cm", set()),
        ("株式", {"株式会社リバー"}),
        ("リバー", {"株式会社リバー"}),
        ("data_works", {"100 % Data_Works"}),
        ("dataxworks", set()),
        ("zu cafe", {"Café Zürich"}),
    ],
)
def test_organizations_are_found_by_name_town_and_domain(
    rivertown: Community, known: dict[str, Organization], query: str, found: set[str]
) -> None:
    assert names(Organization.objects.of(rivertown).search(query)) == found


def test_no_words_find_everything(rivertown: Community, known: dict[str, Organization]) -> None:
    assert Organization.objects.of(rivertown).search("  ").count() == len(known)


def test_search_stays_in_its_community(
    rivertown: Community, lakeside: Community, known: dict[str, Organization]
) -> None:
    make.organization(lakeside, name="Acme of Lakeside")
    assert names(Organization.objects.of(rivertown).search("acme")) == {"Acme Corp."}


def test_search_follows_changes_and_deletions(rivertown: Community, known: dict[str, Organization]) -> None:
    acme = known["Acme Corp."]
    acme.name = "Apex Corp."
    acme.save(update_fields=["name"])
    of = Organization.objects.of(rivertown)
    assert not of.search("acme").exists()
    assert of.search("apex").get() == acme
    acme.delete()
    assert not of.search("apex").exists()
    Organization.objects.of(rivertown).update(search_text="bulk work")
    assert of.search("bulk").count() == len(known) - 1


@pytest.mark.parametrize("query", HOSTILE)
def test_nothing_typed_is_an_operator_or_an_error(
    rivertown: Community, known: dict[str, Organization], query: str
) -> None:
    make.person(rivertown, name="Jo Park", email="jo@acme.com")
    list(Organization.objects.of(rivertown).search(query)[:10])
    list(Person.objects.of(rivertown).search(query)[:10])
    assert Organization.objects.of(rivertown).count() == len(known)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("jose", {"José Núñez"}),
        ("NUNEZ", {"José Núñez"}),
        ("acme.com", {"José Núñez", "Jo Park"}),
        ("jo.park@acme.com", {"Jo Park"}),
        ("park acme", {"Jo Park"}),
        ("jo", {"José Núñez", "Jo Park"}),
        ("al", {"Al"}),
        ("ar", set()),
    ],
)
def test_people_are_found_by_name_and_address(rivertown: Community, query: str, found: set[str]) -> None:
    make.person(rivertown, name="José Núñez", email="jn@acme.com")
    make.person(rivertown, name="Jo Park", email="jo.park@acme.com")
    make.person(rivertown, name="Al", email="")
    assert names(Person.objects.of(rivertown).search(query)) == found


def test_words_are_few_and_each_is_asked_once() -> None:
    assert search.words_of("a a b  Ä") == ["a", "b"]
    assert len(search.words_of(" ".join(f"word{n}" for n in range(50)))) == search.WORDS


def test_towns_are_listed_once_each_in_order(rivertown: Community, lakeside: Community) -> None:
    for town in ("Rivertown", "Hilltop", "Rivertown", ""):
        make.organization(rivertown, town=town)
    make.organization(lakeside, town="Elsewhere")
    assert Organization.objects.towns(rivertown) == ["Hilltop", "Rivertown"]
    assert Organization.objects.towns(rivertown, limit=1) == ["Hilltop"]


def fill(community: Community) -> None:
    """Make enough rows that an index is worth something, by SQL, since it is the database that is asked."""
    many = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000) "
    number = "(n * 7919) % 20011"  # in no order
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO directory_organization"
            " (community_id, name, normalized_name, search_text, slug, sector, size_band, town,"
            f" website, phone, source, created_at) {many}"
            f" SELECT {community.pk}, 'Firm', {number} || ' firm', {number} || ' firm',"
            " 'firm-' || n, '', '', '', '', '', '', CURRENT_TIMESTAMP FROM n"
        )
        cursor.execute(
            "INSERT INTO directory_person"
            " (community_id, name, folded_name, search_text, email, phone, source, source_at,"
            f" created_at) {many}"
            f" SELECT {community.pk}, 'Jo', {number} || ' jo', {number} || ' jo p' || n || '@firm.example',"
            " 'p' || n || '@firm.example', '', '', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM n"
        )
        cursor.execute(
            "INSERT INTO directory_domain (community_id, organization_id, name)"
            f" SELECT {community.pk}, id, 'd' || id || '.example' FROM directory_organization"
        )
        if connection.vendor == "postgresql":  # SQLite has to be right without, as it is run hourly
            cursor.execute("ANALYZE")
            cursor.execute(
                "SELECT gin_clean_pending_list('person_search'), gin_clean_pending_list('organization_search')"
            )


@pytest.mark.postgresql
def test_postgresql_answers_from_its_indexes(rivertown: Community) -> None:
    fill(rivertown)
    plan = Organization.objects.of(rivertown).search("19999").explain()
    assert "organization_search" in plan and "domain_prefix" in plan and "Seq Scan" not in plan, plan
    plan = Organization.objects.of(rivertown).search("77").order_by("normalized_name", "pk")[:50].explain()
    assert "organization_by_name" in plan and "normalized_name)::text >= '77'" in plan and "Sort" not in plan, plan
    plan = Person.objects.of(rivertown).search("p19999@firm").explain()
    assert "person_search" in plan and "Seq Scan" not in plan, plan
    plan = Person.objects.of(rivertown).search("77").order_by("folded_name", "pk")[:50].explain()
    assert "person_by_name" in plan and "Sort" not in plan, plan
    sql, parameters = search.similar("postgresql", "directory_organization", "quokka works", rivertown.pk, 5)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql, parameters)
        assert "organization_search" in "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.sqlite
def test_sqlite_answers_from_its_indexes(rivertown: Community) -> None:
    fill(rivertown)
    plan = Organization.objects.of(rivertown).search("19999").explain()
    assert "SCAN directory_organization_words VIRTUAL TABLE" in plan, plan
    assert "domain_by_name (name>? AND name<?)" in plan, plan
    assert "SCAN directory_organization\n" not in plan + "\n", plan
    plan = Organization.objects.of(rivertown).search("77").explain()
    assert "organization_by_name (community_id=? AND normalized_name>? AND normalized_name<?)" in plan, plan
    plan = Person.objects.of(rivertown).search("p19999@firm").explain()
    assert "SCAN directory_person_words VIRTUAL TABLE" in plan, plan
    plan = Person.objects.of(rivertown).search("77").explain()
    assert "person_by_name (community_id=? AND folded_name>? AND folded_name<?)" in plan, plan


@pytest.mark.sqlite
@pytest.mark.django_db
def test_no_migration_lost_the_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = {row[0] for row in cursor.fetchall()}
    expected = {
        f"directory_{table}_words_{event}"
        for table in ("organization", "person")
        for event in ("added", "gone", "changed")
    }
    assert expected <= triggers, "a migration remade the table: run the SQL of 0002_search in it again"
