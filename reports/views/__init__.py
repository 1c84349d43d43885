"""Views of the reading room."""
