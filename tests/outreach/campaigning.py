"""What tests of campaigns share: an audience with people in it, and a campaign with its letters."""

from datetime import datetime
from typing import Any

from django.db import transaction

from community.models import Community, Job, User
from directory.models import Affiliation, Organization, Person
from outreach import audience_rules, sequencing, starting
from outreach.audience_rules import Group, Match, Rule, Rules
from outreach.models import Audience, Campaign, Letter
from outreach.models.letter import LetterQuerySet
from tests import make
from tests.make import NOW


def everybody(at: Community, **fields: Any) -> Audience:
    """Make an audience of everybody in Rivertown."""
    rules = Rules(Match.ALL, (Group(Match.ALL, (Rule("town", "is", ("Rivertown",)),)),))
    return make.audience(at, rules=audience_rules.write(rules), **fields)


def contact(at: Community, name: str = "Jo Park", **fields: Any) -> tuple[Person, Organization]:
    """Make somebody who works at an organization of their own."""
    organization = make.organization(at)
    person = make.person(at, name=name, **fields)
    make.affiliation(person, organization)
    return person, organization


def crowd(at: Community, count: int) -> None:
    """Make so many people, each at an organization of their own."""
    places = [Organization(community=at, name=f"Works {n}", slug=f"works-{n}", town="Rivertown") for n in range(count)]
    people = [Person(community=at, name=f"Jo Park {n}", email=f"jo{n}@works{n}.example") for n in range(count)]
    for row in [*places, *people]:
        row.fold()
    Organization.objects.bulk_create(places, batch_size=500)
    Person.objects.bulk_create(people, batch_size=500)
    Affiliation.objects.bulk_create(
        [Affiliation(person=one, organization=place) for one, place in zip(people, places, strict=True)], batch_size=500
    )


def spring(at: Community, *, people: int = 2, **fields: Any) -> Campaign:
    """Make a campaign to so many people, with a letter and a reminder a week later."""
    for number in range(people):
        contact(at, f"Jo{number} Park")
    made = make.campaign(at, **{"name": "Spring", "audience": everybody(at), "messenger": "Dana", **fields})
    make.step(made)
    make.step(made, days=7, subject="Once more, ((first name??neighbor))")
    return made


def started(campaign: Campaign, by: User, *, at: datetime = NOW, **facts: Any) -> Campaign:
    """Start a campaign and plan its letters."""
    seen = starting.prepare(campaign, at=at).fingerprint
    started = starting.start(campaign, seen=seen, by=by, at=at, **facts)
    planned(started, at=at)
    return Campaign.objects.select_related("community").get(pk=campaign.pk)


def planned(campaign: Campaign, *, at: datetime = NOW) -> None:
    """Plan the letters of a campaign that was started, stretch by stretch, as its job does."""
    job = Job.objects.get(arguments={"campaign": campaign.pk})
    is_over = False
    while not is_over:
        with transaction.atomic():
            is_over = sequencing.stretch(job, at=at)


def of(campaign: Campaign, number: int = 1) -> LetterQuerySet:
    """Return the letters of one step."""
    return Letter.objects.filter(step__campaign=campaign, step__number=number).order_by("pk")


def state_of(campaign: Campaign) -> str:
    """Return in what state a campaign is now."""
    return Campaign.objects.get(pk=campaign.pk).state
