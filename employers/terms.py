"""A rule: since when an organization stands by its commitment without a gap, renewals included."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Term:
    """One settled commitment: signed, counted from settling, and ended or not."""

    signed_at: datetime
    settled_at: datetime
    ended_at: datetime | None = None


def standing_since(terms: Iterable[Term]) -> datetime | None:
    """Return when the oldest commitment was signed that leads without a gap to one that holds, or None."""
    newest_first = sorted(terms, key=lambda term: term.settled_at, reverse=True)
    standing = [term for term in newest_first if term.ended_at is None]
    if not standing:
        return None
    signed, begun = min(term.signed_at for term in standing), min(term.settled_at for term in standing)
    for term in newest_first:
        if term.ended_at and term.ended_at >= begun:
            signed, begun = min(signed, term.signed_at), min(begun, term.settled_at)
    return signed
