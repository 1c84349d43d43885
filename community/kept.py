"""Public pages and data, kept as they were built for exactly as long as what they show stays the same."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

KEPT_FOR = 600  # seconds at most, however true it still is


def keep(request: HttpRequest, name: str, version: str, build: Callable[[], bytes]) -> bytes:
    """Return a page as it was built for this version; who has a session gets a page of their own."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return build()
    key = f"kept:{name}:{get_language()}:{version}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = build()
        cache.set(key, content, KEPT_FOR)
    return content


def as_open_data(
    request: HttpRequest, name: str, version: str, build: Callable[[], bytes], content_type: str
) -> HttpResponseBase:
    """Answer data that any site may read, with a tag by which an unchanged one is not sent again."""
    tag = f'W/"{version}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        keep(request, name, version, build), content_type=content_type
    )
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response
