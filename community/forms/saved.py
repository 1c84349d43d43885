"""The name of a saved view, and for whom it is."""

from django import forms

from community.characters import refuse_hidden_characters


class SaveViewForm(forms.Form):
    """Under which name, and whether everybody has it."""

    name = forms.CharField(
        label="Name of the tab",
        max_length=60,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give it a name."},
    )
    is_for_team = forms.BooleanField(label="For the whole team", required=False)
