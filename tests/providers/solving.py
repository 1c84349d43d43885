"""Somebody who wants to know what is hidden: knows the rules, reads everything that was ever published, and reckons.

Two ways, which know nothing of each other. `alternatives` looks for all counts of one window that fit what is shown of
it. `worlds` plays every history of small cohorts through the releases: histories that look the same from outside cannot
be told apart by anybody, whatever they know of the rules.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from providers.outcomes import Kind
from providers.suppression import Bound, Policy, Shown, State

MOST = 80  # people; the solver looks no further
Hidden = Mapping[str, set[int]]


def percent_of(part: int, of: int, step: int) -> float:
    """Round as people do, written in another way than the portal's."""
    exact = 100 * part / of
    below = exact - exact % step
    return below + step if exact - below >= step / 2 - 1e-9 else below


def fits(told: Shown, part: int, of: int) -> bool:
    """Test whether so many of so many would be shown like this, its n left aside."""
    if not told.is_rounded:
        return percent_of(part, of, 1) == told.value
    rounded = percent_of(part, of, 5)
    if told.bound == Bound.OR_MORE:
        return rounded >= 90
    if told.bound == Bound.OR_LESS:
        return rounded <= 10
    return rounded == told.value


@cache
def parts(told: Shown, of: int) -> frozenset[int]:
    """Return every part of so many that would be shown like this; any where nothing is shown."""
    return frozenset(part for part in range(of + 1) if not told.is_told or (of and fits(told, part, of)))


def counts_of(told: Shown, policy: Policy, *, low: int, high: int) -> Iterator[int]:
    """Yield every n that the figure's own n leaves open."""
    if told.state == State.SUPPRESSED_SMALL:
        yield from range(low, high + 1)  # whatever the reason was
    elif told.is_told:
        to = high if told.n_to is None else min(told.n_to, high)
        yield from range(max(told.n_from or 0, policy.least, low), to + 1)


def alternatives(shown: Mapping[Kind, Shown], policy: Policy) -> Hidden:
    """Return every value that each hidden count of one window may have, by what is shown of it."""
    found: dict[str, set[int]] = defaultdict(set)
    for n in counts_of(shown[Kind.HEADLINE], policy, low=0, high=MOST):
        known = {part for part in parts(shown[Kind.KNOWN], n) if 100 * part >= policy.known_percent * n}
        for placed in parts(shown[Kind.HEADLINE], n):
            fields = {part for part in parts(shown[Kind.IN_FIELD], n) if any(placed <= part <= one for one in known)}
            sooner = {part for part in parts(shown[Kind.HEADLINE_90], n) if part <= placed}
            fields_sooner = {
                part
                for part in parts(shown[Kind.IN_FIELD_90], n)
                if any(part <= one for one in fields) and any(one <= part for one in sooner)
            }
            named = groups(shown, (Kind.CONFIRMED, Kind.SIGNED_EMPLOYER), policy, high=placed)
            placed_where = groups(shown, (Kind.REGIONAL,), policy, high=placed)
            if not (fields and sooner and fields_sooner and named["of"] and placed_where["of"]):
                continue
            found["n"].add(n)
            found["placed"].add(placed)
            found["known"] |= {one for one in known if any(one >= part for part in fields)}
            for name, values in (("in field", fields), ("sooner", sooner), ("in field, sooner", fields_sooner)):
                found[name] |= values
            for name, values in (
                *named.items(),
                *((f"region {name}", values) for name, values in placed_where.items()),
            ):
                found[name] |= values
    return found


def in_pool(told: Shown, others: int, policy: Policy) -> dict[str, set[int]]:
    """Return what one cohort of a pool may be: each of them was too small to stand alone, and together they fit."""
    found: dict[str, set[int]] = {"n": set(), "placed": set()}
    each = policy.least - 1
    for n in counts_of(told, policy, low=1, high=(others + 1) * each):
        for placed in parts(told, n):
            for own in range(min(n, each) + 1):
                if n - own > others * each:
                    continue
                its = range(max(0, placed - (n - own)), min(own, placed) + 1)
                if its:
                    found["n"].add(own)
                    found["placed"].update(its)
    return found


def groups(shown: Mapping[Kind, Shown], kinds: Iterable[Kind], policy: Policy, *, high: int) -> dict[str, set[int]]:
    """Return what the size of a group of those placed may be, and each figure's part of it."""
    told = [shown[kind] for kind in kinds]
    sizes = set(range(high + 1))
    for one in told:
        if one.is_told:
            sizes &= set(counts_of(one, policy, low=0, high=high))
    sizes = {size for size in sizes if all(parts(one, size) for one in told if one.is_told)} if sizes else sizes
    found = {"of": sizes}
    for one in told:
        found[str(one.kind)] = {part for size in sizes for part in parts(one, size)}
    return found


def worlds(
    histories: Iterable[tuple[Any, ...]],
    publish: Callable[[tuple[Any, ...]], Hashable],
    hidden: Callable[[tuple[Any, ...]], Mapping[str, int]],
) -> Iterator[tuple[Hashable, str, int]]:
    """Yield every hidden value that what is published leaves without an alternative: what, which and its value."""
    alike: dict[Hashable, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for history in histories:
        seen = alike[publish(history)]
        for name, value in hidden(history).items():
            seen[name].add(value)
    for published, values in alike.items():
        yield from ((published, name, min(found)) for name, found in values.items() if len(found) == 1)
