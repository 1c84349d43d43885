"""The sample community's plan: whom it wants to reach, approved words, who says what when, and saved audiences."""

from datetime import datetime, timedelta
from typing import Any

from community.models import Community, User
from directory.models import Person
from outreach import audience_rules, audiences, blocks, campaigns, planning
from outreach.audience_rules import Group, Match, Rule, Rules, one_group
from outreach.course import StepKind
from outreach.models import Audience, PlanAudience
from outreach.planned import Channel, Question

PLANNED = [
    ("Manufacturers", "They never hired for IT here, and fear they cannot judge who is good."),
    ("Clinics and hospitals", "Short of support staff; they trust what the hospital did."),
    ("Members of the Chamber", "They come to breakfasts, and join what their neighbors joined."),
]
WHY = """IT jobs stay open for weeks longer than others, and every open day costs money. ((employers signed)) \
employers in ((region)) found a way around that: they interview people who learned these skills outside the usual \
degrees.

At their last check-ins these employers had interviewed ((interviewed)) candidates and hired ((hired)).

- **No fee and no quota.** You agree to interview, not to hire.
- **You can leave** at any time."""
FOR_MANUFACTURERS = """Your machines report to a network now, and somebody has to look after it. People who learned \
that in a year of evenings live in ((region)), and ((employers signed)) employers have agreed to interview them."""
# Subject and words of the campaign's letters.
LETTERS = [
    (
        "((first name??Good morning)), ten minutes about the IT jobs at ((organization))?",
        """Dear ((first name??neighbor)),

((answer why))

It takes four minutes to [read and sign the commitment](((sign-up link))). It is a promise to interview, not to hire.

((messenger))""",
    ),
    (
        "Once more: an interview costs nothing",
        """Dear ((first name??neighbor)),

I wrote to you a week ago about people from ((region)) who learned IT outside the usual degrees. If somebody else at
((organization)) decides about interviews, a line with their name is plenty.

[Read and sign the commitment](((sign-up link))), or answer this letter.

((messenger))""",
    ),
]
# What each saved audience is called, and its rules, which must all be true; the first two are planned for.
UNSIGNED = Rule("commitment", "is_not", ("active",))
SAVED = [
    ("Manufacturers that have not signed", [Rule("sector", "is", ("manufacturing",)), UNSIGNED]),
    ("Health care that has not signed", [Rule("sector", "is", ("health",)), UNSIGNED]),
    ("Everybody who signed", [Rule("commitment", "is", ("active",))]),
    ("Providers with a return overdue", [Rule("returns", "overdue")]),
]
# Days from now, whom, what, how, and what became of it.
ITEMS: list[tuple[int, int, str, Channel, str]] = [
    (-40, 2, "Two neighbors hired from the spring class", Channel.EVENT, "Forty came, six took the flyer."),
    (-26, 0, "What a year of evenings teaches", Channel.LETTER, "Eleven answered."),
    (-9, 1, "How the hospital began", Channel.VISIT, ""),
    (-3, 0, "Who asked for a second conversation", Channel.CALL, ""),
    (4, 2, "Breakfast: what an interview with us is like", Channel.EVENT, ""),
    (12, 1, "The hospital’s head of IT introduces us", Channel.INTRODUCTION, ""),
    (33, 0, "New year, new openings: what we ask", Channel.LETTER, ""),
]


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Write the plan: words for everybody, other words for one audience, and what was and is to be done."""
    begun = at - timedelta(days=60)
    saved = [
        audiences.save(
            community, name=name, rules=one_group(*rules), left_out={"lately": ["14"]}, is_shared=True, by=by, at=begun
        )
        for name, rules in SAVED
    ]
    planned = [
        planning.reach(community, name=name, note=note, people=people, by=by, at=begun)
        for (name, note), people in zip(PLANNED, [*saved[:2], None], strict=True)
    ]
    approve(community, None, Question.WHAT, blocks.first_words(Question.WHAT), by=by, at=begun)
    approve(community, None, Question.WHY, WHY, by=by, at=begun)
    approve(community, planned[0], Question.WHY, FOR_MANUFACTURERS, by=by, at=begun)
    blocks.write(community, None, Question.BENEFITS, words=blocks.first_words(Question.BENEFITS), by=by, at=at)
    today = at.astimezone(community.zone).date()
    advocate = Person.objects.of(community).filter(advocates__isnull=False).order_by("pk").first()
    for days, whom, message, channel, came in ITEMS:
        due = today + timedelta(days=days)
        speaks = channel == Channel.INTRODUCTION and advocate
        speaker: dict[str, Any] = {"messenger_person": advocate} if speaks else {"messenger_user": by}
        facts = {"audience": planned[whom], "message": message, "channel": channel, "due_on": due, "owner": by}
        item = planning.add(community, **facts, **speaker, created_at=begun)
        if came:
            planning.done(item, on=due, note=came, by=by, at=at)
    write_campaign(community, planned[0], by=by, at=at)


def write_campaign(community: Community, told_as: PlanAudience, *, by: User, at: datetime) -> None:
    """Write a campaign to everybody who has not signed, with a reminder and a call, that waits to be sent."""
    rules = Rules(
        Match.ALL,
        (Group(Match.ALL, (Rule("stage", "is", ("identified", "contacted", "in_conversation", "dormant")),)),),
    )
    whom, _ = Audience.objects.get_or_create(
        community=community, name="Employers who have not signed", defaults={"rules": audience_rules.write(rules)}
    )
    facts = {"name": "New year, new openings", "audience": whom, "told_as": told_as, "messenger": str(by)}
    campaign = campaigns.begin(community, by=by, at=at, **facts)
    first, later = LETTERS
    campaigns.add_step(campaign, subject=first[0], body=first[1])
    campaigns.add_step(campaign, days=7, subject=later[0], body=later[1])
    call = "Call ((name)) at ((organization)): who decides about interviews?"
    campaigns.add_step(campaign, kind=StepKind.CALL, days=12, subject=call)


def approve(
    community: Community, audience: PlanAudience | None, question: str, words: str, *, by: User, at: datetime
) -> None:
    """Write words and approve them for a year."""
    draft = blocks.write(community, audience, question, words=words, by=by, at=at)
    until = (at + timedelta(days=365)).date()
    blocks.approve(draft, shown=draft.fingerprint, expires_on=until, by=by, at=at)
