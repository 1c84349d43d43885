"""What is asked of a program; each kind of provider is asked what applies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters, refuse_hidden_characters_in_text
from employers.forms.roles import SkillsField
from employers.occupations import OCCUPATIONS
from providers.forms.parts import Choice, Line, Page, Patient
from providers.kinds import Intensity, Kind, Mode, Pace
from providers.models import Program
from providers.parts import NEEDED_FACTS, facts_of

MOST = 1_000_000  # people, or dollars


class Number(Patient, forms.IntegerField):
    """A count; empty where it was not said."""

    def __init__(self, *, least: int = 0, most: int = MOST, **kwargs: Any) -> None:
        wrong = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write a whole number, or leave this empty."))
        super().__init__(min_value=least, max_value=most, error_messages=wrong, **kwargs)


class Dollars(Patient, forms.DecimalField):
    """An amount of US dollars."""

    def __init__(self, **kwargs: Any) -> None:
        faults = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
        wrong = dict.fromkeys(faults, _("Write an amount in dollars, such as 4500. Write 0 where it costs nothing."))
        super().__init__(
            min_value=0, max_value=MOST, max_digits=9, decimal_places=2, error_messages=wrong, localize=False, **kwargs
        )


class Option(Patient, forms.ChoiceField):
    """One of a few."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=[("", _("Choose one")), *choices], **kwargs)


def text(rows: int, most: int, **shared: Any) -> Line:
    """Return a box of text."""
    box = forms.Textarea(attrs={"rows": rows})
    return Line(max_length=most, validators=[refuse_hidden_characters_in_text], widget=box, **shared)


def words(most: int, **shared: Any) -> Line:
    """Return a line of text."""
    return Line(max_length=most, validators=[refuse_hidden_characters], **shared)


def fields_of(kind: str) -> dict[str, forms.Field]:
    """Return the field of each fact that there is, in the order in which they are asked."""
    is_service = kind in {Kind.INTERMEDIARY, Kind.OTHER_RESOURCE}
    people = _("People you serve in a year") if is_service else _("People who begin in a year")
    return {
        "summary": text(3, 500, label=_("What is it, in two or three sentences?"), required=True),
        "website": Page(label=_("Its page on the web"), max_length=200, assume_scheme="https", required=False),
        "occupations": Choice(
            label=_("Which occupations does it prepare for?"),
            help_text=_("The names are those of the Standard Occupational Classification of 2018."),
            choices=OCCUPATIONS,
            widget=forms.CheckboxSelectMultiple,
        ),
        "skills": SkillsField(label=_("Which skills do people have at the end?")),
        "admission": text(
            3,
            2_000,
            label=_("Who may come, and how do they get in?"),
            help_text=_("What you ask for, what you do not, and what an admission looks like."),
        ),
        "mode": Option(label=_("Where does it happen?"), choices=Mode.choices),
        "town": words(120, label=_("Town"), required=False),
        "pace": Option(label=_("Who sets the pace?"), choices=Pace.choices),
        "intensity": Option(label=_("How much of a week does it take?"), choices=Intensity.choices),
        "weeks": Number(label=_("How many weeks does it last?"), least=1, most=520),
        "tuition": Dollars(
            label=_("What does it cost the learner, in dollars?"), help_text=_("Write 0 where it costs nothing.")
        ),
        "funding": words(
            300, label=_("Who else may pay?"), help_text=_("WIOA, employers, scholarships."), required=False
        ),
        "credential": words(200, label=_("Which certificate or degree do they get?"), required=False),
        "annual_enrollment": Number(label=people, required=False),
        "annual_completion": Number(label=_("People who complete in a year"), required=False),
    }


class ProgramForm(forms.Form):
    """One program. Only its name is needed to keep it; the rest may come later."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        validators=[refuse_hidden_characters],
        error_messages={"required": _("Give it a name, so that it can be kept.")},
    )

    def __init__(self, *args: Any, kind: str, program: Program | None = None, **kwargs: Any) -> None:
        self.facts = ("summary", *facts_of(kind))
        kwargs["initial"] = initial_of(program, self.facts) if program else {}
        super().__init__(*args, **kwargs)
        needed = {"summary", *NEEDED_FACTS[Kind(kind)]}
        for name, field in fields_of(kind).items():
            if name in self.facts:
                field.required = name in needed
                self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """Refuse more people who complete than begin."""
        cleaned = super().clean() or {}
        begin, complete = cleaned.get("annual_enrollment"), cleaned.get("annual_completion")
        if begin is not None and complete is not None and complete > begin:
            self.add_error("annual_completion", _("More complete than begin. Please look at both numbers."))
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """Return what can be kept, as the verbs take it."""
        said = {name: value for name, value in self.cleaned_data.items() if name in {"name", *self.facts}}
        if "skills" in said:
            said["skills"] = [skill for skill in said["skills"].split(", ") if skill]
        return said


def initial_of(program: Program, facts: tuple[str, ...]) -> dict[str, Any]:
    """Return what a program says now, as the form shows it."""
    first: dict[str, Any] = {"name": program.name}
    for name in facts:
        if name == "occupations":
            first[name] = [occupation.code for occupation in program.occupations.all()]
        elif name == "skills":
            first[name] = ", ".join(program.skills)
        else:
            first[name] = getattr(program, name)
    if first.get("tuition") is not None and first["tuition"] == first["tuition"].to_integral_value():
        first["tuition"] = int(first["tuition"])
    return first
