"""What is asked about a person, and about where they work."""

from datetime import date
from typing import Any

from django import forms

from community.models import Community
from directory.forms.fields import day, email, line
from directory.models import Organization, Person


class PersonForm(forms.Form):
    """A person, added or changed."""

    name = line("Name", 150)
    email = email("E-mail", required=False)
    phone = line("Phone", 40, required=False, kind="tel")
    source = line("Where the address came from", 120, required=False, hint="Such as: met at the spring job fair.")

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        if person:
            kwargs["initial"] = {name: getattr(person, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)


class ColleagueForm(forms.Form):
    """Somebody at an organization: known by their address, or new."""

    name = line("Name", 150)
    email = email("E-mail", required=False, hint="If we know the address, the person we know is put here.")
    title = line("Title", 150, required=False, hint="Such as: Director of IT.")
    phone = line("Phone", 40, required=False, kind="tel")
    since = day("There since", required=False)
    source = line("Where the address came from", 120, required=False)


class AffiliationForm(forms.Form):
    """Where a person works."""

    organization = forms.ModelChoiceField(Organization.objects.none(), widget=forms.HiddenInput)
    title = line("Title", 150, required=False, hint="Such as: Director of IT.")
    since = day("There since", required=False)

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.of(community)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The day on which somebody left."""

    until = day("Last day there")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": today}
        super().__init__(*args, **kwargs)
