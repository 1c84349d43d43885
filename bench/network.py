"""What a community of any size knows beside names and addresses: a pipeline, a history, alliances, ties, referrals.

`weave` writes it into a directory that `bench/generate.py` has filled; the same rows every time.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from bench.rows import Row, write
from community.models import AuditEntry, Community, User
from directory.models import Alliance, AllianceMember, DuplicatePair, Entry, Organization, Person, Tie
from employers.models import Advocate, CheckIn, Commitment, Employer, Need, Referral, ReferralLink
from employers.stages import WITH_A_REASON, Stage

SEED = 20261123
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
ALLIANCES, MEMBERS = 20, 500  # at most; a small community has smaller ones
TEAM_TIES, HUBS, HUB_TIES = 150, 10, 2_000  # ties of each of the team, people who know everybody, ties of each of them
DAY = timedelta(days=1)
STAGES = (Stage.IDENTIFIED,) * 6 + (Stage.CONTACTED,) * 2 + (Stage.IN_CONVERSATION, Stage.DORMANT, Stage.DECLINED)


def employers_of(organizations: Sequence[int], chance: random.Random) -> Iterator[Row]:
    """Yield employers at every stage before a signature, some with a next step, some quiet for long."""
    for place, pk in enumerate(organizations):
        stage = chance.choice(STAGES)
        heard = AT.date() - timedelta(days=chance.randrange(400))
        is_known = stage != Stage.IDENTIFIED
        yield {
            "organization_id": pk,
            "stage": stage.value,
            "stage_since": heard,
            "stage_reason": "They asked us so." if stage in WITH_A_REASON else "",
            "last_contact_on": heard if is_known else None,
            "next_step": "Call them" if is_known and place % 3 == 0 else "",
            "next_step_on": AT.date() + timedelta(days=place % 120) if is_known and place % 3 == 0 else None,
        }


def entries_of(organizations: Sequence[int], owners: Sequence[User], chance: random.Random) -> Iterator[Row]:
    """Yield a call or a note about each organization, over two years."""
    for place, pk in enumerate(organizations):
        yield {
            "organization_id": pk,
            "verb": ("note", "call", "meeting", "email")[place % 4],
            "at": AT - DAY - timedelta(minutes=chance.randrange(2 * 365 * 24 * 60)),
            "by_id": owners[place % len(owners)].pk,
            "text": "They would interview from a boot camp.",
        }


def ties_of(team: Sequence[int], people: Sequence[int], count: int, chance: random.Random) -> Iterator[Row]:
    """Yield ties: of the team, of a few who know everybody, and of the others by chance."""
    hubs = people[len(team) : len(team) + HUBS]
    share = min(1.0, count / 300_000)
    starts = [one for one in team for _ in range(TEAM_TIES)]
    starts += [one for one in hubs for _ in range(int(HUB_TIES * share))]
    known: set[tuple[int, int]] = set()
    while len(known) < count:
        one = starts[len(known)] if len(known) < len(starts) else chance.choice(people)
        other = chance.choice(people)
        if one != other and (one, other) not in known:
            known.add((one, other))
            yield {
                "from_person_id": one,
                "to_person_id": other,
                "kind": ("business", "friend", "former_colleague")[len(known) % 3],
                "strength": chance.choice([1, 1, 2, 2, 3]),
            }


def ally(community: Community, organizations: Sequence[int], people: Sequence[int], chance: random.Random) -> int:
    """Make alliances of the first organizations, each with members and a contact; return how many members there are."""
    heads = organizations[: min(ALLIANCES, len(organizations) // 100)]
    kinds = ("workforce_board", "chamber", "mayors_office", "other")
    alliances = Alliance.objects.bulk_create(
        Alliance(organization_id=pk, kind=kinds[place % 4], contact_id=people[2 * place])
        for place, pk in enumerate(heads)
    )
    others, size = organizations[len(heads) :], min(MEMBERS, len(organizations) // 20)
    members = [
        AllianceMember(alliance=one, organization_id=pk) for one in alliances for pk in chance.sample(others, size)
    ]
    return len(AllianceMember.objects.bulk_create(members, batch_size=1_000))


def refer(community: Community, signed: Sequence[Commitment], organizations: Sequence[int]) -> int:
    """Give each signer a link, and let each bring some others; return how many were brought."""
    links = ReferralLink.objects.bulk_create(
        ReferralLink(community=community, code=f"B{number:09}", employer=one.employer, commitment=one)
        for number, one in enumerate(signed)
    )
    roads, states = Referral.Road.values, (Referral.State.OPEN, Referral.State.SIGNED, Referral.State.DROPPED)
    brought = [
        Referral(
            community=community,
            link=links[number % len(links)],
            road=roads[number % 3],
            state=(state := states[number % 3]),
            at=AT - timedelta(hours=number),
            name=f"Brought {number}",
            organization_id=organizations[number],
            settled_at=None if state == Referral.State.OPEN else AT,
        )
        for number in range(min(2_000, len(organizations)))
    ]
    return len(Referral.objects.bulk_create(brought, batch_size=1_000))


def follow(signed: Sequence[Commitment], people: Sequence[int], owners: Sequence[User]) -> None:
    """Write what follows a signature: check-ins, needs and advocates."""
    quarters = (date(2026, 4, 1), date(2026, 7, 1))
    CheckIn.objects.bulk_create(
        CheckIn(
            commitment=one, quarter=quarter, asked_at=AT, answered_at=AT if number % 3 else None, interviewed=number % 3
        )
        for number, one in enumerate(signed)
        for quarter in quarters
    )
    employers = [one.employer for one in signed if one.employer]
    Need.objects.bulk_create(
        Need(employer=one, words="Someone to mentor the first hire.", noted_on=AT.date(), noted_by=owners[0])
        for one in employers
    )
    Advocate.objects.bulk_create(
        Advocate(employer=one, person_id=people[2 * number], why="They hired from a boot camp, and it went well.")
        for number, one in enumerate(employers)
        if number % 2 == 0
    )


def pairs_of(organizations: Sequence[int]) -> Iterator[Row]:
    """Yield pairs of organizations that may be one."""
    for place in range(0, min(4_000, len(organizations) - 1), 2):
        one, other = sorted(organizations[place : place + 2])
        yield {"one_id": one, "other_id": other, "score": 80 + place % 20, "reasons": '["names 90 % alike"]'}


def audits_of(count: int, owners: Sequence[User]) -> Iterator[Row]:
    """Yield lines of the audit trail."""
    for number in range(count):
        yield {
            "at": AT - timedelta(minutes=number),
            "by_id": owners[number % 4].pk,
            "sentence": f"changed thing {number}.",
        }


def weave(community: Community, owners: Sequence[User], ties: int) -> dict[str, int]:
    """Write all of it, and return how many rows of each kind."""
    chance = random.Random(SEED)
    organizations = list(Organization.objects.of(community).order_by("pk").values_list("pk", flat=True))
    people = list(Person.objects.of(community).order_by("pk").values_list("pk", flat=True))
    for person, user in zip(people, owners, strict=False):
        Person.objects.filter(pk=person).update(user=user)
    signed = list(Commitment.objects.of(community).active().select_related("employer").order_by("pk"))
    hiring = organizations[len(signed) :]
    here = {"community_id": community.pk}
    wrote = {"employers": write(Employer, employers_of(hiring, chance), **here)}
    wrote["more entries"] = write(Entry, entries_of(organizations, owners, chance), **here)
    wrote["members of alliances"] = ally(community, organizations, people, chance)
    wrote["ties"] = write(Tie, ties_of(people[: len(owners)], people, ties, chance), **here, said_at=AT)
    wrote["referrals"] = refer(community, signed, organizations)
    wrote["pairs"] = write(DuplicatePair, pairs_of(organizations), **here, state="open", seen_at=AT)
    wrote["audit entries"] = write(AuditEntry, audits_of(len(organizations) // 4, owners), **here)
    follow(signed, people, owners)
    return wrote
