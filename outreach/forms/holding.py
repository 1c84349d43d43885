"""What is asked before letters to an address stop."""

from django import forms

from directory.forms.fields import email
from outreach.models import Suppression


class HoldForm(forms.Form):
    """An address, and which letters are not to go there."""

    email = email("E-mail address")
    scope = forms.ChoiceField(
        label="Which letters stop",
        choices=[
            (Suppression.Scope.NEWS.value, "All but answers to what they do, such as a code to sign in"),
            (Suppression.Scope.ALL.value, "Every letter"),
        ],
        initial=Suppression.Scope.NEWS.value,
        widget=forms.RadioSelect,
    )
