"""A provider that owes a return, for tests: agreement signed, the half-year long over."""

from datetime import date
from typing import Any

from community.models import Community, User
from employers.models import CommitmentText
from employers.signing import Witness
from employers.wordings import TextKind
from providers import agreeing
from providers.models import Return
from tests import make

COHORT = date(2026, 1, 1)  # over at make.NOW and on every later day


def sign(of: Any) -> None:
    """Let a provider sign the data agreement."""
    at = of.organization.community
    text = CommitmentText.objects.newest(at, TextKind.AGREEMENT) or make.text(at, kind=TextKind.AGREEMENT)
    agreeing.sign(
        of,
        text=text,
        signer_name="Sam Okafor",
        signer_title="Director",
        typed_name="Sam Okafor",
        witness=Witness(),
        by=make.user(),
        at=make.NOW,
    )


def owed(at: Community, *, is_signed: bool = True, cohort: date = COHORT, **fields: Any) -> Return:
    """Make a return that a provider owes."""
    provider = make.provider(at, **{"standing": "listed", **fields})
    if is_signed:
        sign(provider)
    return make.placement_return(make.program(provider, name="Web development"), cohort)


def clerk(of: Return) -> User:
    """Make somebody with the desk of the return's provider."""
    organization = of.program.provider.organization
    user = make.user(name="Sam Okafor")
    make.affiliation(make.person(organization.community, user=user), organization, has_desk=True)
    return user


def typed(reference: str = "G-1", **fields: str) -> dict[str, str]:
    """Return a graduate as typed: seeking, unless more is said."""
    return {"reference": reference, "graduated_on": "2026-03-14", "status": "3A", **fields}


def hired(reference: str = "G-1", **fields: str) -> dict[str, str]:
    """Return a graduate as typed who was hired."""
    job = {"status": "1A", "started_on": "2026-05-04", "employer_name": "Acme", "base_pay": "22.50", "pay_unit": "hour"}
    return typed(reference, **{**job, "hours_per_week": "40", **fields})
