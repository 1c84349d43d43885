"""What coordinators write down of an advocate."""

from typing import Any

from django import forms

from community.characters import refuse_hidden_characters_in_text
from directory.models import Organization, Person


def words(label: str, *, required: bool = False, hint: str = "", longest: int = 2000) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=hint,
        error_messages={"required": "Say it in a sentence."},
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AdvocateForm(forms.Form):
    """Why they are involved, what they do, and what they agreed to."""

    why = words("Why are they involved?", required=True)
    practices = words("Which inclusive practices do they have?", hint="One a line.")
    objection = words("Which objection did they overcome, and how?")
    quote = words("What may be quoted, word for word?", longest=600)
    named = forms.BooleanField(label="They agreed to be named", required=False)
    quoted = forms.BooleanField(
        label="They agreed to be quoted",
        required=False,
        help_text="Named and quoted, their words stand on the pages of referral links, while their employer is public.",
    )
    called = forms.BooleanField(label="They agreed to be called by other employers", required=False)
    writing = forms.BooleanField(
        label="They agreed that letters to other employers go in their name",
        required=False,
        help_text="Each of them only once they approved its words and to whom it goes, by a link.",
    )


class NewAdvocateForm(AdvocateForm):
    """The same, and who it is."""

    person = forms.ModelChoiceField(Person.objects.none(), label="Who?", empty_label="Choose one")
    field_order = ("person",)

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Person.objects.filter(affiliations__organization=organization, affiliations__until=None)
        person: Any = self.fields["person"]
        person.queryset = here.distinct().order_by("folded_name", "pk")
