"""Tests of the doors of the reports app."""
