"""What the provider's desk asks of a return: its graduates row by row, its numbers, why it is corrected, more time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters
from employers.occupations import OCCUPATIONS
from providers.graduates import LABELS, NAMES
from providers.kinds import Documentation, PayUnit, Status

NOTHING = [("", "")]
CHOICES: dict[str, Sequence[tuple[str, Any]]] = {
    "status": [*NOTHING, *((code, f"{code}: {label}") for code, label in Status.choices)],
    "is_in_region": [*NOTHING, ("yes", _("Yes")), ("no", _("No"))],
    "occupation": [*NOTHING, *((code, f"{code} {title}") for code, title in OCCUPATIONS)],
    "pay_unit": [*NOTHING, *PayUnit.choices],
    "documentation": [*NOTHING, *Documentation.choices],
}
LONG = {"reference": 40, "employer_name": 200, "town": 120}
DAYS = frozenset({"graduated_on", "started_on"})


class GraduateForm(forms.Form):
    """One graduate, as typed: whatever is wrong is said by the rules, and kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES:
            self.fields[name] = forms.CharField(label=LABELS[name], required=False, widget=widget_of(name), strip=True)
        self.fields["remove"] = forms.BooleanField(label=_("Take this row out"), required=False)

    def typed(self) -> dict[str, str]:
        """Return what was typed; nothing where the row is to go."""
        if self.cleaned_data.get("remove"):
            return {}
        return {name: self.cleaned_data.get(name, "") for name in NAMES}


def widget_of(name: str) -> forms.Widget:
    """Return what a field is typed into."""
    if name in CHOICES:
        return forms.Select(choices=CHOICES[name], attrs={"class": "form-select"})
    attrs: dict[str, Any] = {"class": "form-control", "autocomplete": "off", "maxlength": LONG.get(name, 30)}
    if name in DAYS:
        return forms.DateInput(attrs={**attrs, "type": "date"})
    if name in {"base_pay", "hours_per_week"}:
        attrs["inputmode"] = "decimal"
    return forms.TextInput(attrs=attrs)


class PageForm(forms.Form):
    """Which page of the draft is saved, and which version of it was shown."""

    seen = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)
    page = forms.IntegerField(min_value=1, max_value=2_000, widget=forms.HiddenInput)
    count = forms.IntegerField(min_value=0, max_value=20, widget=forms.HiddenInput)


def graduate_forms(count: int, data: Mapping[str, Any]) -> list[GraduateForm]:
    """Return the forms of so many rows, filled with data; each is checked by the rules, not by itself."""
    made = [GraduateForm(data, prefix=f"row-{number}") for number in range(count)]
    for form in made:
        form.is_valid()
    return made


def data_of(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return rows as a browser would send them."""
    return {f"row-{number}-{name}": text for number, row in enumerate(rows) for name, text in row.items()}


class SendForm(forms.Form):
    """The numbers of the cohort, and why it is corrected."""

    seen = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)
    enrollments = forms.CharField(
        label=_("How many people had enrolled in this cohort?"),
        required=False,
        max_length=12,
        help_text=_("Those who graduated and those who did not. Leave it empty where you do not know it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    excepted = forms.CharField(
        label=_("How many of them died, were incarcerated or were called to active duty?"),
        required=False,
        max_length=12,
        help_text=_("They are left out of the graduation rate."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    why = forms.CharField(
        label=_("Why do you correct it?"),
        max_length=300,
        help_text=_("In a sentence, without names: such as “two graduates were missing”."),
        validators=[refuse_hidden_characters],
        error_messages={"required": _("Say why you correct it.")},
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["why"]


class NothingForm(forms.Form):
    """That nobody graduated; and why this is said now, where something else was said before."""

    sure = forms.BooleanField(
        label=_("Nobody graduated from this program in this half-year"),
        error_messages={"required": _("Tick this to say so.")},
    )
    why = forms.CharField(
        label=_("Why do you correct it?"),
        max_length=300,
        validators=[refuse_hidden_characters],
        error_messages={"required": _("Say why you correct it.")},
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["why"]


class NamesForm(forms.Form):
    """Whom names of employers mean: one of those suggested, or left as typed."""

    def __init__(self, *args: Any, questions: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for number, question in enumerate(self.questions):
            choices = [(str(one.pk), label_of(one)) for one in question.suggestions]
            if question.meant and question.meant.pk not in {one.pk for one in question.suggestions}:
                choices.insert(0, (str(question.meant.pk), label_of(question.meant)))
            initial = str(question.meant.pk) if question.meant else "none" if question.is_answered else ""
            self.fields[f"name-{number}"] = forms.ChoiceField(
                label=question.name,
                required=False,
                choices=[*choices, ("none", _("No: leave it as typed"))],
                initial=initial,
                widget=forms.RadioSelect,
            )

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """Return each name with its field."""
        return [(question, self[f"name-{number}"]) for number, question in enumerate(self.questions)]

    def answers(self) -> dict[str, int | None]:
        """Return what was answered, by compared name; what was not answered is left out."""
        said = ((question.key, self.cleaned_data.get(f"name-{at}")) for at, question in enumerate(self.questions))
        return {key: None if value == "none" else int(value) for key, value in said if value}


def label_of(organization: Any) -> str:
    """Return an organization with its town."""
    return f"{organization.name}, {organization.town}" if organization.town else str(organization.name)
