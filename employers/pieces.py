"""A rule: the pieces of the advocate kit, and what may stand between ((double parentheses)) in their words."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from community import prose
from community.filling import PLACEHOLDER, fill, hungry, stranger


class Piece(TextChoices):
    """One thing that an advocate sends, says or hands over."""

    INTRO = "intro", _("Three lines")
    LETTER = "letter", _("A letter")
    PHONE = "phone", _("On the phone")
    POST = "post", _("A post")
    PAGE = "page", _("One page to hand over")


SPOKEN = (Piece.INTRO, Piece.LETTER, Piece.PHONE, Piece.POST)  # plain text, to be copied as it stands
LONGEST = {Piece.INTRO: 700, Piece.LETTER: 4000, Piece.PHONE: 2000, Piece.POST: 600, Piece.PAGE: 3000}  # characters
PLACEHOLDERS = {
    "link": "the advocate’s own link",
    "name": "the advocate’s name",
    "organization": "their organization",
    "what we did": "“signed the commitment of” the community, or “stand behind” it while theirs has not signed",
    "community": "the community’s name",
    "region": "its region",
    "ask": "the first paragraph of the commitment",
    "contact name": "who answers questions",
    "contact email": "the contact’s e-mail",
    "contact phone": "the contact’s phone",
}
WITH_LINK = frozenset(SPOKEN)  # under the page the link stands by itself, with its QR code


def problem(piece: str, words: str, values: Mapping[str, str]) -> str:
    """Return why these words cannot be a piece of the kit, in words; an empty text where nothing is in the way.

    `values` are what an advocate would find in the places.
    """
    if wrong := stranger(words, PLACEHOLDERS):
        return f"{wrong} is not one of the places that are filled. Use those named below."
    if empty := hungry(words, values):
        name = empty.strip("() ")
        return f"{empty} is empty in this community. Say what stands there instead: (({name}??some words))."
    if piece in WITH_LINK and "link" not in {match[1] for match in PLACEHOLDER.finditer(words)}:
        return "Put ((link)) where the advocate’s link goes: a signature that comes by it is credited to them."
    return ""


def as_text(words: str, values: Mapping[str, str]) -> str:
    """Return a piece filled, as plain text."""
    return fill(words, values)


def as_page(words: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Return the headline of a page as text, and what stands beneath as safe HTML.

    The first line is the headline. Markdown is rendered before the places are filled, and all is cleaned after.
    """
    headline, _break, rest = words.strip().partition("\n")
    return fill(headline.lstrip("# "), values), prose.filled(rest, values)
