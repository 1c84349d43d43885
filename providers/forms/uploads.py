"""What the provider's desk asks about a spreadsheet of a return: which, what its columns mean, how it is read."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from providers import asking, sheet
from providers.cells import BY_PLACEMENT, DMY, LEFT_OUT, MDY
from providers.choosing import Choices
from providers.kinds import PayUnit, Status

NOT_SAID = ("", gettext_lazy("Choose …"))


class UploadForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("CSV or XLSX with a row of headings, up to 10 MB and 20,000 graduates."),
        error_messages={
            "required": gettext_lazy("Choose a file that ends in .csv or .xlsx."),
            "empty": gettext_lazy("The file is empty. Choose another."),
            "missing": gettext_lazy("Choose a file that ends in .csv or .xlsx."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    where = forms.CharField(
        label=gettext_lazy("Sheet"),
        required=False,
        max_length=31,
        help_text=gettext_lazy("Of a workbook with several. Left empty, we read the one that knows most headings."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before it is read."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > sheet.MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Split it, or save it as XLSX."))
        return upload


class ColumnsForm(forms.Form):
    """What the columns mean."""

    def __init__(
        self, *args: Any, headings: Sequence[str], meanings: Sequence[str], rows: Sequence[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Leave this column out")), *((key, sheet.label_of(key)) for key in sheet.KEYS)]
        self.columns = []
        for place, heading in enumerate(headings):
            name = f"column_{place}"
            self.fields[name] = forms.ChoiceField(
                label=_("What “%(heading)s” means") % {"heading": heading or place + 1},
                choices=choices,
                required=False,
                initial=meanings[place],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            examples = [found[place] for _number, found in rows[:40] if found[place]]
            self.columns.append(
                {"field": self[name], "heading": heading, "examples": list(dict.fromkeys(examples))[:3]}
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a meaning that is given twice, and a table that lacks what a return needs."""
        cleaned = super().clean() or {}
        meanings = [cleaned.get(f"column_{place}", "") for place in range(len(self.columns))]
        for meaning, count in Counter(meanings).items():
            if meaning and count > 1:
                second = [place for place, other in enumerate(meanings) if other == meaning][1]
                words = _("Two columns mean “%(label)s”. Leave one of them out.")
                self.add_error(f"column_{second}", words % {"label": sheet.label_of(meaning)})
        for message in sheet.lacking(meanings):
            self.add_error(None, message)
        return {**cleaned, "meanings": meanings}


class WaysForm(forms.Form):
    """How the rows are read: what is proposed stands there already, and counts once it is sent."""

    is_whole = forms.ChoiceField(
        label=gettext_lazy("What stands in the return already"),
        required=False,
        choices=[
            ("", gettext_lazy("Stays: the file adds to it, and changes graduates of the same reference")),
            ("yes", gettext_lazy("Goes: the file is the whole return")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, asked: asking.Questions, choices: Choices, has_base: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.questions: list[forms.BoundField] = []
        for name, found in asked.orders.items():
            self.ask_order(name, found, choices.orders.get(name, ""))
        if asked.unit:
            self.ask_unit(asked.unit, choices.unit)
        for place, word in enumerate(asked.statuses):
            self.ask_word(place, word, choices.statuses.get(word.folded, ""))
        if len(asked.programs) > 1:
            self.ask_programs(choices.programs)
        for name, found in asked.left.items():
            self.ask_left(name, found, name in choices.left)
        if has_base:
            self.fields["is_whole"].initial = "yes" if choices.is_whole else ""
            self.questions.append(self["is_whole"])
        else:
            del self.fields["is_whole"]

    def put(self, name: str, field: forms.Field) -> None:
        """Ask one question more."""
        self.fields[name] = field
        self.questions.append(self[name])

    def ask_order(self, name: str, found: asking.Word, said: str) -> None:
        """Ask how the days of a column are written."""
        words = ngettext(
            "%(label)s: one row has the day before the month. How is the column to be read?",
            "%(label)s: %(count)s rows have the day before the month. How is the column to be read?",
            found.count,
        )
        self.put(
            f"order-{name}",
            forms.ChoiceField(
                label=words % {"label": sheet.label_of(name), "count": f"{found.count:,}"},
                required=False,
                choices=[NOT_SAID, (DMY, _("Day first: DD/MM/YYYY")), (MDY, _("Month first: MM/DD/YYYY"))],
                initial=said or found.suggestion,
            ),
        )

    def ask_unit(self, found: asking.Word, said: str) -> None:
        """Ask what pay is per where nothing says so."""
        words = ngettext(
            "Base pay: one row does not say what the pay is per. What is it?",
            "Base pay: %(count)s rows do not say what the pay is per. What is it?",
            found.count,
        )
        self.put(
            "unit",
            forms.ChoiceField(
                label=words % {"count": f"{found.count:,}"},
                required=False,
                choices=[NOT_SAID, *PayUnit.choices],
                initial=said or found.suggestion,
            ),
        )

    def ask_word(self, place: int, word: asking.Word, said: str) -> None:
        """Ask what a word of one's own means."""
        codes = [(code, f"{code}: {label}") for code, label in Status.choices]
        words = ngettext("“%(word)s” in one row means", "“%(word)s” in %(count)s rows means", word.count)
        self.put(
            f"word-{place}",
            forms.ChoiceField(
                label=words % {"word": word.spelled[:80], "count": f"{word.count:,}"},
                required=False,
                choices=[
                    NOT_SAID,
                    *codes,
                    (BY_PLACEMENT, _("Graduated: 1A where there is a first day of work, else 4")),
                    (LEFT_OUT, _("Did not graduate: leave these rows out")),
                ],
                initial=said or word.suggestion,
            ),
        )

    def ask_programs(self, said: frozenset[str]) -> None:
        """Ask which programs the return is about."""
        own = [word.folded for word in self.asked.programs if word.suggestion]
        self.put(
            "programs",
            forms.MultipleChoiceField(
                label=_("The file holds several programs. Which is this return about?"),
                required=False,
                choices=[(word.folded, f"{word.spelled} ({word.count:,})") for word in self.asked.programs],
                initial=sorted(said) or own,
                widget=forms.CheckboxSelectMultiple,
            ),
        )

    def ask_left(self, name: str, found: asking.Word, said: bool) -> None:
        """Ask whether what we do not know may stay empty."""
        words = ngettext(
            "%(label)s: leave it empty in one row where we do not know it, such as “%(example)s”",
            "%(label)s: leave it empty in %(count)s rows where we do not know it, such as “%(example)s”",
            found.count,
        )
        said_of = {"label": sheet.label_of(name), "count": f"{found.count:,}", "example": found.spelled}
        self.put(f"left-{name}", forms.BooleanField(label=words % said_of, required=False, initial=said or True))

    def said(self) -> dict[str, Any]:
        """Return what was answered."""
        data = self.cleaned_data
        return {
            "orders": {name: data.get(f"order-{name}", "") for name in self.asked.orders},
            "unit": data.get("unit", ""),
            "statuses": {word.folded: data.get(f"word-{place}", "") for place, word in enumerate(self.asked.statuses)},
            "programs": data.get("programs", []),
            "left": [name for name in self.asked.left if data.get(f"left-{name}")],
            "is_whole": data.get("is_whole") == "yes",
        }
