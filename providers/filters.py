"""How the public list of channels is narrowed: by words, skill, occupation, cost, length and where it happens."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from community.models import Community
from directory.names import normalize_name
from employers import skills
from employers.models import SkillAlias
from employers.occupations import short_name
from providers.channels import read
from providers.kinds import Mode
from providers.models import Program, ProgramOccupation

COSTS = {
    "0": (_("Free"), Decimal(0)),
    "1000": (_("Up to $1,000"), Decimal(1_000)),
    "5000": (_("Up to $5,000"), Decimal(5_000)),
    "10000": (_("Up to $10,000"), Decimal(10_000)),
}
LENGTHS = {"12": (_("Up to 3 months"), 13), "26": (_("Up to 6 months"), 26), "52": (_("Up to a year"), 52)}
SELECT = {"class": "form-select"}


class ChannelFilter(django_filters.FilterSet):
    """One field a question; a choice that no program has finds nothing."""

    q = django_filters.CharFilter(
        label=_("Words"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "class": "form-control"}),
    )
    skill = django_filters.ChoiceFilter(label=_("Skill"), method="teaches", empty_label=_("Any skill"))
    role = django_filters.ChoiceFilter(label=_("For which job"), method="leads_to", empty_label=_("Any job"))
    cost = django_filters.ChoiceFilter(label=_("Cost"), method="costs", empty_label=_("Any cost"))
    length = django_filters.ChoiceFilter(label=_("Length"), method="lasts", empty_label=_("Any length"))
    mode = django_filters.ChoiceFilter(label=_("Where"), field_name="mode", empty_label=_("Anywhere"))

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taught = by_skill(self.queryset, community)
        choices = {
            "skill": [(key, name) for key, (name, _programs) in sorted(self.taught.items())],
            "role": roles(self.queryset),
            "cost": [(key, label) for key, (label, _most) in COSTS.items()],
            "length": [(key, label) for key, (label, _most) in LENGTHS.items()],
            "mode": Mode.choices,
        }
        for name, offered in choices.items():
            self.filters[name].extra |= {"choices": offered, "widget": forms.Select(attrs=SELECT)}

    def filter_queryset(self, queryset: QuerySet[Program]) -> QuerySet[Program]:
        """Narrow by every answer; where one is no choice of ours, nothing fits."""
        if self.errors:
            return queryset.none()
        return super().filter_queryset(queryset)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything was asked at all."""
        return any(self.data.get(name) for name in self.filters)

    def search(self, queryset: QuerySet[Program], _name: str, words: str) -> QuerySet[Program]:
        """Return those in whose name, provider or town the words stand, or whose skills are meant."""
        found = Q(name__icontains=words) | Q(provider__organization__name__icontains=words)
        found |= Q(town__icontains=words) | Q(provider__organization__town__icontains=words)
        if folded := normalize_name(words):
            found |= Q(provider__organization__normalized_name__contains=folded)
        if known := self.taught.get(skills.key(words)):
            found |= Q(pk__in=known[1])
        return queryset.filter(found)

    def teaches(self, queryset: QuerySet[Program], _name: str, key: str) -> QuerySet[Program]:
        """Return those that teach a skill, however they wrote it."""
        return queryset.filter(pk__in=self.taught[key][1])

    def leads_to(self, queryset: QuerySet[Program], _name: str, code: str) -> QuerySet[Program]:
        """Return those that train for an occupation."""
        return queryset.filter(occupations__code=code)

    def costs(self, queryset: QuerySet[Program], _name: str, key: str) -> QuerySet[Program]:
        """Return those whose tuition is known and no higher."""
        return queryset.filter(tuition__lte=COSTS[key][1])

    def lasts(self, queryset: QuerySet[Program], _name: str, key: str) -> QuerySet[Program]:
        """Return those whose length is known and no longer."""
        return queryset.filter(weeks__lte=LENGTHS[key][1])


def by_skill(programs: QuerySet[Program], community: Community) -> dict[str, tuple[str, list[int]]]:
    """Return each skill that is taught, by its key: its name, and the programs that teach it."""
    aliases = SkillAlias.objects.of(community).as_read()
    found: dict[str, tuple[str, list[int]]] = {}
    for pk, typed in programs.order_by("pk").values_list("pk", "skills"):
        for name in read(typed, aliases):
            found.setdefault(skills.key(name), (name, []))[1].append(pk)
    return found


def roles(programs: QuerySet[Program]) -> list[tuple[str, str]]:
    """Return the occupations for which any of the programs trains, by name."""
    codes = ProgramOccupation.objects.filter(program__in=programs).values_list("code", flat=True).distinct()
    return sorted(((code, short_name(code)) for code in codes), key=lambda choice: choice[1])
