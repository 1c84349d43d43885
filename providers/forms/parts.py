"""The parts of an application: every answer may wait, and what is not finished is saved all the same."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters, refuse_hidden_characters_in_text
from providers.criteria import Gate
from providers.models import Part
from providers.parts import CRITERIA, SCORES
from providers.questions import Question, asked


class Patient:
    """A field that is needed in the end, and may be empty while one goes."""

    def validate(self, value: Any) -> None:
        """Let an empty answer pass; what was answered is checked as always."""
        if value not in self.empty_values:  # type: ignore[attr-defined]
            super().validate(value)  # type: ignore[misc]


class Line(Patient, forms.CharField):
    """A line or a box of text."""


class Address(Patient, forms.EmailField):
    """An e-mail address."""


class Page(Patient, forms.URLField):
    """An address on the web."""


class Choice(Patient, forms.MultipleChoiceField):
    """What is ticked."""


class Score(Patient, forms.TypedChoiceField):
    """One step of the scale."""


def field_of(question: Question, kind: str) -> forms.Field:
    """Return the field that asks a question."""
    shared: dict[str, Any] = {
        "label": question.label_for(kind),
        "help_text": question.hint,
        "required": question.is_needed(kind),
    }
    if question.choices:
        return Choice(choices=question.choices, widget=forms.CheckboxSelectMultiple, **shared)
    if question.is_email:
        wrong = {"invalid": _("Write a whole address, such as jo@acme.com.")}
        return Address(max_length=question.most, error_messages=wrong, **shared)
    if question.is_address:
        wrong = {"invalid": _("Write a whole web address, such as acme.com, or leave this empty.")}
        typed = forms.TextInput(attrs={"inputmode": "url"})
        return Page(max_length=question.most, assume_scheme="https", error_messages=wrong, widget=typed, **shared)
    if question.rows == 1:
        return Line(max_length=question.most, validators=[refuse_hidden_characters], **shared)
    box = forms.Textarea(attrs={"rows": question.rows})
    return Line(max_length=question.most, validators=[refuse_hidden_characters_in_text], widget=box, **shared)


def steps(gate: Gate | None) -> list[tuple[int, Any]]:
    """Return the steps of the scale, each with what it means for one criterion where that is published."""
    if gate is None:
        return list(SCORES)
    return [
        (score, f"{score}, {label}: {words}")
        for (score, label), (_step, words) in zip(SCORES, gate.scores, strict=True)
    ]


class PartForm(forms.Form):
    """What one part asks. Whatever is wrong with one answer, the others are kept."""

    use_required_attribute = False

    def __init__(self, *args: Any, part: Part, gate: Gate | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = part.answers | {"self_score": part.self_score, "seen": part.version}
        super().__init__(*args, **kwargs)
        self.part, self.gate = part, gate
        if part.key in CRITERIA:
            self.fields["self_score"] = Score(
                label=_("Where do you stand? Say it first, before you look for proof."),
                choices=steps(gate),
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
            )
        for question in asked(part.key, part.application.kind):
            self.fields[question.name] = field_of(question, part.application.kind)
        self.fields["seen"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def answers(self) -> dict[str, Any]:
        """Return the answers that can be kept."""
        names = {question.name for question in asked(self.part.key, self.part.application.kind)}
        return {name: answer for name, answer in self.cleaned_data.items() if name in names}

    @property
    def self_score(self) -> int | None:
        """Return the step that was chosen, or the one before where this cannot be kept."""
        score: int | None = self.cleaned_data.get("self_score", self.part.self_score)
        return score
