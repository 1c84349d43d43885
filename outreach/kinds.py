"""A rule: the kinds of letters, each with its promise, the placeholders it may hold and the links it carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.states import Promise

# What every letter may say without being told.
COMMON = frozenset({"name", "community", "region", "contact name", "contact email", "contact phone"})


class UnknownKind(Exception):
    """There is no such kind of letter."""


@dataclass(frozen=True)
class Kind:
    """One kind of letter. Its source is the template `outreach/letters/<key>.md`, unless each letter brings its own.

    `values` fill a place in a line; `blocks` are texts of several lines, each a paragraph of its own; `secrets` are
    values that are struck out once the letter is on its way no more; `links` are made at delivery.
    """

    key: str
    label: str
    promise: Promise = Promise.AT_LEAST_ONCE
    is_transactional: bool = True
    values: frozenset[str] = field(default_factory=frozenset)
    blocks: frozenset[str] = field(default_factory=frozenset)
    links: frozenset[str] = field(default_factory=frozenset)
    secrets: frozenset[str] = field(default_factory=frozenset)
    brings_its_own_text: bool = False

    @property
    def template(self) -> str:
        """Return the name of the template of its source."""
        return f"outreach/letters/{self.key}.md"

    def without_secrets(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what of a letter's values may be kept."""
        return {name: value for name, value in values.items() if name not in self.secrets}

    @property
    def placeholders(self) -> frozenset[str]:
        """Return the closed list of what may stand between ((double parentheses))."""
        return COMMON | self.values | self.blocks | self.links


COMMITMENT = frozenset({"organization", "reference"})

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
        Kind("account_news", "News of an account", brings_its_own_text=True),
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
