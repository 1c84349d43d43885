"""A rule: the kinds of letters, each with its promise, the placeholders it may hold and the links it carries."""

from outreach.kind import COMMITMENT, COMMON, Kind
from outreach.kinds_of_bylines import OF_BYLINES
from outreach.kinds_of_decisions import OF_DECISIONS
from outreach.states import Promise

__all__ = ["COMMON", "KINDS", "Kind", "UnknownKind", "kind_of", "label_of"]


class UnknownKind(Exception):
    """There is no such kind of letter."""


INTRODUCTION = frozenset({"to"})
RETURN = frozenset({"organization", "program", "period", "version", "filed on", "undo until"})
LET_OFF = frozenset({"organization", "program", "period", "until"})
CHASED = frozenset({"organization"})
LISTING = CHASED | {"program", "period", "until"}
APPLICATION = COMMITMENT | {"version", "decide by"}
REVIEW = COMMITMENT | {"decide by"}
CAMPAIGN, TEST = "campaign", "campaign_test"
CAMPAIGN_VALUES = frozenset({"first name", "title", "organization", "town", "messenger"})
SENDER = "sender"  # of a test: in whose name the letter will go
CAMPAIGN_LINKS = frozenset({"sign-up link"})

KINDS = {
    kind.key: kind
    for kind in (
        Kind("confirm_commitment", "Confirm a commitment", values=COMMITMENT, links=frozenset({"confirm link"})),
        Kind(
            "commitment_receipt",
            "Receipt of a commitment",
            values=COMMITMENT | {"version", "text fingerprint", "document fingerprint", "signed on", "confirmed on"},
            blocks=frozenset({"document"}),
            links=frozenset({"desk link", "referral link"}),
        ),
        Kind(
            "commitment_settled",
            "Commitment settled, on the wall",
            values=COMMITMENT | {"until"},
            links=frozenset({"wall link", "desk link"}),
        ),
        Kind(
            "commitment_settled_unlisted",
            "Commitment settled, not listed",
            values=COMMITMENT | {"until"},
            links=frozenset({"desk link"}),
        ),
        Kind("commitment_withdrawn", "Withdrawal acknowledged", values=COMMITMENT | {"withdrawn on"}),
        Kind(
            "commitment_expiring",
            "Commitment about to end",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=COMMITMENT | {"until", "days"},
            links=frozenset({"desk link"}),
        ),
        Kind("commitment_expired", "Commitment ended", values=COMMITMENT | {"until"}, links=frozenset({"desk link"})),
        Kind(
            "referral_thanks",
            "Thanks for a referral",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=frozenset({"organization", "brought"}),
            links=frozenset({"desk link"}),
        ),
        Kind(
            "referral_thanks_by_link",
            "Thanks for a referral, to an advocate without a desk",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=frozenset({"organization", "brought"}),
            links=frozenset({"referral link"}),
        ),
        Kind(
            "introduction_thanks",
            "Thanks for an introduction",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=frozenset({"organization", "brought"}),
        ),
        Kind(
            "check_in",
            "Quarterly check-in",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=COMMITMENT | {"quarter"},
            links=frozenset({"check-in link"}),
        ),
        Kind(
            "asks_expiring",
            "Roles about to end",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=frozenset({"organization", "roles", "until"}),
            links=frozenset({"renew link", "desk link"}),
        ),
        Kind(
            "introduction_request",
            "Request for an introduction",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=INTRODUCTION,
            blocks=frozenset({"words"}),
            links=frozenset({"reply link"}),
        ),
        Kind(
            "introduction_reminder",
            "Reminder of a request for an introduction",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=INTRODUCTION | {"asker", "asked on"},
            blocks=frozenset({"words"}),
            links=frozenset({"reply link"}),
        ),
        Kind(
            "signature_waiting",
            "Signature waiting, to the team",
            values=COMMITMENT | {"signer", "title"},
            links=frozenset({"workspace link"}),
        ),
        Kind(
            "sign_in",
            "Sign in by code or link",
            values=frozenset({"code"}),
            secrets=frozenset({"code"}),
            links=frozenset({"sign-in link"}),
        ),
        Kind("sign_in_by_link", "Sign in by link", links=frozenset({"sign-in link"})),
        Kind(
            "invitation",
            "Invitation to the team",
            values=frozenset({"inviter", "roles"}),
            links=frozenset({"invitation link"}),
        ),
        Kind(
            "desk_opened",
            "A desk is open to them",
            values=frozenset({"organization", "inviter"}),
            links=frozenset({"desk link"}),
        ),
        Kind(
            "application_start",
            "Begin an application",
            values=frozenset({"organization"}),
            links=frozenset({"start link"}),
        ),
        Kind(
            "application_submitted",
            "Receipt of an application",
            values=APPLICATION | {"submitted on", "fingerprint"},
            links=frozenset({"desk link"}),
        ),
        Kind(
            "application_arrived",
            "Application to assign, to the team",
            values=APPLICATION,
            links=frozenset({"workspace link"}),
        ),
        Kind(
            "changes_requested",
            "Changes asked of an applicant",
            values=COMMITMENT,
            blocks=frozenset({"wanted"}),
            links=frozenset({"desk link"}),
        ),
        *OF_BYLINES,
        *OF_DECISIONS,
        Kind(
            "review_assigned",
            "Review asked for",
            values=REVIEW | {"asker"},
            links=frozenset({"review link"}),
        ),
        Kind(
            "review_asked_again",
            "Review to look at again",
            values=COMMITMENT | {"criteria"},
            links=frozenset({"review link"}),
        ),
        Kind(
            "review_reminder",
            "Reminder of a review",
            values=REVIEW | {"asked on"},
            links=frozenset({"review link"}),
        ),
        Kind(
            "agreement_receipt",
            "Receipt of a data agreement",
            values=COMMITMENT | {"version", "text fingerprint", "document fingerprint", "signed on"},
            blocks=frozenset({"document"}),
            links=frozenset({"desk link"}),
        ),
        Kind(
            "return_receipt",
            "Receipt of a return",
            values=RETURN | {"graduates"},
            links=frozenset({"return link"}),
        ),
        Kind(
            "return_nil_receipt",
            "Receipt of a return with nothing in it",
            values=RETURN,
            links=frozenset({"return link"}),
        ),
        *(
            Kind(key, label, values=values, blocks=frozenset({"words"}), links=frozenset({"return link"}))
            for key, label, values in (
                ("return_put_off", "More time for a return", LET_OFF),
                ("return_excused", "Excuse from a return", LET_OFF - {"until"}),
                ("return_request_refused", "No to more time or an excuse", LET_OFF),
            )
        ),
        *(
            Kind(key, label, values=values, blocks=frozenset({"returns"}), links=frozenset({"returns link"}))
            for key, label, values in (
                ("returns_open", "Returns can be filed", CHASED | {"until"}),
                ("returns_due", "Returns due soon", CHASED | {"until"}),
                ("returns_late", "Returns overdue", CHASED),
                ("returns_chased", "Returns overdue, by hand", CHASED),
            )
        ),
        Kind(
            "listing_warned",
            "Listing about to pause",
            values=LISTING | {"pauses on"},
            links=frozenset({"return link"}),
        ),
        Kind("listing_paused", "Listing paused", values=LISTING, links=frozenset({"return link"})),
        Kind("listing_returned", "Listing back on the list", values=CHASED, links=frozenset({"channel link"})),
        *(
            Kind(
                key,
                label,
                promise=Promise.AT_MOST_ONCE,
                is_transactional=False,
                values=frozenset({"organization", "placements"}),
                links=frozenset({"placements link"}),
            )
            for key, label in (
                ("placements_ask", "Placements to confirm"),
                ("placements_reminder", "Reminder of placements to confirm"),
            )
        ),
        Kind(
            "placement_to_correct",
            "Placement to correct, to the provider",
            values=frozenset({"organization", "program", "period", "graduate", "reason"}),
            links=frozenset({"return link"}),
        ),
        Kind("agreement_withdrawn", "Withdrawal of an agreement", values=COMMITMENT | {"withdrawn on"}),
        Kind("account_news", "News of an account", brings_its_own_text=True),
        Kind(
            CAMPAIGN,
            "Letter of a campaign",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=CAMPAIGN_VALUES,
            links=CAMPAIGN_LINKS,
            brings_its_own_text=True,
        ),
        Kind(
            TEST,
            "Test of a letter of a campaign",
            promise=Promise.AT_MOST_ONCE,
            is_transactional=False,
            values=CAMPAIGN_VALUES | {SENDER},
            links=CAMPAIGN_LINKS,
            brings_its_own_text=True,
        ),
    )
}


def kind_of(key: str) -> Kind:
    """Return the kind of this key; raises UnknownKind."""
    try:
        return KINDS[key]
    except KeyError:
        raise UnknownKind(f"There is no kind of letter called {key}.") from None


def label_of(key: str) -> str:
    """Return what a kind is called in the workspace, also for one that is no more."""
    return KINDS[key].label if key in KINDS else key.replace("_", " ").capitalize()
