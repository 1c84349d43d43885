"""Drafts of a sign-up: what was typed so far, from the first page to the signature, and the draft of a renewal."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from community.models import Community, User
from employers.models import Commitment, SignupDraft
from employers.signing import Answers

PAGES = ("you", "roles", "commitment")
YOU = (
    "signer_email",
    "signer_name",
    "signer_title",
    "organization_name",
    "town",
    "sector",
    "website",
    "signer_phone",
)
KEPT_FOR = timedelta(days=30)


def save(
    draft: SignupDraft | None, community: Community, page: str, answers: dict[str, Any], *, at: datetime
) -> SignupDraft:
    """Keep one page's cleaned answers, in a new draft where there is none or the old one is signed."""
    if draft is None or draft.commitment_id:
        draft = SignupDraft(community=community, created_at=at)
    draft.answers = draft.answers | {page: answers}
    draft.touched_at = at
    draft.save()
    return draft


def missing(draft: SignupDraft | None) -> str:
    """Return the first page that was not answered yet, or an empty text."""
    answered = draft.answers if draft else {}
    return next((page for page in PAGES if page not in answered), "")


def answers(draft: SignupDraft) -> Answers:
    """Return what the pages say together, as signing takes it."""
    you, roles, commitment = (draft.answers.get(page, {}) for page in PAGES)
    rows = [(roles.get(f"occupation_{row}"), roles.get(f"openings_{row}")) for row in range(1, 6)]
    return Answers(
        fields={name: you.get(name, "") for name in YOU} | {"it_workforce": roles.get("it_workforce", "")},
        promises={kind: commitment.get(f"how_{kind}", "") for kind in chosen(commitment, "promise_") | {"interview"}},
        consents=frozenset(chosen(commitment, "consent_")),
        occupations={occupation: openings for occupation, openings in rows if occupation},
        skills=[skill for skill in roles.get("skills", "").split(", ") if skill],
    )


def chosen(page: dict[str, Any], prefix: str) -> set[str]:
    """Return the names ticked on a page behind a prefix."""
    return {name.removeprefix(prefix) for name, value in page.items() if name.startswith(prefix) and value is True}


@transaction.atomic
def renew(commitment: Commitment, *, by: User, at: datetime) -> SignupDraft:
    """Begin a renewal: organization and roles are kept, the commitment itself is read and chosen again.

    A colleague of the signer renews in their own name.
    """
    you = {name: getattr(commitment, name) for name in YOU}
    if by.email != commitment.signer_email.lower():
        you |= {"signer_email": by.email, "signer_name": by.name, "signer_phone": ""}
    asks = list(commitment.asks.filter(ended_at=None).order_by("pk"))
    roles: dict[str, Any] = {
        "it_workforce": commitment.it_workforce,
        "skills": ", ".join(asks[0].skills) if asks else "",
    }
    for row, ask in enumerate(asks[:5], start=1):
        roles |= {f"occupation_{row}": ask.occupation, f"openings_{row}": ask.openings}
    suggested: dict[str, Any] = {}
    for promise in commitment.promises.all():
        suggested |= {f"promise_{promise.kind}": True, f"how_{promise.kind}": promise.how}
    for consent in commitment.consents.filter(withdrawn_at=None):
        suggested[f"consent_{consent.kind}"] = True
    return SignupDraft.objects.create(
        community=commitment.community,
        renews=commitment,
        answers={"you": you, "roles": roles, "suggested": suggested},
        created_at=at,
        touched_at=at,
    )
