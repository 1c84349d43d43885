"""What is asked about an address that bounced."""

from django import forms

from directory.forms.fields import email


class MendForm(forms.Form):
    """The address that takes the place of the one that bounced."""

    email = email("The right e-mail address")
