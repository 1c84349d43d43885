"""What letters and items of the plan can be filtered by; all of it stands in the address of the page."""

from typing import Any

import django_filters
from django import forms
from django.db import connections
from django.db.models import Q

from directory import search
from directory.filters import members_of
from directory.models import Person
from outreach.course import CampaignState
from outreach.kinds import KINDS
from outreach.marks import FIELDS, Mark
from outreach.models import Campaign, Letter, PlanAudience, PlanItem
from outreach.planned import Channel, ItemState
from outreach.states import State

QUERY = 200  # characters
PEOPLE = 100  # whose letters are looked for; more name nobody

TO_MEND = "to_mend"
MARKS = [*((mark.value, mark.label) for mark in FIELDS), (TO_MEND, "Bounced, address to mend")]

SELECT = forms.Select(attrs={"class": "form-select"})


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
        widget=SELECT,
    )
    mark = django_filters.ChoiceFilter(
        method="by_mark", choices=MARKS, label="What came back", empty_label="Anything or nothing", widget=SELECT
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

    def by_mark(self, rows: Any, name: str, value: str) -> Any:
        """Return the letters with a mark, or those whose address wants mending."""
        return rows.to_mend() if value == TO_MEND else rows.filter(**{f"{FIELDS[Mark(value)]}__isnull": False})


class PlanFilter(django_filters.FilterSet):
    """Items of the plan by audience, channel, state and who sees to them; what makes no sense is left out."""

    audience = django_filters.ChoiceFilter(label="Whom", empty_label="Everybody", widget=SELECT)
    channel = django_filters.ChoiceFilter(choices=Channel, label="How", empty_label="Any way", widget=SELECT)
    state = django_filters.ChoiceFilter(choices=ItemState, label="State", empty_label="Any", widget=SELECT)
    owner = django_filters.ChoiceFilter(label="Who sees to it", empty_label="Anybody", widget=SELECT)

    class Meta:
        model = PlanItem
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        community = self.request.community
        named = PlanAudience.objects.of(community).order_by("name").values_list("pk", "name")
        self.filters["audience"].extra["choices"] = [(str(pk), name) for pk, name in named]
        self.filters["owner"].extra["choices"] = members_of(community)


class CampaignFilter(django_filters.FilterSet):
    """Campaigns by state and who sees to them; what makes no sense is left out."""

    state = django_filters.ChoiceFilter(choices=CampaignState, label="State", empty_label="Any", widget=SELECT)
    owner = django_filters.ChoiceFilter(label="Who sees to it", empty_label="Anybody", widget=SELECT)

    class Meta:
        model = Campaign
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["owner"].extra["choices"] = members_of(self.request.community)
