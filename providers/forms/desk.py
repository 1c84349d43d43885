"""What the provider's desk asks beside the parts: evidence, declared cohorts, signing off, withdrawing."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from community.attachments import ACCEPT
from community.characters import refuse_hidden_characters, refuse_hidden_characters_in_text
from providers.kinds import half, half_year_of
from providers.models import Program

COHORTS = 10  # half-years that are offered, the latest first


class EvidenceForm(forms.Form):
    """A file or a link, with what it is."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        label_suffix="",
        allow_empty_file=True,  # the verb says what is wrong with it
        help_text=_("PDF, a picture (PNG, JPEG), DOCX or XLSX, up to 10 MB, without macros."),
        widget=forms.FileInput(attrs={"accept": ACCEPT, "data-most-bytes": str(10 * 1024 * 1024)}),
    )
    url = forms.URLField(
        label=_("Or a link"),
        required=False,
        label_suffix="",
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": _("Write a whole web address, such as example.org/report.")},
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    title = forms.CharField(
        label=_("What is it?"),
        required=False,
        max_length=150,
        help_text=_("Such as: advisory board minutes. Left empty, the file’s name stands there."),
        validators=[refuse_hidden_characters],
    )
    dated_on = forms.DateField(
        label=_("Of which day?"),
        required=False,
        error_messages={"invalid": _("Write a day, such as 2026-03-31.")},
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    description = forms.CharField(
        label=_("What should we look at in it?"),
        required=False,
        max_length=500,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_dated_on(self) -> date | None:
        """Refuse days of other centuries."""
        day: date | None = self.cleaned_data["dated_on"]
        if day and not 1990 <= day.year <= 2100:
            raise forms.ValidationError(_("Write a day of our time, such as 2026-03-31."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for a file or a link, and not for both at once."""
        cleaned = super().clean() or {}
        has_file = self.files.get(self.add_prefix("file")) is not None
        has_url = bool(self.data.get(self.add_prefix("url"), "").strip())
        if has_file and has_url:
            self.add_error("url", _("Add the file and the link one after the other."))
        elif not has_file and not has_url:
            self.add_error("file", _("Choose a file, or write the address of a page."))
        return cleaned


class DeclareForm(forms.Form):
    """One cohort with what became of it."""

    program = forms.ModelChoiceField(
        label=_("Of what?"),
        queryset=Program.objects.none(),
        empty_label=None,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of what you offer.")),
    )
    cohort = forms.ChoiceField(label=_("Who finished in"))
    graduated = forms.IntegerField(
        label=_("How many finished?"),
        min_value=1,
        max_value=100_000,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Write how many finished.")),
    )
    placed = forms.IntegerField(
        label=_("How many of them started in the field within 180 days?"),
        min_value=0,
        max_value=100_000,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write how many. 0 is fine.")
        ),
    )
    median_salary = forms.IntegerField(
        label=_("Their median salary, dollars a year"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=_("Optional, and never held against you."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Write whole dollars, or nothing.")),
    )

    def __init__(self, *args: Any, programs: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = programs  # type: ignore[attr-defined]  # a field of models has one
        self.fields["cohort"].choices = cohorts(today)  # type: ignore[attr-defined]  # a field of choices has them

    def clean_cohort(self) -> date:
        """Return the first day of the half-year."""
        return date.fromisoformat(self.cleaned_data["cohort"])

    def clean(self) -> dict[str, Any]:
        """Refuse more who were placed than finished."""
        cleaned = super().clean() or {}
        graduated, placed = cleaned.get("graduated"), cleaned.get("placed")
        if graduated is not None and placed is not None and placed > graduated:
            self.add_error("placed", _("More than finished. Please look at both numbers."))
        return cleaned


def cohorts(today: date) -> list[tuple[str, str]]:
    """Return the half-years that may be declared, the latest first."""
    first, found = half_year_of(today), []
    for _number in range(COHORTS):
        found.append((first.isoformat(), half(first)))
        first = date(first.year, 1, 1) if first.month == 7 else date(first.year - 1, 7, 1)
    return found


class SignOffForm(forms.Form):
    """The last look before an application is submitted."""

    typed_name = forms.CharField(
        label=_("Type your full name"),
        max_length=150,
        help_text=_("It stands under the application as its sender."),
        validators=[refuse_hidden_characters],
        error_messages={"required": _("Type your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_true = forms.BooleanField(
        label=_("What we say here is true, as far as we know."),
        error_messages={"required": _("Tick this, or change what is not so.")},
    )
    knows_criteria = forms.BooleanField(
        label=_("We have read the four criteria by which it is judged."),
        error_messages={"required": _("Read the criteria first, then tick this.")},
    )
    criteria = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version is not None:
            self.initial["criteria"] = version
            self.fields["knows_criteria"].label = _(
                "We have read version %(version)d of the four criteria by which it is judged."
            ) % {"version": version}

    def read_anew(self, version: int) -> None:
        """Ask for another tick: newer criteria were published while this was read."""
        typed = {name: value for name, value in self.data.items() if name != "knows_criteria"}
        self.data = typed | {"criteria": str(version)}
