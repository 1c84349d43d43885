"""Dates in full, as in the letters that people know: November 22, 2026; moments with their time zone."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, P e"
