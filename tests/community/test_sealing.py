"""Sealing: only the keys open it, and keys may rotate."""

import pytest
from cryptography.fernet import InvalidToken

from community import sealing


def test_a_sealed_secret_opens_with_its_key_and_with_it_as_a_fallback() -> None:
    sealed = sealing.seal("JBSWY3DP", keys=["old"])
    assert "JBSWY3DP" not in sealed
    assert sealing.unseal(sealed, keys=["old"]) == sealing.unseal(sealed, keys=["new", "old"]) == "JBSWY3DP"
    with pytest.raises(InvalidToken):
        sealing.unseal(sealed, keys=["new"])
