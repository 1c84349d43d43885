"""Following up in the sample community: who files returns, what is late, and what employers say of placements."""

from datetime import datetime, timedelta

from community.models import Community, User
from employers import desks
from employers.models import CommitmentText
from employers.signing import Witness
from employers.wordings import TextKind
from providers import agreeing, chasing, confirming, pausing
from providers.models import Confirmation, Inquiry, Provider

CLERKS = [
    ("Riverside Code Academy", "Tess Marlow", "tess@riversidecode.example", "Director of careers"),
    ("Harbor Networks Institute", "Idris Vance", "idris@harbornetworks.example", "Registrar"),
    ("Lakeshore Bootcamp", "Pia Lund", "pia@lakeshorebootcamp.example", "Head of outcomes"),
]
ASKED, REMINDED = timedelta(days=9), timedelta(days=2)  # ago
DISPUTED = 3  # of three answers, the last is a disagreement


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Open desks at listed providers, sign their agreements, and let letters and answers go out and come in."""
    for name, person, email, title in CLERKS:
        provider = Provider.objects.of(community).listed().get(organization__name=name)
        open_desk(provider, person, email, title, by=by, at=at - timedelta(days=310))
    confirming.ask_due(community, at=at - ASKED)
    answer(community, at=at - ASKED + timedelta(days=3))
    confirming.remind(community, at=at - REMINDED)
    chasing.remind(community, at=at - REMINDED)
    pausing.keep(community, at=at - REMINDED)


def open_desk(provider: Provider, name: str, email: str, title: str, *, by: User, at: datetime) -> None:
    """Give a provider somebody who files its returns, and who signed its data agreement."""
    organization = provider.organization
    affiliation = desks.invite(organization, name=name, email=email, title=title, by=by, at=at)
    text = CommitmentText.objects.newest(organization.community, TextKind.AGREEMENT)
    if text and affiliation.person.user:
        agreeing.sign(
            provider,
            text=text,
            signer_name=name,
            signer_title=title,
            typed_name=name,
            witness=Witness(review_shown_at=at),
            by=affiliation.person.user,
            at=at + timedelta(days=1),
        )


def answer(community: Community, *, at: datetime) -> None:
    """Let the first who were asked answer some of it; one of them disputes a placement."""
    for inquiry in Inquiry.objects.of(community).order_by("pk")[:3]:
        for number, one in enumerate(confirming.left(inquiry)[:DISPUTED], start=1):
            is_disputed = number == DISPUTED and not Confirmation.objects.disputed().exists()
            said = Confirmation.Answer.OTHERWISE if is_disputed else Confirmation.Answer.YES
            confirming.answer(one, said, words="Began a month later, in support." if is_disputed else "", at=at)
