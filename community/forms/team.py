"""Forms of the team: whom to invite, as what, and how one joins."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters
from community.models import User
from community.roles import EXPLANATIONS, Role, problem


class RolesField(forms.MultipleChoiceField):
    """A set of roles as checkboxes, held to the rule of who may hold what together."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        choices = [(role.value, f"{role.value.capitalize()}: {EXPLANATIONS[role]}") for role in Role]
        super().__init__(choices=choices, error_messages={"required": "Choose at least one role."}, **kwargs)

    def clean(self, value: Any) -> frozenset[Role]:
        """Return the roles, or say why nobody may hold these together."""
        roles = frozenset(Role(chosen) for chosen in super().clean(value))
        if reason := problem(roles):
            raise forms.ValidationError(reason)
        return roles


class RolesForm(forms.Form):
    """Which roles somebody holds."""

    roles = RolesField(label="Roles")


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(
        max_length=150, validators=[refuse_hidden_characters], widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label="Work e-mail",
        help_text="The invitation goes there.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    roles = RolesField(label="Roles")


class JoinForm(forms.Form):
    """Name and password of somebody who joins the team; whoever has a password already is asked nothing."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=200,
        help_text=_("At least 12 characters. Several words that only you would put together are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, needs_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        if not needs_password:
            self.fields.clear()

    def clean_password(self) -> str:
        """Refuse passwords that are short, common or made of the person's own name."""
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
