"""A rule: numbers, hours and days as a person would say them."""

from datetime import date, timedelta

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(number: int) -> str:
    """Return a small number as a word, a larger one in figures."""
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"


def greeting(hour: int) -> str:
    """Return the greeting for an hour of the day, 0 to 23."""
    if 4 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def headline(hour: int, things: int, *, whom: str = "you") -> str:
    """Return the first sentence of a day; who only looks on hears that things want the team."""
    if things == 0:
        return f"{greeting(hour)}. Nothing is waiting for {whom}."
    if things == 1:
        return f"{greeting(hour)}. One thing wants {whom} today."
    return f"{greeting(hour)}. {in_words(things).capitalize()} things want {whom} today."


def day(on: date, *, today: date) -> str:
    """Return a day as seen from today."""
    if on == today:
        return "Today"
    if on == today - timedelta(days=1):
        return "Yesterday"
    year = "" if on.year == today.year else f", {on.year}"
    return f"{on:%A, %B} {on.day}{year}"
