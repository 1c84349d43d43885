"""What is asked before an application can begin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.forms.signup import line
from providers.kinds import Kind

MEANINGS = {
    Kind.TRAINING_PROVIDER: _("Teaches people for jobs in IT: a college, a bootcamp, an apprenticeship."),
    Kind.ON_RAMP: _("Prepares people for such training: first steps, or the basics it builds on."),
    Kind.INTERMEDIARY: _("Finds and recommends candidates, and trains none or few itself: a staffing nonprofit."),
    Kind.OTHER_RESOURCE: _("Helps job seekers along the way: child care, transport, coaching, equipment."),
}


class StartForm(forms.Form):
    """Who applies, and for whom. Somebody signed in is not asked who they are."""

    email = forms.EmailField(
        label=_("Your work e-mail"),
        max_length=254,
        help_text=_("We send the link there with which you begin."),
        error_messages={
            "required": _("Write the address we may send the link to."),
            "invalid": _("Write a whole address, such as jo@acme.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = line(_("Your name"), "name", length=150, missing=_("Write your first and last name."))
    organization_name = line(
        _("Your organization"), "organization", length=200, missing=_("Write the name of your organization.")
    )
    kind = forms.ChoiceField(
        label=_("What are you?"),
        choices=Kind.choices,
        error_messages={"required": _("Choose what comes closest.")},
        widget=forms.RadioSelect,
    )
    # People neither see nor reach this one; whoever fills it in is looked at before anybody reviews.
    fax = forms.CharField(
        required=False,
        max_length=200,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_known:
            for name in ("email", "name", "fax", "opened"):
                del self.fields[name]

    def clean_email(self) -> str:
        """Keep addresses in lower case: one mailbox, one person."""
        return str(self.cleaned_data["email"]).lower()

    @property
    def kinds(self) -> list[tuple[str, Any, Any]]:
        """Return each kind with its label and what it means."""
        return [(kind.value, kind.label, MEANINGS[kind]) for kind in Kind]
