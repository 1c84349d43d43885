"""Public pages by which anybody stops letters: a page with a button, and the address that mail programs post to."""

from contextlib import suppress

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


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def page(request: PortalRequest, token: str) -> HttpResponse:
    """Show a button, and act when it is pressed; opening the page changes nothing."""
    try:
        unsubscribing.read(token, community=request.community)
        if request.method == "POST":
            unsubscribing.unsubscribe(token, community=request.community, at=timezone.now())
            return redirect(f"{reverse('outreach:unsubscribe', args=[token])}?done=1")
    except unsubscribing.NotOurs:
        return render(request, "outreach/unsubscribe.html", {"is_broken": True}, status=404)
    return render(request, "outreach/unsubscribe.html", {"is_done": "done" in request.GET, "token": token})


@csrf_exempt
@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def one_click(request: PortalRequest, token: str) -> HttpResponse:
    """Act at once on a post (RFC 8058): no cookie, no token of a form, no redirect, always 200.

    Whoever opens the address in a browser gets the page with the button.
    """
    if request.method != "POST":
        try:
            unsubscribing.read(token, community=request.community)
        except unsubscribing.NotOurs:
            return render(request, "outreach/unsubscribe.html", {"is_broken": True}, status=404)
        return render(request, "outreach/unsubscribe.html", {"token": token})
    with suppress(unsubscribing.NotOurs):  # the same answer: nobody learns what a token is worth
        unsubscribing.unsubscribe(token, community=request.community, at=timezone.now())
    return HttpResponse("OK", content_type="text/plain")
