"""A rule: who brought whom, as trees. Each organization has one parent at most, and nobody descends from themselves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Brought:
    """One organization brought another; given in the order in which it was said."""

    by: int
    whom: int


@dataclass
class Branch:
    """An organization and those it brought, each with theirs."""

    key: int
    brought: list["Branch"] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Return how many descend from it."""
        count, left = 0, list(self.brought)
        while left:
            branch = left.pop()
            count += 1
            left += branch.brought
        return count


def parents(said: Iterable[Brought]) -> dict[int, int]:
    """Return the parent of each organization that has one: the first that brought it, unless that closed a circle.

    Of two organizations that brought each other, the first one said stands; who brought a colleague of their own
    organization is nobody's parent.
    """
    found: dict[int, int] = {}
    for one in said:
        if one.whom not in found and not descends(one.by, one.whom, found):
            found[one.whom] = one.by
    return found


def descends(key: int, of: int, found: dict[int, int]) -> bool:
    """Test whether an organization is the other, or was brought by it over any number of steps."""
    at: int | None = key
    while at is not None:
        if at == of:
            return True
        at = found.get(at)
    return False


def trees(said: Iterable[Brought]) -> list[Branch]:
    """Return the trees, those with most descendants first."""
    found = parents(said)
    children: dict[int, list[int]] = defaultdict(list)
    for child, parent in found.items():
        children[parent].append(child)
    branches = {key: Branch(key) for key in {*found, *found.values()}}
    for parent, its in children.items():
        branches[parent].brought = [branches[child] for child in its]
    roots = [branches[key] for key in children if key not in found]
    return sorted(roots, key=lambda branch: (-branch.size, branch.key))
