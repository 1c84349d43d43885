"""A rule: secrets that we must be able to read again (the keys of authenticator apps), sealed before they are stored.

The seal follows SECRET_KEY; SECRET_KEY_FALLBACKS keep older seals readable while keys rotate.
"""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, MultiFernet


def sealer(keys: Sequence[str]) -> MultiFernet:
    """Return the seal of these keys: the first closes, all open."""
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"sealing:" + key.encode()).digest())) for key in keys]
    )


def seal(text: str, *, keys: Sequence[str]) -> str:
    """Return the text sealed with the first key."""
    return sealer(keys).encrypt(text.encode()).decode()


def unseal(sealed: str, *, keys: Sequence[str]) -> str:
    """Return the text behind a seal; raises cryptography.fernet.InvalidToken where no key fits."""
    return sealer(keys).decrypt(sealed.encode()).decode()
