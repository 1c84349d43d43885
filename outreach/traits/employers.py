"""Traits of employers: how far the conversation is, what they signed, and whom they ask for."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from community.models import Community
from employers.models import Ask, Commitment
from employers.occupations import OCCUPATIONS
from employers.stages import OPEN_STAGES, Stage
from employers.states import State
from outreach.traits.trait import IS, Choices, Operator, Scope, Takes, Trait, turned

IS_EMPLOYER = Q(organization__employer__isnull=False)


def stage(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask how far the conversation is; whoever is no employer has no stage."""
    return IS_EMPLOYER & turned(op, Q(organization__employer__stage__in=values))


def asks(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask for which occupations it looks, by asks that hold today."""
    asked = Ask.objects.all().asked(scope.community, scope.today).filter(occupation__in=values)
    return turned(op, Q(organization__in=asked.values("employer__organization")))


def last_contact(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask when somebody last spoke with it; that nobody ever did is asked for by itself."""
    spoken = "organization__employer__last_contact_on"
    if op == "never":
        return IS_EMPLOYER & Q(**{f"{spoken}__isnull": True})
    since = scope.today - timedelta(days=int(values[0]))
    return Q(**{f"{spoken}__gte": since}) if op == "within" else Q(**{f"{spoken}__lt": since})


def stages(community: Community) -> Choices:
    """Offer every stage."""
    return [(code, str(label)) for code, label in Stage.choices]


def occupations(community: Community) -> Choices:
    """Offer every occupation."""
    return list(OCCUPATIONS)


def next_step(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask for those whose next step is due, or with whom none is planned."""
    if op == "due":
        return Q(organization__employer__next_on__lte=scope.today)
    return Q(organization__employer__next_step="")


def quiet(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask for open conversations in which nothing was said for longer than so many days."""
    employer = "organization__employer"
    since = scope.today - timedelta(days=int(values[0]))
    return Q(**{f"{employer}__stage__in": sorted(OPEN_STAGES), f"{employer}__heard__lt": since})


def commitment(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask what became of what it signed; the commitment that stands is told before those that ended."""
    signed = Commitment.objects.filter(employer__organization=OuterRef("organization"))
    active = signed.active()
    ended = {
        "expired": Exists(signed.filter(state=State.EXPIRED)),
        "withdrawn": Exists(signed.filter(state=State.WITHDRAWN)),
        "none": ~Exists(signed.exclude(state=State.REJECTED)),
    }
    found = Q(pk__in=[])
    for value in values:
        if value == "active":
            found |= Q(Exists(active))
        elif value == "ending":
            found |= Q(Exists(active.filter(ends_on__lte=scope.today + timedelta(days=ENDING_DAYS))))
        elif value in ended:
            found |= Q(ended[value]) & ~Q(Exists(active))
    return IS_EMPLOYER & turned(op, found)


def commitments(community: Community) -> Choices:
    """Offer what can have become of a commitment."""
    return list(COMMITMENTS)


ENDING_DAYS = 60
COMMITMENTS = (
    ("active", "active"),
    ("ending", f"active and ending within {ENDING_DAYS} days"),
    ("expired", "expired"),
    ("withdrawn", "withdrawn"),
    ("none", "not signed yet"),
)
ASKS = {"is": Operator("asks for"), "is_not": Operator("does not ask for", between=" nor ")}
SPOKEN = {
    "before": Operator("is more than {days} ago", Takes.DAYS),
    "within": Operator("is within the last {days}", Takes.DAYS),
    "never": Operator("never was", Takes.NOTHING),
}
STEP = {"due": Operator("is due", Takes.NOTHING), "missing": Operator("is not planned", Takes.NOTHING)}
QUIET = {"more": Operator("has been quiet for more than {days}", Takes.DAYS)}
TRAITS = (
    Trait("stage", "Stage", "Its stage", stage, IS, stages),
    Trait("commitment", "Commitment", "Its commitment", commitment, IS, commitments),
    Trait("last_contact", "Last contact", "The last contact", last_contact, SPOKEN),
    Trait("quiet", "Quiet conversations", "The conversation", quiet, QUIET),
    Trait("next_step", "Next step", "The next step", next_step, STEP),
    Trait("asks", "Occupations asked for", "It", asks, ASKS, occupations),
)
