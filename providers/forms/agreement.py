"""What is asked of whoever signs the data agreement."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.forms.signup import line


class AgreeForm(forms.Form):
    """The signature, beside what it is under."""

    signer_name = line(_("Your name"), "name", length=150, missing=_("Write your first and last name."))
    signer_title = line(
        _("Your title"),
        "organization-title",
        length=150,
        missing=_("Write your title, so that it is known for whom you speak."),
    )
    typed_name = line(
        _("Type your full name to sign"),
        "off",
        length=150,
        missing=_("Type your name: it is your signature."),
        help_text=_("As you would sign a letter."),
    )
    may_sign = forms.BooleanField(
        error_messages={
            "required": _("Tick this if you may sign. If you may not, pass the page on to someone who may.")
        }
    )
    agreed_to_electronic = forms.BooleanField(
        label=_("I agree to sign electronically. I can keep a copy, and ask for one on paper at any time."),
        error_messages={"required": _("Tick this to sign here, or ask us for the agreement on paper.")},
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organization: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["may_sign"].label = _("I may sign for %(organization)s.") % {"organization": organization}
