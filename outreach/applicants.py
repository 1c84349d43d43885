"""Applicants: who of a provider is written to about its application."""

from dataclasses import dataclass

from community.models import User
from directory.models import Person
from providers import chasing, desks
from providers.models import Application


@dataclass(frozen=True)
class Applicant:
    """Somebody who gets a letter about an application; `suffix` ends the key of each letter to a colleague."""

    name: str
    email: str
    person: Person | None = None
    suffix: str = ""


def writer_of(application: Application) -> User | None:
    """Return who submitted it last, or began it."""
    latest = application.revisions.select_related("submitted_by").order_by("-number").first()
    return (latest.submitted_by if latest else None) or application.started_by


def applicants_of(application: Application) -> list[Applicant]:
    """Return who is written to: whoever submitted it last or began it first, then everybody with the provider's desk.

    Whoever can open the application no more is written to only where nobody else is left.
    """
    writer, colleagues = writer_of(application), chasing.contacts(application.provider)
    if writer is None or (colleagues and not may_open(writer, application)):
        return [colleague(one) for one in colleagues]
    others = [one for one in colleagues if one.user_id != writer.pk and one.email.lower() != writer.email.lower()]
    return [Applicant(writer.name, writer.email), *(colleague(one) for one in others)]


def may_open(user: User, application: Application) -> bool:
    """Test whether an application is on somebody's desk."""
    community = application.provider.organization.community
    return desks.applications_of(user, community).filter(pk=application.pk).exists()


def colleague(person: Person) -> Applicant:
    """Return somebody with the provider's desk."""
    return Applicant(person.name, person.email, person, f"-{person.pk}")
