"""Applications in the workspace: which there are, how their clocks stand, and each as it was submitted."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.models import Community, User
from community.navigation import TodayLine
from community.roles import CASE_READERS, READERS, REVIEWERS
from employers import demand
from providers import bearing, conflicts, evidencing, reviews, revising, revisions, served, teaching
from providers.applying_states import UNDER_CLOCK, State
from providers.clock import clock
from providers.models import Application, CriteriaVersion, Evidence, Review, Revision
from providers.models.application import ApplicationQuerySet
from providers.parts import CRITERIA, Key, for_team
from providers.views.assigning import beside
from providers.views.guarding import unconflicted
from providers.views.serving import answer

ROWS = 50
# The community's turn first, then the applicant's; what is over comes last. All as its reader sees it.
ORDER = Case(
    *(When(seen_state=state, then=Value(place)) for place, state in enumerate([State.SUBMITTED, State.IN_REVIEW])),
    *(When(seen_state=state, then=Value(5)) for state in (State.CHANGES_REQUESTED, State.DRAFT)),
    default=Value(9),
    output_field=IntegerField(),
)
BY_DAY = Case(When(is_kept_out=False, then=F("decide_by"))).asc(nulls_last=True)
TABS = [
    ("", "All"),
    (State.SUBMITTED, "To assign"),
    (State.IN_REVIEW, "In review"),
    (State.CHANGES_REQUESTED, "With the applicant"),
    (State.DRAFT, "Being written"),
]
TO_ASSIGN = f"""
    SELECT COUNT(*) FROM providers_application a
    JOIN providers_provider p ON p.id = a.provider_id
    JOIN directory_organization o ON o.id = p.organization_id
    WHERE o.community_id = %(community)s AND a.state = '{State.SUBMITTED.value}'
"""  # noqa: S608 - our own names
TO_ASSIGN_HARM, OVERDUE_HARM = 25, 12  # of waiting, beside what other apps say


def listed(community: Community, reader: User) -> ApplicationQuerySet:
    """Return all applications of a community as somebody sees them, what waits longest for us first."""
    rows: ApplicationQuerySet = Application.objects.of(community).select_related("provider__organization")
    return conflicts.as_seen_by(reader, rows).order_by(ORDER, BY_DAY, "-state_since", "-pk")


@require_safe
@for_roles(CASE_READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List the applications by state and clock."""
    asked = request.GET.get("state", "")
    state = asked if asked in dict(TABS) else ""
    rows: Any = reviews.counted(listed(request.community, request.user))
    page = Paginator(rows.filter(seen_state=state) if state else rows, ROWS).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "page": page,
        "rows": [(one, None if one.is_kept_out else clock_of(one, today)) for one in page],
        "tabs": TABS,
        "state": state,
        "wanted": request.community.reviewers_per_application,
    }
    return render(request, "providers/workspace/applications.html", context)


def clock_of(application: Application, today: date) -> Any:
    """Return how the clock of an application stands, or None where nothing is to be decided."""
    is_running = application.decide_by and application.state in UNDER_CLOCK
    return clock(application.decide_by, today) if is_running and application.decide_by else None


@require_safe
@for_roles(CASE_READERS)
@unconflicted
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one application as it was last submitted; a draft is its writers' own."""
    application = get_object_or_404(listed(request.community, request.user).select_related("started_by"), pk=pk)
    revisions_of = list(application.revisions.select_related("criteria_version").order_by("-number"))
    own = reviews.review_of(request.user, application)
    latest = revisions_of[0] if revisions_of else None
    is_with_them = application.state == State.CHANGES_REQUESTED
    offered, today = application.provider.programs.offered(), timezone.localdate()
    programs = offered if application.submitted_at else offered.none()
    context = {
        "application": application,
        "clock": clock_of(application, today),
        "organization": application.provider.organization,
        "agreement": application.provider.agreements.standing().order_by("-pk").first(),
        "may_open_organization": bool(request.roles & READERS),
        "aligned": teaching.aligned(programs, demand.whole(request.community, today=today), request.community),
        "summary": served.summary(programs),
        "may_open_files": bool(request.roles & REVIEWERS),
        "revision": latest,
        "revisions": revisions_of,
        "is_whole": latest is None or revising.is_whole(latest),
        "groups": groups(latest, unscored(own)),
        "newest_criteria": CriteriaVersion.objects.of(request.community).published().first(),
        "waited_for": application.parts.filter(is_open=True).order_by("pk") if is_with_them else [],
    }
    return render(request, "providers/workspace/application.html", context | beside(request, application, own))


def unscored(own: Review | None) -> frozenset[str]:
    """Return the criteria that whoever looks has yet to score: what applicants give themselves must not lead them."""
    if own is None or own.is_in:
        return frozenset()
    scored = set(own.criteria.exclude(score=None).values_list("key", flat=True))
    return frozenset(key for key in CRITERIA if key not in scored)


def groups(revision: Revision | None, hidden: Collection[str] = ()) -> list[tuple[str, list[revisions.Statement]]]:
    """Return what a version says, part by part, without the self-scores of the hidden criteria."""
    said = bearing.without_self_scores(revisions.statements(revision.content), hidden) if revision else []
    return [(for_team(key), [one for one in said if one.part == key]) for key in Key]


@require_safe
@for_roles(CASE_READERS)
@unconflicted
def revision(request: WorkspaceRequest, pk: int, number: int) -> HttpResponse:
    """Show one version as it was submitted, and what changed since the one before."""
    application = get_object_or_404(listed(request.community, request.user), pk=pk)
    found = get_object_or_404(application.revisions, number=number)
    before = application.revisions.filter(number=found.number - 1).first()
    hidden = unscored(reviews.review_of(request.user, application))
    context = {
        "application": application,
        "organization": application.provider.organization,
        "may_open_files": bool(request.roles & REVIEWERS),
        "revision": found,
        "before": before,
        "changes": bearing.without_self_scores(revising.differences(before, found), hidden) if before else [],
        "groups": groups(found, hidden),
        "is_whole": revising.is_whole(found),
    }
    return render(request, "providers/workspace/revision.html", context)


@require_safe
@for_roles(REVIEWERS)
@unconflicted
def evidence(request: WorkspaceRequest, pk: int, other: int) -> HttpResponse:
    """Hand a file to those who review; what no submitted version names is its writers' own."""
    application = get_object_or_404(listed(request.community, request.user).handed_in(), pk=pk)
    found = get_object_or_404(Evidence.objects.filter(part__application=application), pk=other)
    if not evidencing.is_named(found):
        raise Http404
    return answer(found)


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return what applications want today; nothing for those who do not read them."""
    if not roles_of(request) & CASE_READERS:
        return None
    today = timezone.localdate(timezone=community.zone)
    applications = Application.objects.of(community)
    late_ones = Q(state__in=UNDER_CLOCK, decide_by__lt=today)
    late, waiting = applications.aggregate(
        late=Count("pk", filter=late_ones), waiting=Count("pk", filter=Q(state=State.SUBMITTED))
    ).values()
    url = reverse("providers:applications")
    return {
        "lines": [
            TodayLine(
                count=late,
                what=f"application{'' if late == 1 else 's'} past the day of decision",
                detail=f"Applicants were told {community.decision_days} days.",
                verb="Decide",
                url=f"{url}?state={State.IN_REVIEW}",
                harm=OVERDUE_HARM,
            ),
            TodayLine(
                count=waiting,
                what=f"application{'' if waiting == 1 else 's'} to assign",
                detail=f"Each wants {community.reviewers_per_application} reviewers.",
                verb="Assign",
                url=f"{url}?state={State.SUBMITTED}",
                harm=TO_ASSIGN_HARM,
            ),
        ]
    }
