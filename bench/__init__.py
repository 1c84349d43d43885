"""Faults, measurements and pictures of the portal, each one command."""
