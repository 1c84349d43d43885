"""Campaigns of the sample community that went out: one long done, one that still runs, and what came of both."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from community.models import Community, Job, User
from directory import alliances, notes, organizations, people
from directory.entries import Kind
from directory.models import Alliance, Organization
from employers import checking, pipeline, settling, signing
from employers.freshness import before, quarter_of
from employers.models import CheckIn, Commitment, CommitmentText, SignupDraft
from employers.stages import Stage
from outreach import audiences, campaigns, replying, sequencing, starting
from outreach.audience_rules import Rule, one_group
from outreach.models import Attempt, Audience, Campaign, Letter, PlanItem
from outreach.models.letter import LetterQuerySet
from outreach.settling import tell_sent
from outreach.states import State

SOURCE = "spring fair"
# Name, days ago, who speaks, subject, and the words before the link.
SUMMER = (
    "Summer: after the spring fair",
    150,
    "Dana Whitfield",
    "((first name??Good morning)), you asked us at the fair",
    "At the spring fair you asked how an interview with us is arranged.\n\n((answer what))",
)
AUTUMN = (
    "Autumn: the mayor asks",
    24,
    "Mayor Lucía Ortiz",
    "An interview is all I ask of ((organization))",
    "Your neighbors interview people who learned IT in the evenings. I ask you to be next.\n\n((answer why))",
)
LINK = "It takes four minutes to [read and sign the commitment](((sign-up link))).\n\n((messenger))"


@dataclass(frozen=True)
class Guest:
    """Somebody whom we met at the fair, and what came of writing to them; the numbers are days after the letter."""

    organization: str
    sector: str
    name: str
    title: str
    round: str = ""  # what came of which
    replied: int = 0
    met: int = 0
    signed: int = 0
    is_by_link: bool = True
    interviewed: int | None = None
    hired: int | None = None
    words: str = ""


GUESTS = [
    Guest("Bellweather Logistics", "transport", "Nora Bell", "HR director", "summer", 1, 4, 6, True, 3, 1, "Gladly."),
    Guest("Copperline Electric", "construction", "Tom Iverson", "Owner", "summer", signed=12, is_by_link=False),
    Guest("Driftwood Hotels", "hospitality", "Priya Nair", "HR manager", "summer", 2, words="Call me in fall."),
    Guest("Eastgate Pharmacy", "health", "Omar Haddad", "Manager", "summer", met=9),
    Guest("Fairlane Credit Union", "finance", "Grace Lin", "VP of operations", "autumn", 2, 6, words="Whom do I call?"),
    Guest("Greenway Transit", "transport", "Luis Romero", "IT director", "autumn", signed=4),
    Guest("Hollis & Daughters", "retail", "Ann Hollis", "Owner", "autumn", 9, words="Not this year, I am afraid."),
    Guest("Ironbridge Castings", "manufacturing", "Wen Zhao", "Plant manager"),
    Guest("Jasper County Schools", "education", "Ruth Amadi", "Director of technology"),
    Guest("Keel Boatworks", "manufacturing", "Pat Keel", "Owner"),
]


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Write to the guests of the fair twice; some answer, meet us, sign and say what came of it."""
    whom = invite(community, by=by, at=at - timedelta(days=220))
    for told, name in ((SUMMER, "summer"), (AUTUMN, "autumn")):
        then = noon(community, at - timedelta(days=told[1]))
        campaign = write(community, told, whom, by=by, at=then)
        post(of_step(campaign, 1), at=then)
        guests = [guest for guest in GUESTS if guest.round == name]
        for guest in guests:
            answer(guest, campaign, by=by, sent=then, until=at)
        post(of_step(campaign, 2), at=then + timedelta(days=7))
        if name == "summer":
            campaigns_end = {"state": Campaign.State.DONE, "state_at": then + timedelta(days=8), "state_by": None}
            Campaign.objects.filter(pk=campaign.pk).update(**campaigns_end)
    item = PlanItem.objects.of(community).filter(state="done", channel="letter").order_by("-due_on").first()
    Campaign.objects.of(community).filter(name=AUTUMN[0]).update(plan_item=item)


def noon(community: Community, moment: datetime) -> datetime:
    """Return noon of a day, where the community is."""
    return moment.astimezone(community.zone).replace(hour=12, minute=0, second=0, microsecond=0)


def invite(community: Community, *, by: User, at: datetime) -> Audience:
    """Put the guests into the directory, half of them through the chamber, and keep the audience that finds them."""
    places = []
    for guest in GUESTS:
        place = organizations.add(
            community, name=guest.organization, town="Rivertown", sector=guest.sector, source=SOURCE, by=by, at=at
        )
        place.tags.add(community.tags.get_or_create(name="met at the spring fair")[0])
        pipeline.move(pipeline.identify(place, by=by, at=at), to=Stage.CONTACTED, by=by, at=at)
        email = f"{guest.name.split()[0].lower()}@{place.slug}.example"
        people.enlist(place, name=guest.name, title=guest.title, email=email, source=SOURCE, by=by, at=at)
        places.append(place)
    alliance = Alliance.objects.of(community).order_by("pk").first()
    if alliance:
        alliances.join(alliance, places[::2], since=at.date(), by=by, at=at)
    tag = community.tags.get(name="met at the spring fair")
    rules = one_group(Rule("tag", "is", (str(tag.pk),)))
    return audiences.save(
        community, name="Guests of the spring fair", rules=rules, left_out={}, is_shared=True, by=by, at=at
    )


def write(
    community: Community, told: tuple[str, int, str, str, str], whom: Audience, *, by: User, at: datetime
) -> Campaign:
    """Write a campaign of two letters, and start it."""
    name, _days, messenger, subject, words = told
    campaign = campaigns.begin(community, name=name, audience=whom, messenger=messenger, by=by, at=at)
    dear = "Dear ((first name??neighbor)),"
    campaigns.add_step(campaign, subject=subject, body=f"{dear}\n\n{words}\n\n{LINK}")
    campaigns.add_step(campaign, days=7, subject="Once more: an interview costs nothing", body=f"{dear}\n\n{LINK}")
    starting.start(campaign, seen=starting.prepare(campaign, at=at).fingerprint, by=by, at=at)
    campaign = Campaign.objects.select_related("community", "job").get(pk=campaign.pk)
    job = campaign.job
    assert job  # noqa: S101 -- it was started
    job.total = job.done = campaign.recipients.reached().count()
    while not sequencing.stretch(job, at=at):
        pass
    job.state, job.finished_at = Job.State.DONE, at
    job.save()
    return campaign


def of_step(campaign: Campaign, number: int) -> LetterQuerySet:
    """Return the letters of a step that wait."""
    return Letter.objects.filter(step__campaign=campaign, step__number=number, state=State.WAITING)


def post(letters: LetterQuerySet, *, at: datetime) -> None:
    """Mark letters as sent: a sample writes to nobody."""
    for letter in letters.order_by("pk"):
        Letter.objects.filter(pk=letter.pk).update(
            state=State.SENT, settled_at=at, first_tried_at=at, attempts=1, answer_code=250, answer="250 OK"
        )
        Attempt.objects.create(letter=letter, at=at, state=State.SENT, code=250, words="250 OK")
        tell_sent(letter, at=at)


def answer(guest: Guest, campaign: Campaign, *, by: User, sent: datetime, until: datetime) -> None:
    """Let one guest answer, meet us, sign, and say in check-ins what came of it."""
    letters = Letter.objects.filter(step__campaign=campaign, organization__name=guest.organization)
    letter = letters.select_related("community", "organization", "person", "recipient").order_by("pk")[0]
    place = letter.organization
    assert place  # noqa: S101 -- it was written to
    if guest.replied:
        then = sent + timedelta(days=guest.replied)
        replying.log(letter, text=guest.words, on=then, by=by, at=then)
    if guest.met:
        then = sent + timedelta(days=guest.met)
        text = f"Sat down with {guest.name}: how interviews are arranged."
        notes.write(Kind.MEETING, community=letter.community, text=text, by=by, at=then, organization=place)
    if guest.signed:
        commitment = sign(guest, letter, place, by=by, at=sent + timedelta(days=guest.signed))
        check_in(guest, commitment, until=until)


def sign(guest: Guest, letter: Letter, place: Organization, *, by: User, at: datetime) -> Commitment:
    """Sign, confirm and settle; by the link of the letter or without it."""
    community, text = letter.community, CommitmentText.objects.newest(letter.community)
    assert text  # noqa: S101 -- the sample has one
    assert letter.recipient  # noqa: S101 -- a letter of a campaign has one
    code = f"{letter.recipient.code}-1" if guest.is_by_link else ""
    fields = {
        "organization_name": guest.organization,
        "sector": guest.sector,
        "town": "Rivertown",
        "signer_name": guest.name,
        "signer_title": guest.title,
        "signer_email": letter.to_email,
    }
    answers = signing.Answers(
        fields=fields,
        promises={"full_time_hire": ""},
        consents=frozenset({"list_name", "news"}),
        occupations={},
        skills=[],
    )
    draft = SignupDraft.objects.create(
        community=community, created_at=at, touched_at=at, answers={"you": {"invited": code}}
    )
    witness = signing.Witness(ip_address="192.0.2.11", user_agent="Sample", review_shown_at=at - timedelta(minutes=2))
    commitment = signing.sign(draft, answers, text=text, typed_name=guest.name, witness=witness, at=at)
    commitment = signing.confirm(commitment, at=at + timedelta(minutes=9))
    return settling.settle(commitment, organization=place, by=by, at=at + timedelta(days=1))


def check_in(guest: Guest, commitment: Commitment, *, until: datetime) -> None:
    """Ask what came of the last quarter; who says nothing is not known to have done nothing."""
    zone = commitment.community.zone
    begun = quarter_of(until.astimezone(zone).date())
    asked = datetime(begun.year, begun.month, begun.day, 12, tzinfo=zone)
    if commitment.settled_at is None or asked <= commitment.settled_at or not checking.ask(commitment, at=asked):
        return
    if guest.interviewed is not None:
        made = CheckIn.objects.get(commitment=commitment, quarter=before(begun))
        checking.answer(
            made,
            introduced=guest.interviewed + 1,
            interviewed=guest.interviewed,
            offered=guest.hired,
            hired=guest.hired,
            open_roles=1,
            gave_feedback=None,
            at=asked + timedelta(days=4),
        )
