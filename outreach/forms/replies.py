"""What is asked about a reply."""

from datetime import date
from typing import Any

from django import forms

from directory.forms.fields import day, text
from outreach.outcomes import Outcome, day_problem


class OutcomeForm(forms.Form):
    """What came of a reply, and until when we wait."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    later_on = day("Until", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Refuse to wait until no day, or one that cannot be."""
        facts: dict[str, Any] = self.cleaned_data
        known = "later_on" in facts
        if known and (problem := day_problem(facts.get("outcome", ""), facts["later_on"], self.today)):
            self.add_error("later_on", problem)
        return facts


class LogForm(forms.Form):
    """A reply that came by another road."""

    text = text("What they said", rows=5, hint="It stands on the timeline, as a reply by mail does.")
    on = day("On")

    def __init__(self, *args: Any, written: date, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today}
        super().__init__(*args, **kwargs)
        self.written, self.today = written, today

    def clean_on(self) -> date:
        """Refuse a day to come, and one before the letter."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("That day has not come yet.")
        if on < self.written:
            raise forms.ValidationError("That is before the letter was written.")
        return on
