"""Markdown in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from community.prose import to_html

register = template.Library()


@register.filter
def prose(markdown: str) -> SafeString:
    """Return Markdown as safe HTML: it was cleaned by an allow-list of tags."""
    return mark_safe(to_html(markdown))  # noqa: S308 - nh3 has cleaned it
