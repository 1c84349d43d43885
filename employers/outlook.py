"""A rule: a commitment as its signer reads it: its state in a word, what happens next, and what may be done."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from employers.standing import Standing
from employers.states import OPEN, STANDING, State

RENEWABLE = frozenset({State.ACTIVE, State.EXPIRED})


@dataclass(frozen=True)
class Outlook(Standing):
    """How it stands, and the doors that stand open."""

    may_withdraw: bool
    may_change_consents: bool
    may_renew: bool
    is_ending: bool = False
    is_on_the_wall: bool = False


@dataclass(frozen=True)
class Facts:
    """What an outlook is read from.

    `notice` is how long before its end renewing is due, `has_successor` says that a renewal was signed and is on its
    way, `is_named` that the signer agrees to be named, `contact` is the coordinator's name.
    """

    state: str
    ends_on: date | None
    notice: timedelta
    contact: str
    has_successor: bool = False
    is_named: bool = False


def outlook(facts: Facts, *, today: date) -> Outlook:
    """Return how a commitment stands on a day."""
    is_ending = bool(
        facts.state == "active" and facts.ends_on and facts.ends_on - today <= facts.notice and not facts.has_successor
    )
    stands = active(facts, today, is_ending=is_ending) if facts.state == "active" else inactive(facts)
    return Outlook(
        **asdict(stands),
        may_withdraw=facts.state in OPEN,
        may_change_consents=facts.state in STANDING,
        may_renew=facts.state in RENEWABLE and not facts.has_successor,
        is_ending=is_ending,
        is_on_the_wall=facts.state == "active" and facts.is_named,
    )


def active(facts: Facts, today: date, *, is_ending: bool) -> Standing:
    """Return how a commitment stands that counts."""
    if facts.has_successor:
        sentence = _("Your renewal is signed. It takes this one's place once it is confirmed and settled.")
        return Standing(_("Active"), "pill-good", sentence)
    days = (facts.ends_on - today).days if facts.ends_on else 0
    if is_ending:
        sentence = ngettext(
            "It ends in %(days)d day. Renew it to stay counted.",
            "It ends in %(days)d days. Renew it to stay counted.",
            days,
        )
        return Standing(_("Ends soon"), "pill-late", sentence % {"days": days})
    named, unnamed = _("It counts, and the wall names you."), _("It counts. By your wish the wall does not name you.")
    day = date_format(facts.ends_on) if facts.ends_on else ""
    until = _("It holds until %(day)s; we write to you before that.") % {"day": day}
    return Standing(_("Active"), "pill-good", f"{named if facts.is_named else unnamed} {until}")


def inactive(facts: Facts) -> Standing:
    """Return how a commitment stands that does not count yet, or no more."""
    after = _("Nothing of it is public any more.")
    said = {
        "awaiting": (
            _("Not confirmed yet"),
            "pill-late",
            _("Open the letter we sent you and press its button. Until then nothing counts."),
        ),
        "confirmed": (
            _("With the coordinator"),
            "pill-late",
            _("%(contact)s looks at it next. Once it counts you get a letter, and the wall shows what you agreed to."),
        ),
        "expired": (_("Ended"), "pill-quiet", _("Its term is over. You may renew it.") + " " + after),
        "withdrawn": (_("Withdrawn"), "pill-quiet", _("You may sign again at any time.") + " " + after),
        "superseded": (_("Replaced"), "pill-quiet", _("A newer signature of your organization took its place.")),
        "rejected": (
            _("Not counted"),
            "pill-quiet",
            _("%(contact)s put it aside. Ask if you think this is a mistake."),
        ),
    }
    word, tone, sentence = said[facts.state]
    return Standing(word, tone, sentence % {"contact": facts.contact})
