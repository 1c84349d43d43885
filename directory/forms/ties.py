"""What is asked about two people who know each other."""

from datetime import date
from typing import Any

from django import forms

from community.models import Community
from directory.bonds import Strength, TieKind
from directory.forms.fields import day, line
from directory.models import Person


class TieForm(forms.Form):
    """Whom a person knows, how, how well, and who says so."""

    other = forms.ModelChoiceField(
        Person.objects.none(), widget=forms.HiddenInput, error_messages={"required": "Choose whom they know."}
    )
    kind = forms.ChoiceField(label="How they know each other", choices=TieKind.choices)
    strength = forms.TypedChoiceField(label="How well", choices=Strength.choices, coerce=int, initial=Strength.KNOW)
    since = day("Since", required=False)
    words = line("In your words", 300, required=False, hint="Such as: sat on the hospital’s board together.")
    says = forms.ChoiceField(label="Who says so")

    def __init__(self, *args: Any, community: Community, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.of(community).exclude(pk=person.pk)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]
        says = [("me", "I know it"), ("person", f"{person} said so"), ("other", "The other one said so")]
        self.fields["says"].choices = says  # type: ignore[attr-defined]


class LostTouchForm(forms.Form):
    """The day from which two people are no longer in touch."""

    until = day("Lost touch on")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": today}
        super().__init__(*args, **kwargs)
