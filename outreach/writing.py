"""Writing a letter out: its links are made now, its holes are filled, and it gets its headers."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.utils import translation

from community import links
from community.filling import tame
from community.purposes import PURPOSES
from outreach import unsubscribing
from outreach.bylined import via
from outreach.composing import UNSUBSCRIBE, Compiled, compile_letter
from outreach.envelope import Outgoing, mailbox, wire_address
from outreach.kinds import SENDER, TEST, kind_of
from outreach.letterhead import Letterhead, frame_of
from outreach.models import Letter, Step
from outreach.outbox import common_values, letterhead

# What stands for a link where a letter is only looked at: nobody of the team ever sees a working one.
PREVIEW_LINK = "https://portal.invalid/this-link-is-made-when-the-letter-leaves/"
STRUCK_OUT = "••••••"


def write_out(letter: Letter, *, at: datetime) -> Outgoing:
    """Return the letter ready to go, with fresh links; raises CannotCompose or CannotAddress where it is not fit."""
    community = letter.community
    wire_address(letter.to_email)
    addresses = {name: made(letter, *link, at=at) for name, link in letter.links.items()}
    headers = {"Auto-Submitted": "auto-generated"}
    if not letter.is_transactional:
        token = unsubscribing.token_for(community, letter.to_email)
        addresses[UNSUBSCRIBE] = unsubscribing.page_url(community, token)
        headers |= {
            "List-Unsubscribe": f"<{unsubscribing.one_click_url(community, token)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if letter.step and letter.step.pinned_email:
        headers["Reply-To"] = both(letter, letter.step)
    compiled, values = filling(letter, addresses)
    subject, text, html, body = compiled.pour(values)
    return Outgoing(
        message_id=letter.message_id,
        sender=(sender_name(letter), community.sender[1]),
        to=(tame(letter.to_name), letter.to_email),
        reply_to="" if "Reply-To" in headers else reply_address(letter),
        subject=subject,
        text=text,
        html=html,
        written_at=at,
        headers=headers,
        body=body,
    )


def sender_name(letter: Letter) -> str:
    """Return as whose a letter is shown; in an advocate's name it comes from our address all the same (DMARC)."""
    name = letter.step.pinned_name if letter.step else letter.values.get(SENDER, "")
    return shown_as(name, letter.community.sender[0], letter.language)


@lru_cache(maxsize=64)
def shown_as(name: str, ours: str, language: str) -> str:
    """Return the sender's name as it is shown: somebody's by way of ours."""
    with translation.override(language):
        return via(tame(name), tame(ours))


def reply_address(letter: Letter) -> str:
    """Return where answers go: the contact person, or our mailbox under an address that names the letter.

    Whoever answers a test has something to say to the team, and is no contact of anybody's.
    """
    if letter.kind == TEST:
        return letter.community.contact_email
    local, at_sign, domain = settings.REPLIES_TO.rpartition("@")
    token = letter.message_id.strip("<>").partition("@")[0]
    return f"{local}+{token}{at_sign}{domain}" if at_sign else letter.community.contact_email


def both(letter: Letter, step: Step) -> str:
    """Return the mailboxes that answers go to where an advocate lends their name: ours, and theirs."""
    boxes = ("", reply_address(letter)), (tame(step.pinned_name), step.pinned_email)
    return ", ".join(str(mailbox(*box)) for box in boxes)


def made(letter: Letter, purpose: str, target: str, *, at: datetime) -> str:
    """Return the address of one link: a page of the portal, or a new token for a purpose and a record."""
    if not purpose:
        return letter.community.url + target
    return links.mint(PURPOSES[purpose], target, community=letter.community, at=at)


def preview(letter: Letter) -> tuple[str, str, str]:
    """Return subject, text and HTML as the recipient sees them, but without working links or secrets."""
    kind = kind_of(letter.kind)
    addresses = dict.fromkeys(kind.links | {UNSUBSCRIBE}, PREVIEW_LINK)
    compiled, values = filling(letter, addresses | dict.fromkeys(kind.secrets, STRUCK_OUT))
    return compiled.fill(values)


def filling(letter: Letter, more: dict[str, str]) -> tuple[Compiled, dict[str, str]]:
    """Return the letter with its holes, and what fills them, with its links and whatever else stands in for a value."""
    kind = kind_of(letter.kind)
    pinned = letter.step.campaign.pinned if letter.step else {}
    head = Letterhead(**pinned["letterhead"]) if pinned else letterhead(letter.community, kind, letter.language)
    values = common_values(letter) | pinned.get("values", {}) | letter.values | more
    return compile_letter(*letter.source, frame_of(head), kind), values
