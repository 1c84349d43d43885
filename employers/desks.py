"""The employer's desk: what belongs to whom, and who else is let in."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from community.models import Community, User
from directory import people, timeline
from directory.models import Affiliation, Domain, Organization, Person
from directory.names import FREE_MAIL, domain_of
from employers import signals
from employers.models import Commitment


class CannotInvite(Exception):
    """Nobody can be let in like this; the message says why."""


class CannotClose(Exception):
    """The desk cannot be closed to this person; the message says why."""


@dataclass(frozen=True)
class Desk:
    """What a partner finds on their desk; panels of other apps get it as their subject."""

    user: User
    community: Community
    commitments: list[Commitment]
    organizations: list[Organization]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing here is theirs."""
        return not self.commitments and not self.organizations

    @property
    def is_employers(self) -> bool:
        """Tell whether somebody here signed, or could: an organization that only trains is not asked to."""
        return bool(self.commitments) or any(hasattr(one, "employer") for one in self.organizations)


def commitments_of(user: User, community: Community) -> QuerySet[Commitment]:
    """Return the commitments on somebody's desk: of organizations whose desk is open to them, and those they signed.

    Who signed keeps it until the organization closes the desk to them, as it does when they leave.
    """
    here = Affiliation.objects.filter(person__user=user, organization=OuterRef("employer__organization"))
    is_open = Exists(here.current().filter(has_desk=True))
    return Commitment.objects.of(community).filter(is_open | (Q(signer=user) & ~Exists(here)))


def organizations_of(user: User, community: Community) -> QuerySet[Organization]:
    """Return the organizations whose desk is open to somebody."""
    here = Affiliation.objects.current().filter(person__user=user, has_desk=True, organization=OuterRef("pk"))
    return Organization.objects.of(community).filter(Exists(here))


def colleagues(organization: Organization) -> QuerySet[Affiliation]:
    """Return who may use an organization's desk."""
    return Affiliation.objects.current().filter(organization=organization, has_desk=True).select_related("person__user")


def own_domains(organization: Organization, user: User) -> set[str]:
    """Return the mail domains of colleagues: the organization's verified ones, and the asking person's own.

    At any other address a name is not shown: whoever lets in a stranger's address must not learn who that is.
    """
    verified = Domain.objects.filter(organization=organization, verified_at__isnull=False)
    return {domain_of(user.email), *verified.values_list("name", flat=True)} - FREE_MAIL


@transaction.atomic
def invite(organization: Organization, *, name: str, email: str, title: str, by: User, at: datetime) -> Affiliation:
    """Open an organization's desk to a colleague, who then signs in by a code sent to this address.

    Raises CannotInvite where the desk is open to them already, or the address belongs to somebody else's sign-in.
    """
    Organization.objects.select_for_update().get(pk=organization.pk)
    email = people.normalize_address(email)
    user = User.objects.of_address(email, name)
    person = Person.objects.of(organization.community).filter(user=user).first() or people.find_or_add(
        organization.community, email=email, name=name, source="let in by a colleague", by=by, at=at
    )
    if person.user is None:
        person.user = user
        person.save(update_fields=["user"])
    if person.user != user or not user.is_active:
        raise CannotInvite(_("This address cannot be let in from here. Please write to us."))
    if colleagues(organization).filter(person=person).exists():
        raise CannotInvite(_("%(email)s may use this desk already.") % {"email": email})
    affiliation = people.affiliate(person, organization, title=title, has_desk=True, by=by, at=at)
    timeline.record(
        "desk_opened", community=organization.community, organization=organization, person=person, by=by, at=at
    )
    signals.desk_opened.send(Affiliation, affiliation=affiliation, by=by, at=at)
    return affiliation


@transaction.atomic
def close(affiliation: Affiliation, *, by: User, at: datetime) -> None:
    """Close an organization's desk to somebody, who still works there.

    Raises CannotClose where nobody would be left, or it is closed to them already.
    """
    organization = Organization.objects.select_for_update().get(pk=affiliation.organization_id)
    affiliation = Affiliation.objects.select_related("person").get(pk=affiliation.pk)
    if not affiliation.has_desk or affiliation.until:
        raise CannotClose(_("They cannot use this desk any more."))
    if not colleagues(organization).exclude(pk=affiliation.pk).filter(person__user__isnull=False).exists():
        raise CannotClose(_("Somebody has to be left. Let a colleague in first."))
    affiliation.has_desk = False
    affiliation.save(update_fields=["has_desk"])
    timeline.record(
        "desk_closed",
        community=organization.community,
        organization=organization,
        person=affiliation.person,
        by=by,
        at=at,
    )
