"""Doors that every request passes: its id, its size and characters, its community, and friendly words for faults."""

import codecs
import errno
import logging
import time
import uuid
from collections.abc import Callable
from itertools import chain
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from community.logs import request_id
from community.models import Community

logger = logging.getLogger(__name__)
access_log = logging.getLogger("access")

GetResponse = Callable[[HttpRequest], HttpResponse]
ANY_HOST = ("/health/", "/static/")  # asked by machines that know no host name
PUBLIC_FILES = (
    "/theme.css",
    "/logo.png",
    "/robots.txt",
    "/favicon.ico",
)  # asked by browsers and machines, not by people
BEFORE_THERE_IS_A_COMMUNITY = ("/start/", "/admin/", *PUBLIC_FILES)
AT_NO_COMMUNITY = ("/theme.css",)  # the colors of the page that says so
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
NUL = "\x00"


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """Answer with the portal's own error page; it names the contact of the host's community where there is one."""
    if not hasattr(request, "community"):
        request.community = whose(request)  # type: ignore[attr-defined]
    most = most_bytes(request.path)
    return render(request, f"{status}.html", {"megabytes": most // 1024 // 1024}, status=status)


def most_bytes(path: str) -> int:
    """Return how large the body of a request to this path may be; `*` in a setting stands for one step of the path."""
    for pattern, most in settings.UPLOAD_MAX_BYTES_AT.items():
        steps, wanted = path.split("/"), pattern.split("/")
        if len(steps) == len(wanted) and all(want in {"*", step} for step, want in zip(steps, wanted, strict=True)):
            return int(most)
    return int(settings.UPLOAD_MAX_BYTES)


def whose(request: HttpRequest) -> Community | None:
    """Return the community at a request's host, or None where the host or the database cannot say."""
    try:
        return CommunityMiddleware.find(request.get_host())
    except (DisallowedHost, DatabaseError):
        return None


def is_away(fault: BaseException | None) -> bool:
    """Test whether a fault means that the database, or room on its disk, is missing for now: trying again may help."""
    if isinstance(fault, OSError):
        return fault.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(fault, OperationalError | InterfaceError)


def apologize(request: HttpRequest) -> HttpResponse:
    """Answer 503 with the posted fields, so that "Try again" sends them once more."""
    typed = [
        (name, value)
        for name, values in (request.POST.lists() if request.method == "POST" else [])
        for value in values
        if "password" not in name
    ]
    response = render(request, "503.html", {"typed": typed}, status=503)
    response["Retry-After"] = "10"
    add_never_cache_headers(response)
    return response


class RequestIdMiddleware:
    """Give each request an id, for the logs and for the person who asks about an error page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Set the id, answer, and name the id in the answer."""
        request.request_id = str(uuid.uuid4())
        token = request_id.set(request.request_id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.request_id
        return response


class AccessLogMiddleware:
    """Log one line a request: method, route, status and milliseconds. Who asked, and for what exactly, is left out.

    A route is a name, such as `employers:confirm`: the address itself may hold a token, and its query what was typed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and log how; a file that is streamed counts until its first byte."""
        begun = time.perf_counter()
        response = self.get_response(request)
        facts = {
            "method": request.method if request.method in METHODS else "(other)",
            "route": route_of(request),
            "status": response.status_code,
            "ms": round((time.perf_counter() - begun) * 1000, 1),
        }
        access_log.info("%s %s: %s, %s ms", *facts.values(), extra={"facts": facts})
        return response


def route_of(request: HttpRequest) -> str:
    """Return the name of the route that answered, or why there is none."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return "(static)" if request.path.startswith(settings.STATIC_URL) else "(none)"


class HeadersMiddleware:
    """Tell browsers on every answer, refusals and faults of other middleware included, to be careful with it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and add what was not said further in."""
        response = self.get_response(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if not getattr(response, "xframe_options_exempt", False):
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response


class HeadMiddleware:
    """Answer HEAD wherever GET is answered: views name GET only, and the server leaves the body out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the views see a GET, and the server the HEAD that it was."""
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = "HEAD"


class FriendlyFaultMiddleware:
    """Turn a database that is away into a 503 that keeps what was typed.

    Faults of views arrive here; those of other middleware reach `handler500`, which asks `is_away` as well.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Catch a fault of the database, or of a client that left in the middle of a sentence."""
        if is_away(exception):
            logger.error("database or disk away: %s", type(exception).__name__, exc_info=exception)
            return apologize(request)
        return refuse(request, 400) if isinstance(exception, UnreadablePostError) else None


class InputGuardMiddleware:
    """Refuse what no page of ours asks for: rare methods, large bodies, NUL, broken UTF-8, odd charsets, fields."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse by what the request says of itself, before its body is read; then by the body's form."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)  # views of packages would take PUT for POST
        status = self.fault_of_head(request) or self.fault_of_body(request)
        return refuse(request, status) if status else self.get_response(request)

    @staticmethod
    def fault_of_head(request: HttpRequest) -> int:
        """Return the status that the head of the request earns, 0 where it is sound."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()):
            return 400
        most = most_bytes(request.path)
        if len(length) > len(str(most)) or int(length) > most:
            return 413
        if not is_utf_8((request.content_params or {}).get("charset", "utf-8")):
            return 400
        query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
        try:
            query.decode("utf-8")
        except UnicodeDecodeError:
            return 400
        said = (value for name, value in request.META.items() if name.startswith("HTTP_") and isinstance(value, str))
        # A quoted cookie may spell NUL as \000: the session's key would take it to the database.
        texts = chain([request.path], said, request.COOKIES, request.COOKIES.values())
        return 400 if b"\x00" in query or any(NUL in text for text in texts) else 0

    @staticmethod
    def fault_of_body(request: Any) -> int:
        """Return the status that the fields earn, 0 where they are sound."""
        try:
            fields = [*request.GET.lists(), *request.POST.lists()]
        except RequestDataTooBig:
            request._mark_post_parse_error()  # noqa: SLF001 - or Django reads the body again
            return 413
        except (BadRequest, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, UnreadablePostError):
            request._mark_post_parse_error()  # noqa: SLF001 - or Django reads the body again
            return 400
        return 400 if any(NUL in text for name, values in fields for text in (name, *values)) else 0


def is_utf_8(charset: str) -> bool:
    """Test whether the name of a character set means UTF-8, which is what our forms speak."""
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


class CommunityMiddleware:
    """Find the community by the host name; in development a lone community answers at any host."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Set `request.community`, or send a fresh install to its first page, or refuse the host."""
        request.community = None
        try:
            host = request.get_host()
        except DisallowedHost:
            return refuse(request, 400)
        if request.path.startswith(ANY_HOST):
            return self.get_response(request)
        request.community = self.find(host)
        if request.community is None and not request.path.startswith(AT_NO_COMMUNITY):
            if Community.objects.exists():
                return refuse(request, 400)
            if not request.path.startswith(BEFORE_THERE_IS_A_COMMUNITY):
                return redirect("community:start")
        with timezone.override(request.community.zone if request.community else None):
            return self.get_response(request)

    @staticmethod
    def find(host: str) -> Community | None:
        """Return the community at this host."""
        found = list(Community.objects.at_host(host))  # `first()` would sort the one there is
        if not found and settings.DEVELOPMENT:
            found = list(Community.objects.all()[:2])
        return found[0] if len(found) == 1 else None


class PrivatePagesMiddleware:
    """Keep out of every cache what was made for one person: who has a cookie of ours, or came by a letter's link."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forbid storing it unless the view itself says that it is public."""
        response = self.get_response(request)
        match = request.resolver_match
        is_personal = request.COOKIES or response.cookies or (match and "token" in match.kwargs)
        if is_personal and "public" not in response.get("Cache-Control", ""):
            add_never_cache_headers(response)
        return response
