"""What is asked about an alliance and its members."""

from datetime import date
from typing import Any

from django import forms

from community.models import Community
from directory.bonds import AllianceKind
from directory.forms.fields import day, text
from directory.models import Alliance, Organization, Person

NONE_CHOSEN = {"required": "Choose at least one organization.", "invalid_choice": "Choose from the list."}


def kind() -> forms.ChoiceField:
    """Return the field for what an alliance is."""
    return forms.ChoiceField(label="What it is", choices=AllianceKind.choices)


def agreed_to() -> forms.CharField:
    """Return the field for what an alliance agreed to do."""
    return text(
        "What they agreed to do", required=False, hint="Such as: name five employers a quarter, and host a breakfast."
    )


class NewAllianceForm(forms.Form):
    """Which organization is an alliance, and of what kind."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), widget=forms.HiddenInput, error_messages={"required": "Choose an organization."}
    )
    kind = kind()
    agreed_to = agreed_to()

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.of(community)  # type: ignore[attr-defined]


class AllianceForm(forms.Form):
    """An alliance as it is known."""

    kind = kind()
    contact = forms.ModelChoiceField(
        Person.objects.none(),
        label="Whom to ask there",
        required=False,
        empty_label="Nobody yet",
        help_text="Somebody who works there; add them on the organization’s page first.",
    )
    agreed_to = agreed_to()

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        kwargs["initial"] = {field: getattr(alliance, field) for field in self.base_fields}
        super().__init__(*args, **kwargs)
        there = Person.objects.filter(
            affiliations__organization=alliance.organization_id, affiliations__until=None
        ).order_by("folded_name", "pk")
        self.fields["contact"].queryset = there  # type: ignore[attr-defined]


class MembersForm(forms.Form):
    """Organizations that are in an alliance, and since when."""

    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.none(), widget=forms.MultipleHiddenInput, error_messages=NONE_CHOSEN
    )
    since = day("Members since", required=False)

    def __init__(self, *args: Any, alliance: Alliance, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organization.objects.of(community).exclude(pk=alliance.organization_id)
        self.fields["organizations"].queryset = others  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    """The day on which an organization left an alliance."""

    until = day("Last day as a member")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": today}
        super().__init__(*args, **kwargs)
