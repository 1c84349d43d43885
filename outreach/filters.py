"""What the list of letters can be filtered by; all of it stands in the address of the page."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q

from outreach.kinds import KINDS
from outreach.models import Letter
from outreach.states import State

QUERY = 200  # characters


class LetterFilter(django_filters.FilterSet):
    """Letters by state, kind and recipient; a filter that makes no sense is left out."""

    q = django_filters.CharFilter(
        method="by_recipient",
        label="Recipient",
        max_length=QUERY,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control", "placeholder": "Name or e-mail"}),
    )
    kind = django_filters.ChoiceFilter(
        choices=[(kind.key, kind.label) for kind in KINDS.values()],
        label="Kind",
        empty_label="Every kind",
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    state = django_filters.ChoiceFilter(choices=State.choices, widget=forms.HiddenInput())

    class Meta:
        model = Letter
        fields: list[str] = []

    def by_recipient(self, rows: Any, name: str, value: str) -> Any:
        """Return the letters to whom the words name."""
        return rows.filter(Q(to_email__icontains=value) | Q(to_name__icontains=value))
