"""Fields that several forms of the directory ask for."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from community.characters import refuse_hidden_characters, refuse_hidden_characters_in_text

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)
TEXT = 10_000  # characters of a note
MISSING = {"required": "Fill this in."}


def line(
    label: str, length: int, *, required: bool = True, autocomplete: str = "off", hint: str = "", kind: str = "text"
) -> forms.CharField:
    """Return a field of one line that refuses hidden characters."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=hint,
        error_messages=MISSING,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"type": kind, "autocomplete": autocomplete}),
    )


def text(label: str, *, required: bool = True, hint: str = "", rows: int = 3) -> forms.CharField:
    """Return a field of several lines that refuses hidden characters."""
    return forms.CharField(
        label=label,
        max_length=TEXT,
        required=required,
        help_text=hint,
        error_messages=MISSING,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day(label: str, *, required: bool = True, hint: str = "", **how: Any) -> forms.DateField:
    """Return a field for a day in living memory."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        validators=[
            MinValueValidator(FIRST_DAY, "Enter a day after 1900."),
            MaxValueValidator(LAST_DAY, "Enter a day before 2200."),
        ],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **how,
    )


def email(label: str, *, required: bool = True, hint: str = "") -> forms.EmailField:
    """Return a field for an address, in lower case when cleaned: one mailbox, one person."""
    return LowerCaseEmailField(
        label=label,
        max_length=254,
        required=required,
        help_text=hint,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class LowerCaseEmailField(forms.EmailField):
    """An address in lower case."""

    def clean(self, value: Any) -> str:
        """Return the address as the directory keeps it."""
        return str(super().clean(value)).lower()
