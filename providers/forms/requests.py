"""What is asked where a provider wants more time or to be excused: of the provider, and of the coordinator."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters
from providers.kinds import half
from providers.models import ReturnRequest

Kind = ReturnRequest.Kind


def day(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        required=False,
        label_suffix="",
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, like 2026-03-14.")},
        **kwargs,
    )


class AskForm(forms.Form):
    """What a provider asks of the coordinators."""

    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=[
            (Kind.MORE_TIME, _("More time: we will send it, later")),
            (Kind.EXCUSE, _("To be excused: we cannot send it at all")),
        ],
        initial=Kind.MORE_TIME,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two."), "invalid_choice": _("Choose one of the two.")},
    )
    until = day(_("If more time: until which day?"))
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("In a sentence, without names of graduates: such as “our system changes this month”."),
        validators=[refuse_hidden_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the day where more time is asked for."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Kind.MORE_TIME and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until which day."))
        return cleaned


class AnswerForm(forms.Form):
    """What a coordinator answers to a request."""

    deed = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of them.", "invalid_choice": "Choose one of them."},
    )
    until = day("If more time: until", help_text="The day they asked for, or another one.")
    answer = forms.CharField(
        label="In words",
        required=False,
        label_suffix="",
        max_length=300,
        help_text="They read it in the letter. Needed where you say no.",
        validators=[refuse_hidden_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, asked: ReturnRequest, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": asked.until}
        super().__init__(*args, **kwargs)
        yes = "Yes: give them more time" if asked.kind == Kind.MORE_TIME else "Yes: excuse them"
        self.fields["deed"].choices = [("grant", yes), ("refuse", "No: it stays due as it is")]  # type: ignore[attr-defined]
        if asked.kind != Kind.MORE_TIME:
            del self.fields["until"]

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a yes, and for the words of a no."""
        cleaned = super().clean() or {}
        if cleaned.get("deed") == "refuse" and not cleaned.get("answer") and "answer" not in self.errors:
            self.add_error("answer", "Say why, in words that the provider can read.")
        is_late = "until" in self.fields and not cleaned.get("until") and "until" not in self.errors
        if cleaned.get("deed") == "grant" and is_late:
            self.add_error("until", "Say until which day.")
        return cleaned


class LetOffForm(forms.Form):
    """What a coordinator decides alone, where nobody asked."""

    deed = forms.ChoiceField(
        label="What do you want to do?",
        choices=[("extend", "Give them more time"), ("excuse", "Excuse them: this return is never due")],
        initial="extend",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two.", "invalid_choice": "Choose one of the two."},
    )
    until = day("If more time: until")
    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text="They read it in the letter, and it stays with the return.",
        validators=[refuse_hidden_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why."},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the day where more time is given."""
        cleaned = super().clean() or {}
        if cleaned.get("deed") == "extend" and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", "Say until which day.")
        return cleaned


class ReasonForm(forms.Form):
    """Why an excused return is awaited again, or a closed one opened."""

    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text="It stays on the timeline of the provider.",
        validators=[refuse_hidden_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why."},
    )


class BeginForm(forms.Form):
    """From which half-year on a program owes returns, and why."""

    cohort = forms.TypedChoiceField(
        label="Returns from",
        coerce=date.fromisoformat,
        help_text="The first half-year of graduation for which a return is owed.",
        error_messages={"required": "Choose one of the half-years.", "invalid_choice": "Choose one of the half-years."},
    )
    reason = forms.CharField(
        label="Why",
        max_length=300,
        help_text="It stays in the audit trail and on the provider’s timeline, and they read it in the letter of "
        "each return that is excused by this.",
        validators=[refuse_hidden_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why."},
    )

    def __init__(self, *args: Any, halves: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = [(one.isoformat(), half(one)) for one in halves]  # type: ignore[attr-defined]


def proposed(falls_on: date, today: date) -> date:
    """Return the day that is proposed for more time: a month after it is due, or after today where that is over."""
    return max(falls_on, today) + timedelta(days=30)
