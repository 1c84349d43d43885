"""Public pages by which anybody says which letters they want: a page with buttons, and what mail programs post to."""

from contextlib import suppress
from datetime import datetime, time

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from community.access import PortalRequest
from outreach import unsubscribing
from outreach.forms.preferences import WishesForm
from outreach.suppression import Topic


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def page(request: PortalRequest, token: str) -> HttpResponse:
    """Show what letters somebody gets, and act when a button is pressed; opening the page changes nothing."""
    community, at = request.community, timezone.now()
    today = timezone.localdate(at, timezone=community.zone)
    try:
        now = unsubscribing.wishes(token, community=community, at=at)
        if request.method != "POST":
            return shown(request, token, now, WishesForm(initial=initial(now), today=today))
        if "keep" not in request.POST:
            unsubscribing.unsubscribe(token, community=community, at=at)
            return redirect(f"{reverse('outreach:unsubscribe', args=[token])}?done=1")
        form = WishesForm(request.POST, today=today)
        if not form.is_valid():
            return shown(request, token, now, form)
        day = form.cleaned_data["until"]
        until = datetime.combine(day, time(), community.zone) if day else None
        unsubscribing.wish(token, community=community, topics=form.cleaned_data["topics"], until=until, at=at)
        return redirect(f"{reverse('outreach:unsubscribe', args=[token])}?done=1")
    except unsubscribing.NotOurs:
        return render(request, "outreach/unsubscribe.html", {"is_broken": True}, status=404)


def initial(now: unsubscribing.Wishes) -> dict[str, object]:
    """Return what the form shows at first; who wants none is offered everything again."""
    topics = now.topics if now.topics and not now.wants_none else Topic.values
    until = now.paused_until
    return {"topics": list(topics), "until": timezone.localdate(until) if until else None}


def shown(request: PortalRequest, token: str, now: unsubscribing.Wishes, form: WishesForm) -> HttpResponse:
    """Show the page with its form."""
    context = {
        "token": token,
        "now": now,
        "form": form,
        "is_done": "done" in request.GET,
        "gets_all": now.topics == set(Topic.values) and not now.stopped,
        "stopped": [topic.label for topic in Topic if topic.value in now.stopped],
    }
    return render(request, "outreach/unsubscribe.html", context)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def one_click(request: PortalRequest, token: str) -> HttpResponse:
    """Act at once on a post (RFC 8058): no cookie, no token of a form, no redirect, always 200.

    Whoever opens the address in a browser gets the page with the buttons.
    """
    if request.method != "POST":
        return page(request, token)
    with suppress(unsubscribing.NotOurs):  # the same answer: nobody learns what a token is worth
        unsubscribing.unsubscribe(token, community=request.community, at=timezone.now())
    return HttpResponse("OK", content_type="text/plain")
