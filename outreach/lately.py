"""Who was written to or spoken with lately, by anybody of the team: an organization hears one voice at a time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format

from directory.entries import Kind
from directory.models import Affiliation, Entry
from outreach.models import Letter
from outreach.states import OPEN, State
from outreach.traits.trait import Scope

SPOKEN = (Kind.CALL.value, Kind.MEETING.value, Kind.EMAIL.value)
ON_THE_WAY = sorted(OPEN | {State.SENT, State.UNKNOWN})
MOST = 500  # letters and talks that are looked through for words


def asked(values: Sequence[str], scope: Scope) -> Q:
    """Ask for those to whom, or to whose organization, anybody wrote or spoke in so many days."""
    letters, talks = since(values, scope)
    there = Exists(letters.filter(organization=OuterRef("organization"))) | Exists(
        talks.filter(organization=OuterRef("organization"))
    )
    where = Affiliation.objects.filter(there, person=OuterRef("pk"), until=None)
    themselves = Exists(letters.filter(person=OuterRef("pk"))) | Exists(talks.filter(person=OuterRef("pk")))
    return Q(themselves) | Q(Exists(where))


def since(values: Sequence[str], scope: Scope) -> "tuple[QuerySet[Letter], QuerySet[Entry]]":
    """Return the letters that nobody asked for, and the calls, meetings and e-mail, of the last so many days."""
    begin = scope.at - timedelta(days=int(values[0]))
    letters = Letter.objects.filter(is_transactional=False, state__in=ON_THE_WAY, created_at__gte=begin)
    return letters, Entry.objects.filter(verb__in=SPOKEN, at__gte=begin)


def words(people: Sequence[int], values: Sequence[str], scope: Scope) -> dict[int, str]:
    """Return of each of these people what happened last: who spoke with whom, or that a letter went, and when."""
    places: dict[int, list[int]] = defaultdict(list)
    for organization, person in Affiliation.objects.filter(person__in=people, until=None).values_list(
        "organization", "person"
    ):
        places[organization].append(person)
    about = Q(organization__in=list(places)) | Q(person__in=people)
    letters, talks = since(values, scope)
    newest = talks.filter(about).select_related("organization", "person", "by").order_by("-at")[:MOST]
    happened: list[tuple[datetime, str, Any]] = [(talk.at, said_of_talk(talk, scope), talk) for talk in newest]
    written = letters.filter(about).select_related("organization", "person").order_by("-created_at")[:MOST]
    happened += [
        (letter.created_at, f"A letter went to {whom(letter)} on {day(letter.created_at, scope)}.", letter)
        for letter in written
    ]
    said: dict[int, str] = {}
    for _at, sentence, one in sorted(happened, key=lambda line: line[0]):
        said |= dict.fromkeys([*places.get(one.organization_id or 0, []), one.person_id or 0], sentence)
    return said


def said_of_talk(talk: Entry, scope: Scope) -> str:
    """Return who spoke with whom, and when."""
    by = f", by {talk.by}" if talk.by else ""
    return f"{Kind(talk.verb).label} with {whom(talk)} on {day(talk.at, scope)}{by}."


def whom(one: Any) -> str:
    """Return the organization that something was about, else the person."""
    return str(one.organization or one.person or "them")


def day(at: datetime, scope: Scope) -> str:
    """Return the day of a moment, where the community is."""
    return date_format(at.astimezone(scope.community.zone), "F j, Y")
