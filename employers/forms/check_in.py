"""What a signer is asked each quarter."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


def count(label: Any, help_text: Any = "") -> forms.IntegerField:
    """Return a field for a count; empty is not zero."""
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=9999,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("A number from 0 to 9999.")),
    )


class CheckInForm(forms.Form):
    """Five numbers and one question; whoever does not know one leaves it empty."""

    introduced = count(_("Candidates introduced to you"), _("From programs and partners of this community."))
    interviewed = count(_("Of these, interviewed"))
    offered = count(_("Offers made"))
    hired = count(_("People hired"))
    open_roles = count(_("IT roles open today"))
    gave_feedback = forms.TypedChoiceField(
        label=_("Did you tell a program how well its people were prepared?"),
        required=False,
        choices=[("", _("Rather not say")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one number at least."""
        cleaned = super().clean() or {}
        if not self.errors and all(value is None for value in cleaned.values()):
            raise forms.ValidationError(_now("Write at least one number. Zero is an answer too."))
        return cleaned
