"""What coordinators answer about what employers need beside skills."""

from django import forms

from directory.forms.fields import line

LENGTH = 300  # characters


class NeedForm(forms.Form):
    """What they need."""

    words = line("What they need", LENGTH, hint="Such as: a place for interviews, help with apprenticeship papers.")


class AddressForm(forms.Form):
    """What was done about it."""

    done = line("What was done", LENGTH, hint="It closes the need, and stands on the timeline.")
