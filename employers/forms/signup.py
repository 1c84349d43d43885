"""The pages of the sign-up: each asks one thing of a person."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters
from directory.models import Sector
from employers.forms.desk import WHAT_IT_MEANS
from employers.forms.roles import SkillsField
from employers.models import Consent, Employer, Promise
from employers.occupations import OCCUPATIONS

ROWS = 5  # occupations on one form
STAMP = "employers.signup.opened"


def stamp(at: datetime) -> str:
    """Return a signed moment that travels with a page."""
    return signing.dumps(at.timestamp(), salt=STAMP)


def read_stamp(value: str) -> datetime | None:
    """Return the moment in a stamp, or None where it is missing or forged."""
    try:
        return datetime.fromtimestamp(float(signing.loads(value, salt=STAMP)), UTC)
    except (signing.BadSignature, ValueError, TypeError, OverflowError):
        return None


def line(
    label: Any, token: str, *, length: int, required: bool = True, missing: Any = "", help_text: Any = ""
) -> forms.CharField:
    """Return a one-line field with its autocomplete token, that refuses control and bidirectional characters."""
    return forms.CharField(
        label=label,
        error_messages={"required": missing} if missing else {},
        max_length=length,
        required=required,
        help_text=help_text,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": token}),
    )


class YouForm(forms.Form):
    """Who signs, and for whom."""

    signer_email = forms.EmailField(
        label=_("Your work e-mail"),
        max_length=254,
        help_text=_("We send one letter there to confirm. An address at your organization is settled fastest."),
        error_messages={
            "required": _("Write the address we may send the letter to."),
            "invalid": _("Write a whole address, such as jo@acme.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    signer_name = line(_("Your name"), "name", length=150, missing=_("Write your first and last name."))
    signer_title = line(
        _("Your title"),
        "organization-title",
        length=150,
        missing=_("Write your title, so that people know for whom you speak."),
        help_text=_("Such as Director of IT."),
    )
    organization_name = line(
        _("Your organization"), "organization", length=200, missing=_("Write the name as it should stand on the wall.")
    )
    town = line(_("Town"), "address-level2", length=120, missing=_("Write the town you hire in."))
    sector = forms.ChoiceField(
        label=_("What your organization does"), required=False, choices=[("", _("Choose one")), *Sector.choices]
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": _("Write a whole web address, such as acme.com, or leave this empty.")},
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    signer_phone = line(_("Phone"), "tel", length=40, required=False)
    # People neither see nor reach this one; whoever fills it in waits for a coordinator's look.
    fax = forms.CharField(
        required=False,
        max_length=200,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    invited = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)  # the code of a referral link

    def clean_signer_email(self) -> str:
        """Keep addresses in lower case: one mailbox, one person."""
        return str(self.cleaned_data["signer_email"]).lower()


class RolesForm(forms.Form):
    """Which occupations are wanted; every part may be left empty."""

    it_workforce = forms.ChoiceField(
        label=_("How many people work in IT at your organization?"),
        required=False,
        choices=[("", _("Rather not say")), *Employer.Workforce.choices],
    )
    skills = SkillsField(label=_("Skills you look for"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, ROWS + 1):
            self.fields[f"occupation_{row}"] = forms.ChoiceField(
                label=_("Role %(number)d") % {"number": row},
                required=False,
                choices=[("", _("Choose a role")), *OCCUPATIONS],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.fields[f"openings_{row}"] = forms.IntegerField(
                label=_("Openings for role %(number)d") % {"number": row},
                required=False,
                min_value=1,
                max_value=9999,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("A number from 1 to 9999.")),
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the pairs of fields, for the table."""
        return [(self[f"occupation_{row}"], self[f"openings_{row}"]) for row in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Refuse openings or skills without a role, and a role chosen twice: nothing typed is dropped in silence."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for row in range(1, ROWS + 1):
            occupation = cleaned.get(f"occupation_{row}")
            if cleaned.get(f"openings_{row}") and not occupation:
                self.add_error(f"occupation_{row}", _("Choose the role these openings are for."))
            if occupation and occupation in seen:
                self.add_error(f"occupation_{row}", _("You chose this role already. Put all its openings in one row."))
            seen.add(occupation or "")
        if cleaned.get("skills") and not any(seen):
            self.add_error("occupation_1", _("Choose at least one role that these skills are for."))
        return cleaned


class CommitmentForm(forms.Form):
    """What is promised beside the interview, and what may be shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Promise.Kind:
            if kind != Promise.Kind.INTERVIEW:
                self.fields[f"promise_{kind.value}"] = forms.BooleanField(label=kind.label, required=False)
            self.fields[f"how_{kind.value}"] = forms.CharField(
                label=_("How, in a line"),
                help_text=_("Everybody can read this line on the wall, if you let us name you there."),
                required=False,
                max_length=200,
                validators=[refuse_hidden_characters],
                widget=forms.TextInput(attrs={"placeholder": " "}),
            )
        for consent in Consent.Kind:
            self.fields[f"consent_{consent.value}"] = forms.BooleanField(
                label=consent.label, help_text=WHAT_IT_MEANS[consent], required=False
            )

    @property
    def promises(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return each promise that can be chosen with its "how"."""
        kinds = [kind.value for kind in Promise.Kind if kind != Promise.Kind.INTERVIEW]
        return [(self[f"promise_{kind}"], self[f"how_{kind}"]) for kind in kinds]

    @property
    def interview_how(self) -> forms.BoundField:
        """Return the "how" of the promise that is always included."""
        return self[f"how_{Promise.Kind.INTERVIEW.value}"]

    @property
    def consents(self) -> list[forms.BoundField]:
        """Return the separate consents."""
        return [self[f"consent_{kind.value}"] for kind in Consent.Kind]

    def clean(self) -> dict[str, Any]:
        """Refuse a "how" whose promise is not chosen: nothing typed is dropped in silence."""
        cleaned = super().clean() or {}
        for kind in Promise.Kind:
            if cleaned.get(f"how_{kind.value}") and cleaned.get(f"promise_{kind.value}") is False:
                self.add_error(f"promise_{kind.value}", _("Tick this promise, or empty the line beneath it."))
        return cleaned


class SignForm(forms.Form):
    """The signature itself."""

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
        error_messages={"required": _("Tick this to sign here, or ask us for it on paper.")},
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organization: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["may_sign"].label = _("I may sign for %(organization)s.") % {"organization": organization}
