"""Forms of the reading room: they ask, and change nothing."""
