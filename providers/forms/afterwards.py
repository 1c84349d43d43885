"""What follows a decision, as forms: an appeal and its answer, conditions met or put off, a listing that rests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters_in_text
from directory.forms.fields import day
from providers.verdicts import Result


def words(label: Any, length: int, *, hint: Any = "", rows: int = 5, missing: Any) -> forms.CharField:
    """Return a field of several lines that has to be filled in."""
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=hint,
        error_messages={"required": missing},
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class AppealForm(forms.Form):
    """What an applicant says against a decision."""

    words = words(
        _("What did we overlook?"),
        4_000,
        hint=_("Say which criterion, and what shows it. You can ask once, so say everything."),
        rows=8,
        missing=_("Say what we overlooked."),
    )


class MetForm(forms.Form):
    """That a condition is met, as its provider says."""

    note = words(_("How can we see that it is met?"), 2_000, rows=4, missing=_("Say how we can see that it is met."))
    url = forms.URLField(
        label=_("A link that shows it"), required=False, max_length=500, assume_scheme="https", help_text=_("Optional.")
    )


class AnswerForm(forms.Form):
    """What comes of an appeal."""

    result = forms.ChoiceField(
        label="What comes of it?",
        choices=Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two.", "invalid_choice": "Choose one of the two."},
    )
    words = words("Why?", 2_000, hint="The applicant reads it in the letter.", missing="Say why: they read it.")


class SeenForm(forms.Form):
    """By what the team saw that a condition is met."""

    note = words("By what do you see that it is met?", 1_000, rows=3, missing="Say by what you saw that it is met.")


class PutOffForm(forms.Form):
    """Another day for a condition."""

    due_on = day("Its new day")
    reason = words(
        "Why is it put off?", 300, hint="They read it in the letter.", rows=2, missing="Say why: they read it."
    )


class RestForm(forms.Form):
    """Why a listing rests, or comes back."""

    reason = words(
        "Why?", 300, hint="They read it in the letter.", rows=3, missing="Say why: they read it in the letter."
    )
