"""Settings in the workspace: one small form a page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import colors, configuring
from community.access import WorkspaceRequest, for_roles
from community.forms.settings import PART, PARTS, LogoForm, settings_form
from community.models import Community
from community.roles import ADMINISTRATORS, READERS


def sentence_case(words: str) -> str:
    """Return the words with a capital at their beginning."""
    return words[:1].upper() + words[1:]


def in_words(value: Any) -> str:
    """Return what is set as a person reads it."""
    return ("Yes" if value else "No") if isinstance(value, bool) else str(value)


def facts(community: Community, fields: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return what is set, as pairs of name and value."""
    return [(sentence_case(configuring.label(field)), in_words(getattr(community, field))) for field in fields]


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show everything that is set, with the way to change it."""
    context = {
        "parts": [(part, facts(request.community, part.fields)) for part in PARTS],
        "is_administrator": bool(request.roles & ADMINISTRATORS),
    }
    return render(request, "community/settings/index.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(ADMINISTRATORS)
def part(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Change one part of the settings; the color can be looked at before it is saved."""
    if key not in PART:
        raise Http404
    at_hand = PART[key]
    form = settings_form(at_hand, request.community, request.POST or None)
    context: dict[str, Any] = {"part": at_hand, "form": form}
    if form.is_valid() and "preview" not in request.POST:
        try:
            changed = configuring.change(
                request.community, what=at_hand.what, values=form.cleaned_data, by=request.user, at=timezone.now()
            )
        except configuring.CannotSet as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved." if changed else "Nothing was changed.")
            return redirect(address(request.community) + reverse("community:settings"))
    if key == "color":
        context["contrast"] = contrast(getattr(form, "cleaned_data", {}).get("color") or request.community.color)
    return render(request, "community/settings/part.html", context)


def address(community: Community) -> str:
    """Return where the portal answers from now on: a changed host name leads there at once, save in development."""
    return "" if settings.DEVELOPMENT else community.url


def contrast(color: str) -> dict[str, Any]:
    """Return how a color reads, and the shades that pages use instead where it does not."""
    shades = colors.palette(color)
    return {
        "color": color,
        "ratio": round(colors.contrast(color, "#ffffff"), 1),
        "needed": colors.READABLE,
        "is_readable": colors.contrast(color, "#ffffff") >= colors.READABLE,
        "light": shades.light,
        "dark": shades.dark,
    }


@require_http_methods(["GET", "POST"])
@for_roles(ADMINISTRATORS)
def logo(request: WorkspaceRequest) -> HttpResponse:
    """Upload a logo."""
    form = LogoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        configuring.put_logo(request.community, png=form.cleaned_data["logo"], by=request.user, at=timezone.now())
        messages.success(request, "The logo is on every page now.")
        return redirect("community:settings")
    return render(request, "community/settings/logo.html", {"form": form})


@require_POST
@for_roles(ADMINISTRATORS)
def logo_remove(request: WorkspaceRequest) -> HttpResponse:
    """Remove the logo; the name stands in its place."""
    configuring.put_logo(request.community, png=None, by=request.user, at=timezone.now())
    messages.success(request, "The logo is gone; the name stands in its place.")
    return redirect("community:settings")
