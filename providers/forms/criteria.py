"""The criteria in the workspace: one small form for each part of the draft."""

from dataclasses import dataclass
from typing import Any

from django import forms

from community.characters import refuse_hidden_characters, refuse_hidden_characters_in_text
from employers.forms.texts import readable
from providers.criteria import SCORES, lines, unknown_places
from providers.kinds import Barrier
from providers.models.criteria import RUBRIC
from providers.parts import CRITERIA, Key

PLACES = (
    "((employers)), ((rate)) and ((barriers)) stand for the thresholds: “3 employers”, “70%”, “one of the barriers”."
)


class Words(forms.CharField):
    """Words of the criteria, in which only the thresholds may stand in double brackets."""

    def __init__(self, label: str, length: int, *, rows: int = 1, hint: str = "") -> None:
        widget = forms.TextInput() if rows == 1 else forms.Textarea(attrs={"rows": rows})
        refuse = refuse_hidden_characters if rows == 1 else refuse_hidden_characters_in_text
        self.is_sentence = rows <= 2
        super().__init__(label=label, max_length=length, help_text=hint, validators=[refuse], widget=widget)

    def clean(self, value: Any) -> str:
        """Keep one kind of line break; refuse a place that nothing fills."""
        words = readable(super().clean(value))
        words = " ".join(words.split()) if self.is_sentence else words
        if unknown := unknown_places(words):
            raise forms.ValidationError(f"Nothing stands for (({unknown[0]})). {PLACES}")
        return words


class IntroductionForm(forms.Form):
    """What stands above the four criteria."""

    intro = Words("Introduction", 4_000, rows=9, hint="An empty line begins a paragraph, **two stars** make bold.")


class SelectionForm(forms.Form):
    """How a program selects on skills rather than pedigree."""

    selection = Words(
        "What selecting on skills means", 4_000, rows=14, hint="A line that begins with a hyphen makes a list."
    )


class ThresholdsForm(forms.Form):
    """What has to be reached."""

    demand_employers = forms.IntegerField(
        label="Signed employers who ask for one of the jobs",
        min_value=1,
        max_value=1_000,
        help_text="At least as many as have to ask before a role shows on public pages.",
    )
    placement_rate_percent = forms.IntegerField(
        label="Placement rate of one cohort (%)",
        min_value=1,
        max_value=100,
        help_text="Full-time jobs in the field within 180 days. Below it, a goal can be agreed.",
    )
    barriers = forms.IntegerField(
        label="Barriers that the people served face",
        min_value=1,
        max_value=len(Barrier),
        help_text="How many of the ten at least.",
    )

    def __init__(self, *args: Any, shown_from: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown_from = shown_from

    def clean_demand_employers(self) -> int:
        """Refuse a bar below what public pages show: nobody could see whether it is reached."""
        employers: int = self.cleaned_data["demand_employers"]
        if employers < self.shown_from:
            raise forms.ValidationError(
                f"Public pages show a role once {self.shown_from} employers ask for it. "
                "With a lower bar nobody could see whether it is reached."
            )
        return employers


class CriterionForm(forms.Form):
    """One of the four criteria."""

    title = Words("Title", 120)
    rule = Words("The gate, in a sentence", 500, rows=2, hint=PLACES)
    explanation = Words("Why, and what counts", 4_000, rows=8, hint="An empty line begins a paragraph.")
    evidence = Words("What good evidence looks like", 2_000, rows=6, hint="One line each.")
    rubric_0 = Words("Score 0", RUBRIC, rows=2, hint="What a reviewer sees who gives a 0, and so on.")
    rubric_1 = Words("Score 1", RUBRIC, rows=2)
    rubric_2 = Words("Score 2", RUBRIC, rows=2)
    rubric_3 = Words("Score 3", RUBRIC, rows=2)

    def clean_evidence(self) -> str:
        """Keep each line once, without the hyphens of a list."""
        return "\n".join(dict.fromkeys(lines(self.cleaned_data["evidence"])))

    def clean(self) -> dict[str, Any]:
        """Refuse two scores of the same words: a reviewer could not tell them apart."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for score in SCORES:
            words = cleaned.get(f"rubric_{score}")
            if words and words in seen:
                self.add_error(f"rubric_{score}", "This says the same as another score.")
            seen.add(words or "")
        return cleaned


@dataclass(frozen=True)
class Part:
    """One part of the criteria that is written by itself."""

    key: str
    title: str
    form: type[forms.Form]


PARTS = {
    part.key: part
    for part in (
        Part("introduction", "Introduction", IntroductionForm),
        *(Part(key.value, str(Key(key).label), CriterionForm) for key in CRITERIA),
        Part("selection", "Selecting on skills", SelectionForm),
        Part("thresholds", "Thresholds", ThresholdsForm),
    )
}
