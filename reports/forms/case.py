"""The numbers of an employer's own case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models.organization import Sector
from reports.case import Case


class WholeNumber(forms.IntegerField):
    """A whole number as people write it: $1,200 is 1200."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        """Leave out dollar signs and commas, then read the number."""
        return super().to_python(value.replace(",", "").replace("$", "") if isinstance(value, str) else value)


class CaseForm(forms.Form):
    """Ask for the numbers that make an employer's case, all with a sensible start."""

    openings = WholeNumber(label=_("Open IT roles"), min_value=1, max_value=10_000)
    days = WholeNumber(label=_("Days until each is filled"), min_value=1, max_value=2_000)
    daily_cost = WholeNumber(label=_("Cost of one empty day, in dollars"), min_value=1, max_value=100_000)
    sector = forms.ChoiceField(label=_("Your sector"), choices=[("", _("Any sector")), *Sector.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("openings", "days", "daily_cost"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def case(self) -> Case:
        """Return the case that the numbers make."""
        answers = self.cleaned_data
        return Case(openings=answers["openings"], days=answers["days"], daily_cost=answers["daily_cost"])
