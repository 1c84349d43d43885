"""Moments in templates of the workspace, where a page may tell of dozens."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """Return a moment in the community's time zone, as `date:"F j, Y, g:i a"` writes it in thrice the time."""
    local = timezone.localtime(at)
    half = "a.m." if local.hour < 12 else "p.m."
    words = f"{local:%B} {local.day}, {local.year}, {local.hour % 12 or 12}:{local:%M} {half}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)
