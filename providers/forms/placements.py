"""What an employer's contact says of a placement, and what a coordinator makes of a disagreement."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from providers.models import Confirmation
from providers.personal import is_personal

LONGEST = 300


class AnswerForm(forms.Form):
    """One of three buttons; a disagreement needs a few words."""

    answer = forms.ChoiceField(choices=Confirmation.Answer.choices, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What is different?"),
        help_text=_("In a few words, without names: “we hired nobody that month”, “began in June, in support”."),
        required=False,
        label_suffix="",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words where something is different."""
        cleaned = super().clean() or {}
        if is_personal(cleaned.get("words", "")):
            self.add_error("words", _now("Please leave out numbers and addresses of people."))
        elif cleaned.get("answer") not in {None, Confirmation.Answer.YES} and not cleaned.get("words", "").strip():
            self.add_error("words", _now("Say in a few words what is different."))
        return cleaned


class DecideForm(forms.Form):
    """What becomes of a disagreement, and why."""

    decision = forms.ChoiceField(
        label="What becomes of it", choices=Confirmation.Decision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="Why",
        help_text="Where the provider is to correct its return, it reads this in a letter. Name nobody.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
