"""Traits of providers: where they stand after vetting, and the returns they owe."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from community.models import Community
from outreach.traits.trait import IS, Choices, Operator, Scope, Takes, Trait, turned
from providers.kinds import Kind, Standing
from providers.models import Return

IS_PROVIDER = Q(organization__provider__isnull=False)


def standing(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask where it stands; whoever is no provider stands nowhere."""
    return IS_PROVIDER & turned(op, Q(organization__provider__standing__in=values))


def kind(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask what kind of provider it is."""
    return IS_PROVIDER & turned(op, Q(organization__provider__kind__in=values))


def returns(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask for returns that are overdue, or fall due from today on, within so many days."""
    owed = Return.objects.filter(program__provider__organization=OuterRef("organization"))
    if op == "overdue":
        return Q(Exists(owed.overdue(scope.today)))
    until = scope.today + timedelta(days=int(values[0]))
    return Q(Exists(owed.awaited().with_day().filter(day__range=(scope.today, until))))


def standings(community: Community) -> Choices:
    """Offer where providers stand."""
    return [(code, str(label)) for code, label in Standing.choices]


def kinds(community: Community) -> Choices:
    """Offer the kinds of providers."""
    return [(code, str(label)) for code, label in Kind.choices]


RETURNS = {
    "overdue": Operator("is overdue", Takes.NOTHING),
    "due": Operator("is due within {days}", Takes.DAYS),
}
TRAITS = (
    Trait("standing", "Standing", "Its standing", standing, IS, standings),
    Trait("provider_kind", "Kind of provider", "Its kind", kind, IS, kinds),
    Trait("returns", "Returns due", "One of its returns", returns, RETURNS),
)
