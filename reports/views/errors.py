"""Error pages that look like the portal and say what to do."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from community.middleware import apologize, is_away


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return render(request, "403.html", status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a form came without its token: an old page, or somebody else's."""
    return render(request, "403.html", {"is_old_page": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return render(request, "404.html", status=404)


def fault(request: HttpRequest) -> HttpResponse:
    """Answer 500 with the request's id, by which the logs are searched; 503 where the database is away."""
    if is_away(sys.exception()):
        return apologize(request)
    return render(request, "500.html", status=500)
