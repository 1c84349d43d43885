"""Lists as files: the rows that search and filters found, as CSV or XLSX."""

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from typing import Any

from django.db.models import Q
from django.http import StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import READERS, Role
from directory import exporting, spreadsheets, todo
from directory.filters import OrganizationFilter, PersonFilter
from directory.models import Alliance, Introduction, Organization, Person, Task, Tie
from directory.views.introductions import narrowed

LONGEST_NAME = 60  # characters of what a file is about
Table = tuple[Iterable[str], Iterable[list[Any]]]  # what the columns are called, and the rows


def answer(
    form: str, title: str, heads: Iterable[str], rows: Iterable[list[Any]], *, of: str = ""
) -> StreamingHttpResponse:
    """Return a table as a file to keep, sent while it is read; its name says of what it is, where that is one thing."""
    local = in_zone(rows, timezone.get_current_timezone())
    response = StreamingHttpResponse(
        spreadsheets.written(form, list(heads), local, title=title), content_type=spreadsheets.TYPES[form]
    )
    name = f"{slugify(f'{title} {of[:LONGEST_NAME]}')}-{timezone.localdate():%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def in_zone(rows: Iterable[list[Any]], zone: tzinfo) -> Iterator[list[Any]]:
    """Yield rows made by the clock of the community: while a file is sent, the request and its time zone are over."""
    rest = iter(rows)
    while True:
        with timezone.override(zone):
            row = next(rest, None)
        if row is None:
            return
        yield row


def files(
    place: str,
    name: str,
    title: str,
    table: Callable[..., Table],
    circle: frozenset[Role] = READERS,
    *,
    of: Callable[..., str] = lambda _request, **_at: "",
) -> list[URLPattern]:
    """Return the routes by which a list is kept: `export.csv` and `export.xlsx` beside its page, for a circle of roles.

    `table` says what the same address shows as a list, from the request and what stands in `place`, and `of` what one
    thing it is about, for the name of the file.
    The routes are called `<name>-csv` and `<name>-xlsx`.
    """

    @require_safe
    @for_roles(circle)
    def keep(request: WorkspaceRequest, /, form: str, **at: Any) -> StreamingHttpResponse:
        """Answer with the list as a file."""
        return answer(form, title, *table(request, **at), of=of(request, **at))

    return [
        path(f"{place}export.{form}", keep, {"form": form}, name=f"{name}-{form}")
        for form in (spreadsheets.CSV, spreadsheets.XLSX)
    ]


def organizations(request: WorkspaceRequest) -> Table:
    """Return the organizations that search and filters found."""
    found = OrganizationFilter(request.GET, request.community).narrow(Organization.objects.of(request.community))
    return exporting.ORGANIZATIONS, exporting.organizations(found)


def people(request: WorkspaceRequest) -> Table:
    """Return the people that search and filters found."""
    found = PersonFilter(request.GET, request.community).narrow(Person.objects.of(request.community))
    return exporting.PEOPLE, exporting.people(found)


def alliances(request: WorkspaceRequest) -> Table:
    """Return the alliances with their members."""
    return exporting.ALLIANCES, exporting.alliances(Alliance.objects.of(request.community))


def ties(request: WorkspaceRequest) -> Table:
    """Return who knows whom: of the people that search and filters found, or of everybody."""
    found = Tie.objects.of(request.community)
    filters = PersonFilter(request.GET, request.community)
    if filters.is_narrowed or filters.q.words:
        people = filters.narrow(Person.objects.of(request.community)).order_by().values("pk")
        found = found.filter(Q(from_person__in=people) | Q(to_person__in=people))
    return exporting.TIES, exporting.ties(found)


def tasks(request: WorkspaceRequest) -> Table:
    """Return everybody's tasks or, with `of=me`, one's own."""
    found = todo.readable.by(request.user, Task.objects.of(request.community))
    return exporting.TASKS, exporting.tasks(
        found.filter(owner=request.user) if request.GET.get("of") == "me" else found
    )


def introductions(request: WorkspaceRequest) -> Table:
    """Return the introductions that the same address shows as a list."""
    found = narrowed(Introduction.objects.of(request.community), request.GET.get("state", ""))
    return exporting.INTRODUCTIONS, exporting.introductions(found)
