"""What coordinators answer about the communications plan: audiences, their words, and who says what when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from community.characters import refuse_hidden_characters_in_text
from community.filling import hungry, stranger
from community.models import Community, User
from directory.filters import editors_of, team_of
from directory.forms.fields import day, line
from directory.models import Person
from outreach.models import Audience, PlanAudience, PlanItem
from outreach.numbers import NAMES, PLACES
from outreach.planned import Channel

LONGEST = 10_000  # characters
NOTE = 300  # characters
ADVOCATES = 500  # offered as messengers


class AudienceForm(forms.Form):
    """Whom the plan wants to reach."""

    name = line("Whom do you want to reach?", 120, hint="Such as: manufacturers who never hired for IT here.")
    note = line("Who are they, and what moves them?", 500, required=False)
    people = forms.ModelChoiceField(
        Audience.objects.none(),
        label="Which saved audience finds them?",
        required=False,
        empty_label="None yet",
        help_text="Then the plan says how many they are, and a campaign knows to whom it goes.",
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = Audience.objects.of(community).filter(is_shared=True).order_by("name")


class BlockForm(forms.Form):
    """One answer in the community's words."""

    def __init__(self, *args: Any, values: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = values
        self.fields["words"] = forms.CharField(
            label="The words",
            max_length=LONGEST,
            help_text="A line that begins with a hyphen makes a list; **two stars** make words bold.",
            error_messages={"required": "Write the words, or go back to those before."},
            validators=[refuse_hidden_characters_in_text],
            widget=forms.Textarea(attrs={"rows": 12}),
        )

    def clean_words(self) -> str:
        """Refuse places that nothing fills; a number that cannot be told today is no error, and the page says so."""
        words = str(self.cleaned_data["words"]).replace("\r\n", "\n").replace("\r", "\n")
        if wrong := stranger(words, {**PLACES, **NAMES}):
            raise forms.ValidationError(f"{wrong} is not one of the places that are filled. Use those named below.")
        if empty := hungry(words, {**self.values, **dict.fromkeys(NAMES, "1")}):
            name = empty.strip("() ")
            raise forms.ValidationError(
                f"{empty} is empty in this community. Say what stands there instead: (({name}??some words))."
            )
        return words


class ApproveForm(forms.Form):
    """Until when the words may go into letters."""

    expires_on = day("May be sent until", required=False, hint="Then somebody reads them anew. Empty: no end.")


class ItemForm(forms.Form):
    """Who tells whom what, when and how."""

    audience = forms.ModelChoiceField(
        PlanAudience.objects.none(), label="Whom", empty_label="Choose one", error_messages={"required": "Choose one."}
    )
    message = line("What are they told?", NOTE, hint="In a line, such as: two neighbors hired from the spring class.")
    channel = forms.ChoiceField(label="How", choices=Channel)
    messenger = forms.ChoiceField(label="Who says it", required=False)
    due_on = day("By when")
    owner = forms.ModelChoiceField(
        User.objects.none(), label="Who sees to it", required=False, empty_label="Nobody yet"
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        audience: Any = self.fields["audience"]
        audience.queryset = PlanAudience.objects.of(community).order_by("name")
        owner: Any = self.fields["owner"]
        owner.queryset = editors_of(community, also=self.initial.get("owner"))
        self.users = {f"user-{user.pk}": user for user in team_of(community)}
        speak = Person.objects.of(community).filter(advocates__isnull=False).distinct().order_by("folded_name", "pk")
        self.advocates = {f"person-{person.pk}": person for person in speak[:ADVOCATES]}
        messenger: Any = self.fields["messenger"]
        messenger.choices = [
            ("", "Nobody yet"),
            ("Team", [(key, str(user)) for key, user in self.users.items()]),
            ("Advocates", [(key, str(person)) for key, person in self.advocates.items()]),
        ]

    def facts(self) -> dict[str, Any]:
        """Return what an item holds."""
        answers = dict(self.cleaned_data)
        chosen = answers.pop("messenger")
        return {
            **answers,
            "messenger_user": self.users.get(chosen),
            "messenger_person": self.advocates.get(chosen),
        }

    @staticmethod
    def known(item: PlanItem) -> dict[str, Any]:
        """Return what is known of an item, as this form asks it."""
        chosen = f"user-{item.messenger_user_id}" if item.messenger_user_id else ""
        if item.messenger_person_id:
            chosen = f"person-{item.messenger_person_id}"
        return {
            "audience": item.audience_id,
            "message": item.message,
            "channel": item.channel,
            "messenger": chosen,
            "due_on": item.due_on,
            "owner": item.owner_id,
        }


class DoneForm(forms.Form):
    """What came of it."""

    on = day("Done on")
    note = line("What came of it", NOTE, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["on"] = today


class DropForm(forms.Form):
    """Why it will not be done."""

    note = line("Why will it not be done?", NOTE)
