"""Signers: which organizations have a commitment that stands, for steps that are for them, or only for all others."""

from collections.abc import Sequence

from community.models import Community
from employers.models import Commitment
from employers.states import STANDING


def among(organizations: Sequence[int | None]) -> set[int | None]:
    """Return which of these organizations have signed, by id."""
    standing = Commitment.objects.filter(employer__organization__in={pk for pk in organizations if pk})
    return set(standing.filter(state__in=STANDING).values_list("employer__organization", flat=True))


def of(community: Community) -> frozenset[int | None]:
    """Return all organizations of a community that have signed, by id."""
    standing = Commitment.objects.of(community).filter(state__in=STANDING, employer__isnull=False)
    return frozenset(standing.values_list("employer__organization", flat=True))
