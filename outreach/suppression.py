"""A rule: which addresses must not be written to, and how one is known again when only its hash is kept."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum


class Scope(StrEnum):
    """Which letters are held back."""

    NEWS = "news"
    ALL = "all"


def normalize_address(email: str) -> str:
    """Return an address as it is compared: no space around it, lower case, the domain in its ASCII form."""
    local, _, domain = email.strip().rpartition("@")
    domain = domain.rstrip(".").lower()
    with suppress(UnicodeError):  # not a domain that mail could go to: compared as it is
        domain = domain.encode("idna").decode("ascii")
    return f"{local.lower()}@{domain}"


def address_hash(salt: str, email: str) -> str:
    """Return what is kept of an address: it does not depend on the installation's key, so that rotating it is safe."""
    return hashlib.sha256(f"{salt}:{normalize_address(email)}".encode("utf-8", "surrogatepass")).hexdigest()


def holds_back(scopes: Iterable[str], *, is_transactional: bool) -> bool:
    """Test whether a letter must not go to an address with these suppressions."""
    held = set(scopes)
    return Scope.ALL in held or (Scope.NEWS in held and not is_transactional)
