"""Decisions of the community: those that wait to be published, what publishing does, and what came of earlier ones."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.models import Community
from community.navigation import TodayLine, panels_of
from community.roles import EDITORS
from providers import conflicts, deciding, publishing, renewing
from providers.models import Appeal, Condition, Decision, Provider
from providers.verdicts import NOTICE

LATELY = 20
MOST = 100  # lines of one section
# Of waiting, beside what other apps say.
PUBLISH_HARM, APPEAL_HARM, CONDITION_HARM, REVIEW_HARM = 13, 15, 17, 19
WAITING = """
    SELECT COUNT(*) FROM providers_decision d
    JOIN providers_application a ON a.id = d.application_id
    JOIN providers_provider p ON p.id = a.provider_id
    JOIN directory_organization o ON o.id = p.organization_id
    WHERE o.community_id = %(community)s AND d.state = 'pending'
"""


@require_safe
@for_roles(EDITORS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List what waits to be published, to be heard, to be met and to be looked at again, and what was published."""
    community, today = request.community, timezone.localdate()
    out = conflicts.kept_from(request.user)
    published = Decision.objects.of(community).published().exclude(application__in=out)
    appeals = Appeal.objects.of(community).open().exclude(decision__application__in=out)
    conditions = Condition.objects.of(community).open().exclude(decision__application__in=out)
    reviewed = Provider.objects.of(community).filter(standing__in=sorted(renewing.REVIEWED))
    far = "application__provider__organization"
    context = {
        "today": today,
        "waiting": list(publishing.waiting(community, request.user)),
        "appeals": list(appeals.select_related(f"decision__{far}").order_by("received_on", "pk")[:MOST]),
        "conditions": list(conditions.select_related(f"decision__{far}").order_by("due_on", "pk")[:MOST]),
        "reviewed": list(
            reviewed.filter(review_due_on__lte=today + NOTICE)
            .select_related("organization")
            .order_by("review_due_on", "pk")[:MOST]
        ),
        "lately": list(published.select_related(far, "published_by").order_by("-published_at", "-pk")[:LATELY]),
    }
    return render(request, "providers/workspace/decisions/index.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def publish(request: WorkspaceRequest) -> HttpResponse:
    """Say what will happen to whom and which letter they get, and publish exactly what was shown."""
    waiting = list(publishing.waiting(request.community, request.user))
    if request.method == "POST":
        act(request, seen_of(request.POST.getlist("decision")))
        return redirect("providers:decisions")
    if not waiting:
        return redirect("providers:decisions")
    rows = [
        {
            "decision": decision,
            "organization": decision.application.provider.organization,
            "conditions": list(decision.conditions.order_by("due_on", "pk")),
            "panels": panels_of("decision-letter", request, (decision.application, deciding.wanted_of(decision))),
        }
        for decision in waiting
    ]
    return render(request, "providers/workspace/decisions/publish.html", {"rows": rows})


def seen_of(shown: list[str]) -> dict[int, int]:
    """Return the decisions that stood on the page, each with its version then; what is none of ours is left out."""
    found = {}
    for one in shown:
        key, _, version = one.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (key, version)):
            found[int(key)] = int(version)
    return found


def act(request: WorkspaceRequest, seen: dict[int, int]) -> None:
    """Publish one after the other, and say what came of each."""
    mine = Decision.objects.of(request.community).filter(pk__in=seen)
    mine = mine.select_related("application__provider__organization__community").order_by("decided_at", "pk")
    done, already = 0, 0
    for decision in mine:
        try:
            is_new = publishing.publish(decision, seen=seen[decision.pk], by=request.user, at=timezone.now())
        except publishing.CannotPublish as reason:
            messages.error(request, str(reason))
        else:
            done, already = done + is_new, already + (not is_new)
    if done:
        messages.success(request, f"{done} decision{' is' if done == 1 else 's are'} published. The letters leave now.")
    if already:
        messages.info(request, f"{already} {'was' if already == 1 else 'were'} published before: nothing went twice.")
    if not (done or already or messages.get_messages(request)):
        messages.info(request, "Nothing was there to publish.")


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return what decisions want today; nothing for those who do not decide."""
    if not roles_of(request) & EDITORS:
        return None
    today = timezone.localdate(timezone=community.zone)
    pending = Decision.objects.of(community).pending().count()
    appeals = Appeal.objects.of(community).open().count()
    overdue, said = (
        Condition.objects.of(community)
        .open()
        .aggregate(
            overdue=Count("pk", filter=Q(due_on__lt=today, said_done_at=None)),
            said=Count("pk", filter=Q(said_done_at__isnull=False)),
        )
        .values()
    )
    reviewed = Provider.objects.of(community).filter(standing__in=sorted(renewing.REVIEWED), review_due_on__lt=today)
    return {
        "lines": [
            line(
                pending, "decision waits", "decisions wait", what="to be published", verb="Publish", harm=PUBLISH_HARM
            ),
            line(appeals, "appeal", "appeals", what="to answer", verb="Answer", harm=APPEAL_HARM),
            line(overdue, "condition", "conditions", what="of listings overdue", verb="Look", harm=CONDITION_HARM),
            line(said, "condition", "conditions", what="said to be met", verb="Look", harm=CONDITION_HARM),
            line(reviewed.count(), "listing", "listings", what="past the yearly review", verb="Look", harm=REVIEW_HARM),
        ]
    }


def line(count: int, one: str, many: str, *, what: str, verb: str, harm: int) -> TodayLine:
    """Return one line of Today."""
    url = reverse("providers:decisions")
    words = f"{one if count == 1 else many} {what}"
    return TodayLine(count=count, what=words, verb=verb, url=url, harm=harm)
