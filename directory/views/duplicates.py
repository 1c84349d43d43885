"""Workspace page of duplicates: pairs that look alike, what was merged lately, and what is not the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.models import Job
from community.roles import EDITORS, READERS
from directory.duplicates import looking, pairs
from directory.models import Affiliation, DuplicatePair, Merge, Organization, Person
from directory.models.merge import UNDO_FOR

SHOWN = 30  # pairs of a page; the next come when these are decided
LATELY = 10  # merges and decisions
PEOPLE = "people"  # what the address says where the page is about people


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show the likeliest pairs first, of organizations or of people."""
    is_people = request.GET.get("of") == PEOPLE
    every = DuplicatePair.objects.of(request.community)
    mine = every.of_people() if is_people else every.of_organizations()
    mine = mine.select_related("one", "other", "one_person", "other_person", "decided_by")
    job = Job.objects.of(request.community).filter(kind=looking.JOB).order_by("-pk").first()
    merges = Merge.objects.of(request.community).filter(at__gt=timezone.now() - UNDO_FOR, person__isnull=not is_people)
    counts = every.counted()
    context = {
        "pairs": sides_of(mine.open().order_by("-score", "pk")[:SHOWN]),
        "counts": counts,
        "count": counts["people" if is_people else "organizations"],
        "is_people": is_people,
        "job": job if job and (job.is_open or was_lately(job)) else None,
        "has_looked": job is not None,
        "looked_at": job.finished_at if job and job.state == Job.State.DONE else None,
        "merges": merges.defer("moved").select_related("organization", "person", "by").order_by("-at", "-pk")[:LATELY],
        "others": mine.filter(state=DuplicatePair.State.NOT_THE_SAME).order_by("-decided_at", "-pk")[:LATELY],
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "directory/duplicates.html", context)


@dataclass(frozen=True)
class Shown:
    """A pair, and of each of the two what tells it from the other: a town, or an address and a place of work."""

    pair: DuplicatePair
    sides: list[tuple[Organization | Person, str]]


def sides_of(found: Iterable[DuplicatePair]) -> list[Shown]:
    """Return pairs as the page shows them, in one query more for those of people."""
    found = list(found)
    people = {one for pair in found for one in (pair.one_person_id, pair.other_person_id) if one}
    places = places_of(people)
    shown = []
    for pair in found:
        about = [
            [one.email, places.get(one.pk, "")] if isinstance(one, Person) else [one.town]
            for one in (pair.first, pair.second)
        ]
        words = [", ".join(filter(None, some)) for some in about]
        shown.append(Shown(pair, list(zip([pair.first, pair.second], words, strict=True))))
    return shown


def places_of(people: Collection[int]) -> dict[int, str]:
    """Return by person where they work now, in words."""
    if not people:
        return {}
    places: dict[int, list[str]] = defaultdict(list)
    rows = Affiliation.objects.current().filter(person__in=people).order_by("organization__normalized_name", "pk")
    for person, name in rows.values_list("person_id", "organization__name"):
        places[person].append(name)
    return {person: ", ".join(names) for person, names in places.items()}


def was_lately(job: Job) -> bool:
    """Tell whether a job came to its end within a day, so that what came of it is still news."""
    return job.finished_at is not None and job.finished_at > timezone.now() - timedelta(days=1)


@require_POST
@for_roles(EDITORS)
def look(request: WorkspaceRequest) -> HttpResponse:
    """Look for duplicates in the background."""
    looking.start(request.community, by=request.user, at=timezone.now())
    return to_list(is_people=request.POST.get("of") == PEOPLE)


@require_POST
@for_roles(EDITORS)
def differ(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Remember that two are not the same."""
    found = get_object_or_404(pairs_of(request), pk=pk)
    pairs.decide(found, state=DuplicatePair.State.NOT_THE_SAME, by=request.user, at=timezone.now())
    messages.success(request, f"{found} are not the same. It is remembered.")
    return to_list(is_people=found.one_person_id is not None)


@require_POST
@for_roles(EDITORS)
def reopen(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask again about a pair."""
    found = get_object_or_404(pairs_of(request), pk=pk)
    pairs.decide(found, state=DuplicatePair.State.OPEN, by=request.user, at=timezone.now())
    return to_list(is_people=found.one_person_id is not None)


def pairs_of(request: WorkspaceRequest) -> "QuerySet[DuplicatePair]":
    """Return the pairs that this person may decide about, with the records."""
    every = DuplicatePair.objects.of(request.community)
    return every.select_related("one", "other", "one_person", "other_person")


def to_list(*, is_people: bool) -> HttpResponseRedirect:
    """Lead back to the list."""
    place = reverse("directory:duplicates")
    return redirect(f"{place}?of={PEOPLE}" if is_people else place)
