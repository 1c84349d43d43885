"""Doors for news from the lower floors and from a mail service; importing them connects them."""

from importlib.util import find_spec

from outreach.receivers import (
    accounts,
    applications,
    campaigns,
    chasing,
    commitments,
    decisions,
    introductions,
    listings,
    network,
    placements,
    returns,
    reviews,
)

__all__ = [
    "accounts",
    "applications",
    "campaigns",
    "chasing",
    "commitments",
    "decisions",
    "introductions",
    "listings",
    "network",
    "placements",
    "returns",
    "reviews",
]

if find_spec("anymail"):  # an optional package
    from outreach.receivers import mailings  # noqa: F401 -- importing it connects it
