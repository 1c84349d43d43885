"""The advocate kit: its words are drafted, approved by a coordinator, and filled for whoever uses them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from community import audit
from community.filling import tame
from community.models import Community, User
from employers.models import CommitmentText, Employer, KitText, ReferralLink
from employers.pieces import SPOKEN, Piece, as_page, as_text
from employers.texts import FIRST_BODY

LONGEST_ASK = 2000  # characters


class CannotApprove(Exception):
    """These words cannot be approved; the message says why."""


@dataclass(frozen=True)
class Words:
    """One piece, filled."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Page:
    """The page to hand over, filled: its headline as text, and what stands beneath as HTML that was cleaned."""

    headline: str
    body: SafeString


def first_words(piece: str) -> str:
    """Return the portal's own words, used until a community approves others."""
    return render_to_string(f"employers/kit/{piece}.txt").strip()


def words(community: Community) -> dict[str, str]:
    """Return the words of each piece as advocates use them: approved last, or the portal's own."""
    approved = dict(KitText.objects.of(community).newest().values_list("piece", "words"))
    return {piece.value: approved.get(piece) or first_words(piece) for piece in Piece}


def values(link: ReferralLink, employer: Employer, community: Community) -> dict[str, str]:
    """Return what fills the places for the holder of a link at an employer."""
    did = _("signed the commitment of %s") if employer.commitments.active().exists() else _("stand behind %s")
    own = {"link": link.url, "name": tame(link.name), "organization": tame(employer.organization.name)}
    return {**common(community), **own, "what we did": did % tame(community.name)}


def example(community: Community) -> dict[str, str]:
    """Return what fills the places where a coordinator reads the words: an invented advocate."""
    own = {"link": f"{community.url}/r/EXAMPLE/", "name": "Jo Park", "organization": "Acme Works"}
    return {**common(community), **own, "what we did": _("signed the commitment of %s") % tame(community.name)}


def common(community: Community) -> dict[str, str]:
    """Return what fills the places whoever uses the words."""
    text = CommitmentText.objects.newest(community)
    return {
        "community": tame(community.name),
        "region": tame(community.region),
        "ask": tame(text.ask if text else FIRST_BODY.split("\n\n", 1)[0], LONGEST_ASK),
        "contact name": tame(community.contact_name),
        "contact email": tame(community.contact_email),
        "contact phone": tame(community.contact_phone),
    }


def spoken(written: Mapping[str, str], filling: Mapping[str, str]) -> list[Words]:
    """Return the pieces that are copied, filled."""
    return [Words(piece.value, str(piece.label), as_text(written[piece], filling)) for piece in SPOKEN]


def page(written: Mapping[str, str], filling: Mapping[str, str]) -> Page:
    """Return the page to hand over, filled."""
    headline, body = as_page(written[Piece.PAGE], filling)
    return Page(headline, mark_safe(body))  # noqa: S308 - cleaned by nh3 in prose


@transaction.atomic
def write(community: Community, piece: str, *, words: str, by: User, at: datetime) -> KitText:
    """Write the draft of a piece, begun where there is none; advocates go on using what was approved."""
    Community.objects.select_for_update().get(pk=community.pk)  # two who begin it share it
    texts: Any = KitText.objects.of(community).filter(piece=piece)
    draft: KitText | None = texts.filter(approved_at=None).first()
    if draft is None:
        highest = texts.aggregate(highest=Max("version"))["highest"] or 0
        draft = KitText(community=community, piece=piece, version=highest + 1)
    draft.words, draft.written_by, draft.written_at = words.replace("\r\n", "\n").strip(), by, at
    draft.save()
    return draft


@transaction.atomic
def approve(draft: KitText, *, shown: str, by: User, at: datetime) -> KitText:
    """Let advocates use a draft from now on; `shown` is the fingerprint of what was read.

    Raises CannotApprove where a colleague changed or approved it meanwhile.
    """
    draft = KitText.objects.select_for_update().get(pk=draft.pk)
    if draft.approved_at:
        raise CannotApprove("A colleague approved it already.")
    if draft.fingerprint != shown:
        raise CannotApprove("A colleague changed the draft since you opened this page. Read it once more.")
    draft.approved_at, draft.approved_by = at, by
    draft.save(update_fields=["approved_at", "approved_by"])
    label = draft.get_piece_display()
    sentence = f"approved version {draft.version} of “{label}” in the advocate kit"
    audit.record(sentence, community=draft.community, by=by, at=at)
    return draft
