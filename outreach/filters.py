"""What the list of letters can be filtered by; all of it stands in the address of the page."""

from typing import Any

import django_filters
from django import forms
from django.db import connections
from django.db.models import Q

from directory import search
from directory.models import Person
from outreach.kinds import KINDS
from outreach.models import Letter
from outreach.states import State

QUERY = 200  # characters
PEOPLE = 100  # whose letters are looked for; more name nobody


class LetterFilter(django_filters.FilterSet):
    """Letters by state, kind and recipient; a filter that makes no sense is left out."""

    q = django_filters.CharFilter(
        method="by_recipient",
        label="Recipient",
        max_length=QUERY,
        widget=forms.TextInput(
            attrs={"type": "search", "class": "form-control", "placeholder": "E-mail, or a name we know"}
        ),
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
        """Return the letters to addresses that begin so, and to people of the directory whom the words name.

        Both are answered from an index on the address. A part of any name would want an index of its own, and each step
        of a letter on its way would have to write to it.
        """
        vendor = connections[rows.db].vendor
        people = Person.objects.of(self.request.community).exclude(email="").search(value)
        addresses = people.order_by("pk").values_list("email", flat=True)[:PEOPLE]
        begins = search.starts_with(vendor, "to_email", search.clean(value).strip().lower())
        return rows.filter(begins | Q(to_email__in=list(addresses)))
