"""Spreadsheets of any length, the same ones every time, with what comes of each row written down beside it."""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.generate import FAMILY, FIRST, GIVEN, SECOND, SEED, THIRD, TITLES, town

HEADS = ["Company", "Website", "City", "Industry", "Employees", "Phone", "Tags", "Contact", "E-mail", "Title"]
SECTORS = ["Health care", "Manufacturing", "Finance and insurance", "IT", "Logistics", "Education"]
EVERY = 20  # rows, of which one is wrong, one stands twice, and one is known already


@dataclass
class Sheet:
    """A spreadsheet as CSV, and how many of its rows are new, known and rejected."""

    content: bytes
    counts: dict[str, int] = field(default_factory=dict)


def rows_of(count: int) -> Iterator[tuple[str, list[str]]]:
    """Yield rows of organizations with a contact each, and what should come of each."""
    dice = random.Random(SEED)
    before: list[str] = []
    for number in range(count):
        kind = {7: "rejected", 13: "duplicate"}.get(number % EVERY, "new")
        if kind == "duplicate":
            yield kind, before
            continue
        row = [
            f"{dice.choice(FIRST)} {dice.choice(SECOND)} {dice.choice(THIRD)} {number}",
            f"https://listed{number}.example",
            town(dice.randrange(200)),
            dice.choice(SECTORS),
            str(dice.randrange(1, 2000)),
            f"555 {number:06}",
            ("chamber member", "downtown, job fair", "")[number % 3],
            f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}",
            f"contact{number}@listed{number}.example" if kind == "new" else "no address",
            TITLES[number % len(TITLES)],
        ]
        if kind == "new":
            before = row
        yield kind, row


def sheet_of(count: int) -> Sheet:
    """Return a spreadsheet of so many rows."""
    text, counts = io.StringIO(newline=""), {"new": 0, "duplicate": 0, "rejected": 0}
    writer = csv.writer(text)
    writer.writerow(HEADS)
    for kind, row in rows_of(count):
        counts[kind] += 1
        writer.writerow(row)
    return Sheet(text.getvalue().encode(), counts)
