"""How pages look: addresses of a community's colors and logo with their versions, moments and labels in few words."""

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from community import colors
from community.models import Community

register = template.Library()


@register.filter
def then(label: str) -> str:
    """Return a label as it stands before a sentence: a question or a sentence by itself, anything else with a colon.

    >>> then("Town"), then("What is it called?")
    ('Town:', 'What is it called?')
    """
    said = str(label)
    return said if said.endswith((".", "?", "!", ":")) else f"{said}:"


@register.simple_tag
def theme_url(community: Community) -> str:
    """Return the address of the community's style sheet."""
    return f"{reverse('community:theme')}?v={colors.version(community.color)}"


@register.simple_tag
def logo_url(community: Community) -> str:
    """Return the address of the community's logo."""
    return f"{reverse('community:logo')}?v={hashlib.sha256(community.logo.name.encode()).hexdigest()[:12]}"


@register.filter
def moment(at: datetime | None) -> str:
    """Return a moment as short as it is clear: the year stands only where it is another."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return date_format(local, "M j, g:i a" if local.year == timezone.localtime().year else "M j, Y, g:i a")


@register.simple_tag
def workspace_menu(menu: list[dict[str, Any]]) -> SafeString:
    """Return the menu as HTML: twice on each page, and mostly the same as on the page before."""
    groups = [(group["name"], tuple(tuple(line.items()) for line in group["lines"])) for group in menu]
    return drawn(tuple(groups))


@lru_cache(maxsize=500)
def drawn(groups: tuple[tuple[str, tuple[tuple[tuple[str, Any], ...], ...]], ...]) -> SafeString:
    """Return a menu as HTML, kept for the next page with the same lines, counts and place."""
    menu = [{"name": name, "lines": [dict(line) for line in lines]} for name, lines in groups]
    return SafeString(render_to_string("components/workspace_menu.html", {"menu": menu}))
