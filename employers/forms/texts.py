"""Drafting, publishing and comparing versions of the commitment text."""

import hashlib
from typing import Any

from django import forms

from community.characters import refuse_hidden_characters_in_text
from employers.models import CommitmentText


def fingerprint(text: CommitmentText) -> str:
    """Return what tells one wording from another, so that nobody publishes what they have not read."""
    return hashlib.sha256("\x1f".join(text.wording).encode()).hexdigest()


class DraftForm(forms.Form):
    """The next version, until it is published."""

    body = forms.CharField(
        label="The commitment",
        help_text="The first paragraph is the ask: it is quoted wherever the commitment appears. "
        "An empty line begins a paragraph, **two stars** make bold.",
        max_length=20_000,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    in_short = forms.CharField(
        label="In short",
        help_text="One line each, in plain words: to interview, not to hire; no fee; withdraw at any time.",
        max_length=2_000,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 5}),
    )

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

    def __init__(self, *args: Any, text: CommitmentText, **kwargs: Any) -> None:
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

    def __init__(self, *args: Any, texts: list[CommitmentText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = {False: ", draft", True: ""}
        choices = [(text.version, f"Version {text.version}{drafts[text.is_published]}") for text in texts]
        for name, label in (("before", "From"), ("after", "To")):
            widget = forms.Select(attrs={"class": "form-select"})
            self.fields[name] = forms.TypedChoiceField(label=label, coerce=int, choices=choices, widget=widget)
