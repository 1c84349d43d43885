"""The self-check: a form that is asked by GET, so that nothing of it is kept anywhere but in its address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.forms.roles import SkillsField
from employers.occupations import OCCUPATIONS
from providers.kinds import Barrier, Kind
from providers.selfcheck import Answers

MOST = 100_000  # graduates of a cohort
NUMBER = dict.fromkeys(("invalid", "min_value", "max_value"), _("A whole number, or nothing where you do not know it."))
SECTIONS = {
    "demand": ("occupations", "skills"),
    "quality": ("graduated", "placed", "is_documented"),
    "mission": ("barriers", "counts", "supports", "selects_on_skills"),
    "data": ("signs", "knows_where", "has_somebody"),
}


def people(label: Any, hint: Any = "") -> forms.IntegerField:
    """Return a field for a number of people that may not be known."""
    return forms.IntegerField(
        label=label, help_text=hint, required=False, min_value=0, max_value=MOST, error_messages=NUMBER
    )


def tick(label: Any) -> forms.BooleanField:
    """Return a tick box that may stay empty."""
    return forms.BooleanField(label=label, required=False)


class SelfCheckForm(forms.Form):
    """What a provider would say of itself."""

    kind = forms.ChoiceField(
        label=_("What are you?"), choices=Kind.choices, initial=Kind.TRAINING_PROVIDER, widget=forms.RadioSelect
    )
    occupations = forms.MultipleChoiceField(
        label=_("Jobs you prepare people for"),
        choices=OCCUPATIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skills = SkillsField(label=_("Skills you teach"))
    graduated = people(
        _("How many graduated in your last half-year whose 180 days are over?"),
        _("Leave both numbers empty if you have no such cohort yet."),
    )
    placed = people(_("How many of them started a full-time job in the field within 180 days?"))
    is_documented = tick(_("For most of these jobs we can show how we know of them"))
    barriers = forms.MultipleChoiceField(
        label=_("Barriers that people you serve face"),
        choices=Barrier.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    counts = tick(_("We can count, per half-year, whom we served, who graduated and who found work"))
    supports = tick(_("We do something about these barriers"))
    selects_on_skills = tick(_("We admit and recommend people by what they can do, and ask for no degree"))
    signs = tick(_("We would sign a data-sharing agreement"))
    knows_where = tick(_("We can say where and when each graduate started work"))
    has_somebody = tick(_("Somebody here would send these numbers each half-year"))

    def clean(self) -> dict[str, Any]:
        """Refuse more placed than graduated, and one number without the other."""
        cleaned = super().clean() or {}
        graduated, placed = cleaned.get("graduated"), cleaned.get("placed")
        if graduated is not None and placed is not None and placed > graduated:
            self.add_error("placed", _("More than graduated. Please look at both numbers."))
        if not self.has_error("graduated") and not self.has_error("placed") and (graduated is None) != (placed is None):
            self.add_error("placed" if placed is None else "graduated", _("Give both numbers, or neither."))
        if graduated == 0:
            self.add_error("graduated", _("Nobody graduated? Then leave both numbers empty."))
        return cleaned

    def answers(self) -> Answers:
        """Return what was answered."""
        said: dict[str, Any] = dict(self.cleaned_data)
        said["skills"] = tuple(skill for skill in said["skills"].split(", ") if skill)
        said |= {name: tuple(said[name]) for name in ("occupations", "barriers")}
        return Answers(**said)
