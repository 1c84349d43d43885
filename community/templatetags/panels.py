"""Panels of shared pages in templates: `{% load panels %}{% for panel in panels %}{% show_panel panel %} …`."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def show_panel(context: Context, panel: dict[str, Any]) -> SafeString:
    """Show one panel of `navigation.panels_of`: its template with its own names beside those of the page."""
    found: Any = get_template(panel["template"])
    with context.push(**panel["context"]):
        return found.template.render(context)
