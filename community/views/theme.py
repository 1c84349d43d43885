"""What a community's pages look like: its colors as a style sheet, and its logo. Both keep for a year."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from community import colors
from community.models import Community

YEAR = 365 * 24 * 3600  # seconds
OWN_COLOR = str(Community._meta.get_field("color").get_default())


def color_of(request: HttpRequest) -> str:
    """Return the color at hand; before there is a community, the portal's own."""
    community: Community | None = getattr(request, "community", None)
    return community.color if community else OWN_COLOR


def theme_tag(request: HttpRequest) -> str:
    """Return the entity tag of the style sheet."""
    return f'"{colors.version(color_of(request))}"'


def keep(response: HttpResponseBase, *, is_versioned: bool) -> None:
    """Let caches keep an answer for a year where its address carries the version, else ask again each time."""
    if is_versioned:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, no_cache=True)


@require_safe
@login_not_required
@condition(etag_func=theme_tag)
def theme(request: HttpRequest) -> HttpResponse:
    """Answer the community's colors, light and dark."""
    color = color_of(request)
    response = HttpResponse(colors.style_sheet(color), content_type="text/css; charset=utf-8")
    keep(response, is_versioned=request.GET.get("v") == colors.version(color))
    return response


@require_safe
@login_not_required
def logo(request: HttpRequest) -> HttpResponseBase:
    """Answer the community's logo, which was re-encoded when it was uploaded."""
    community: Community | None = getattr(request, "community", None)
    if community is None or not community.logo:
        raise Http404
    try:
        file = community.logo.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(file, content_type="image/png")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    keep(response, is_versioned="v" in request.GET)
    return response
