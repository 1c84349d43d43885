"""A rule: how likely two records are of one organization, or of one person, and why, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from rapidfuzz import fuzz

from directory.names import fold, is_certain
from directory.spelling import TYPO, digits_of, is_slip, mailbox_of, names_of, words_of

SAME = 100  # percent
ALIKE = 75  # percent; less is chance
REWRITTEN = 97  # percent; the same words, in another order, together, abbreviated
PART_WEIGHT = 0.86  # "Acme" in "Acme Health Services": likely, never certain
LOOSE = 88  # percent; less is not worth a coordinator's time
ELSEWHERE = 8  # percent that another town takes away from names alone
# How much of the doubt that the names leave is left by what two records share.
DOUBT_LEFT = {"domain": 0.3, "phone": 0.5, "person": 0.6}

NAMESAKE = 30  # percent of doubt: many people have the same name
INITIAL = 75  # percent; "J. Park" and "Jo Park"
MIDDLE = 94  # percent; "Jo Park" and "Jo Ann Park"
PERSON_DOUBT_LEFT = {"organization": 0.2, "phone": 0.2, "domain": 0.3, "mailbox": 0.4}
TWO_BOXES = 6  # percent: at one firm, a mailbox each


@dataclass(frozen=True)
class Firm:
    """What two records of organizations are compared by."""

    pk: int
    name: str
    compared: str
    town: str = ""
    phone: str = ""
    domains: Mapping[str, bool] = field(default_factory=dict)  # whether each was verified
    people: Mapping[int, str] = field(default_factory=dict)  # who works there now


@dataclass(frozen=True)
class Somebody:
    """What two records of people are compared by."""

    pk: int
    name: str
    folded: str
    email: str = ""
    phone: str = ""
    domain: str = ""  # of the address, where it is a firm's own
    has_user: bool = False
    places: Mapping[int, str] = field(default_factory=dict)  # where they work or worked


@dataclass(frozen=True)
class Likeness:
    """How likely two records are one, in percent, whether by the strict rule, and why."""

    score: int
    is_sure: bool
    reasons: list[str]


def likeness_of(one: str, other: str) -> float:
    """Return how alike two compared names are, in percent; below 100 unless they are equal.

    >>> likeness_of("acme health", "health acme") > 90
    True
    """
    if one == other:
        return float(SAME)
    whole = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other) - 1)
    part = fuzz.token_set_ratio(one, other) * PART_WEIGHT
    return min(float(SAME - 1), max(whole, part))


def fit(one: list[str], other: list[str]) -> bool:
    """Test whether each word of two names has its like in the other, or they differ in spaces alone.

    >>> fit(["birch", "dental"], ["birch", "dentall"]), fit(["sparrow", "dental"], ["yarrow", "dental"])
    (True, False)
    """
    if "".join(one) == "".join(other):
        return True
    return all(any(is_slip(word, like) for like in other) for word in one) and all(
        any(is_slip(word, like) for like in one) for word in other
    )


def are_written_alike(one: list[str], other: list[str]) -> bool:
    """Test whether two names are the same words in any order, or the same letters but for spaces."""
    return sorted(one) == sorted(other) or "".join(one) == "".join(other)


def weigh(one: Firm, other: Firm) -> Likeness | None:
    """Return how likely two organizations are the same, or None where it is not worth asking.

    >>> weigh(Firm(1, "Acme Inc.", "acme", town="Rivertown"), Firm(2, "ACME", "acme", town="rivertown"))
    Likeness(score=100, is_sure=True, reasons=['same name', 'same town'])
    """
    ours, theirs = words_of(one.compared), words_of(other.compared)
    domains = sorted(one.domains.keys() & other.domains.keys())
    people = sorted({one.people[key] for key in one.people.keys() & other.people.keys()})
    phone = same_phone(one.phone, other.phone)
    if not (domains or people or phone or fit(ours, theirs)):
        return None
    alike, why = names_alike(one.compared, other.compared, ours, theirs)
    is_same_town = bool(one.town) and fold(one.town) == fold(other.town)
    doubt = SAME - alike + (ELSEWHERE if one.town and other.town and not is_same_town else 0)
    reasons = [f"same domain {name}" for name in domains] + why
    if domains:
        doubt *= DOUBT_LEFT["domain"]
    if phone:
        reasons.append(f"same phone {phone}")
        doubt *= DOUBT_LEFT["phone"]
    if people:
        reasons.append("same people: " + ", ".join(people))
        doubt *= DOUBT_LEFT["person"]
    if is_same_town:
        reasons.append("same town")
    is_verified = any(one.domains[name] or other.domains[name] for name in domains)
    is_sure = is_verified or is_certain(one.name, one.town, other.name, other.town)
    score = round(SAME - doubt)
    return Likeness(score, is_sure, reasons) if is_sure or score >= LOOSE else None


def same_phone(one: str, other: str) -> str:
    """Return the phone that two records have in common, however it is written there, or nothing.

    >>> same_phone("330.555.0142", "(330) 555-0142")
    '(330) 555-0142'
    """
    digits = digits_of(one)
    return min(one, other) if digits and digits == digits_of(other) else ""


def names_alike(one: str, other: str, ours: list[str], theirs: list[str]) -> tuple[float, list[str]]:
    """Return how alike two names of organizations are, in percent, and that in words."""
    if one == other:
        return SAME, ["same name"]
    if are_written_alike(ours, theirs):
        return REWRITTEN, ["same name, written differently"]
    alike = max(likeness_of(one, other), likeness_of(" ".join(ours), " ".join(theirs)))
    return alike, [f"names {alike:.0f} % alike"] if alike >= ALIKE else []


def weigh_people(one: Somebody, other: Somebody) -> Likeness | None:
    """Return how likely two records are of one person, or None where it is not worth asking.

    A name alone never says it, and whoever has a sign-in of their own each cannot be merged anyway.

    >>> at = {7: "Acme"}
    >>> weigh_people(Somebody(1, "Jo Park", "jo park", places=at), Somebody(2, "Park, Jo", "park, jo", places=at))
    Likeness(score=94, is_sure=True, reasons=['same name', 'both at Acme'])
    """
    if one.has_user and other.has_user:
        return None
    alike, why = people_alike(names_of(one.folded), names_of(other.folded))
    if not alike:
        return None
    doubt: float = SAME - alike + NAMESAKE
    reasons = [why]
    places = sorted({one.places[key] for key in one.places.keys() & other.places.keys()})
    if places:
        reasons.append("both at " + ", ".join(places))
        doubt *= PERSON_DOUBT_LEFT["organization"]
    if phone := same_phone(one.phone, other.phone):
        reasons.append(f"same phone {phone}")
        doubt *= PERSON_DOUBT_LEFT["phone"]
    is_one_firm = bool(one.domain) and one.domain == other.domain
    if is_one_firm:
        reasons.append(f"same domain {one.domain}")
        doubt *= PERSON_DOUBT_LEFT["domain"]
    if not is_one_firm and mailbox_of(one.email) and mailbox_of(one.email) == mailbox_of(other.email):
        reasons.append(f"same mailbox name {one.email.partition('@')[0]}")
        doubt *= PERSON_DOUBT_LEFT["mailbox"]
    if is_one_firm and alike < SAME:
        return None  # each with a name and a mailbox of their own
    score = round(SAME - doubt - (TWO_BOXES if is_one_firm else 0))
    is_sure = alike == SAME and bool(places) and not is_one_firm
    return Likeness(score, is_sure, reasons) if score >= LOOSE and len(reasons) > 1 else None


def people_alike(ours: list[str], theirs: list[str]) -> tuple[int, str]:
    """Return how alike the names of two people are, in percent, and that in words; 0 where they are two names.

    >>> people_alike(["jo", "park"], ["park", "jo"]), people_alike(["j", "park"], ["jo", "park"])
    ((100, 'same name'), (75, 'names that may be one'))
    >>> people_alike(["jo", "park"], ["jo", "ann", "park"]), people_alike(["jo", "park"], ["al", "park"])
    ((94, 'names that may be one'), (0, ''))
    """
    if ours and sorted(ours) == sorted(theirs):
        return SAME, "same name"
    few, many = sorted([ours, theirs], key=len)
    left = list(many)
    worst = MIDDLE if len(few) < len(many) else SAME
    written_out = 0  # words that stand in full on both sides
    for word in sorted(few, key=len, reverse=True):
        like = max(left, key=partial(closeness, word))
        worst = min(worst, closeness(word, like))
        written_out += len(word) > 1 < len(like)
        left.remove(like)
    if worst < INITIAL or len(few) < 2 or not written_out:
        return 0, ""
    return worst, "names that may be one" if worst in {INITIAL, MIDDLE} else f"names {worst} % alike"


def closeness(one: str, other: str) -> int:
    """Return how close two words of people's names are, in percent: equal, an initial, a slip apart, or 0."""
    if one == other:
        return SAME
    if not one or not other or 1 in {len(one), len(other)}:
        return INITIAL if one[:1] == other[:1] != "" else 0
    likeness = fuzz.ratio(one, other)
    return round(likeness) if likeness >= TYPO else 0
