"""The provider's desk: who may work on which applications."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from community.models import Community, User
from directory.models import Affiliation
from providers.models import Agreement, Application, Provider


def applications_of(user: User, community: Community) -> "QuerySet[Application]":
    """Return the applications on somebody's desk: of organizations whose desk is open to them, and those they came to.

    Who came to one by a link of their own keeps it until they leave the organization or are taken off.
    """
    here = Affiliation.objects.filter(person__user=user, organization=OuterRef("provider__organization"))
    is_open = Exists(here.current().filter(has_desk=True))
    came = Application.people.through.objects.filter(application=OuterRef("pk"), user=user)
    has_left = Exists(here.exclude(until=None)) & ~Exists(here.current())
    return Application.objects.of(community).filter(is_open | (Q(Exists(came)) & ~Q(has_left)))


def providers_of(user: User, community: Community) -> "QuerySet[Provider]":
    """Return the providers for which somebody works at the desk: of open desks, and of applications they came to."""
    here = Affiliation.objects.current().filter(person__user=user, has_desk=True, organization=OuterRef("organization"))
    came = applications_of(user, community).filter(provider=OuterRef("pk"))
    return Provider.objects.of(community).filter(Exists(here) | Exists(came))


def agreements_of(user: User, community: Community) -> "QuerySet[Agreement]":
    """Return the data agreements of those providers."""
    return Agreement.objects.of(community).filter(provider__in=providers_of(user, community))
