"""A rule: what a copy is called."""

import re
from collections.abc import Callable
from itertools import count

COPY = re.compile(r" \(copy(?: \d+)?\)$")


def name_of_copy(name: str, *, is_taken: Callable[[str], bool], longest: int) -> str:
    """Return what a copy is called: as nothing else is, with as many characters as fit, whatever it is the copy of.

    >>> name_of_copy("Spring (copy)", is_taken={"Spring", "Spring (copy)"}.__contains__, longest=120)
    'Spring (copy 2)'
    """
    bare = COPY.sub("", name)
    ends = (f" (copy {number})" if number > 1 else " (copy)" for number in count(1))
    names = (bare[: longest - len(end)] + end for end in ends)
    return next(one for one in names if not is_taken(one))
