"""Numbers by barrier, of one cohort: thirty small fields in a table, each of which may stay empty."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from providers.kinds import Barrier
from providers.mission import STEPS, Counts, problems

MOST = 100_000  # people of a cohort
LABELS = {"served": _("Served"), "graduated": _("Graduated"), "placed": _("Placed")}
NUMBER = dict.fromkeys(("invalid", "min_value", "max_value"), _("A whole number, or nothing where you do not know it."))


class BarrierCountsForm(forms.Form):
    """How many faced each barrier; what is empty is not known, and never zero."""

    def __init__(self, *args: Any, said: Mapping[str, Counts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for barrier in Barrier:
            for step in STEPS:
                known = getattr(said.get(barrier.value, Counts()), step)
                self.fields[f"{barrier.value}_{step}"] = forms.IntegerField(
                    label=f"{barrier.label}: {LABELS[step]}",
                    required=False,
                    min_value=0,
                    max_value=MOST,
                    initial=known,
                    error_messages=NUMBER,
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                )

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """Return each barrier with its three fields, each with its heading."""
        return [
            (str(barrier.label), [(str(LABELS[step]), self[f"{barrier.value}_{step}"]) for step in STEPS])
            for barrier in Barrier
        ]

    def counts(self) -> dict[str, Counts]:
        """Return what was said, by barrier."""
        return {
            barrier.value: Counts(*(self.cleaned_data.get(f"{barrier.value}_{step}") for step in STEPS))
            for barrier in Barrier
        }

    def clean(self) -> dict[str, Any]:
        """Refuse more graduates than were served, and more placed than graduated."""
        cleaned = super().clean() or {}
        for barrier, counts in self.counts().items():
            for step, words in problems(counts):
                self.add_error(f"{barrier}_{step}", words)
        return cleaned
