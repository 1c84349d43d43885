"""To whom tests of letters go."""

from typing import Any

from django import forms

from community.models import Community, User
from directory.filters import team_of


class TrialReaderForm(forms.Form):
    """A colleague, or an address."""

    user = forms.ModelChoiceField(
        User.objects.none(), label="Somebody of the team", required=False, label_suffix="", empty_label="Nobody"
    )
    email = forms.EmailField(
        label="Or an address",
        required=False,
        label_suffix="",
        max_length=254,
        help_text="Of somebody who said that they read tests for you.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = team_of(community)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        answers = super().clean() or self.cleaned_data
        if not self.errors and bool(answers.get("user")) == bool(answers.get("email")):
            self.add_error("email", "Choose somebody of the team, or type an address: one of the two.")
        return answers
