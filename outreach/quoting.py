"""A rule: where in a reply the text ends that somebody wrote, what they only quote, and what they pass on."""

import re
from dataclasses import dataclass

SIGNATURE = "-- "
INTRODUCTION = re.compile(
    r"^\s*>?\s*("
    r"(on|am|le|el|il|op)\b.{4,200}\b(wrote|schrieb|écrit|escribió|scritto|schreef)\b.{0,80}:?"
    r"|-{2,}\s*(original message|forwarded message|ursprüngliche nachricht|message d.origine|mensaje original)\s*-{2,}"
    r"|_{20,}"
    r"|begin forwarded message:"
    r")\s*$",
    re.IGNORECASE,
)
OUTLOOK = re.compile(r"^\s*\*?(from|von|de)\s?:\*?\s.{2,200}$", re.IGNORECASE)
OUTLOOK_NEXT = re.compile(r"^\s*\*?(sent|gesendet|envoyé|enviado|date|datum|to|an|à|para)\s?:\*?\s", re.IGNORECASE)
FORWARD = re.compile(
    r"^\s*(-{2,}\s*(forwarded message|weitergeleitete nachricht|message transf.r.|mensaje reenviado)\s*-{2,}"
    r"|(begin forwarded message|anfang der weitergeleiteten (nachricht|e-mail)):)\s*$",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(r"^\s*(fwd?|wg|tr|rv)\s*:", re.IGNORECASE)
HEADER = re.compile(r"^\s*\*?([A-Za-zÀ-ÿ-]{2,20})\s?:\*?\s*(.{0,400})$")
AUTHORS = frozenset({"from", "von", "de", "da"})
MOST_HEADERS = 12  # lines between where it is passed on and what somebody wrote
MOST_LINES = 2_000


@dataclass(frozen=True)
class Forwarded:
    """What somebody passed on: what they said to it, who wrote it, as they are named there, and what was written."""

    note: str
    author: str
    text: str


def forwarded(subject: str, text: str) -> Forwarded | None:
    """Return what is passed on in a message within its text; None where nothing is."""
    lines = lines_of(text)
    for number, line in enumerate(lines):
        is_marked = bool(FORWARD.match(line[:400]))
        if is_marked or (FORWARD_SUBJECT.match(subject) and begins_headers(lines, number)):
            return after(lines, number, number + is_marked)
    return None


def after(lines: list[str], end: int, start: int) -> Forwarded | None:
    """Return what is passed on from a line on, where its headers begin; None where they name nobody."""
    told: dict[str, str] = {}
    for number in range(start, min(start + MOST_HEADERS, len(lines))):
        found = HEADER.match(lines[number].lstrip("> ")[:400])
        if found:
            told[found[1].lower()] = found[2].strip()
        elif lines[number].strip("> ") or told:
            break
        start = number + 1
    author = next((value for name, value in told.items() if name in AUTHORS), "")
    rest = "\n".join(line.removeprefix("> ").removeprefix(">") for line in lines[start:])
    return Forwarded("\n".join(lines[:end]).strip(), author, without_quote(rest)) if author else None


def lines_of(text: str) -> list[str]:
    """Return the lines that are looked at."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]


def begins_headers(lines: list[str], number: int) -> bool:
    """Test whether a line is the first of those that name who wrote a message, as Outlook puts them."""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(OUTLOOK.match(lines[number][:400]) and OUTLOOK_NEXT.match(following[:400]))


def without_quote(text: str) -> str:
    """Return what stands before the quoted letter; of a text that is nothing but a quotation, all of it.

    Answers between quoted lines keep what they answer to.
    """
    lines = lines_of(text)
    end = next((number for number in range(len(lines)) if begins_quote(lines, number)), len(lines))
    kept = lines[:end]
    while kept and (not kept[-1].strip() or kept[-1].lstrip().startswith(">")):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()


def begins_quote(lines: list[str], number: int) -> bool:
    """Test whether a line introduces the quoted letter, alone or with the next, or a signature."""
    line, following = lines[number], lines[number + 1] if number + 1 < len(lines) else ""
    if line == SIGNATURE or INTRODUCTION.match(line[:400]):
        return not_answered_below(lines, number)
    if begins_headers(lines, number):
        return True
    is_broken = bool(INTRODUCTION.match(f"{line.strip()[:200]} {following.strip()[:200]}"))
    return is_broken and not INTRODUCTION.match(following[:400]) and not_answered_below(lines, number)


def not_answered_below(lines: list[str], number: int) -> bool:
    """Test whether nothing was written between the quoted lines or below them."""
    above = any(line.strip() for line in lines[:number])
    return above or not any(line.strip() and not line.lstrip().startswith(">") for line in lines[number + 2 :])
