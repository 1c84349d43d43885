"""The words of the advocate kit, one piece at a time."""

from collections.abc import Mapping
from typing import Any

from django import forms

from community.characters import refuse_hidden_characters_in_text
from employers.pieces import LONGEST, Piece, problem

HINTS = {
    Piece.INTRO: "For the top of an e-mail or a chat. Plain text; a line break stays one.",
    Piece.LETTER: "Plain text; an empty line begins a paragraph.",
    Piece.PHONE: "An outline, a line for each step. It is read, not sent.",
    Piece.POST: "For a social network: one short paragraph.",
    Piece.PAGE: "The first line is the headline. Below these words stand the ask, what it means, the link, its QR code "
    "and your contact. **Two stars** make bold.",
}
ROWS = {Piece.INTRO: 5, Piece.LETTER: 22, Piece.PHONE: 9, Piece.POST: 5, Piece.PAGE: 8}


class KitForm(forms.Form):
    """One piece in the community's words."""

    def __init__(self, *args: Any, piece: Piece, filling: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.piece, self.filling = piece, filling
        self.fields["words"] = forms.CharField(
            label="The words",
            max_length=LONGEST[piece],
            help_text=HINTS[piece],
            error_messages={"required": "Write the words, or go back to ours."},
            validators=[refuse_hidden_characters_in_text],
            widget=forms.Textarea(attrs={"rows": ROWS[piece]}),
        )

    def clean_words(self) -> str:
        """Refuse places that nothing fills."""
        words = str(self.cleaned_data["words"]).replace("\r\n", "\n").replace("\r", "\n")
        if wrong := problem(self.piece, words, self.filling):
            raise forms.ValidationError(wrong)
        return words
