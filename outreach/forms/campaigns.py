"""What coordinators answer about campaigns: what one is, and what each of its steps says."""

from typing import Any

from django import forms

from community.characters import refuse_hidden_characters_in_text
from community.filling import stranger
from community.models import Community, User
from directory.filters import editors_of
from directory.forms.fields import line
from outreach.composing import BARE_FRAME, CannotCompose, compile_letter
from outreach.course import Condition, StepKind
from outreach.kinds import CAMPAIGN, kind_of
from outreach.models import Audience, Campaign, PlanAudience, Step
from outreach.numbers import NAMES, PLACES
from outreach.personal import ANSWERS, LINKS, PERSON, expand

LONGEST = 10_000  # characters
LATEST = 365  # days
STAND_IN = "words"  # for an answer, while a form looks at what stands around it


class CampaignForm(forms.Form):
    """What a campaign is, and who speaks in it."""

    name = line("What do you call it?", 120, hint="The team sees it. Such as: manufacturers, spring.")
    audience = forms.ModelChoiceField(
        Audience.objects.none(), label="Whom does it reach?", required=False, empty_label="Choose later"
    )
    told_as = forms.ModelChoiceField(
        PlanAudience.objects.none(),
        label="Whose answers do its letters take?",
        required=False,
        empty_label="Those for everybody",
    )
    messenger = line(
        "Who speaks in it?", 150, required=False, hint="A name, for ((messenger)) in its words; it may be an advocate."
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label="Who sees to it", required=False, empty_label="Nobody yet"
    )

    def __init__(self, *args: Any, community: Community, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience: Any = self.fields["audience"]
        audience.queryset = Audience.objects.of(community).seen_by(user).order_by("name")
        told_as: Any = self.fields["told_as"]
        told_as.queryset = PlanAudience.objects.of(community).order_by("name")
        owner: Any = self.fields["owner"]
        owner.queryset = editors_of(community, also=self.initial.get("owner"))

    @staticmethod
    def known(campaign: Campaign) -> dict[str, Any]:
        """Return what is known of a campaign, as this form asks it."""
        return {
            "name": campaign.name,
            "audience": campaign.audience_id,
            "told_as": campaign.told_as_id,
            "messenger": campaign.messenger,
            "owner": campaign.owner_id,
        }


class StepForm(forms.Form):
    """What one step is, when it comes and what it says."""

    kind = forms.ChoiceField(label="What is it?", choices=StepKind)
    days = forms.IntegerField(
        label="Days after the first letters",
        min_value=0,
        max_value=LATEST,
        help_text="0 is the first day; a reminder comes after 5 or more.",
    )
    condition = forms.ChoiceField(label="For whom?", choices=Condition)
    subject = line(
        "Subject, or what the task is", 150, hint="Such as: ((first name??Hello)), ten minutes about your openings?"
    )
    body = forms.CharField(
        label="The words",
        max_length=LONGEST,
        required=False,
        label_suffix="",
        help_text="A letter needs them. A line that begins with a hyphen makes a list; **two stars** make words bold.",
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 16}),
    )

    def clean_subject(self) -> str:
        """Refuse places that do not belong into one line."""
        words = str(self.cleaned_data["subject"])
        if wrong := stranger(words, {**PERSON, **PLACES}):
            raise forms.ValidationError(f"{wrong} cannot stand in a subject. Use those named below, or your own words.")
        return words

    def clean_body(self) -> str:
        """Refuse places that nothing fills, and answers within a line of other words."""
        words = str(self.cleaned_data["body"]).replace("\r\n", "\n").replace("\r", "\n").strip()
        if wrong := stranger(words, {**PERSON, **LINKS, **ANSWERS, **PLACES, **NAMES}):
            raise forms.ValidationError(f"{wrong} is not one of the places that are filled. Use those named below.")
        paragraphs = [part.strip() for part in words.split("\n\n")]
        for name in ANSWERS:
            if any(f"(({name}))" in part and part != f"(({name}))" for part in paragraphs):
                raise forms.ValidationError(f"(({name})) stands in a paragraph of its own: it is one or several.")
        return words

    def clean(self) -> dict[str, Any]:
        """Ask a letter for its words, and try them out."""
        answers = super().clean() or self.cleaned_data
        if answers.get("kind") != StepKind.LETTER or "body" not in answers or "subject" not in answers:
            return answers
        if not answers["body"]:
            self.add_error("body", "Write what the letter says.")
            return answers
        whole = expand(answers["body"], dict.fromkeys(ANSWERS, STAND_IN), dict.fromkeys(NAMES, "1"))
        try:
            compile_letter(answers["subject"], whole, BARE_FRAME, kind_of(CAMPAIGN))
        except CannotCompose as reason:
            self.add_error("body", str(reason))
        return answers

    @staticmethod
    def known(step: Step) -> dict[str, Any]:
        """Return what is known of a step, as this form asks it."""
        return {name: getattr(step, name) for name in ("kind", "days", "condition", "subject", "body")}
