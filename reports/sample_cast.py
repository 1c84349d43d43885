"""Who lives in the sample community, read from `sample_cast.toml`."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Signer:
    """One employer of the sample, and how it signed so many days ago."""

    name: str
    sector: str
    town: str
    domain: str
    person: str
    title: str
    days_ago: int
    occupations: dict[str, int | None] = field(default_factory=dict)
    promises: dict[str, str] = field(default_factory=dict)
    consents: tuple[str, ...] = ("list_name", "news")
    skills: list[str] = field(default_factory=list)
    brought_by: str = ""


CAST = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
SIGNERS = [Signer(**told) for told in CAST["signers"]]
WAITING = [Signer(**told) for told in CAST["waiting"]]
EXPIRING, WITHDRAWN, UNCONFIRMED = (Signer(**CAST[name]) for name in ("expiring", "withdrawn", "unconfirmed"))

NAMES: list[str] = CAST["names"]
TOWNS: list[str] = CAST["towns"]
TRADES: list[tuple[str, str]] = list(CAST["trades"].items())
NEXT_STEPS: list[str] = CAST["next_steps"]
CONVERSATIONS: list[tuple[str, str]] = [(one["kind"], one["text"]) for one in CAST["conversations"]]
BETWEEN: list[tuple[str, str, int | None, str, list[str]]] = [
    (one["name"], one["occupation"], one.get("openings"), one["horizon"], one["skills"]) for one in CAST["between"]
]
INTRODUCED: list[dict[str, Any]] = CAST["introduced"]
NEEDS: list[tuple[str, str]] = [(one["name"], one["words"]) for one in CAST["needs"]]
ADVOCATES: list[dict[str, str]] = CAST["advocates"]
UNSIGNED_ADVOCATE: dict[str, str] = CAST["unsigned_advocate"]
KIT_POST: str = CAST["kit_post"]
