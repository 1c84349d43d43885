"""The form of a decision: how each gate is set and why, the outcome, its conditions or reasons, and the letter."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict

from community.characters import refuse_hidden_characters, refuse_hidden_characters_in_text
from directory.forms.fields import day
from providers.parts import CRITERIA, Key
from providers.verdicts import Gate, Reason, Setting, Term, Verdict, Wanted, problems

PLACES = (1, 2)  # conditions on one gate


def words(label: str, length: int, *, rows: int, hint: str = "") -> forms.CharField:
    """Return a field of several lines; what lacks is said by the rule."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        help_text=hint,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class DecisionForm(forms.Form):
    """A decision as somebody wants it. It may be kept half finished; `is_whole` asks for everything."""

    use_required_attribute = False

    outcome = forms.ChoiceField(
        label="What is decided?", required=False, choices=Verdict.choices, widget=forms.RadioSelect
    )
    reasons = forms.MultipleChoiceField(
        label="If declined: for which reasons?",
        required=False,
        choices=Reason.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="The letter says each in plain words, with what would change it.",
    )
    reason = words(
        "Why, in a sentence or two?", 2_000, rows=3, hint="For the team: it stays with the decision and is not sent."
    )
    letter = words(
        "Your own words to the applicant", 4_000, rows=4, hint="Optional. They stand in the letter, after what it says."
    )
    seen = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, seen: int, typed: Mapping[str, Any], today: date) -> None:
        super().__init__(data, initial={**typed, "seen": seen})
        self.today = today
        for key in CRITERIA:
            self.fields |= gate_fields(key)

    @property
    def gates(self) -> list[tuple[Key, Any, Any, list[tuple[Any, Any]]]]:
        """Return each criterion with the fields of its gate, and the pairs of its conditions."""
        return [
            (
                key,
                self[f"{key}_setting"],
                self[f"{key}_reason"],
                [(self[f"{key}_what_{place}"], self[f"{key}_due_{place}"]) for place in PLACES],
            )
            for key in CRITERIA
        ]

    @property
    def typed(self) -> dict[str, Any]:
        """Return everything as it was typed, right or wrong."""
        data = cast("QueryDict", self.data)
        lines = {name: data.get(name, "") for name in self.fields if name not in {"seen", "reasons"}}
        return {**lines, "reasons": data.getlist("reasons")}

    @property
    def wanted(self) -> Wanted:
        """Return the decision as it is wanted."""
        said = self.cleaned_data
        return Wanted(
            outcome=said.get("outcome", ""),
            gates={key: Gate(said.get(f"{key}_setting", ""), said.get(f"{key}_reason", "")) for key in CRITERIA},
            terms=list(self.terms()),
            reasons=said.get("reasons", []),
            reason=said.get("reason", ""),
            letter=said.get("letter", ""),
        )

    def terms(self) -> Iterator[Term]:
        """Yield the conditions that say both what and when."""
        for key in CRITERIA:
            for place in PLACES:
                what, due = self.cleaned_data.get(f"{key}_what_{place}"), self.cleaned_data.get(f"{key}_due_{place}")
                if what and due:
                    yield Term(key, what, due, place)

    def is_whole(self) -> bool:
        """Test whether it can be decided like this; what keeps it from that is put beside the fields."""
        if not self.is_valid():
            return False
        self.refuse_halves()
        self.refuse(problems(self.wanted, today=self.today))
        return not self.errors

    def refuse_halves(self) -> None:
        """Want both halves of a condition."""
        for key in CRITERIA:
            for place in PLACES:
                what, due = f"{key}_what_{place}", f"{key}_due_{place}"
                if self.cleaned_data.get(what) and not self.cleaned_data.get(due):
                    self.add_error(due, "Choose the day by which it has to be shown.")
                if self.cleaned_data.get(due) and not self.cleaned_data.get(what):
                    self.add_error(what, "Say what has to be shown by that day.")

    def refuse(self, found: list[tuple[str, str]]) -> None:
        """Put what the rule says beside its fields, unless something is said there already."""
        for field, said in found:
            if field not in self.errors:
                self.add_error(field, said)


def gate_fields(key: Key) -> dict[str, forms.Field]:
    """Return the fields of one gate."""
    fields: dict[str, forms.Field] = {
        f"{key}_setting": forms.ChoiceField(
            label=f"{key.label}: how do you set the gate?",
            required=False,
            choices=Setting.choices,
            widget=forms.RadioSelect,
        ),
        f"{key}_reason": words("Why?", 1_000, rows=2, hint="For the team, and for the applicant’s desk."),
    }
    for place in PLACES:
        fields[f"{key}_what_{place}"] = forms.CharField(
            label="Condition: what has to be shown?" if place == 1 else "Another condition",
            required=False,
            max_length=300,
            validators=[refuse_hidden_characters],
        )
        fields[f"{key}_due_{place}"] = day("By which day?", required=False)
    return fields
