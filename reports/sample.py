"""A sample community, lived in by the portal's own verbs: every signature has its evidence, every line its cause."""

from datetime import UTC, datetime, timedelta
from itertools import product

from django.db import transaction

from community.founding import found
from community.models import Community, Membership, User
from community.roles import Role
from directory import merging, notes, organizations, people, todo
from directory.duplicates import looking
from directory.entries import Kind
from directory.models import Organization, Person, SizeBand
from employers import (
    calendar,
    pipeline,
    settling,
    signing,
    texts,
    vocabulary,
)
from employers.models import Commitment, CommitmentText, SignupDraft
from employers.stages import Stage
from outreach.models import Attempt, Letter
from outreach.settling import tell_sent
from outreach.states import State
from reports import (
    sample_bylines,
    sample_campaigns,
    sample_channels,
    sample_decisions,
    sample_following,
    sample_letters,
    sample_life,
    sample_network,
    sample_plan,
    sample_providers,
    sample_referrals,
    sample_returns,
    sample_reviews,
    sample_teaching,
)
from reports.sample_cast import (
    CONVERSATIONS,
    EXPIRING,
    NAMES,
    NEXT_STEPS,
    SIGNERS,
    TOWNS,
    TRADES,
    UNCONFIRMED,
    WAITING,
    WITHDRAWN,
    Signer,
)

TEAM = [
    ("dana@rivertown.example", "Dana Whitfield", Role.COORDINATOR),
    ("ravi@rivertown.example", "Ravi Shah", Role.REVIEWER),
    ("mona@rivertown.example", "Mona Ellis", Role.REVIEWER),
    ("eve@evaluators.example", "Eve Lindqvist", Role.EVALUATOR),
    ("vic@rivertown.example", "Vic Osei", Role.VIEWER),
]


# Known as, on a list as, with the list’s town.
TWICE = [
    ("Brightmill Health", "Brightmill Health Care, Inc.", "Rivertown"),
    ("Loomis Tooling", "Loomis Tool and Die", ""),
]
TAGS: list[list[str]] = [["chamber member"], [], [], ["downtown", "chamber member"], [], ["met at the spring fair"], []]


@transaction.atomic
def build(*, host: str, at: datetime) -> Community:
    """Build the sample community with some thirteen months of life behind it."""
    begun = at - timedelta(days=400)
    community, ada = found(
        name="Rivertown TechHire",
        region="Rivertown",
        host=host,
        administrator_name="Ada Moreno",
        administrator_email="ada@rivertown.example",
        contact_name="Dana Whitfield",
        contact_email="hello@rivertown.example",
        time_zone="America/New_York",
        at=begun,
    )
    community.tagline = "IT jobs for what people can do, not where they learned it."
    community.contact_title = "Employer partnerships, Rivertown Workforce Board"
    community.contact_phone = "555 0100"
    community.postal_address = "Rivertown Workforce Board, 1 Main Street, Rivertown, OH 44100"
    community.save()
    dana = enlist_team(community, since=begun)
    text = CommitmentText.objects.newest(community)
    if text is None:
        text = texts.publish(texts.draft_of(community, by=ada), by=ada, at=begun)
    for signer in SIGNERS:
        settled(community, signer, text, by=dana, at=at)
    withdrawn = settled(community, WITHDRAWN, text, by=dana, at=at)
    signing.withdraw(withdrawn, by=dana, at=at - timedelta(days=40), reason="They closed their studio here.")
    for signer in WAITING:
        confirmed(community, signer, text, at=at)
    signed(community, UNCONFIRMED, text, at=at)
    expiring = settled(community, EXPIRING, text, by=dana, at=at)
    calendar.give_notice(expiring, at=at - timedelta(days=9))
    lose_sight(community)
    sample_life.keep_asking(community, by=dana, at=at)
    sample_life.check_in(community, at=at)
    sample_life.write_down_needs(community, by=dana, at=at)
    post_letters(community)
    for written, name in [("websites", "Web design"), ("javascript", "JavaScript"), ("networking", "networks")]:
        vocabulary.alias(community, written=written, name=name, by=dana, at=at - timedelta(days=30))
    fill_pipeline(community, by=dana, at=at)
    sample_network.fill(community, by=dana, at=at)
    sample_network.ask_for_introductions(community, by=dana, at=at)
    post_letters(community)
    sample_network.hear_of_introductions(community)
    post_letters(community)
    sample_teaching.change_criteria(community, by=dana, at=at)
    for part in (sample_providers, sample_reviews, sample_decisions):
        part.fill(community, by=dana, at=at)
    post_letters(community)
    for part in (sample_channels, sample_returns, sample_following):
        part.fill(community, by=dana, at=at)
    post_letters(community)
    give_tasks(community, by=dana, at=at)
    write_twice(community, by=dana, at=at)
    for part in (sample_referrals, sample_teaching, sample_plan, sample_campaigns, sample_bylines):
        part.fill(community, by=dana, at=at)
    post_letters(community)
    sample_letters.come_back(community, at=at)
    return community


def enlist_team(community: Community, *, since: datetime) -> User:
    """Give the community its team and return the coordinator."""
    for email, name, role in TEAM:
        user = User.objects.create_user(email, name)
        membership = Membership(community=community, user=user, since=since)
        membership.roles = {role}
        membership.save()
    return User.objects.get(email=TEAM[0][0])


def moment(signer: Signer, *, at: datetime) -> datetime:
    """Return when this employer was settled: so many days ago, in office hours, each at another minute."""
    day = at - timedelta(days=signer.days_ago)
    return day.astimezone(UTC).replace(hour=15 + len(signer.name) % 4, minute=len(signer.person) * 7 % 60)


def signed(community: Community, signer: Signer, text: CommitmentText, *, at: datetime) -> Commitment:
    """Sign as this employer, the day before."""
    then = moment(signer, at=at) - timedelta(hours=22, minutes=len(signer.title))
    answers = signing.Answers(
        fields={
            "organization_name": signer.name,
            "sector": signer.sector,
            "town": signer.town,
            "signer_name": signer.person,
            "signer_title": signer.title,
            "signer_email": f"{signer.person.split()[0].lower()}@{signer.domain}",
        },
        promises=signer.promises,
        consents=frozenset(signer.consents),
        occupations=signer.occupations,
        skills=signer.skills,
    )
    code = sample_referrals.link_of(community, signer.brought_by).code if signer.brought_by else ""
    invited = {"you": {"invited": code}}
    draft = SignupDraft.objects.create(community=community, created_at=then, touched_at=then, answers=invited)
    witness = signing.Witness(ip_address="192.0.2.10", user_agent="Sample", review_shown_at=then - timedelta(minutes=2))
    commitment = signing.sign(draft, answers, text=text, typed_name=signer.person, witness=witness, at=then)
    post_letters(community)
    return commitment


def confirmed(community: Community, signer: Signer, text: CommitmentText, *, at: datetime) -> Commitment:
    """Sign, and confirm some minutes later."""
    commitment = signed(community, signer, text, at=at)
    commitment = signing.confirm(commitment, at=commitment.signed_at + timedelta(minutes=11))
    post_letters(community)
    return commitment


def settled(community: Community, signer: Signer, text: CommitmentText, *, by: User, at: datetime) -> Commitment:
    """Sign, confirm, and settle the next day with the domain verified."""
    commitment = confirmed(community, signer, text, at=at)
    then = moment(signer, at=at)
    commitment = settling.settle(commitment, organization=None, by=by, at=then, verify_domain=True)
    post_letters(community)
    return commitment


def fill_pipeline(community: Community, *, by: User, at: datetime) -> None:
    """Put employers into the earlier stages, some with what was said to them."""
    for number, (name, (trade, sector)) in enumerate(product(NAMES, TRADES)):
        days = 300 - number * 2
        then = at - timedelta(days=days)
        organization = organizations.add(
            community,
            name=f"{name} {trade}",
            sector=sector,
            town=TOWNS[number % len(TOWNS)],
            by=by,
            at=then,
            source="chamber of commerce list",
            size_band=SizeBand.values[number % 5],
            tags=TAGS[number % len(TAGS)],
            owner=by if number % 4 == 0 else None,
        )
        stage = Stage.IN_CONVERSATION if number % 9 == 0 else Stage.CONTACTED if number % 4 == 0 else Stage.IDENTIFIED
        employer = pipeline.identify(organization, by=by, at=then)
        if stage != Stage.IDENTIFIED:
            pipeline.move(employer, to=stage, by=by, at=then)
        if number % 12 == 0:
            step, day = NEXT_STEPS[number // 12 % len(NEXT_STEPS)], at.date() + timedelta(days=number % 5 * 6 - 3)
            pipeline.plan(employer, step=step, on=day, by=by, at=at - timedelta(days=4))
        if number % 31 == 30:
            pipeline.move(
                employer,
                to=Stage.DECLINED,
                reason="They hire through headquarters, three states away.",
                by=by,
                at=then + timedelta(days=9),
            )
        if stage == Stage.IN_CONVERSATION:
            kind, said = CONVERSATIONS[number // 9 % len(CONVERSATIONS)]
            person = people.add(
                community,
                name=f"Casey {name}",
                email=f"casey@{name.lower()}{trade.lower()}.example",
                source="business card",
                by=by,
                at=then,
            )
            people.affiliate(person, organization, title="HR manager", by=by, at=then)
            notes.write(
                Kind(kind),
                community=community,
                text=said,
                by=by,
                at=then + timedelta(days=1),
                organization=organization,
            )


def give_tasks(community: Community, *, by: User, at: datetime) -> None:
    """Leave the coordinator a few things to do, one of them late."""
    today = at.astimezone(community.zone).date()
    for name, title, days in [
        ("Alder Dental", "Call back about how interviews are arranged", -2),
        ("Cobalt Metalworks", "Send the one-page case", 0),
        ("Halyard Software", "Ask whom they could introduce us to", 5),
    ]:
        organization = community.organizations.filter(name=name).first()
        todo.add(
            community,
            title=title,
            by=by,
            at=at - timedelta(days=4),
            due_on=today + timedelta(days=days),
            owner=by,
            organization=organization,
        )


def post_letters(community: Community) -> None:
    """Mark the letters that wait as sent long ago: a sample writes to nobody."""
    for letter in Letter.objects.of(community).filter(state=State.WAITING):
        then = letter.created_at + timedelta(seconds=4)
        Letter.objects.filter(pk=letter.pk).update(
            state=State.SENT, settled_at=then, attempts=1, answer_code=250, answer="250 OK"
        )
        Attempt.objects.create(letter=letter, at=then, state=State.SENT, code=250, words="250 OK")
        tell_sent(letter, at=then)


def lose_sight(community: Community) -> None:
    """Leave the letters that wait with an unknown fate, for a coordinator to settle."""
    reason = "The mail server hung up after the letter was handed over."
    for letter in Letter.objects.of(community).filter(state=State.WAITING):
        then = letter.created_at + timedelta(seconds=4)
        Letter.objects.filter(pk=letter.pk).update(state=State.UNKNOWN, settled_at=then, attempts=1, reason=reason)
        Attempt.objects.create(letter=letter, at=then, state=State.UNKNOWN, words=reason)


def write_twice(community: Community, *, by: User, at: datetime) -> None:
    """Leave two records of an employer that signed, from a list, and one that was merged already; and people twice."""
    for name, twice, town in TWICE:
        known = Organization.objects.of(community).get(name=name)
        again = organizations.add(
            community,
            name=twice,
            town=town,
            source="last year’s list",
            phone="555 0188",
            by=by,
            at=at - timedelta(days=6),
        )
        organizations.change(known, phone="555 0188", website=f"https://{known.slug}.example", by=by, at=at)
        given, _, family = Person.objects.filter(affiliations__organization=known).order_by("pk")[0].name.partition(" ")
        people.enlist(known, name=f"{family}, {given}", phone="555 0188", source="last year’s list", by=by, at=at)
        todo.add(community, title=f"Ask {twice} for a contact", organization=again, by=by, at=at - timedelta(days=5))
    merging.merge(known, again, by=by, at=at - timedelta(days=3))
    looking.look_at_once(community, by=by, at=at)
