"""What is asked about a task, and what can be written down about an organization or a person."""

from datetime import date
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from community.characters import has_hidden_characters
from community.models import Community, User
from directory.entries import Kind
from directory.filters import members_of, options_of, team_of
from directory.forms.fields import day, line, text
from directory.models import Organization, Person, Task
from directory.names import fold

TASK, INTRODUCTION = "task", "introduction"
TITLE = 200  # characters
KINDS = (*Kind.choices, (INTRODUCTION, "Introduction"), (TASK, "Task"))
PEOPLE = 100  # of an organization, to choose from


class TaskForm(forms.Form):
    """A task, added or changed."""

    title = line("What is to be done", TITLE)
    due_on = day("By when", required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label="Who does it", required=False, empty_label="Nobody yet")

    def __init__(self, *args: Any, community: Community, task: Task | None = None, **kwargs: Any) -> None:
        if task:
            kwargs["initial"] = {"title": task.title, "due_on": task.due_on, "owner": task.owner_id}
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = team_of(community)  # type: ignore[attr-defined]  # a ModelChoiceField


class ComposerForm(forms.Form):
    """One line for everything that a coordinator did or is going to do."""

    kind = forms.ChoiceField(label="What was it?", choices=KINDS, initial=Kind.NOTE, widget=forms.RadioSelect)
    text = text("In your words", rows=2)
    introducer = line("Who introduced us, by name or e-mail", 254)
    person = forms.ModelChoiceField(
        Person.objects.none(), label="With whom", required=False, empty_label="Nobody in particular"
    )
    on = day("On", required=False)
    due_on = day("Due", required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label="Who does it", required=False, empty_label="Nobody yet")

    def __init__(
        self,
        *args: Any,
        community: Community,
        today: date,
        organization: Organization | None = None,
        by: User,
        kind: str = "",
        person: int | None = None,
        **kwargs: Any,
    ) -> None:
        first = kind if kind in dict(KINDS) else Kind.NOTE
        kwargs["initial"] = {"on": today, "owner": by.pk, "kind": first, "person": person}
        super().__init__(*args, **kwargs)
        self.today, self.community = today, community
        if self.is_bound:  # each kind asks for its own: an introduction for who, all others for words
            is_introduction = self.data.get("kind") == INTRODUCTION
            self.fields["introducer"].required, self.fields["text"].required = is_introduction, not is_introduction
        self.fields["owner"].queryset = team_of(community)  # type: ignore[attr-defined]  # a ModelChoiceField
        if organization is None:
            del self.fields["person"]
        else:
            here = organization.affiliations.current().values("person_id")
            self.fields["person"].queryset = Person.objects.of(community).filter(pk__in=here).order_by("folded_name")  # type: ignore[attr-defined]

    @property
    def menus(self) -> dict[str, SafeString]:
        """Return the lines of the menus as HTML, by their fields."""
        menus = {"owner": options_of((("", "Nobody yet"), *members_of(self.community)), self.chosen("owner"))}
        if "person" in self.fields:
            people = self.fields["person"].queryset.values_list("pk", "name")[:PEOPLE]  # type: ignore[attr-defined]  # a ModelChoiceField
            choices = (("", "Nobody in particular"), *((str(pk), name) for pk, name in people))
            menus["person"] = options_of(choices, self.chosen("person"))
        return menus

    def chosen(self, name: str) -> str:
        """Return what is chosen in a menu."""
        value = self[name].value()
        return "" if value is None else str(value)

    @property
    def is_introduction(self) -> bool:
        """Tell whether somebody introduced us."""
        return bool(self.cleaned_data["kind"] == INTRODUCTION)

    def clean_introducer(self) -> Person | None:
        """Find who introduced us by their address, or by a name that only one of our people has."""
        said: str = self.cleaned_data["introducer"]
        if self.cleaned_data.get("kind") != INTRODUCTION:
            return None
        known = Person.objects.of(self.community)
        named = known.filter(email=said.lower()) if "@" in said else known.filter(folded_name=fold(said)[:150])
        found = list(named.order_by("pk")[:2])
        if not found:
            raise forms.ValidationError("We know nobody like that. Add them among the people first.")
        if len(found) > 1:
            raise forms.ValidationError("More than one of our people is called so. Write their e-mail instead.")
        return found[0]

    @property
    def is_task(self) -> bool:
        """Tell whether it is something to be done."""
        return bool(self.cleaned_data["kind"] == TASK)

    def clean_on(self) -> date:
        """Return the day it happened, today where none is given; what is to come is a task."""
        on: date = self.cleaned_data["on"] or self.today
        if on > self.today and self.cleaned_data.get("kind") != TASK:
            raise forms.ValidationError("That day is still to come. Make it a task, or correct the day.")
        return on

    def clean(self) -> dict[str, Any]:
        """Refuse a task of more than one line."""
        cleaned = super().clean() or {}
        title = cleaned.get("text", "")
        if cleaned.get("kind") == TASK and (len(title) > TITLE or has_hidden_characters(title)):
            self.add_error("text", f"A task is one line of at most {TITLE} characters; write a note beside it.")
        return cleaned
