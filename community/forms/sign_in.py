"""The forms at the door, in our words: an address, a password, a code, a key."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

UNREADABLE_KEY = _("The key was not read. Try once more, or choose another way.")
# What the readers of keys raise where an answer is broken or forged.
BROKEN = (ArithmeticError, AttributeError, InvalidSignature, LookupError, TypeError, ValueError)


class Plain(forms.Form):
    """A form without words that vanish when one types, and without allauth's own hints."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "oldpassword" in self.fields:
            self.fields["oldpassword"].label = _("The password you have now")
        for name in ("oldpassword", "password", "password1"):
            if name in self.fields:
                self.fields[name].help_text = ""
        for name in ("login", "email"):
            if name in self.fields:
                self.fields[name].label = _("Your e-mail address")
                self.fields[name].validators.append(MaxLengthValidator(254))  # as long as an address may be
                self.fields[name].widget.attrs |= {"autocomplete": "username", "inputmode": "email"}
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class SignInForm(Plain, account.LoginForm):
    """An address first; with no password, or where a code is asked for, a code is sent to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True
        self.fields["login"].error_messages["required"] = _("Write your e-mail address.")
        self.fields["password"].required = False
        self.fields["password"].widget.attrs["class"] = "form-control"
        self.fields["password"].widget.is_required = False

    def clean_password(self) -> str:
        """Forget a password that the browser filled in where the person asks for a code."""
        return "" if self.data.get("way") == "code" else self.cleaned_data.get("password", "")

    def clean(self) -> dict[str, Any] | None:
        """Ask for the password where its button was pressed with an empty field."""
        if self.data.get("way") == "password" and not self.cleaned_data.get("password") and not self.errors:
            self.add_error("password", _("Type your password, or have a code sent to you."))
            return self.cleaned_data
        return super().clean()


class SignInCodeForm(Plain, account.ConfirmLoginCodeForm):
    """The code from the letter."""


class ResetForm(Plain, account.ResetPasswordForm):
    """The address of somebody who forgot their password."""


class ResetCodeForm(Plain, account.ConfirmPasswordResetCodeForm):
    """The code for a new password."""


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    """A new password in place of a forgotten one."""


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """A new password in place of a known one."""


class FirstPasswordForm(Plain, account.SetPasswordForm):
    """A password for somebody who had none."""


class AgainForm(Plain, account.ReauthenticateForm):
    """The password once more, before the way of signing in changes."""


class FactorForm(Plain, mfa.AuthenticateForm):
    """The code of an authenticator app, or a recovery code."""


class FactorAgainForm(Plain, mfa.ReauthenticateForm):
    """The same once more, before the way of signing in changes."""


class NewAppForm(Plain, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""


class CredentialField(forms.JSONField):
    """What a browser says for a key; what no browser says is an error in words, whatever it is."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Return the answer as a dictionary."""
        try:
            said = super().to_python(value)
        except (RecursionError, ValueError) as nonsense:
            raise forms.ValidationError(UNREADABLE_KEY) from nonsense
        if said is not None and not isinstance(said, dict):
            raise forms.ValidationError(UNREADABLE_KEY)
        return said

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what a form shown again begins with: nothing, as each answer of a key is good once."""
        return None

    def prepare_value(self, value: Any) -> str:
        """Return an empty text for the browser to fill."""
        return ""


class Keyed(Plain):
    """A form that a key answers; broken and forged answers are refused in words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()


class KnownKey(Keyed):
    """A key that is here already, and its signature."""

    def clean_credential(self) -> Any:
        """Return the key behind the answer."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except BROKEN as nonsense:
            raise forms.ValidationError(UNREADABLE_KEY) from nonsense


class KeySignInForm(KnownKey, webauthn.LoginWebAuthnForm):
    """A passkey that signs in by itself."""


class KeyFactorForm(KnownKey, webauthn.AuthenticateWebAuthnForm):
    """A key after a password or code."""


class KeyAgainForm(KnownKey, webauthn.ReauthenticateWebAuthnForm):
    """A key once more, before the way of signing in changes."""


class NewKeyForm(Keyed, webauthn.AddWebAuthnForm):
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["name"].required = True
        self.fields["passwordless"].label = _("Let this key sign me in by itself")
        self.fields["passwordless"].help_text = _(
            "No password or code is asked for then; the key asks for your fingerprint, face or PIN."
        )

    def clean(self) -> dict[str, Any]:
        """Take the key in."""
        try:
            taken: dict[str, Any] = super().clean() or {}
        except BROKEN as nonsense:
            raise forms.ValidationError(UNREADABLE_KEY) from nonsense
        return taken


class KeyNameForm(Plain, webauthn.EditWebAuthnForm):
    """Another name for a key."""
