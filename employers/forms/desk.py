"""What the employer's desk asks of a person."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters, refuse_hidden_characters_in_text
from employers.models import Consent

WHAT_IT_MEANS = {
    Consent.Kind.LIST_NAME: _(
        "Your organization stands on the wall, and wherever that is embedded, with its town, sector, website, "
        "roles and promises. Your own name and address never do."
    ),
    Consent.Kind.SHOW_LOGO: _("You upload it at your desk. It shows beside the name, so it needs the consent above."),
    Consent.Kind.SHARE: _("Other TechHire communities may be told that you signed, and what."),
    Consent.Kind.NEWS: _("Now and then a letter about what came of it. Each has a link that stops them."),
}


class ConsentsForm(forms.Form):
    """Each consent by itself; none is needed for the commitment."""

    def __init__(self, *args: Any, given: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = set(given)
        for kind in Consent.Kind:
            self.fields[kind.value] = forms.BooleanField(
                label=kind.label, help_text=WHAT_IT_MEANS[kind], required=False, initial=kind.value in standing
            )

    @property
    def kinds(self) -> set[str]:
        """Return what is agreed to now."""
        return {kind.value for kind in Consent.Kind if self.cleaned_data[kind.value]}


class WithdrawForm(forms.Form):
    """Why, if they like to say."""

    reason = forms.CharField(
        label=_("Would you tell us why?"),
        help_text=_("Only the coordinators read it."),
        required=False,
        max_length=300,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ColleagueForm(forms.Form):
    """Whom to let in."""

    name = forms.CharField(
        label=_("Their name"),
        error_messages={"required": _("Write their first and last name.")},
        max_length=150,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Their work e-mail"),
        error_messages={
            "required": _("Write the address that their code is sent to."),
            "invalid": _("Write a whole address, such as jo@acme.com."),
        },
        help_text=_("They sign in with a code that we send to this address."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    title = forms.CharField(
        label=_("Their title"),
        required=False,
        max_length=150,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LogoForm(forms.Form):
    """One picture; it is drawn anew before it is kept."""

    logo = forms.FileField(
        label=_("Your logo"),
        error_messages={"required": _("Choose a picture first.")},
        help_text=_("A PNG, JPEG or WebP file up to 2 MB. A wide one on a white or clear ground looks best."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
