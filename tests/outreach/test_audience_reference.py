"""An audience, asked of the database, is what plain Python says of the same people: over random worlds and rules."""

import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.models import Community, User
from community.roles import Role
from directory.entries import Kind
from directory.models import Affiliation, Alliance, Entry, Organization, Person, Tag
from directory.names import fold
from employers.models import Advocate, Ask, Commitment, Employer
from employers.stages import OPEN_STAGES, Stage
from outreach import audience_rules, gathering, suppressing, traits
from outreach.audience_rules import Group, Match, Rule, Rules, holds
from outreach.models import Audience, Letter, Suppression
from outreach.traits.trait import Takes
from providers.models import Provider, Return
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAYS = ("1", "30", "90")
WORDS = ("director", "mill", "rivertown", "z")


def days_ago(dice: random.Random) -> Any:
    """Return a day around those that rules ask about, or none."""
    return dice.choice([None, *(TODAY - timedelta(days=days) for days in (0, 1, 2, 29, 30, 31, 90, 91, 200))])


def grow(community: Community, dice: random.Random) -> None:
    """Fill a community with organizations of every kind, people at some of them, and what happened."""
    team = [make.member(community, Role.COORDINATOR) for _ in range(2)]
    tags = [Tag.objects.create(community=community, name=name) for name in ("fair", "downtown")]
    alliances = [make.alliance(community) for _ in range(2)]
    places = [grow_organization(community, dice, team, tags, alliances) for _ in range(12)]
    for number in range(20):
        grow_person(community, dice, number, places)
    for organization in places:
        if dice.random() < 0.3:
            at = NOW - timedelta(days=dice.choice([0, 29, 31]))
            verb = dice.choice([Kind.CALL, Kind.MEETING, Kind.EMAIL, Kind.NOTE])
            Entry.objects.create(community=community, organization=organization, verb=verb, at=at)
    Alliance.objects.filter(pk=alliances[0].pk).update(contact=Person.objects.of(community).first())


def grow_organization(
    community: Community, dice: random.Random, team: list[User], tags: list[Tag], alliances: list[Alliance]
) -> Organization:
    """Make an organization with a random life."""
    one = make.organization(
        community,
        name=dice.choice(["Old Mill", "Acme", "Zürich"]),
        sector=dice.choice(["", "health", "finance"]),
        size_band=dice.choice(["", "1-9", "1000+"]),
        town=dice.choice(["", "Rivertown", "Millbrook"]),
        owner=dice.choice([None, *team]),
    )
    one.tags.set(dice.sample(tags, dice.randrange(3)))
    for alliance in alliances:
        if dice.random() < 0.4:
            make.ally(alliance, one, until=dice.choice([None, TODAY]))
    if dice.random() < 0.75:
        grow_employer(community, dice, one)
    if dice.random() < 0.4:
        provider = make.provider(community, organization=one, standing=dice.choice(["applicant", "listed"]))
        for number, due in enumerate((-1, 0, 30, 31)):
            if dice.random() < 0.4:
                program = make.program(provider, name=f"Program {number}")
                owed = make.placement_return(program, dice.choice([NOW.replace(month=1, day=1).date()]))
                facts = {"due_on": TODAY + timedelta(days=due), "state": dice.choice(["awaited", "nil"])}
                Return.objects.filter(pk=owed.pk).update(**facts)
    return one


def grow_employer(community: Community, dice: random.Random, one: Organization) -> None:
    """Let an organization hire, and perhaps sign and ask."""
    step = dice.choice([None, TODAY, TODAY + timedelta(days=1)])
    employer = make.employer(
        community,
        organization=one,
        stage=dice.choice(Stage.values),
        stage_since=TODAY - timedelta(days=dice.choice([0, 31])),
        last_contact_on=days_ago(dice),
        next_step_on=step,
        next_step="Call" if step else dice.choice(["", "Call"]),
    )
    for state in ("active", "expired", "withdrawn", "rejected"):
        if dice.random() < 0.25:
            signed = make.active(community, employer=employer, signer_email=f"p{dice.randrange(20)}@example.com")
            ends = TODAY + timedelta(days=dice.choice([60, 61]))
            Commitment.objects.filter(pk=signed.pk).update(state=state, ends_on=ends)
            if dice.random() < 0.7:
                until = TODAY - timedelta(days=dice.choice([0, 1]))
                asked = {"employer": employer, "occupation": dice.choice(["15-1252", "15-1254"])}
                Ask.objects.create(commitment=dice.choice([None, signed]), valid_until=until, **asked)


def grow_person(community: Community, dice: random.Random, number: int, places: list[Organization]) -> None:
    """Let somebody work at some places, once or now; some want no letters, some were written to."""
    email = f"p{number}@example.com" if dice.random() < 0.9 else ""
    person = make.person(community, name=f"P{number}", email=email)
    for place in dice.sample(places, dice.randrange(4)):
        title = dice.choice(["", "Director of IT", "HR"])
        until = dice.choice([None, None, TODAY])
        make.affiliation(person, place, title=title, has_desk=dice.random() < 0.3, until=until)
        employer = Employer.objects.filter(organization=place).first()
        if employer and dice.random() < 0.2:
            Advocate.objects.get_or_create(person=person, defaults={"employer": employer})
    if email and dice.random() < 0.2:
        hashed, scope = suppressing.hash_of(community, email), dice.choice(Suppression.Scope.values)
        suppressing.suppress(community, hashed, reason=Suppression.Reason.COMPLAINT, scope=scope, at=NOW)
    if dice.random() < 0.3:
        Letter.objects.create(
            community=community,
            kind="note",
            promise="at_most_once",
            is_transactional=dice.random() < 0.3,
            state=dice.choice(["sent", "failed", "unknown"]),
            once_key=f"letter {number}",
            message_id=f"letter {number}",
            to_email="x@example.com",
            subject="Hello",
            body="Hello",
            created_at=NOW - timedelta(days=dice.choice([29, 31])),
            person=dice.choice([None, person]),
            organization=dice.choice([None, *places]),
        )


# What each trait means, said once more of one affiliation, without the database's help.
Test = Callable[[Affiliation, tuple[str, ...]], bool]


def employer_of(job: Affiliation) -> Employer | None:
    """Return the employer that an organization is."""
    return Employer.objects.filter(organization=job.organization).first()


def provider_of(job: Affiliation) -> Provider | None:
    """Return the provider that an organization is."""
    return Provider.objects.filter(organization=job.organization).first()


def what(job: Affiliation) -> set[str]:
    """Return what an organization is."""
    found = {"employer": employer_of(job), "provider": provider_of(job)}
    is_alliance = Alliance.objects.filter(organization=job.organization).exists()
    return {key for key, one in found.items() if one} | ({"alliance"} if is_alliance else set())


def commitments(employer: Employer) -> set[str]:
    """Return what became of an employer's commitments."""
    every = list(Commitment.objects.filter(employer=employer))
    states = {one.state for one in every}
    if active := [one for one in every if one.state == "active"]:
        ending = any(one.ends_on and one.ends_on <= TODAY + timedelta(days=60) for one in active)
        return {"active", "ending"} if ending else {"active"}
    return (states & {"expired", "withdrawn"}) or (set() if states - {"rejected"} else {"none"})


def asked_for(job: Affiliation) -> set[str]:
    """Return the occupations that an organization asks for, by asks that hold."""
    employer = employer_of(job)
    if not employer or not Commitment.objects.filter(employer=employer, state="active").exists():
        return set()
    holding = [ask for ask in Ask.objects.filter(employer=employer) if ask.valid_until >= TODAY]
    return {ask.occupation for ask in holding if ask.commitment is None or ask.commitment.state == "active"}


def roles(job: Affiliation) -> set[str]:
    """Return what a person is to us."""
    email = job.person.email
    known = {
        "advocate": Advocate.objects.filter(person=job.person).exists(),
        "signer": bool(email) and Commitment.objects.filter(signer_email=email, state="active").exists(),
        "desk": job.has_desk,
        "alliance": Alliance.objects.filter(contact=job.person).exists(),
    }
    return {key for key, is_so in known.items() if is_so}


def owed(job: Affiliation) -> list[int]:
    """Return in how many days the awaited returns of a provider are due."""
    every = Return.objects.filter(program__provider__organization=job.organization, state="awaited")
    return [(one.falls_on - TODAY).days for one in every]


def about(job: Affiliation, rule: Rule) -> bool:  # noqa: PLR0911, PLR0912, C901 -- one case a trait
    """Tell whether a rule is true of an affiliation."""
    at, values, employer = job.organization, set(rule.values), employer_of(job)
    is_not = rule.op.endswith("_not")
    word = "".join(rule.values)
    spoken = (TODAY - employer.last_contact_on).days if employer and employer.last_contact_on else None
    match rule.trait:
        case "kind":
            return bool(what(job) & values) is not is_not
        case "sector" | "size" | "town":
            mine = {"sector": at.sector, "size": at.size_band, "town": at.town}[rule.trait]
            return (mine in values) is not is_not
        case "tag":
            return bool({str(tag.pk) for tag in at.tags.all()} & values) is not is_not
        case "alliance":
            return bool({str(one.alliance_id) for one in at.memberships.filter(until=None)} & values) is not is_not
        case "owner":
            return (str(at.owner_id or "nobody") in values) is not is_not
        case "words":
            found = all(part in fold(f"{at.name} {at.town}") for part in fold(word).split())
            starts = len(word) < 3 and fold(at.name).startswith(fold(word))
            return (starts if len(word) < 3 else found) is not is_not
        case "title":
            return (word.lower() in job.title.lower()) is not is_not
        case "role":
            return bool(roles(job) & values) is not is_not
        case "asks":
            return bool(asked_for(job) & values) is not is_not
        case "standing" | "provider_kind":
            provider = provider_of(job)
            if provider is None:
                return False
            return ((provider.standing if rule.trait == "standing" else provider.kind) in values) is not is_not
        case "returns":
            return any(days < 0 if rule.op == "overdue" else 0 <= days <= int(word) for days in owed(job))
    if employer is None:
        return False
    match rule.trait, rule.op:
        case "stage", _:
            return (employer.stage in values) is not is_not
        case "commitment", _:
            return bool(commitments(employer) & values) is not is_not
        case "last_contact", "never":
            return spoken is None
        case "last_contact", op:
            return spoken is not None and (spoken > int(word) if op == "before" else spoken <= int(word))
        case "quiet", _:
            return employer.stage in OPEN_STAGES and (TODAY - employer.heard_on).days > int(word)
        case "next_step", "due":
            return employer.next_step_on is not None and employer.next_step_on <= TODAY
        case _:
            return employer.next_step == ""


def left_out(person: Person, places: Iterable[Organization]) -> bool:
    """Tell whether anything forbids, or somebody chose not, to write to a person who works at these places."""
    community, places = person.community, list(places)
    if Suppression.objects.filter(address_hash=suppressing.hash_of(community, person.email)).exists():
        return True
    signed = Commitment.objects.filter(signer_email=person.email, confirmed_at__isnull=False)
    if signed and not signed.filter(consents__kind="news", consents__withdrawn_at=None).exists():
        return True
    stages = {employer.stage for employer in Employer.objects.filter(organization__in=places)}
    if stages & {"do_not_contact", "in_conversation"}:
        return True
    since = NOW - timedelta(days=30)
    for letter in Letter.objects.filter(created_at__gte=since):
        counts = not letter.is_transactional and letter.state in {"sent", "unknown"}
        if counts and (letter.person == person or letter.organization in places):
            return True
    said = Entry.objects.filter(at__gte=since, verb__in=["call", "meeting", "email"])
    return any(entry.person == person or entry.organization in places for entry in said)


def plainly(audience: Audience) -> tuple[dict[int, int], set[int]]:
    """Return who is in, with the affiliation through which, and who is left out."""
    rules = audience.read_rules
    inside, out = {}, set()
    for person in Person.objects.of(audience.community).exclude(email=""):
        jobs = list(person.affiliations.filter(until=None).order_by("pk"))
        fits = [job for job in jobs if holds(rules, [about(job, rule) for rule in rules.every])]
        if fits and left_out(person, [job.organization for job in jobs]):
            out.add(person.pk)
        elif fits:
            inside[person.pk] = fits[0].pk
    return inside, out


def some_rule(draw: Callable[[Any], Any], community: Community) -> Rule:
    """Draw a rule of any trait."""
    trait = traits.TRAITS[draw(st.sampled_from(sorted(traits.TRAITS)))]
    op = draw(st.sampled_from(sorted(trait.operators)))
    match trait.operators[op].takes:
        case Takes.CHOICES:
            offered = [key for key, _label in trait.choices(community)] or ["none"]
            return Rule(trait.key, op, tuple(draw(st.lists(st.sampled_from(offered), min_size=1, max_size=3))))
        case Takes.DAYS:
            return Rule(trait.key, op, (draw(st.sampled_from(DAYS)),))
        case Takes.WORDS:
            return Rule(trait.key, op, (draw(st.sampled_from(WORDS)),))
        case Takes.NOTHING:
            return Rule(trait.key, op)


@pytest.mark.parametrize("seed", [1, 2])
def test_an_audience_is_what_plain_python_says(rivertown: Community, seed: int) -> None:
    grow(rivertown, random.Random(seed))
    seen = [0, 0]

    @settings(max_examples=15, deadline=None, derandomize=True, database=None)
    @given(data=st.data())
    def compare(data: st.DataObject) -> None:
        matches = st.sampled_from(Match)
        numbers = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=2))
        groups = tuple(
            Group(data.draw(matches), tuple(some_rule(data.draw, rivertown) for _ in range(number)))
            for number in numbers
        )
        said = audience_rules.write(Rules(data.draw(matches), groups))
        chosen = {"lately": ["30"], "in_conversation": []}
        audience = Audience(community=rivertown, name="Drawn", rules=said, exclusions=chosen)
        inside, out = plainly(audience)
        assert dict(gathering.people(audience, at=NOW).values_list("pk", "through")) == inside
        assert set(gathering.left_out(audience, at=NOW).values_list("pk", flat=True)) == out
        tally = gathering.tally(audience, at=NOW)
        assert (tally.people, tally.out) == (len(inside), len(out))
        seen[0] += len(inside)
        seen[1] += len(out)

    compare()
    assert min(seen) > 0


def test_every_trait_finds_somebody_and_leaves_somebody(rivertown: Community) -> None:
    grow(rivertown, random.Random(1))
    employed = Person.objects.of(rivertown).exclude(email="").filter(affiliations__until=None).distinct().count()
    for trait in traits.TRAITS.values():
        sizes = set()
        for op, operator in trait.operators.items():
            offered = [key for key, _label in trait.choices(rivertown)]
            values = {Takes.CHOICES: offered, Takes.DAYS: DAYS, Takes.WORDS: WORDS, Takes.NOTHING: ("",)}
            for value in values[operator.takes]:
                rule = Rule(trait.key, op, (value,) if operator.takes is not Takes.NOTHING else ())
                said = audience_rules.write(audience_rules.one_group(rule))
                some = Audience(community=rivertown, name="Some", rules=said)
                sizes.add(gathering.fitting(some, at=NOW).count())
        assert max(sizes) > 0, trait.key
        assert min(sizes) < employed, trait.key
