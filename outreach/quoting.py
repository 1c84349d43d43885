"""A rule: where in a reply the text ends that somebody wrote, and what they only quote begins."""

import re

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
MOST_LINES = 2_000


def without_quote(text: str) -> str:
    """Return what stands before the quoted letter; of a text that is nothing but a quotation, all of it.

    Answers between quoted lines keep what they answer to.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]
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
    if OUTLOOK.match(line[:400]) and OUTLOOK_NEXT.match(following[:400]):
        return True
    is_broken = bool(INTRODUCTION.match(f"{line.strip()[:200]} {following.strip()[:200]}"))
    return is_broken and not INTRODUCTION.match(following[:400]) and not_answered_below(lines, number)


def not_answered_below(lines: list[str], number: int) -> bool:
    """Test whether nothing was written between the quoted lines or below them."""
    above = any(line.strip() for line in lines[:number])
    return above or not any(line.strip() and not line.lstrip().startswith(">") for line in lines[number + 2 :])
