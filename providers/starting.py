"""Starting an application: from what a visitor typed, by a link to their mailbox, to the task list on their desk."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community import links, purposes
from community.links import CannotOpen
from community.models import Community, Link, User
from directory import matching, organizations, people, timeline
from directory.models import Entry, Organization, Person
from directory.names import normalize_name
from employers import desks as employer_desks
from providers import desks, signals
from providers.applying_states import ENDED
from providers.models import Application, Part, Provider, Start

SOURCE = "applied as a provider"


@transaction.atomic
def ask(
    community: Community,
    *,
    email: str,
    name: str,
    organization_name: str,
    kind: str,
    is_to_check: bool,
    at: datetime,
) -> Start:
    """Write down that somebody wants to apply and send them a link; nothing else is changed or found out by it."""
    start = Start.objects.create(
        community=community,
        email=people.normalize_address(email),
        name=name,
        organization_name=organization_name,
        kind=kind,
        is_to_check=is_to_check,
        created_at=at,
    )
    signals.application_asked.send(Start, start=start, at=at)
    return start


def start_behind(link: Link) -> Start:
    """Return what a link is about; raises CannotOpen where that is long gone."""
    start = Start.objects.of(link.community).at_record(link.record).select_related("community").first()
    if start is None:
        raise CannotOpen(_("This link no longer leads anywhere. Ask for a new one."))
    return start


@transaction.atomic
def begin_by_link(token: str, *, community: Community, at: datetime) -> tuple[User, Application]:
    """Use up the link of a start, and return whom it lets in and the application they go on with.

    Raises CannotOpen where the link was used or is too old, or its person may not sign in.
    """
    link = links.open_link(token, purposes.APPLY, community=community, at=at)
    start = start_behind(link)
    links.use(link, at=at)
    user = User.objects.of_address(start.email, start.name)
    if not user.is_active:
        raise CannotOpen(_("This link no longer leads anywhere. Please write to us."))
    application = begin(
        community,
        user=user,
        organization_name=start.organization_name,
        kind=start.kind,
        is_to_check=start.is_to_check,
        at=at,
    )
    start.application = application
    start.save(update_fields=["application"])
    return user, application


@transaction.atomic
def begin(
    community: Community, *, user: User, organization_name: str, kind: str, at: datetime, is_to_check: bool = False
) -> Application:
    """Return the application that somebody whose mailbox was proved goes on with, begun where there is none.

    Colleagues of one organization find the same application; one that was declined or withdrawn is followed by another.
    """
    organization = organization_meant(community, user, organization_name)
    if organization is None:
        organization = organizations.add(community, name=organization_name, source=SOURCE, by=user, at=at)
    Organization.objects.select_for_update().get(pk=organization.pk)  # two colleagues begin one application, not two
    provider, _is_new = Provider.objects.get_or_create(organization=organization, defaults={"kind": kind})
    application = provider.applications.exclude(state__in=sorted(ENDED)).order_by("-created_at", "-pk").first()
    if application is None:
        application = Application.objects.create(
            provider=provider,
            kind=kind,
            is_to_check=is_to_check,
            started_by=user,
            created_at=at,
            touched_at=at,
            state_since=at,
        )
        Part.objects.bulk_create(Part(application=application, key=key) for key in Part.Key)
        timeline.record(
            "application_begun",
            community=community,
            organization=organization,
            by=user,
            at=at,
            facts={"application": application.pk, "reference": application.reference},
        )
    seat(application, organization, user, at=at)
    return application


def organization_meant(community: Community, user: User, name: str) -> Organization | None:
    """Return the organization that is meant without a doubt, or None.

    That is: one of this name on whose desk or application they work already; or the one to which the domain of their
    address was verified. A name alone says nothing: whoever types another's gets an organization of their own, which a
    coordinator merges where it is the same.
    """
    named = {"normalized_name": normalize_name(name)}
    own = employer_desks.organizations_of(user, community).filter(**named).order_by("pk").first()
    if own:
        return own
    begun = desks.applications_of(user, community).select_related("provider__organization")
    known = begun.filter(provider__organization__normalized_name=named["normalized_name"]).order_by("pk").first()
    if known:
        return known.provider.organization
    meant = matching.certain(community, email=user.email)
    return meant if meant and not was_closed(meant, user) else None


def was_closed(organization: Organization, user: User) -> bool:
    """Test whether those with the desk closed it, or an application, to somebody, and nobody opened it again."""
    doors = Entry.objects.filter(organization=organization, person__user=user, verb__in=["desk_opened", "desk_closed"])
    last = doors.order_by("-at", "-pk").first()
    return last is not None and last.verb == "desk_closed"


def seat(application: Application, organization: Organization, user: User, *, at: datetime) -> None:
    """Let somebody work on an application: the first of an organization gets its desk, another this application alone.

    What else stands on a desk, such as a commitment, is opened to them by those who have the desk.
    """
    if employer_desks.organizations_of(user, organization.community).filter(pk=organization.pk).exists():
        return
    known = Person.objects.of(organization.community).filter(user=user).first()
    person = known or people.find_or_add(
        organization.community, email=user.email, name=user.name, source=SOURCE, by=user, at=at
    )
    if person.user is None:
        person.user = user
        person.save(update_fields=["user"])
    is_first = person.user == user and not employer_desks.colleagues(organization).exists()
    people.affiliate(person, organization, has_desk=is_first, by=user, at=at)
    if not is_first:
        application.people.add(user)
