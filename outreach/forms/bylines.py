"""What is asked about letters in an advocate's name: of coordinators whose, and of the advocate what they think."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters_in_text
from community.models import Community
from employers.models import Advocate
from outreach.bylined import LONGEST_WISH


class AdvocateChoice(forms.ModelChoiceField):
    """One of the advocates who agreed to it."""

    def label_from_instance(self, obj: Any) -> str:
        """Return who it is and where they work."""
        return f"{obj.person.name}, {obj.employer.organization.name}"


class ChooseForm(forms.Form):
    """In whose name a letter goes."""

    advocate = AdvocateChoice(
        Advocate.objects.none(),
        label="In whose name does it go?",
        empty_label="Choose an advocate",
        help_text="Only those who agreed that letters go in their name, and who have an address.",
        error_messages={"invalid_choice": "Choose one of those in the list: the others did not agree to it."},
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["advocate"]
        agreed = Advocate.objects.of(community).writing().with_names()
        field.queryset = agreed.order_by("person__folded_name", "pk")


def said(label: Any, *, required: bool, hint: Any = "") -> forms.CharField:
    """Return a field for what an advocate says."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_WISH,
        required=required,
        help_text=hint,
        error_messages={"required": _("Say in a sentence what should read otherwise.")},
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class WishForm(forms.Form):
    """Which other words an advocate would like."""

    words = said(
        _("What should read otherwise?"),
        required=True,
        hint=_("In your own words, or as the sentence should be. We change it and show it to you again."),
    )


class NoForm(forms.Form):
    """Why an advocate would rather not, if they want to say."""

    words = said(_("Is there something that we should know?"), required=False, hint=_("You need not say why."))
