"""Tests mirror the code file for file; tests/house guards the habits; tests/journeys use a real browser."""
