"""A rule: how spreadsheets are read: their encoding, delimiter, sheets and headings, and what is refused in words."""
