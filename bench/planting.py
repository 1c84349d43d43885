"""Plant duplicates in a directory of any size, the same ones every time, and remember which they are.

Most organizations and people are themselves alone, under names that are made up of words as rare and as common as in
life. A few are there twice, in every way that lists are wrong; and some only look as if they were.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.generate import AT, FIRST, GIVEN, SECOND, THIRD, town
from bench.rows import write
from community.models import Community
from directory.models import Affiliation, Domain, Organization, Person
from directory.names import fold, normalize_name

SEED = 20261129
EVERY = 30  # the how manieth record is there twice
ONSETS = "b br c ch cl d dr f fr g gr h j k kn l m n p pr r s sh st t th tr v w".split()
VOWELS = "a e i o u ai ea oo ou".split()
ENDS = "n r l s t ck ll rd ng m nd st ston ley man son ford".split()
ABBREVIATED = {"Manufacturing": "Mfg", "International": "Intl", "Association": "Assn", "Services": "Svcs"}
LOOKING = {"a": "\u0430", "e": "\u0435", "o": "\u043e"}  # Cyrillic letters
SHORT = {"Robert": "Bob", "William": "Bill", "Michael": "Mike", "James": "Jim", "Elizabeth": "Beth", "Thomas": "Tom"}


@dataclass
class Planted:
    """Rows on their way into the database, and which of them are one; numbers are places in the lists."""

    organizations: list[dict[str, Any]] = field(default_factory=list)
    domains: list[tuple[int, str, bool]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    works: list[tuple[int, int]] = field(default_factory=list)
    twins: dict[tuple[int, int], str] = field(default_factory=dict)  # of organizations, and how they came about
    doubles: dict[tuple[int, int], str] = field(default_factory=dict)  # of people


class Words:
    """Words to name things by: many that are rare, few that are common."""

    def __init__(self, chance: random.Random, count: int) -> None:
        self.chance = chance
        made = {self.made_up() for _ in range(count)}
        self.family = sorted(made)
        chance.shuffle(self.family)

    def made_up(self) -> str:
        """Return a family name that nobody had before."""
        syllables = self.chance.choice([1, 2, 2])
        stem = "".join(self.chance.choice(ONSETS) + self.chance.choice(VOWELS) for _ in range(syllables))
        return (stem + self.chance.choice(ENDS)).capitalize()

    def family_name(self) -> str:
        """Return a family name; the first few are those of many."""
        return self.family[int(len(self.family) * self.chance.random() ** 2.5)]

    def rare(self) -> str:
        """Return a family name, each as likely."""
        return self.chance.choice(self.family)

    def organization(self) -> str:
        """Return a name of an organization."""
        chance = self.chance
        kind = chance.randrange(10)
        trade, form = chance.choice(SECOND), chance.choice(["", *THIRD])
        if kind < 5:
            name = f"{self.rare()} {trade} {form}"
        elif kind < 8:
            name = f"{chance.choice(FIRST)} {self.rare()} {trade} {form}"
        elif kind < 9:
            name = f"{self.rare()} & {self.rare()} {form}"
        else:
            name = f"{chance.choice(FIRST)} {trade} {chance.choice(list(ABBREVIATED))} of {self.rare()}"
        return name.strip()


def slip(word: str, chance: random.Random) -> str:
    """Return a word with one letter wrong, left out, twice, or in the wrong place."""
    place = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:place] + chance.choice("abcdefghiklmnoprstuw") + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[:place] + word[place] + word[place:]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def slipped(name: str, chance: random.Random, times: int = 1) -> str:
    """Return a name with a slip in its longest words."""
    words = name.split()
    for place in sorted(range(len(words)), key=lambda place: -len(words[place]))[:times]:
        words[place] = slip(words[place], chance)
    return " ".join(words)


def turned(name: str) -> str:
    """Return a name with its first word behind."""
    first, _, rest = name.partition(" ")
    return f"{rest}, {first}"


def joined(name: str) -> str:
    """Return a name with its first two words as one."""
    return name.replace(" ", "", 1)


def abbreviated(name: str) -> str:
    """Return a name with its long words short."""
    for word, short in ABBREVIATED.items():
        name = name.replace(word, short + ".")
    return name


def in_two_scripts(name: str, _chance: random.Random) -> str:
    """Return a name in which letters of another script stand for those that look the same."""
    return "".join(LOOKING.get(char, char) for char in name)


@dataclass(frozen=True)
class Way:
    """One way in which an organization comes to be there twice."""

    name: str
    rename: Callable[[str, random.Random], str]
    keeps: tuple[str, ...] = ()  # what the second record has of the first, beside the name


WAYS = [
    Way("another legal form", lambda name, _chance: f"The {name}, Inc."),
    Way("case and accents", lambda name, _chance: name.upper().replace("E", "É")),
    Way("a slip of a letter", slipped, ("town",)),
    Way("slips in two words", lambda name, chance: slipped(name, chance, 2), ("town",)),
    Way("words in another order", lambda name, _chance: turned(name)),
    Way("words together", lambda name, _chance: joined(name), ("town",)),
    Way("abbreviated", lambda name, _chance: abbreviated(name), ("town",)),
    Way("in two scripts", in_two_scripts),
    Way("part of the name, same domain", lambda name, _chance: " ".join(name.split()[:1]), ("domain",)),
    Way("part of the name, same phone", lambda name, _chance: " ".join(name.split()[:2]), ("phone", "town")),
    Way("part of the name, same person", lambda name, _chance: " ".join(name.split()[:2]), ("person", "town")),
    Way("renamed, domain verified", lambda _name, chance: f"{chance.choice(FIRST)} {chance.choice(SECOND)}", ("mail",)),
]


def plant(organizations: int, people: int) -> Planted:
    """Return a directory of this size, and who in it is there twice."""
    chance = random.Random(SEED)
    words = Words(chance, 4_000 + organizations // 2)
    made = Planted()
    names: set[str] = set()
    while len(made.organizations) < organizations:
        name = words.organization()
        if normalize_name(name) in names:
            continue
        names.add(normalize_name(name))
        number = add_organization(made, name, chance)
        if number % EVERY == 0:
            twin(made, number, WAYS[number // EVERY % len(WAYS)], chance)
        if number % 500 == 1:
            add_traps(made, words, chance)
    add_people(made, words, people, chance)
    return made


def add_organization(made: Planted, name: str, chance: random.Random, **fields: str) -> int:
    """Add an organization and return its number."""
    number = len(made.organizations)
    made.organizations.append(
        {
            "name": name,
            "town": town(chance.randrange(200)),
            "phone": f"({chance.randrange(200, 999)}) {chance.randrange(200, 999)}-{chance.randrange(10_000):04}",
            **fields,
        }
    )
    if not fields:
        made.domains.append((number, f"firm{number}.example", number % 4 == 0))
    return number


def twin(made: Planted, number: int, way: Way, chance: random.Random) -> None:
    """Add the second record of an organization."""
    first = made.organizations[number]
    name = way.rename(first["name"], chance)
    again = add_organization(made, name, chance, phone="", town=first["town"] if "town" in way.keeps else "")
    if "phone" in way.keeps:
        made.organizations[again]["phone"] = first["phone"].replace("(", "+1 ").replace(") ", ".").replace("-", ".")
    if "mail" in way.keeps:
        made.domains[-1] = (number, f"firm{number}.example", True)
    if "domain" in way.keeps or "mail" in way.keeps:
        made.domains.append((again, f"firm{number}.example", False))
    if "person" in way.keeps:
        made.people.append({"name": f"Kit {first['name'].split()[0]} {number}", "email": f"kit{number}@mail.example"})
        made.works += [(len(made.people) - 1, number), (len(made.people) - 1, again)]
    made.twins[number, again] = way.name


def add_traps(made: Planted, words: Words, chance: random.Random) -> None:
    """Add what only looks as if: a chain, an office center, a host of pages, numbers, another first letter."""
    place = len(made.organizations)
    chain = f"{words.rare()} {chance.choice(SECOND)}"
    for number in range(8):
        add_organization(made, chain, chance, phone="", town=town(place + number))
    for _ in range(8):
        add_organization(made, words.organization(), chance, phone=f"330 555 {place % 10_000:04}", town=town(place))
        made.domains.append((len(made.organizations) - 1, f"host{place}.example", False))
    for ward in (118, 119):
        add_organization(made, f"Ward {ward} {chain}", chance, phone="", town=town(place))
    for first in ("Sparrow", "Yarrow"):
        add_organization(made, f"{first} {words.rare()[:3]}{place}", chance, phone="", town=town(place))


def add_people(made: Planted, words: Words, count: int, chance: random.Random) -> None:
    """Add people, two at each organization, and some of them twice."""
    for number in range(count):
        given, family = chance.choice([*GIVEN, *SHORT]), words.family_name()
        place = number // 2 % len(made.organizations)
        somebody = {
            "name": f"{given} {family}",
            "email": f"{fold(given)}.{family.lower()}{number}@firm{place}.example" if number % 5 else "",
            "phone": f"(330) {chance.randrange(200, 999)}-{chance.randrange(10_000):04}" if number % 3 == 0 else "",
        }
        one = len(made.people)
        made.people.append(somebody)
        made.works.append((one, place))
        if number % EVERY == 7:
            way = DOUBLES[number // EVERY % len(DOUBLES)]
            made.people.append(double(way, somebody, words, number, chance))
            if not way.startswith("moved"):
                made.works.append((one + 1, place))
            made.doubles[one, one + 1] = way


DOUBLES = [
    "same name, there twice",
    "a short given name",
    "a slip of a letter",
    "an initial",
    "a middle name",
    "moved, same mailbox name",
    "moved, same phone",
]


def double(way: str, first: dict[str, str], words: Words, number: int, chance: random.Random) -> dict[str, str]:
    """Return the second record of a person; where it takes that, the first is another than it was."""
    given, _, family = first["name"].partition(" ")
    again = {"name": f"{family}, {given}"}
    if way == "a short given name":
        given = chance.choice(list(SHORT))
        first["name"], again["name"] = f"{given} {family}", f"{SHORT[given]} {family}"
    elif way == "a slip of a letter":
        while len(family) < 6:
            family = words.rare()
        first["name"], again["name"] = f"{given} {family}", f"{given} {slip(family, chance)}"
    elif way == "an initial":
        again["name"] = f"{given[0]}. {family}"
    elif way == "a middle name":
        again["name"] = f"Dr. {given} Quincy {family}"
    elif way == "moved, same mailbox name":
        box = f"{fold(given)}.{family.lower()}"
        first["email"], again["email"] = f"{box}@old{number}.example", f"{box}@new{number}.example"
    elif way == "moved, same phone":
        first["phone"], again["phone"] = f"(330) 555-{number % 10_000:04}", f"330.555.{number % 10_000:04}"
    return again


def sow(community: Community, made: Planted) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], str]]:
    """Write a planted directory and return its truths by the keys of the rows."""
    same = {"community_id": community.pk, "source": "planted", "created_at": AT}
    write(Organization, organization_rows(made), **same)
    ids = list(Organization.objects.of(community).order_by("pk").values_list("pk", flat=True))
    write(
        Domain,
        (
            {"organization_id": ids[number], "name": name, "verified_at": AT if is_verified else None}
            for number, name, is_verified in made.domains
        ),
        community_id=community.pk,
    )
    write(Person, person_rows(made), source_at=AT, **same)
    persons = list(Person.objects.of(community).order_by("pk").values_list("pk", flat=True))
    write(Affiliation, ({"person_id": persons[one], "organization_id": ids[place]} for one, place in made.works))
    return (
        {(ids[one], ids[other]): way for (one, other), way in made.twins.items()},
        {(persons[one], persons[other]): way for (one, other), way in made.doubles.items()},
    )


def organization_rows(made: Planted) -> Iterator[dict[str, Any]]:
    """Yield the rows of organizations, folded as their own saving would."""
    for number, fields in enumerate(made.organizations):
        one = Organization(**fields)
        one.fold()
        yield {
            **fields,
            "normalized_name": one.normalized_name,
            "search_text": one.search_text,
            "slug": f"planted-{number}",
        }


def person_rows(made: Planted) -> Iterator[dict[str, Any]]:
    """Yield the rows of people."""
    for fields in made.people:
        row = {"email": "", "phone": "", **fields}
        folded = fold(row["name"])
        yield {**row, "folded_name": folded, "search_text": f"{folded}\n{row['email']}".strip()}
