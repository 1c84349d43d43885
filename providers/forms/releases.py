"""What a page of a release asks: which figures to show, what to hold back and why, and whether to publish it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from community.characters import refuse_hidden_characters_in_text
from providers.models.release import LONGEST
from providers.outcomes import Kind
from providers.suppression import State

HELD = "held"
ALL = "all"


class FiguresForm(forms.Form):
    """Which figures of a release to show; an answer that is none of ours is as good as none."""

    provider = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    state = forms.ChoiceField(
        required=False, choices=[("", "In any state"), *State.choices, (HELD, "Held back by the team")]
    )

    def __init__(self, *args: Any, providers: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [("", "Every provider"), *providers]  # type: ignore[attr-defined]  # of a choice
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def asked(self, name: str) -> Any:
        """Return an answer, or None."""
        return (self.cleaned_data.get(name) or None) if self.is_bound and self.is_valid() else None


class HoldForm(forms.Form):
    """What of a program to hold back, and why."""

    kind = forms.ChoiceField(
        label="What is held back", choices=[(ALL, "Everything that is told of the program"), *Kind.choices]
    )
    reason = forms.CharField(
        label="Why",
        help_text="For the team and the audit trail. The public reads only that it is withheld.",
        max_length=LONGEST,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def kinds(self) -> list[Kind]:
        """Return what was chosen."""
        chosen = self.cleaned_data["kind"]
        return list(Kind) if chosen == ALL else [Kind(chosen)]


class PublishForm(forms.Form):
    """Publish exactly the figures that the page stood for."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seal: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["shown"] = self.seal = seal

    def clean_shown(self) -> str:
        """Refuse where a figure changed since the page was opened."""
        if self.cleaned_data["shown"] != self.seal:
            raise forms.ValidationError(
                "A colleague changed the draft since you opened this page. Look at it once more, then publish."
            )
        return self.seal
