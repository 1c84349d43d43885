"""The sample community's letters in the names of advocates, and to whom tests of letters go."""

from datetime import datetime

from community.models import Community, User
from employers.models import Advocate
from outreach import approving, campaigns, lending, rehearsing
from outreach.models import Audience

# Letters that employers write to employers.
IN_THEIR_NAMES = [
    (
        "((first name??Good morning)), how we found our last two technicians",
        """Dear ((first name??neighbor)),

two of our best technicians came from a night course, and both had been turned away elsewhere. We stopped asking where
people learned it, and started asking them to show us.

If ((organization)) has an IT job open, I would gladly tell you how we went about it: answer this letter. And
[here is what we signed](((sign-up link))): a promise to interview, not to hire.

((messenger))""",
    ),
    (
        "We are forty people. If we can do it, so can you",
        """Dear ((first name??neighbor)),

small shops have no time to train, I was told. Our first hire from an evening class was useful after three weeks.

[Read and sign the commitment](((sign-up link))), or ask me how it went: an answer to this letter reaches me.

((messenger))""",
    ),
]
READERS = ("ravi@rivertown.example", "proofs@rivertown.example")


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Write a campaign in the names of two advocates: one approved the letter and took names off, one was asked."""
    whom = Audience.objects.of(community).get(name="Employers who have not signed")
    facts = {"name": "From one employer to another", "audience": whom, "messenger": str(by)}
    campaign = campaigns.begin(community, by=by, at=at, **facts)
    speaking = Advocate.objects.of(community).writing().with_names().order_by("pk")
    for number, (advocate, (subject, body)) in enumerate(zip(speaking, IN_THEIR_NAMES, strict=False)):
        step = campaigns.add_step(campaign, days=7 * number, subject=subject, body=body)
        byline = lending.ask(lending.choose(step, advocate, by=by, at=at), by=by, at=at)
        if not number:
            listed = [one.person_id or 0 for one in approving.shown(byline, at=at).listed]
            approving.take_off(byline, listed[2:4], at=at)
            approving.approve(byline, seen=approving.shown(byline, at=at).seen, at=at)
    for email in READERS:
        rehearsing.add_reader(community, email=email, by=by, at=at)
