"""Drafting, publishing and comparing versions of the commitment text."""

import hashlib
from collections.abc import Sequence
from typing import Any, Protocol

from django import forms

from community.characters import refuse_hidden_characters_in_text
from employers.wordings import Wording


class Version(Protocol):
    """A version of something that is drafted and then published: of the commitment, or of the criteria."""

    version: int

    @property
    def is_published(self) -> bool:
        """Tell whether it is frozen."""

    @property
    def wording(self) -> Sequence[str]:
        """Return all that is read."""


def fingerprint(text: Version) -> str:
    """Return what tells one wording from another, so that nobody publishes what they have not read."""
    return hashlib.sha256("\x1f".join(text.wording).encode()).hexdigest()


class DraftForm(forms.Form):
    """The next version, until it is published."""

    body = forms.CharField(
        help_text="The first paragraph is the ask: it is quoted wherever the text appears. "
        "An empty line begins a paragraph, **two stars** make bold.",
        max_length=20_000,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    in_short = forms.CharField(
        label="In short",
        max_length=2_000,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = wording.label
        self.fields["in_short"].help_text = wording.hint

    def clean_body(self) -> str:
        """Keep one kind of line break, because the fingerprint is over the exact bytes."""
        return readable(self.cleaned_data["body"])

    def clean_in_short(self) -> str:
        """Keep one kind of line break."""
        return readable(self.cleaned_data["in_short"])


def readable(text: str) -> str:
    """Return the text with plain line breaks and nothing at the ends of its lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


class PublishForm(forms.Form):
    """Publish exactly what the page has shown."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, text: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.initial["shown"] = fingerprint(text)

    def clean_shown(self) -> str:
        """Refuse where somebody changed the draft since the page was opened."""
        if self.cleaned_data["shown"] != fingerprint(self.text):
            raise forms.ValidationError("A colleague changed the draft since you opened this page. Read it once more.")
        return str(self.cleaned_data["shown"])


class CompareForm(forms.Form):
    """Which two versions to lay side by side."""

    def __init__(self, *args: Any, texts: Sequence[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = {False: ", draft", True: ""}
        choices = [(text.version, f"Version {text.version}{drafts[text.is_published]}") for text in texts]
        for name, label in (("before", "From"), ("after", "To")):
            widget = forms.Select(attrs={"class": "form-select"})
            self.fields[name] = forms.TypedChoiceField(label=label, coerce=int, choices=choices, widget=widget)
