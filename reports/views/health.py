"""Health, for machines: a container asks whether we live, a proxy whether to send visitors. No personal data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports import probing


@require_safe
@login_not_required
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers, whatever else is away."""
    return JsonResponse({"status": "live"})


@require_safe
@login_not_required
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether database and broker answer (503 where one does not), and how old the work is that waits."""
    has_database, has_broker = probing.answers_database(), probing.answers_broker()
    facts = probing.figures(at=timezone.now()) if has_database else {}
    is_ready = has_database and has_broker
    body = {
        "status": "ready" if is_ready else "not ready",
        "database": "answers" if has_database else "away",
        "broker": "answers" if has_broker else "away",
        **facts,
    }
    return JsonResponse(body, status=200 if is_ready else 503)
