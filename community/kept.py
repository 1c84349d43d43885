"""Public pages and data, kept as they were built for exactly as long as what they show stays the same.

What they show is told by a version, which is asked at every visit, and so in plain SQL whose answer is one line: the
database puts the rows together faster than they could be fetched.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from community.models import Community

KEPT_FOR = 600  # seconds at most, however true it still is
DIALECTS = {
    "sqlite": {"digest": "group_concat(line)", "array": "json_array"},
    "postgresql": {"digest": "md5(string_agg(line::text, ','))", "array": "json_build_array"},
}


def version_of(state: str, community: Community, *, today: date) -> str:
    """Return the version of what a community shows on a day, in one query.

    `state` is SQL that answers one line; it may name %(community)s, %(today)s, and the holes {digest}, which makes one
    value of the column `line` of many rows, and {array}, which makes one value of several.
    """
    with connection.cursor() as cursor:
        cursor.execute(state.format(**DIALECTS[connection.vendor]), {"community": community.pk, "today": today})
        found: tuple[Any, ...] | None = cursor.fetchone()
    own = [value for name, value in sorted(vars(community).items()) if name != "_state"]
    return hashlib.sha256(repr((today, own, found)).encode()).hexdigest()[:32]


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
