"""What a bench asks of campaigns inside Django: write one, start it, say where it stands, forget it."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.generate import coordinator
from community import jobs
from community.models import Community
from directory.models import Affiliation, Organization, Person
from outreach import audience_rules, running, starting, writing
from outreach.audience_rules import Group, Match, Rule, Rules
from outreach.course import CampaignState
from outreach.models import Audience, Campaign, Pace, Recipient, Step, Suppression
from outreach.models.letter import Letter
from outreach.states import State

AT_ONCE = 500  # rows of one statement
PERSONAL_LINK = re.compile(r"https?://[^\s<>\"]*(?:invited=|unsubscribe)[^\s<>\"]*")
UNHURRIED = 1_000_000  # letters a minute, above what any machine sends: what is watched here is not the pace
WORDS = "Dear ((first name??neighbor)),\n\nTen minutes about ((organization)).\n\n[Sign here](((sign-up link)))."

LONG = (
    WORDS
    + "\n\n"
    + "\n\n".join(
        f"**{number}.** People who learned at evening schools work at ((organization)) today. "
        + "They stay longer. " * 12
        for number in range(1, 13)
    )
)


def audience_of(community: Community, size: int) -> Audience:
    """Return an audience of so many people, each at an organization of their own; made at the first call."""
    name = f"Audience of {size}"
    found = Audience.objects.filter(community=community, name=name).first()
    if found:
        return found
    town = f"Town of {size}"
    places, people = [], []
    for number in range(size):
        place = Organization(community=community, name=f"Works {number}", slug=f"works-{number}-{size}", town=town)
        person = Person(community=community, name=f"Jo Park {number}", email=address(size, number))
        place.fold()
        person.fold()
        places.append(place)
        people.append(person)
    Organization.objects.bulk_create(places, batch_size=AT_ONCE)
    Person.objects.bulk_create(people, batch_size=AT_ONCE)
    Affiliation.objects.bulk_create(
        Affiliation(person=person, organization=place, title="Director of IT")
        for person, place in zip(people, places, strict=True)
    )
    rules = Rules(Match.ALL, (Group(Match.ALL, (Rule("town", "is", (town,)),)),))
    return Audience.objects.create(community=community, name=name, rules=audience_rules.write(rules))


def address(size: int, number: int) -> str:
    """Return the address of one person of an audience."""
    return f"jo{number}@works{number // 2}-of-{size}.example"


def write(size: int, is_long: bool = False) -> dict[str, Any]:
    """Write a campaign of one letter, of some 10 KB where it is long, to so many people; return its id and theirs."""
    community = Community.objects.get()
    community.postal_address = community.postal_address or "Workforce Board, 1 Main Street, Faultville, OH 44100"
    community.letters_per_minute = community.letters_per_domain_minute = community.approval_above = UNHURRIED
    community.save()
    campaign = Campaign.objects.create(
        community=community, name=f"To {size}", audience=audience_of(community, size), messenger="Dana"
    )
    Step.objects.create(
        campaign=campaign, number=1, subject="Ten minutes, ((first name??neighbor))?", body=LONG if is_long else WORDS
    )
    return {"campaign": campaign.pk, "addresses": [address(size, number) for number in range(size)]}


def start(pk: int) -> int:
    """Send it: its letters are planned by whoever works in the background."""
    campaign, now = Campaign.objects.get(pk=pk), timezone.now()
    by = coordinator(campaign.community, 0)
    starting.start(campaign, seen=starting.prepare(campaign, at=now).fingerprint, by=by, at=now)
    return pk


def plan(pk: int) -> str:
    """Send it, and plan its letters at once; nothing leaves before somebody works in the background."""
    start(pk)
    while Campaign.objects.get(pk=pk).state == CampaignState.PLANNING:
        jobs.tick(clock=timezone.now)
    return str(Campaign.objects.get(pk=pk).state)


def resume(pk: int) -> str:
    """Say that a campaign that is held goes on."""
    campaign = Campaign.objects.get(pk=pk)
    if campaign.state == CampaignState.HELD:
        running.resume(campaign, by=coordinator(campaign.community, 0), at=timezone.now())
    return str(Campaign.objects.get(pk=pk).state)


def words(pk: int) -> dict[str, str]:
    """Return what its letter says as templates of Django, with name, organization and link; then forget the letters."""
    plan(pk)
    letter = Letter.objects.select_related("community", "step__campaign").order_by("pk").first()
    assert letter  # noqa: S101 -- of at least one person
    outgoing = writing.write_out(letter, at=timezone.now())
    found = {"subject": outgoing.subject, "text": outgoing.text, "html": outgoing.html}
    Letter.objects.all().delete()
    forget()
    for said, place in ((letter.values["organization"], "organization"), ("Jo", "name")):
        found = {name: text.replace(said, f"{{{{ {place} }}}}") for name, text in found.items()}
    return {name: PERSONAL_LINK.sub("{{ link }}", text) for name, text in found.items()}


def stands(pk: int) -> dict[str, Any]:
    """Return how far a campaign is: its state, whom it reaches, and how many letters are planned and in which state."""
    campaign = Campaign.objects.get(pk=pk)
    counts = Letter.objects.filter(step__campaign=campaign).by_state()  # one question, as the page asks it
    return {
        "state": campaign.state,
        "reached": Recipient.objects.reached().filter(campaign=campaign).count(),
        "planned": sum(counts.values()),
        "open": counts[State.WAITING] + counts[State.CLAIMED] + counts[State.SENDING],
        "states": {str(state): count for state, count in counts.items() if count},
    }


def forget() -> None:
    """Forget all campaigns whose letters are gone, what they did to addresses, and how many left in this minute."""
    Campaign.objects.all().delete()
    Suppression.objects.all().delete()
    Pace.objects.all().delete()
    if connection.vendor == "postgresql":  # round after round on a small disk
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE outreach_letter, outreach_attempt, outreach_recipient")


COMMANDS: dict[str, Callable[..., Any]] = {
    "campaign": write,
    "campaign start": start,
    "campaign resume": resume,
    "campaign stands": stands,
    "campaign plan": plan,
    "campaign words": words,
}
