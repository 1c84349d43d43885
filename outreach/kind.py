"""A rule: what a kind of letter is: its promise, the placeholders it may hold and the links it carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.states import Promise

# What every letter may say without being told.
COMMON = frozenset({"name", "community", "region", "contact name", "contact email", "contact phone"})


@dataclass(frozen=True)
class Kind:
    """One kind of letter. Its source is the template `outreach/letters/<key>.md`, unless each letter brings its own.

    `values` fill a place in a line; `blocks` are texts of several lines, each a paragraph of its own; `secrets` are
    values that are struck out once the letter is on its way no more; `links` are made at delivery.
    """

    key: str
    label: str
    promise: Promise = Promise.AT_LEAST_ONCE
    is_transactional: bool = True
    values: frozenset[str] = field(default_factory=frozenset)
    blocks: frozenset[str] = field(default_factory=frozenset)
    links: frozenset[str] = field(default_factory=frozenset)
    secrets: frozenset[str] = field(default_factory=frozenset)
    brings_its_own_text: bool = False

    @property
    def template(self) -> str:
        """Return the name of the template of its source."""
        return f"outreach/letters/{self.key}.md"

    def without_secrets(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what of a letter's values may be kept."""
        return {name: value for name, value in values.items() if name not in self.secrets}

    @property
    def placeholders(self) -> frozenset[str]:
        """Return the closed list of what may stand between ((double parentheses))."""
        return COMMON | self.values | self.blocks | self.links


COMMITMENT = frozenset({"organization", "reference"})
