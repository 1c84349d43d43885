"""What is asked about introductions: of whoever asks for one, of introducers, and of who writes their answer down."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters, refuse_hidden_characters_in_text
from community.models import Community
from directory.forms.fields import LowerCaseEmailField, day, text
from directory.models import Organization, Person
from directory.replies import Reply

WORDS = 4000  # characters of a letter
NOTE = 1000
FARTHEST = timedelta(days=730)


def of_people(community: Community) -> forms.ModelChoiceField:
    """Return a field for a person of the community who need not be named."""
    return forms.ModelChoiceField(Person.objects.of(community), required=False)


class WayForm(forms.Form):
    """What the address of a request says of the way beside its two ends; what does not fit is left out."""

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["through"] = of_people(community)
        self.fields["knower"] = of_people(community)
        self.fields["organization"] = forms.ModelChoiceField(Organization.objects.of(community), required=False)

    @property
    def way(self) -> dict[str, Any]:
        """Return whom the introducer would ask, why we want to meet the target, and who of us knows the introducer."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class AskForm(forms.Form):
    """The words of the letter."""

    words = text("Your letter", rows=16, hint="Each line becomes a paragraph; the button to answer stands below.")
    anyway = forms.BooleanField(label="Ask anyway", required=False)

    def __init__(self, *args: Any, lately: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anyway"].label = f"Ask anyway: {lately}"
        if not lately:
            del self.fields["anyway"]

    def clean_words(self) -> str:
        """Refuse a letter longer than anybody reads."""
        words: str = self.cleaned_data["words"]
        if len(words) > WORDS:
            raise forms.ValidationError(f"Say it in {WORDS:,} characters: nobody reads a longer letter.")
        return words


def note(label: Any, hint: Any = "") -> forms.CharField:
    """Return a field for a word of the introducer's own."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=NOTE,
        help_text=hint,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def one_line(label: Any, length: int, hint: Any = "") -> forms.CharField:
    """Return a field of one line about somebody else, which the browser need not fill in."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        help_text=hint,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def not_before() -> forms.DateField:
    """Return the field for the day on which to ask again."""
    return forms.DateField(
        label=_("When may we ask again?"),
        required=False,
        help_text=_("Leave it empty, and we leave it for two months."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Choose a day.")},
    )


def their_email() -> LowerCaseEmailField:
    """Return the field for the address of whom to ask instead."""
    return LowerCaseEmailField(
        label=_("Their e-mail, if you may share it"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write a whole address, such as jo@acme.com.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class ReplyForm(forms.Form):
    """One of the three answers; each has a form of its own on the page of the link."""

    reply: forms.Field = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date | None:
        """Ask for a day to come, and not one that nobody will live to see."""
        until: date | None = self.cleaned_data.get("until")
        if until and not self.today < until <= self.today + FARTHEST:
            raise forms.ValidationError(_now("Choose a day to come, within two years."))
        return until


class HappyForm(ReplyForm):
    """Happy to."""

    note = note(_("Anything we should know?"), _("Such as how you will do it, or what to mention."))


class LaterForm(ReplyForm):
    """Not now."""

    until = not_before()


class NotMeForm(ReplyForm):
    """Not me, but somebody else."""

    name = one_line(_("Who is closer to them?"), 150, _("Their name. If nobody comes to mind, leave it empty."))
    title = one_line(_("What they do, and where"), 150)
    email = their_email()


FORMS: dict[str, type[ReplyForm]] = {Reply.HAPPY: HappyForm, Reply.LATER: LaterForm, Reply.NOT_ME: NotMeForm}


class SaidForm(ReplyForm):
    """What an introducer said on the phone or in person, written down by a coordinator."""

    reply = forms.ChoiceField(label="What did they say?", choices=Reply.choices, widget=forms.RadioSelect)
    note = note("In their words")
    until = not_before()
    name = one_line("Whom to ask instead", 150, "Where they said “not me”.")
    title = one_line("What that person does, and where", 150)
    email = their_email()

    def clean(self) -> dict[str, Any]:
        """Keep of the fields those that belong to the answer."""
        cleaned = super().clean() or {}
        kept = {"reply", "note", *FORMS.get(cleaned.get("reply", ""), ReplyForm).base_fields}
        return {name: value for name, value in cleaned.items() if name in kept}


class MadeForm(forms.Form):
    """When the introduction was made, and how."""

    on = day("When was it made?")
    note = note("How did it go?")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today}
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """Refuse a day to come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("That day is still to come.")
        return on
