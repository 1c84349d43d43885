"""Signatures with their whole evidence, as the verbs leave them, for tests of what becomes of them."""

from datetime import datetime
from typing import Any

from community.models import Community
from employers import signing
from employers.models import Commitment, CommitmentText, SignupDraft
from tests import make

FIELDS = {
    "organization_name": "Acme Corp",
    "sector": "manufacturing",
    "town": "Rivertown",
    "website": "https://acme.example",
    "it_workforce": "5-19",
    "signer_name": "Jo Park",
    "signer_title": "Director of IT",
    "signer_email": "jo@acme.example",
    "signer_phone": "555 0142",
}
PROMISES = {"interview": "", "internship_or_apprenticeship": "two interns each summer"}
CONSENTS = frozenset({"list_name", "share"})


def sign(
    at_community: Community,
    *,
    at: datetime = make.NOW,
    consents: frozenset[str] = CONSENTS,
    renews: Commitment | None = None,
    is_to_check: bool = False,
    **fields: Any,
) -> Commitment:
    """Sign online: the commitment awaits confirmation."""
    text = CommitmentText.objects.of(at_community).published().first() or make.text(at_community)
    draft = SignupDraft.objects.create(community=at_community, renews=renews)
    answers = signing.Answers(
        fields=FIELDS | fields, promises=PROMISES, consents=consents, occupations={"15-1254": 3}, skills=["Python"]
    )
    witness = signing.Witness(
        ip_address="203.0.113.7",
        user_agent="Mozilla/5.0",
        request_id="4fd1f5d4-0000-4000-8000-000000000000",
        is_to_check=is_to_check,
        review_shown_at=at,
    )
    return signing.sign(draft, answers, text=text, typed_name=answers.fields["signer_name"], witness=witness, at=at)


def confirmed(at_community: Community, *, at: datetime = make.NOW, **fields: Any) -> Commitment:
    """Sign and confirm: the commitment waits for a coordinator, or counts where it speaks for itself."""
    return signing.confirm(sign(at_community, at=at, **fields), at=at)


def settled(at_community: Community, *, at: datetime = make.NOW, **how: Any) -> Commitment:
    """Sign, confirm and settle, by default for a new organization."""
    from employers import settling

    organization = how.pop("organization", None)
    beside = how.pop("beside", settling.Beside.NONE)
    commitment = confirmed(at_community, at=at, **how)
    return settling.settle(commitment, organization=organization, by=None, at=at, beside=beside)
