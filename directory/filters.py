"""What the lists of the directory can be filtered by; all of it stands in the address of the page."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from community.models import Community, User
from directory.forms.widgets import Menu
from directory.models import Organization, Person, Sector, SizeBand, Tag

QUERY = 200  # characters
CHOICES = 200  # lines of a menu
MENU = Menu(attrs={"class": "form-select"})


def team_of(community: Community) -> "QuerySet[User]":
    """Return who belongs to a community's team, by name."""
    return User.objects.filter(memberships__community=community, is_active=True).order_by("name", "pk")


class OrganizationFilter(django_filters.FilterSet):
    """Organizations by words, sector, town, size, tag and owner; a filter that makes no sense is left out."""

    q = django_filters.CharFilter(
        method="by_words",
        label="Search",
        max_length=QUERY,
        widget=forms.TextInput(
            attrs={"type": "search", "class": "form-control", "placeholder": "Name, town or domain"}
        ),
    )
    sector = django_filters.ChoiceFilter(choices=Sector.choices, empty_label="Every sector", widget=MENU)
    town = django_filters.ChoiceFilter(empty_label="Every town", widget=MENU)
    size = django_filters.ChoiceFilter(
        field_name="size_band", choices=SizeBand.choices, label="Size", empty_label="Every size", widget=MENU
    )
    tag = django_filters.ModelChoiceFilter(
        field_name="tags",
        label="Tag",
        empty_label="Every tag",
        widget=MENU,
        queryset=lambda request: Tag.objects.of(request.community).order_by("name"),
    )
    owner = django_filters.ModelChoiceFilter(
        empty_label="Anybody", widget=MENU, queryset=lambda request: team_of(request.community)
    )

    class Meta:
        model = Organization
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = Organization.objects.towns(self.request.community, CHOICES)
        self.filters["town"].extra["choices"] = [(town, town) for town in towns]

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        """Return the rows that the words find."""
        return rows.search(value)


class PersonFilter(django_filters.FilterSet):
    """People by words."""

    q = django_filters.CharFilter(
        method="by_words",
        label="Search",
        max_length=QUERY,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control", "placeholder": "Name or e-mail"}),
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        """Return the rows that the words find."""
        return rows.search(value)
