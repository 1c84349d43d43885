"""Random lives of organizations and people, with something in every table that points at one of them."""

import random
from datetime import date, timedelta
from itertools import combinations, permutations

from community.models import Community, User
from directory import merging, merging_people, timeline
from directory.models import Affiliation, Alliance, DuplicatePair, Introduction, Organization, Person, Tag, Task
from directory.replies import LIVE
from employers.models import Advocate, Ask, CheckIn, CommitmentText, Need, Referral, ReferralLink
from employers.signing import Witness
from employers.stages import WITH_A_REASON, Stage
from employers.standing import Beside
from employers.wordings import TextKind
from outreach.audience_rules import Rule, one_group, write
from outreach.models import Byline, Campaign, Letter, PlanAudience, PlanItem, Recipient, Reply, TakenOff
from providers import agreeing
from providers.models import (
    CriterionReview,
    Disclosure,
    EmployerName,
    Inquiry,
    Provider,
    ReturnRequest,
    Review,
    Revision,
    SheetMemory,
)
from tests import make
from tests.employers import signatures
from tests.make import NOW


def grow(community: Community, dice: random.Random, people: list, team: list[User], number: int) -> Organization:
    """Make an organization with a random life."""
    one = make.organization(
        community,
        name=dice.choice(["Acme", "Acme Corp", "Acme Health", "Zürich & Sons"]),
        sector=dice.choice(["", "health", "finance"]),
        town=dice.choice(["", "Rivertown", "Millbrook"]),
        phone=dice.choice(["", "555 0100", "555 0199"]),
        owner=dice.choice([None, *team]),
        created_at=NOW - timedelta(days=dice.randrange(300), microseconds=dice.randrange(10**6)),
    )
    for name in ("acme.example", "acme.org.example"):
        if dice.random() < 0.6:
            make.domain(one, name, is_verified=dice.random() < 0.5 and not number)
    for name in ("chamber", "downtown", "fair"):
        if dice.random() < 0.5:
            one.tags.add(Tag.objects.get_or_create(community=community, name=name)[0])
    grow_staff(dice, one, people)
    if dice.random() < 0.7:
        grow_employer(community, dice, one, number, people)
    if dice.random() < 0.5:
        grow_provider(community, dice, one)
    grow_alliances(community, dice, one, people)
    grow_history(community, dice, one, people, team)
    grow_introductions(community, dice, one, people)
    for _ in range(dice.randrange(3)):
        about = dice.choice([None, *people])
        Task.objects.create(community=community, organization=one, title="Call", person=about)
        timeline.record("note", community=community, organization=one, person=about, at=NOW, text="Said")
        Letter.objects.create(
            community=community,
            kind="note",
            promise=Letter.Promise.AT_MOST_ONCE,
            once_key=f"letter-{one.pk}-{dice.random()}",
            message_id=f"<{dice.random()}@testserver>",
            to_email="jo@example.com",
            subject="Hello",
            body="Hello",
            organization=one,
        )
    campaign, _is_new = Campaign.objects.get_or_create(community=community, name="Spring")
    reached = {"person": dice.choice([None, *people]), "email": f"jo{dice.random()}@example.com"}
    Recipient.objects.create(campaign=campaign, organization=one, **reached)
    step = campaign.steps.first() or make.step(campaign)
    byline, _is_new = Byline.objects.get_or_create(step=step, name="Nora Kim")
    for person in people:
        if dice.random() < 0.6:
            TakenOff.objects.get_or_create(byline=byline, person=person, defaults={"at": NOW})
    return one


def grow_staff(dice: random.Random, one: Organization, people: list[Person]) -> None:
    """Let people work at an organization, or have worked there."""
    for person in people:
        if dice.random() < 0.5:
            make.affiliation(
                person,
                one,
                title=dice.choice(["", "CIO", "HR"]),
                since=dice.choice([None, NOW.date() - timedelta(days=9)]),
                has_desk=dice.random() < 0.5,
            )
        if dice.random() < 0.4:
            Affiliation.objects.create(person=person, organization=one, until=NOW.date())


def grow_alliances(community: Community, dice: random.Random, one: Organization, people: list) -> None:
    """Make an organization an alliance, and a member of others, some long ago."""
    if dice.random() < 0.6:
        alliance = make.alliance(community, organization=one, contact=dice.choice([None, *people]))
        for other in community.organizations.exclude(pk=one.pk):
            make.ally(alliance, other, until=dice.choice([None, NOW.date()]))
        make.audience(community, rules=write(one_group(Rule("alliance", "is", (str(alliance.pk),)))))
    for alliance in Alliance.objects.exclude(organization=one):
        if dice.random() < 0.6:
            make.ally(alliance, one)


def grow_introductions(community: Community, dice: random.Random, one: Organization, people: list) -> None:
    """Let some be asked for introductions, a few of which are still on their way."""
    for introducer, target in permutations(people, 2):
        state = dice.choice([None, "asked", "happy", "not_me", "made", "withdrawn"])
        live = Introduction.objects.filter(introducer=introducer, target=target, state__in=LIVE)
        if state and not live.exists():
            Introduction.objects.create(
                community=community,
                introducer=introducer,
                introducer_organization=dice.choice([None, one]),
                target=target,
                organization=one,
                through=dice.choice([None, *people]),
                named=dice.choice([None, *people]),
                state=state,
                answered_at=NOW,
                made_on=NOW.date(),
                closed_at=None if state in LIVE else NOW,
            )
    ReferralLink.objects.create(community=community, person=people[-1], organization=one)


def grow_provider(community: Community, dice: random.Random, one: Organization) -> None:
    """Make an organization a provider, whose graduates work there and elsewhere."""
    provider = make.provider(community, organization=one)
    if dice.random() < 0.5:
        grow_review(provider)
    if dice.random() < 0.7:
        sign_agreement(community, provider)
    SheetMemory.objects.create(provider=provider, kind="heading", word=dice.choice(["exit", "id"]), meaning="status")
    program = make.program(provider, name="Web development", occupations=["15-1254"])
    employers = [{"status": "1A", "employer": place} for place in community.organizations.order_by("pk")]
    owed = make.placement_return(program, date(2025, 7, 1))
    make.submission(owed, employers)
    for place in community.organizations.order_by("pk"):
        meant = {"community": community, "organization": place, "said_at": NOW}
        EmployerName.objects.create(provider=provider, name=f"employer {place.pk}", **meant)
    Inquiry.objects.create(organization=one, person=community.people.order_by("pk").first())
    ReturnRequest.objects.create(awaited=owed, kind="excuse", reason="Nobody graduated.", asked_at=NOW)


def grow_review(provider: Provider) -> None:
    """Let a provider's application be reviewed by one, and another step back."""
    application, reviewer, other = make.application(provider, state="in_review"), make.user(), make.user()
    facts = {"content": {"parts": []}, "sha256": "0" * 64, "signed_off_as": "Sam Okafor"}
    revision = Revision.objects.create(application=application, number=1, **facts)
    review = Review.objects.create(application=application, reviewer=reviewer)
    CriterionReview.objects.create(review=review, key="demand", score=2, revision=revision)
    Disclosure.objects.create(application=application, user=reviewer, answer="none")
    Disclosure.objects.create(application=application, user=other, answer="conflict", words="I teach there.")


def sign_agreement(community: Community, provider: Provider) -> None:
    """Let a provider sign the data agreement."""
    texts = CommitmentText.objects.of(community)
    agreeing.sign(
        provider,
        text=texts.newest(community, TextKind.AGREEMENT) or make.text(community, kind=TextKind.AGREEMENT),
        signer_name="Sam Okafor",
        signer_title="Director",
        typed_name="Sam Okafor",
        witness=Witness(review_shown_at=NOW),
        by=make.user(),
        at=NOW,
    )


def grow_history(
    community: Community, dice: random.Random, one: Organization, people: list[Person], team: list[User]
) -> None:
    """Let an organization look like others, and have taken up another record before."""
    for other in community.organizations.exclude(pk=one.pk).order_by("pk"):
        if dice.random() < 0.7:
            said = dice.choice([{}, {"state": "not_the_same", "decided_at": NOW, "decided_by": team[0]}])
            first, second = sorted([one, other], key=lambda some: some.pk)
            DuplicatePair.objects.create(community=community, one=first, other=second, score=90, **said)
    ReferralLink.objects.create(community=community, organization=one)
    if dice.random() < 0.5:
        merging.merge(one, make.organization(community, name="Acme Works"), by=team[0], at=NOW - timedelta(days=1))


def grow_ties(community: Community, dice: random.Random, people: list[Person], team: list[User]) -> None:
    """Let people know each other, look alike, have taken up another record before, and get letters."""
    for one in people:
        for other in people:
            if one == other:
                continue
            if dice.random() < 0.5:
                says = dice.choice([None, *people])
                make.tie(one, other, kind="worked", said_by_person=says)
    for first, second in combinations(sorted(people, key=lambda some: some.pk), 2):
        if dice.random() < 0.7:
            DuplicatePair.objects.create(community=community, one_person=first, other_person=second, score=90)
    for one in people:
        if dice.random() < 0.5:
            merging_people.merge(one, make.person(community), by=team[0], at=NOW - timedelta(days=1))
        Letter.objects.create(
            community=community,
            kind="note",
            promise=Letter.Promise.AT_MOST_ONCE,
            once_key=f"to-{one.pk}",
            message_id=f"<to-{one.pk}@testserver>",
            to_email="jo@example.com",
            subject="Hello",
            body="Hello",
            person=one,
        )
    grow_replies(community, dice, people)
    audience, _is_new = PlanAudience.objects.get_or_create(community=community, name="Manufacturers")
    for one in people:
        facts = {"message": "Two were hired", "channel": "call", "due_on": NOW.date(), "messenger_person": one}
        PlanItem.objects.create(community=community, audience=audience, **facts)


def grow_employer(community: Community, dice: random.Random, one: Organization, number: int, people: list) -> None:
    """Make an organization an employer, some with signatures."""
    stage = dice.choice(list(Stage))
    employer = make.employer(
        community,
        organization=one,
        stage=stage,
        stage_reason="They said so." if stage in WITH_A_REASON else "",
        it_workforce=dice.choice(["", "5-19"]),
        last_contact_on=dice.choice([None, NOW.date() - timedelta(days=dice.randrange(90))]),
        **dice.choice([{}, {"next_step": "Call"}, {"next_step": "Meet", "next_step_on": NOW.date()}]),
    )
    for again in range(dice.randrange(3)):
        signatures.settled(
            community,
            at=NOW - timedelta(days=2),
            organization=one,
            beside=dice.choice([Beside.SECOND, Beside.SUPERSEDE]),
            signer_email=f"jo{number}{again}@elsewhere{number}{again}.example",
            organization_name=f"{one.name} {number} {again}",
        )
    Ask.objects.create(employer=employer, occupation="15-1254", valid_until=NOW.date())
    Need.objects.create(employer=employer, words="A mentor", noted_on=NOW.date())
    for person in people[:2]:
        Advocate.objects.create(employer=employer, person=person, why="It works.")
        link = ReferralLink.objects.create(community=community, person=person, employer=employer)
        for other in [None, *community.organizations.order_by("pk")]:
            Referral.objects.create(
                community=community, link=link, road="desk", at=NOW, name="Acme", organization=other
            )
    for commitment in employer.commitments.all():
        CheckIn.objects.create(commitment=commitment, quarter=date(2026, 7, 1), hired=1, answered_at=NOW)


def grow_replies(community: Community, dice: random.Random, people: list[Person]) -> None:
    """Let people answer letters."""
    places = [None, *community.organizations.all()]
    for one in people:
        facts = {"key": f"of-{one.pk}", "text": "Yes", "at": NOW, "person": one}
        Reply.objects.create(community=community, organization=dice.choice(places), **facts)
