"""Fill a portal with a directory of any size, the same one every time.

    .venv/bin/python bench/generate.py [--organizations 100000] [--people 200000] [--ties 300000] [--host localhost]

Writes into the database that the environment names (DATABASE_URL, VAR_DIR), which must be migrated. Names are made of
words, so that some are rare and some are common, as in life; every organization has a town, a sector and a mail domain,
every person an address and a place of work. The first organization has a long timeline. Five hundred have signed, and
four of five of them are named on the public wall. What the community knows beside them is in bench/network.py.
"""

import argparse
import hashlib
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techhire.settings")
    import django

    django.setup()

from django.db import connection

from bench.network import weave
from bench.rows import Row, write
from community.models import Community, Membership, User
from community.roles import Role
from directory.models import Affiliation, Domain, Entry, Organization, Person, Sector, SizeBand, Tag, Task
from directory.names import fold
from employers.models import Ask, Commitment, CommitmentText, Consent, Employer, Promise
from employers.occupations import OCCUPATIONS
from employers.stages import Stage

SEED = 20261122
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
TIMELINE = 500  # entries of the first organization
SIGNED = 500  # employers

FIRST = """
River North South East West Golden Silver Granite Maple Oak Cedar Blue Red Green Bright Summit Valley Harbor
Prairie Pioneer Liberty Union Central Grand Royal Allied United Apex Zenith Nova Quantum Vertex Atlas Titan
Orion Lumen Beacon Anchor Keystone Cornerstone Heritage Legacy Frontier Horizon Evergreen Sunrise Crystal
Diamond Falcon Eagle Heron Otter Badger Bison Juniper Willow Magnolia Sycamore Hickory Copper Iron Steel Amber
Ruby Café Zürich Peña Søren
""".split()
SECOND = """
Health Medical Dental Software Systems Data Cloud Digital Logistics Freight Transport Manufacturing Machine
Tool Foods Farms Brewing Bakery Hospitality Hotels Energy Power Solar Water Insurance Financial Capital Credit
Bank Realty Homes Construction Builders Plumbing Electric Roofing Education Learning Academy Library Media
Press Design Studio Arts Retail Outfitters Hardware Supply Packaging Chemical Plastics Textile Motors Auto
Aviation Marine Security Legal Consulting
""".split()
THIRD = [
    "Group",
    "Partners",
    "Works",
    "Services",
    "Company",
    "Inc.",
    "LLC",
    "Corp.",
    "& Sons",
    "Associates",
    "Holdings",
    "Center",
]
GIVEN = """
Ada Alma Amir Ana Ben Carla Chen Dana Diego Elif Emma Eve Fay Femi Grace Hana Ivan Jo José Kai Lena Leo Lucía Maya
Mei Nia Noah Omar Priya Ravi Rosa Sam Sofia Tariq Uma Vic Wei Yara Zoë
""".split()
FAMILY = """
Adams Baker Chavez Diaz Evans Foster Garcia Hughes Ibrahim Jones Kim Lee Lindqvist Moreno Novak Núñez Osei
Park Patel Quinn Reyes Rossi Shah Singh Tanaka Umar Vargas Whitfield Xu Young Zhang
""".split()
TITLES = ["Director of IT", "CIO", "Recruiter", "HR manager", "Owner", "Head of support", "Plant manager", ""]
TAGS = ["chamber member", "downtown", "anchor employer", "job fair 2026", "alliance", "apprenticeships"]


def town(number: int) -> str:
    """Return one of two hundred towns."""
    return f"{FIRST[number % len(FIRST)]}{('town', 'ville', 'burg', ' Falls')[number // len(FIRST) % 4]}"


def organizations_of(count: int, owners: list[User], chance: random.Random) -> Iterator[Row]:
    """Yield organizations."""
    sectors, sizes = Sector.values, SizeBand.values
    for number in range(count):
        name = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {chance.choice(THIRD)}"
        if number % 3 == 0:
            name = f"{chance.choice(FAMILY)} {name}"
        organization = Organization(name=name, town=town(chance.randrange(200)))
        organization.fold()
        yield {
            "name": name,
            "normalized_name": organization.normalized_name,
            "search_text": organization.search_text,
            "slug": f"organization-{number}",
            "sector": chance.choice(sectors),
            "size_band": chance.choice(sizes),
            "town": organization.town,
            "owner_id": chance.choice(owners).pk if number % 5 == 0 else None,
        }


def people_of(count: int, chance: random.Random) -> Iterator[Row]:
    """Yield people, two at each organization's domain."""
    for number in range(count):
        name, email = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}", f"person{number}@firm{number // 2}.example"
        yield {"name": name, "folded_name": fold(name), "search_text": f"{fold(name)}\n{email}", "email": email}


def generate(community: Community, organizations: int, people: int, ties: int) -> dict[str, int]:
    """Fill a community's directory and return how many rows of each kind were written."""
    chance = random.Random(SEED)
    owners = [coordinator(community, number) for number in range(4)]
    at = {"community_id": community.pk, "source": "generated", "created_at": AT}
    wrote = {"organizations": write(Organization, organizations_of(organizations, owners, chance), **at)}
    ids = list(Organization.objects.of(community).order_by("pk").values_list("pk", flat=True))
    domains = ({"organization_id": pk, "name": f"firm{place}.example"} for place, pk in enumerate(ids))
    wrote["domains"] = write(Domain, domains, community_id=community.pk)
    tags = [Tag.objects.create(community=community, name=name) for name in TAGS]
    tagged = (
        {"organization_id": pk, "tag_id": tags[place % len(tags)].pk} for place, pk in enumerate(ids) if place % 4 == 0
    )
    wrote["tags"] = write(Organization.tags.through, tagged)
    wrote["people"] = write(Person, people_of(people, chance), source_at=AT, **at)
    persons = list(Person.objects.of(community).order_by("pk").values_list("pk", flat=True))
    works = (
        {"person_id": pk, "organization_id": ids[place // 2 % len(ids)], "title": TITLES[place % len(TITLES)]}
        for place, pk in enumerate(persons)
    )
    wrote["affiliations"] = write(Affiliation, works)
    wrote["entries"] = len(Entry.objects.bulk_create(timeline_of(community, ids[0], persons, owners)))
    wrote["tasks"] = len(Task.objects.bulk_create(tasks_of(community, ids, owners)))
    wrote["commitments"] = sign(community, ids[:SIGNED])
    wrote |= weave(community, owners, ties)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return wrote


def timeline_of(community: Community, organization: int, persons: list[int], owners: list[User]) -> list[Entry]:
    """Return a long timeline of one organization."""
    return [
        Entry(
            community=community,
            organization_id=organization,
            person_id=persons[number % 2],
            verb=("note", "call", "meeting", "email")[number % 4],
            at=AT - timedelta(hours=number),
            by=owners[number % len(owners)],
            text=f"They would interview from a boot camp; this is talk number {number}.",
        )
        for number in range(TIMELINE)
    ]


def tasks_of(community: Community, organizations: list[int], owners: list[User]) -> list[Task]:
    """Return tasks that are due over three months."""
    return [
        Task(
            community=community,
            organization_id=pk,
            title="Call back",
            due_on=AT.date() + timedelta(days=place % 90),
            owner=owners[place % len(owners)],
        )
        for place, pk in enumerate(organizations[:300])
    ]


def sign(community: Community, organizations: list[int]) -> int:
    """Let organizations sign: each an active commitment of last year, with what the wall shows of it."""
    body = "We are willing to interview candidates for IT roles who come from a nontraditional training source."
    digest = hashlib.sha256(body.encode()).hexdigest()
    text = CommitmentText.objects.create(
        community=community, version=1, body=body, in_short="No fee", published_at=AT, sha256=digest
    )
    employers = [
        Employer(community=community, organization_id=pk, stage=Stage.SIGNED, stage_since=AT.date())
        for pk in organizations
    ]
    commitments = [
        Commitment(
            community=community,
            text=text,
            employer=employer,
            reference=f"{number:04}-{number:04}",
            state=Commitment.State.ACTIVE,
            organization_name=f"Organization {number}",
            signer_name="Jo Park",
            signer_email=f"jo@firm{number}.example",
            typed_name="Jo Park",
            may_sign=True,
            agreed_to_electronic=True,
            text_sha256=digest,
            document=body,
            document_sha256=digest,
            signed_at=(at := AT - timedelta(days=number % 300)),
            confirmed_at=at,
            settled_at=at,
            ends_on=at.date() + timedelta(days=365),
        )
        for number, employer in enumerate(Employer.objects.bulk_create(employers))
    ]
    signed = Commitment.objects.bulk_create(commitments)
    kinds = (Promise.Kind.INTERVIEW, Promise.Kind.INTERNSHIP)
    Promise.objects.bulk_create(Promise(commitment=one, kind=kind) for one in signed for kind in kinds)
    agreed = (Consent.Kind.SHARE, Consent.Kind.LIST_NAME)
    Consent.objects.bulk_create(
        Consent(commitment=one, kind=kind, given_at=AT)
        for number, one in enumerate(signed)
        for kind in (agreed if number % 5 else agreed[:1])
    )
    wanted = [code for code, _name in OCCUPATIONS]
    Ask.objects.bulk_create(
        Ask(
            commitment=one,
            employer=one.employer,
            occupation=wanted[number % len(wanted)],
            openings=number % 4 + 1,
            valid_until=AT.date() + timedelta(days=365),
        )
        for number, one in enumerate(signed)
    )
    return len(signed)


def coordinator(community: Community, number: int) -> User:
    """Return one of the team, new where need be."""
    user = User.objects.filter(email=f"coordinator{number}@bench.example").first()
    if user is None:
        user = User.objects.create_user(
            email=f"coordinator{number}@bench.example", name=f"{GIVEN[number]} {FAMILY[number]}"
        )
    membership = Membership(community=community, user=user)
    membership.roles = {Role.COORDINATOR}
    if not Membership.objects.of(community).filter(user=user).exists():
        membership.save()
    return user


def community_at(host: str) -> Community:
    """Return the community at a host, new where need be."""
    return Community.objects.get_or_create(
        host=host,
        defaults={
            "name": "Rivertown TechHire",
            "region": "Rivertown",
            "contact_name": "Dana Whitfield",
            "contact_email": "hello@rivertown.example",
        },
    )[0]


def main() -> None:
    """Generate, and say what was written and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--ties", type=int, default=300_000)
    parser.add_argument("--host", default="localhost")
    options = parser.parse_args()
    start = time.perf_counter()
    wrote = generate(community_at(options.host), options.organizations, options.people, options.ties)
    print(", ".join(f"{count:,} {kind}" for kind, count in wrote.items()), f"in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
