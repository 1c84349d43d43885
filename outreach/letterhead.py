"""A rule: the community's letterhead, HTML and text, around every letter."""

import secrets
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import translation

from community.colors import palette
from outreach.composing import Frame

LETTER_MARK = "letter-" + secrets.token_hex(8)
UNSUBSCRIBE_MARK = "unsubscribe-" + secrets.token_hex(8)


@dataclass(frozen=True)
class Letterhead:
    """What a community puts around its letters."""

    name: str
    url: str
    color: str
    contact_name: str
    contact_title: str
    contact_email: str
    contact_phone: str
    postal_address: str
    language: str
    is_transactional: bool


@lru_cache(maxsize=64)
def frame_of(letterhead: Letterhead) -> Frame:
    """Return the letterhead as HTML and text."""
    context = {
        "letterhead": letterhead,
        "palette": palette(letterhead.color),
        "letter_mark": LETTER_MARK,
        "unsubscribe_mark": UNSUBSCRIBE_MARK,
    }
    with translation.override(letterhead.language):
        html = render_to_string("outreach/letters/frame.html", context)
        text = render_to_string("outreach/letters/frame.txt", context)
    return Frame(html, text.strip() + "\n", LETTER_MARK, UNSUBSCRIBE_MARK)
