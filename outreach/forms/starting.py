"""When a campaign goes, and until when it may begin to."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from directory.forms.fields import day
from outreach.office import Office

NOW, LATER = "now", "later"
PATIENCE = 4  # hours, unless somebody says otherwise
LONGEST = 72  # hours


class StartForm(forms.Form):
    """When the first letters leave."""

    when = forms.ChoiceField(
        label="When do the first letters leave?",
        choices=[(NOW, "Now"), (LATER, "At another time")],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    on = day("On", required=False, label_suffix="")
    clock = forms.TimeField(
        label="At",
        required=False,
        label_suffix="",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Write a time such as 9:30."},
    )
    patience = forms.IntegerField(
        label="Ask me instead, if none has left after (hours)",
        min_value=1,
        max_value=LONGEST,
        initial=PATIENCE,
        help_text="Where the portal or the mail server was away, it is not sent late without a word.",
    )

    def __init__(self, *args: Any, office: Office, now: datetime, has_letters: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_letters:  # a task that is given late is no letter that leaves late
            self.fields["when"].label = "When are the tasks given?"
            del self.fields["patience"]
        self.office, self.now = office, now
        first = office.next_open(now + timedelta(hours=1)).astimezone(office.zone)
        self.fields["on"].initial, self.fields["clock"].initial = first.date(), first.time().replace(second=0)
        hours = f"Monday to Friday, {office.opens}:00 to {office.closes}:00, {office.zone.key.replace('_', ' ')}."
        self.fields["clock"].help_text = hours

    def clean(self) -> dict[str, Any]:
        """Ask for a moment to come, in office hours, where it is not to leave now."""
        answers = super().clean() or self.cleaned_data
        if answers.get("when") != LATER or self.errors:
            return answers
        if not answers.get("on") or not answers.get("clock"):
            self.add_error("on", "Say the day and the time.")
            return answers
        moment = self.send_at
        if moment and moment <= self.now:
            self.add_error("on", "That moment has passed. Choose one to come, or send now.")
        elif moment and not self.office.is_open(moment):
            self.add_error("clock", "Nobody is in the office then. Choose a time within the hours named here.")
        return answers

    @property
    def send_at(self) -> datetime | None:
        """Return when it leaves; None is now."""
        answers = self.cleaned_data
        if answers.get("when") != LATER:
            return None
        return datetime.combine(answers["on"], answers["clock"], self.office.zone)

    def facts(self) -> dict[str, Any]:
        """Return when it leaves, and until when it may begin to; tasks may at any time."""
        begin, patience = self.send_at or self.now, self.cleaned_data.get("patience")
        return {"send_at": self.send_at, "send_by": begin + timedelta(hours=patience) if patience else None}
