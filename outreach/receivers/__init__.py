"""Doors for news from the lower floors; importing them connects them."""

from outreach.receivers import accounts, commitments, network

__all__ = ["accounts", "commitments", "network"]
