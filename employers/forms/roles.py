"""What is said of a role that an employer needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.characters import refuse_hidden_characters
from employers.models import Ask
from employers.occupations import OCCUPATIONS
from employers.skills import LONGEST

MOST = 20  # skills on one form


class SkillsField(forms.CharField):
    """Skills in one line, separated by commas; each is kept once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=1000,
            validators=[refuse_hidden_characters],
            help_text=_("Separated by commas, such as: Python, help desk, SQL."),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Keep at most so many skills, each once."""
        typed = super().clean(value)
        skills = list(dict.fromkeys(skill.strip() for skill in typed.split(",") if skill.strip()))
        if len(skills) > MOST:
            raise forms.ValidationError(
                ngettext("Please name at most %(count)d skill.", "Please name at most %(count)d skills.", MOST)
                % {"count": MOST}
            )
        if any(len(skill) > LONGEST for skill in skills):
            raise forms.ValidationError(_now("Please keep each skill under 60 characters, separated by commas."))
        return ", ".join(skills)


class RoleForm(forms.Form):
    """One role; which one it is cannot be changed later, as it would be another."""

    occupation = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *OCCUPATIONS],
        error_messages={"required": _("Choose a role.")},
    )
    openings = forms.IntegerField(
        label=_("Openings"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("How many people would be hired. Empty where nobody can say."),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("A number from 1 to 9999.")),
    )
    horizon = forms.ChoiceField(label=_("By when"), choices=Ask.Horizon.choices, initial=Ask.Horizon.MONTHS)
    skills = SkillsField(label=_("Skills looked for"))
    town = forms.CharField(label=_("Town"), required=False, max_length=120, validators=[refuse_hidden_characters])

    def __init__(self, *args: Any, ask: Ask | None = None, **kwargs: Any) -> None:
        if ask:
            kwargs["initial"] = {
                "openings": ask.openings,
                "horizon": ask.horizon,
                "skills": ", ".join(ask.skills),
                "town": ask.town,
            }
        super().__init__(*args, **kwargs)
        if ask:
            del self.fields["occupation"]

    def clean(self) -> dict[str, Any]:
        """Return the skills as a list, as the verbs take them."""
        cleaned = super().clean() or {}
        return cleaned | {"skills": [skill for skill in cleaned.get("skills", "").split(", ") if skill]}
