"""A rule: what is evidence of what was signed, and how it is hashed.

The chain follows RFC 8785 in spirit: canonical JSON is sorted, compact and UTF-8. A personal value enters only as
sha256(salt + name + value); once the salt is erased the digest says nothing, and the chain still verifies.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

PERSONAL_FIELDS = (
    "organization_name",
    "sector",
    "town",
    "website",
    "it_workforce",
    "signer_name",
    "signer_title",
    "signer_email",
    "signer_phone",
    "typed_name",
    "ip_address",
    "user_agent",
    "request_id",
    "document",
)
MARKDOWN = re.compile(r"([\\`*_\[\]<>]|&(?=#?\w+;))")
LINE_START = re.compile(r"^([#+=-]|\d+(?=[.)]))")


def sha256(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes in hexadecimal; even a forged, broken text has one."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(content: Mapping[str, Any]) -> str:
    """Return the one JSON text of this content: keys sorted, no white space, characters as they are."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def event_hash(previous_hash: str, content: Mapping[str, Any]) -> str:
    """Return sha256(previous_hash + canonical JSON), the definition of the chain."""
    return sha256(previous_hash + canonical(content))


def instant(at: datetime) -> str:
    """Return a moment as it stands in the chain: UTC, microseconds always written."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(salt: str, name: str, value: str) -> str:
    """Return the salted digest of one personal value."""
    return sha256(f"{salt}:{name}:{value}")


def digests(salt: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the salted digest of each personal value that was given; missing is left out, never hashed as empty."""
    return {name: digest(salt, name, str(value)) for name, value in values.items() if value}


def plain(typed: str) -> str:
    r"""Return what somebody typed as Markdown that says just that: one line, in which no sign has a meaning.

    >>> print(plain("# Acme *and* Sons"))
    \# Acme \*and\* Sons
    """
    line = MARKDOWN.sub(r"\\\1", " ".join(typed.split()))
    return LINE_START.sub(lambda sign: f"\\{sign[1]}" if not sign[1].isdigit() else f"{sign[1]}\\", line)


def document(
    *,
    body: str,
    version: int,
    community: str,
    organization: str,
    signer: str,
    title: str,
    typed_name: str,
    signed_on: date,
    reference: str,
    promises: Iterable[tuple[str, str]],
    consents: Iterable[str],
    witnessed: str = "",
) -> str:
    """Return the document as signed, in Markdown: the exact text, then who promised what, and the signature.

    `witnessed` is the sentence of the coordinator who saw a paper.
    """
    promised = [f"- {promise}" + (f": {plain(how)}" if how else "") for promise, how in promises]
    agreed = [f"- {consent}" for consent in consents] or ["- None of the optional consents"]
    return paper(
        f"# Commitment to {plain(community)}",
        f"Version {version} of the text, reference {reference}",
        body.strip(),
        f"## {plain(organization)} promises",
        "\n".join(promised),
        "## And agrees",
        "\n".join(agreed),
        *signature(typed_name, signer, title, signed_on),
        plain(witnessed),
    )


def agreement(
    *,
    body: str,
    version: int,
    community: str,
    organization: str,
    signer: str,
    title: str,
    typed_name: str,
    signed_on: date,
    reference: str,
) -> str:
    """Return a data agreement as signed, in Markdown: the exact text, for whom, and the signature."""
    return paper(
        f"# Data agreement with {plain(community)}",
        f"Version {version} of the text, reference {reference}",
        body.strip(),
        f"## For {plain(organization)}",
        *signature(typed_name, signer, title, signed_on),
    )


def signature(typed_name: str, signer: str, title: str, signed_on: date) -> tuple[str, ...]:
    """Return the last paragraphs of all that is signed."""
    who = plain(f"{signer}, {title}" if title else signer)
    return "## Signed", plain(typed_name), who, f"{signed_on:%B} {signed_on.day}, {signed_on.year}"


def paper(*paragraphs: str) -> str:
    """Return paragraphs as one document; empty ones are left out."""
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def add_months(day: date, months: int) -> date:
    """Return the day so many calendar months later; the last day of a shorter month where it has no such day.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    return date(year, month, min(day.day, last))
