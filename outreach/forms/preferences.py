"""What people say about the letters they want."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from outreach.suppression import Topic

LONGEST_PAUSE = timedelta(days=366)


class WishesForm(forms.Form):
    """Which kinds of letters somebody wants, and whether they want a pause."""

    topics = forms.MultipleChoiceField(
        label=_("Letters I want"), choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(
        label=_("No letters until"),
        required=False,
        help_text=_("Leave it empty for no pause. The day may be up to a year from now."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = today + timedelta(days=1), today + LONGEST_PAUSE
        field = self.fields["until"]
        field.validators = [
            MinValueValidator(first, _("Choose a day after today.")),
            MaxValueValidator(last, _("Choose a day within a year.")),
        ]
        field.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
