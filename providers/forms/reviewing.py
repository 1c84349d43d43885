"""Forms of reviews: the question of conflict, one criterion, who reviews, and what is to change."""

from collections.abc import Iterable
from typing import Any

from django import forms

from community.characters import refuse_hidden_characters_in_text
from community.models import User
from providers.criteria import Gate
from providers.models import CriterionReview, Part
from providers.parts import SCORES, for_team
from providers.scales import Answer, Confidence

ANSWERS = (
    (Answer.NONE, "No. I can judge them as I would anybody"),
    (Answer.CONFLICT, "Yes, something stands between us"),
    (Answer.RECUSED, "I would rather not say, and step back"),
)


class ConflictForm(forms.Form):
    """Whether something stands between a person and an applicant."""

    answer = forms.ChoiceField(
        label="Does something stand between you and them?",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three.", "invalid_choice": "Choose one of the three."},
    )
    words = forms.CharField(
        label="If yes: what is it?",
        required=False,
        label_suffix="",
        max_length=500,
        help_text="In a few words, such as: my sister teaches there. Coordinators read it.",
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask what it is where something is."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == Answer.CONFLICT and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", "Say in a few words what it is.")
        return cleaned


def labels_of(gate: Gate | None) -> list[tuple[int, str]]:
    """Return the scores, each with its descriptor where the criteria have one."""
    if gate is None:
        return [(score, f"{score} · {label}") for score, label in SCORES]
    return [(score, f"{score} · {words}") for score, words in gate.scores]


class CriterionForm(forms.Form):
    """What is given for one criterion; what is not finished is kept all the same."""

    use_required_attribute = False

    score = forms.TypedChoiceField(
        label="Your score", required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    confidence = forms.ChoiceField(
        label="How sure are you?", required=False, choices=Confidence.choices, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label="Why?",
        required=False,
        max_length=4_000,
        help_text="What you saw, and what is missing. A score of 0 or 1 needs it; the other reviewers read it later.",
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, gate: Gate | None, given: CriterionReview | None, **kwargs: Any) -> None:
        if given:
            kwargs["initial"] = {"score": given.score, "confidence": given.confidence, "comment": given.comment}
        super().__init__(*args, **kwargs)
        self.fields["score"].choices = labels_of(gate)  # type: ignore[attr-defined]
        self.given = given

    @property
    def kept(self) -> dict[str, Any]:
        """Return what can be kept: of what is wrong, what was given before."""
        before = self.given
        return {
            "score": self.cleaned_data.get("score", before.score if before else None),
            "confidence": self.cleaned_data.get("confidence", before.confidence if before else ""),
            "comment": self.cleaned_data.get("comment", before.comment if before else ""),
        }


class AssignForm(forms.Form):
    """Who is to review."""

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["reviewer"] = forms.ChoiceField(
            label="Who reviews it?",
            choices=[("", "Choose somebody"), *((pk, str(person)) for pk, person in self.people.items())],
            error_messages={"required": "Choose somebody.", "invalid_choice": "Choose somebody of this list."},
        )

    @property
    def reviewer(self) -> User:
        """Return who was chosen."""
        return self.people[self.cleaned_data["reviewer"]]


class ChangesForm(forms.Form):
    """What is to change, part by part: a part is ticked, and its words say what is wanted."""

    use_required_attribute = False

    def __init__(self, *args: Any, parts: Iterable[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = list(parts)
        for part in self.parts:
            self.fields[f"is_{part.key}"] = forms.BooleanField(label=for_team(part.key), required=False)
            self.fields[f"wanted_{part.key}"] = forms.CharField(
                label="What should change?",
                required=False,
                max_length=2_000,
                validators=[refuse_hidden_characters_in_text],
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def rows(self) -> list[tuple[Part, Any, Any]]:
        """Return each part with its box to tick and its words."""
        return [(part, self[f"is_{part.key}"], self[f"wanted_{part.key}"]) for part in self.parts]

    @property
    def wanted(self) -> dict[str, str]:
        """Return what is wanted of each part that is ticked."""
        said = self.cleaned_data
        return {part.key: said[f"wanted_{part.key}"] for part in self.parts if said.get(f"is_{part.key}")}

    def clean(self) -> dict[str, Any]:
        """Want a part, and words for each that is ticked; words without a tick are not lost by mistake."""
        cleaned = super().clean() or {}
        for part in self.parts:
            tick, words = cleaned.get(f"is_{part.key}"), cleaned.get(f"wanted_{part.key}")
            if tick and not words and f"wanted_{part.key}" not in self.errors:
                self.add_error(f"wanted_{part.key}", "Say what should change.")
            if words and not tick:
                self.add_error(f"is_{part.key}", f"Tick “{for_team(part.key)}” as well, or take the words out.")
        if not any(cleaned.get(f"is_{part.key}") for part in self.parts) and not self.errors:
            self.add_error(None, "Tick at least one part that is to change.")
        return cleaned
