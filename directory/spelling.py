"""A rule: how names, phones and addresses are taken apart, so that those that may mean the same get the same key."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from rapidfuzz import fuzz

from directory.names import LEGAL_FORMS

TYPO = 80  # percent; words less alike are two words
SHORT = 5  # letters; where both words have fewer, one letter makes another word of them
PHONE = 7  # digits; a shorter number is an extension

# Written out, so that both ways of writing are one. Nothing here that means two things.
ABBREVIATIONS = {
    "amer": "american",
    "assn": "association",
    "assoc": "associates",
    "bldg": "building",
    "bros": "brothers",
    "centre": "center",
    "cntr": "center",
    "ctr": "center",
    "dept": "department",
    "engr": "engineering",
    "govt": "government",
    "grp": "group",
    "hosp": "hospital",
    "inst": "institute",
    "intl": "international",
    "mfg": "manufacturing",
    "mgmt": "management",
    "mgt": "management",
    "mt": "mount",
    "natl": "national",
    "st": "saint",
    "svc": "service",
    "svcs": "services",
    "sys": "systems",
    "univ": "university",
}
LEFT_OUT = LEGAL_FORMS | {"and"}  # as often as not

# What a given name is shortened to, and from what.
SHORTENED = {
    short: name
    for name, shorts in {
        "alexander": "alex",
        "andrew": "andy drew",
        "anthony": "tony",
        "benjamin": "ben",
        "catherine": "cathy kate katherine kathy",
        "charles": "charlie chuck",
        "christopher": "chris",
        "daniel": "dan danny",
        "david": "dave",
        "deborah": "deb debbie debra",
        "donald": "don",
        "edward": "ed eddie ted",
        "elizabeth": "beth betty liz",
        "frederick": "fred",
        "gregory": "greg",
        "james": "jim jimmy",
        "jennifer": "jen jenny",
        "jeffrey": "geoff jeff",
        "john": "johnny",
        "joseph": "joe",
        "kenneth": "ken kenny",
        "lawrence": "larry",
        "margaret": "maggie meg peggy",
        "matthew": "matt",
        "michael": "mike",
        "nicholas": "nick",
        "pamela": "pam",
        "patricia": "patty trish",
        "peter": "pete",
        "philip": "phil phillip",
        "raymond": "ray",
        "richard": "dick rick rich",
        "robert": "bob bobby rob",
        "ronald": "ron",
        "samuel": "sam",
        "stephen": "steve steven",
        "susan": "sue susie",
        "theodore": "theo",
        "thomas": "tom tommy",
        "timothy": "tim",
        "victoria": "vicky",
        "william": "bill billy will",
    }.items()
    for short in shorts.split()
}
TITLES = frozenset("dr jr md mr mrs ms mx phd prof sr".split())

# Letters of other scripts that look like Latin ones: who writes one among them hides another name, or mistyped.
LOOKING_LATIN = str.maketrans("аеорсухіјѕԁһӏкмтвнαορυνικτ", "aeopcyxijsdhlkmtbhaopuvikt")
EVERYBODY_S = frozenset("admin contact hello hiring hr info jobs mail office recruiting sales service team".split())


def words_of(compared: str) -> list[str]:
    """Return the words of an organization's compared name, written out, without those that are as often left out.

    >>> words_of("smith and sons mfg")
    ['smith', 'sons', 'manufacturing']
    """
    words = [ABBREVIATIONS.get(word, word) for word in map(latin, compared.split())]
    return [word for word in words if word not in LEFT_OUT] or words


def latin(word: str) -> str:
    """Return a word in Latin letters where each of its letters looks like one, else as it is."""
    if word.isascii():
        return word
    plain = word.translate(LOOKING_LATIN)
    return plain if plain.isascii() else word


def names_of(folded: str) -> list[str]:
    """Return the names of a person, given names in full, without titles; initials stay single letters.

    >>> names_of("dr. bob o'hara-smith jr.")
    ['robert', 'ohara', 'smith']
    """
    words = re.findall(r"\w+", folded.replace("'", "").replace("’", ""))
    kept = [word for word in words if word not in TITLES] or words
    return [SHORTENED.get(word, word) for word in kept]


def digits_of(phone: str) -> str:
    """Return the digits of a phone without its extension, or nothing where they are too few to call.

    >>> digits_of("+1 (330) 555-0142 ext. 7"), digits_of("330.555.0142"), digits_of("ext. 7")
    ('3305550142', '3305550142', '')
    """
    digits = re.sub(r"[^0-9]", "", re.split("ext|x|#", phone.lower())[0])
    digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    return digits if len(digits) >= PHONE else ""


def mailbox_of(email: str) -> str:
    """Return the part of an address before the @ where it is somebody's own, without signs.

    >>> mailbox_of("jo.park@acme.example"), mailbox_of("info@acme.example")
    ('jopark', '')
    """
    box = re.sub(r"[^a-z0-9]", "", email.partition("@")[0].partition("+")[0])
    return "" if box in EVERYBODY_S or len(box) < SHORT else box


@lru_cache(maxsize=100_000)
def digest(text: str) -> int:
    """Return a number that stands for a text, in 64 bits with a sign, as both databases keep it."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def is_slip(one: str, other: str) -> bool:
    """Test whether two words are one but for a slip; numbers and short words are another with one letter changed.

    >>> is_slip("dental", "dentall"), is_slip("bay", "day"), is_slip("12345", "12346")
    (True, False, False)
    """
    if one == other:
        return True
    if max(len(one), len(other)) < SHORT or has_digit(one) or has_digit(other):
        return False
    return fuzz.ratio(one, other, score_cutoff=TYPO) > 0


def has_digit(word: str) -> bool:
    """Test whether a word holds a number."""
    return not word.isalpha() and any(char.isdigit() for char in word)


def slips(words: Collection[str]) -> dict[str, str]:
    """Return for each of the words that is a slip away from another the one that stands for all of these.

    >>> slips({"dental", "dentall", "dentel", "foods"})
    {'dental': 'dental', 'dentall': 'dental', 'dentel': 'dental'}

    No word is compared with all others: two that a slip parts become the same when each loses the right letter, and a
    slip spares their first letter or their last, so that one letter's words are enough at a time.
    """
    stands_for: dict[str, str] = {}

    def top(word: str) -> str:
        while (above := stands_for.get(word, word)) != word:
            word = above
        return word

    for one, other in alike(words):
        first, second = sorted([top(one), top(other)])
        stands_for[first] = stands_for[second] = first
        stands_for.setdefault(one, first)
        stands_for.setdefault(other, first)
    return {word: top(word) for word in sorted(stands_for)}


def alike(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of words that a slip parts, some of them twice."""
    long = [word for word in words if len(word) >= SHORT - 1 and not has_digit(word)]
    sides: list[Callable[[str], str]] = [lambda word: word[0], lambda word: word[-1]]
    for side in sides:
        groups: dict[str, list[str]] = defaultdict(list)
        for word in long:
            groups[side(word)].append(word)
        for group in groups.values():
            yield from slipping(group)


def slipping(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield those pairs of a group of words."""
    seen: dict[str, str] = {}
    for word in words:
        for less in {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}:
            other = seen.setdefault(less, word)
            if other != word and is_slip(word, other):
                yield word, other
