"""How the public wall is narrowed: by words, sector, role and town."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from community.models import Community
from directory.names import normalize_name
from employers import wall
from employers.models import Employer


class WallFilter(django_filters.FilterSet):
    """One field a question; a choice that nobody on the wall has finds nobody."""

    q = django_filters.CharFilter(
        label=_("Name or town"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "class": "form-control"}),
    )
    role = django_filters.ChoiceFilter(label=_("Role they ask for"), method="asks_for", empty_label=_("Any role"))
    sector = django_filters.ChoiceFilter(
        label=_("Sector"), field_name="organization__sector", empty_label=_("Any sector")
    )
    town = django_filters.ChoiceFilter(label=_("Town"), field_name="organization__town", empty_label=_("Any town"))

    def __init__(self, *args: Any, community: Community, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community, self.today = community, today
        for name, choices in wall.choices(community, today=today).items():
            self.filters[name].extra |= {"choices": choices, "widget": forms.Select(attrs={"class": "form-select"})}

    def filter_queryset(self, queryset: QuerySet[Employer]) -> QuerySet[Employer]:
        """Narrow by every answer; where one is no choice of ours, nobody fits."""
        if self.errors:
            return queryset.none()
        return super().filter_queryset(queryset)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything was asked at all."""
        return any(self.data.get(name) for name in self.filters)

    def search(self, queryset: QuerySet[Employer], _name: str, words: str) -> QuerySet[Employer]:
        """Return those whose name or town has the words in it."""
        found = Q(organization__name__icontains=words) | Q(organization__town__icontains=words)
        if folded := normalize_name(words):
            found |= Q(organization__normalized_name__contains=folded)
        return queryset.filter(found)

    def asks_for(self, queryset: QuerySet[Employer], _name: str, code: str) -> QuerySet[Employer]:
        """Return those who ask for an occupation."""
        asks = wall.asked_for(self.community, self.today).filter(employer=OuterRef("pk"), occupation=code)
        return queryset.filter(Exists(asks))
