"""What is asked about a spreadsheet: which one, how it is read, and what its columns mean."""

from collections import Counter
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from directory.forms.fields import line
from directory.models import ImportBatch
from directory.reading.columns import Sheet, lacking
from directory.reading.tables import MAX_BYTES
from directory.reading.texts import DELIMITERS, ENCODINGS, NAMES


class UploadForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text=f"CSV or XLSX, up to {MAX_BYTES // 1024 // 1024} MB and 100,000 rows, with a row of headings.",
        error_messages={
            "required": "Choose a file that ends in .csv or .xlsx.",
            "empty": "The file is empty. Choose another.",
            "missing": "Choose a file that ends in .csv or .xlsx.",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    holds = forms.ChoiceField(
        label="What its rows are",
        required=False,
        choices=[("", "See from its columns"), *ImportBatch.Holds.choices],
        help_text="If that is guessed wrong, you can change it on the next page.",
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large before it is read."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Split it.")
        return upload


class ReadingForm(forms.Form):
    """How the file is read: what its rows are, and its encoding and delimiter, or its sheet."""

    holds = forms.ChoiceField(label="Its rows are", choices=ImportBatch.Holds.choices)

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        reading = batch.reading
        names = {sign: name for name, sign in NAMES.items()}
        kwargs["initial"] = {
            **reading,
            "delimiter": names.get(reading.get("delimiter", ""), ""),
            "holds": batch.holds,
        }
        super().__init__(*args, **kwargs)
        if reading["form"] == "xlsx":
            sheets = [(name, name) for name in reading["sheets"]]
            self.fields["sheet"] = forms.ChoiceField(label="Sheet", choices=sheets)
        else:
            self.fields["encoding"] = forms.ChoiceField(label="Encoding", choices=list(ENCODINGS.items()))
            signs = [(name, name.capitalize()) for name in DELIMITERS.values()]
            self.fields["delimiter"] = forms.ChoiceField(label="Between the cells", choices=signs)

    def reading(self) -> dict[str, Any]:
        """Return what was chosen as reading takes it."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "holds"}
        if "delimiter" in chosen:
            chosen["delimiter"] = NAMES[chosen["delimiter"]]
        return chosen


class ColumnsForm(forms.Form):
    """What the columns mean, where all of it came from, and what happens to what we know already."""

    source = line(
        "Where this list came from", 120, hint="It is kept with everybody on it, so that one can say it when asked."
    )
    known = forms.ChoiceField(choices=ImportBatch.Known.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, batch: ImportBatch, sheet: Sheet, question: str, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "source": batch.source,
            "known": batch.known,
            "is_joining": batch.is_joining,
            "alliance": batch.fixed.get("alliance", ""),
        }
        super().__init__(*args, **kwargs)
        self.batch, self.sheet = batch, sheet
        self.fields["known"].label = sheet.known
        choices = [("", "Leave this column out"), *((target.key, target.label) for target in sheet.targets)]
        self.columns = []
        for index, heading in enumerate(batch.reading["headings"]):
            name = f"column_{index}"
            self.fields[name] = forms.ChoiceField(
                label=f"What “{heading or f'column {index + 1}'}” means",
                choices=choices,
                required=False,
                initial=batch.columns[index],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            examples = [cells[index] for cells in batch.reading["examples"] if cells[index]]
            self.columns.append({"field": self[name], "heading": heading, "examples": examples})
        if batch.holds == ImportBatch.Holds.ALLIANCES:
            self.fields["alliance"] = line(
                "All of them are members of",
                200,
                required=False,
                hint="The name of the alliance, where no column names it: a chamber’s list of members, say.",
            )
        if question:
            self.fields["is_joining"] = forms.BooleanField(label=question, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a meaning that is given twice, and a table that lacks what its kind needs."""
        cleaned = super().clean() or {}
        meanings = [cleaned.get(f"column_{index}", "") for index in range(len(self.columns))]
        labels = {target.key: target.label for target in self.sheet.targets}
        for meaning, count in Counter(meanings).items():
            if meaning and count > 1:
                twice = [index for index, other in enumerate(meanings) if other == meaning]
                self.add_error(f"column_{twice[1]}", f"Two columns mean {labels[meaning]}. Leave one of them out.")
        fixed = {"alliance": cleaned["alliance"]} if cleaned.get("alliance") and "alliance" not in meanings else {}
        for need in lacking(self.sheet, [*meanings, *fixed]):
            self.add_error(None, need.message)
        return {**cleaned, "meanings": meanings, "fixed": fixed}
