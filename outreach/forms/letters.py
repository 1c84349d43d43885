"""What is asked about letters."""

from django import forms


class SettleForm(forms.Form):
    """The one question about a letter whose fate is unknown."""

    arrived = forms.ChoiceField(choices=[("yes", "It arrived"), ("no", "It did not arrive")])
