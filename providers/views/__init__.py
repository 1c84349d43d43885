"""Doors of the providers app."""
