"""Addresses of what a community's pages look like: its colors and its logo, with their versions."""

import hashlib

from django import template
from django.urls import reverse

from community import colors
from community.models import Community

register = template.Library()


@register.simple_tag
def theme_url(community: Community) -> str:
    """Return the address of the community's style sheet."""
    return f"{reverse('community:theme')}?v={colors.version(community.color)}"


@register.simple_tag
def logo_url(community: Community) -> str:
    """Return the address of the community's logo."""
    return f"{reverse('community:logo')}?v={hashlib.sha256(community.logo.name.encode()).hexdigest()[:12]}"
