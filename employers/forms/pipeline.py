"""What coordinators answer about employers on their way: the next stage, the next step, and what to do with many."""

from typing import Any

from django import forms

from community.characters import refuse_hidden_characters
from community.models import Community, User
from directory import spreadsheets
from directory.filters import team_of
from directory.forms.fields import day, line
from employers.models import Employer
from employers.stages import WITH_A_REASON, Stage, next_stages

REASON = 300  # characters
CHOOSE = ("", "Choose a stage")


class StageForm(forms.Form):
    """Where employers go, and why where that is the end."""

    stage = forms.ChoiceField(label="Move to", choices=[CHOOSE, *Stage.choices])
    reason = forms.CharField(
        label="Why",
        required=False,
        label_suffix="",
        max_length=REASON,
        help_text="Needed for “Declined” and “Do not contact”: the next colleague should not have to ask again.",
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where the stage needs one."""
        cleaned = super().clean() or {}
        if cleaned.get("stage") in WITH_A_REASON and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why, so that a colleague need not ask again.")
        return cleaned


class MoveForm(StageForm):
    """The same for one employer: only the stages that it may go to."""

    def __init__(self, *args: Any, employer: Employer, is_committed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = next_stages(employer.stage, is_committed=is_committed)
        self.fields["stage"].choices = [CHOOSE, *((stage.value, stage.label) for stage in stages)]  # type: ignore[attr-defined]


class NextStepForm(forms.Form):
    """What is done next, and by when."""

    step = line("Next step", 200, required=False, hint="Empty where nothing is planned.")
    on = day("By when", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a day without anything to do on it."""
        cleaned = super().clean() or {}
        if cleaned.get("on") and not cleaned.get("step") and "step" not in self.errors:
            self.add_error("step", "Say what is to be done on that day.")
        return cleaned


class AssignForm(forms.Form):
    """Who takes them over."""

    owner = forms.ModelChoiceField(User.objects.none(), label="Give them to", required=False, empty_label="Nobody")

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = team_of(community)  # type: ignore[attr-defined]


class KeepTogetherForm(forms.Form):
    """As which file they are kept."""

    form = forms.ChoiceField(
        label="As", choices=[(spreadsheets.CSV, "CSV, for any program"), (spreadsheets.XLSX, "XLSX, for spreadsheets")]
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class MoveTogetherForm(StageForm):
    """The same for many at once: who may not go there stays, and is named."""

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class TagTogetherForm(forms.Form):
    """The tag that all of them get."""

    tag = line("Tag", 60)

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class TaskTogetherForm(forms.Form):
    """The task that is made about each of them."""

    title = line("What is to be done with each", 200)
    due_on = day("By when", required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label="Who does it", required=False, empty_label="Nobody yet")

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = team_of(community)  # type: ignore[attr-defined]
