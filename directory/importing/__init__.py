"""Spreadsheets come into the directory: chosen, checked row by row, imported at once, undone while one can."""
