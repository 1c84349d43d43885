"""The form of the first page: the least that a community needs to stand."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters
from community.models import User


def line(*, autocomplete: str, missing: Any, **options: Any) -> forms.CharField:
    """Return a required field of one line, with what to say where it is empty; the options are those of a CharField."""
    return forms.CharField(
        error_messages={"required": missing},
        max_length=120,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        **options,
    )


class StartForm(forms.Form):
    """Who we are, and who looks after it."""

    name = line(
        label=_("What is your community called?"),
        autocomplete="organization",
        missing=_("Write its name."),
        help_text=_("Such as Rivertown TechHire. It stands on every page."),
    )
    region = line(
        label=_("Which town, county or region does it serve?"),
        autocomplete="off",
        missing=_("Write the name of the place."),
        help_text=_("Such as Rivertown."),
    )
    your_name = line(
        label=_("Your name"),
        autocomplete="name",
        missing=_("Write your first and last name."),
        help_text=_("You become the contact person on every page; you can change that later."),
    )
    your_email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("You sign in with it, and it stands on every page until you change that."),
        error_messages={
            "required": _("Write your address."),
            "invalid": _("Write a whole address, such as jo@acme.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("A password"),
        strip=False,
        max_length=200,
        error_messages={"required": _("Choose a password.")},
        help_text=_("At least 12 characters. Several words that only you would put together are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    code = forms.CharField(
        label=_("Set-up code"),
        max_length=60,
        error_messages={"required": _("Write the code, or ask whoever runs this server for it.")},
        help_text=_("Whoever runs this server prints it with: manage.py setup_code"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_password(self) -> str:
        """Refuse passwords that are short, common or made of the person's name."""
        password = self.cleaned_data["password"]
        typed = User(email=self.cleaned_data.get("your_email", ""), name=self.cleaned_data.get("your_name", ""))
        validate_password(password, typed)
        return password
