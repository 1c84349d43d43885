"""A rule: what in a table looks like something that names a person or tells of one what only counts may tell.

It is refused with the reason and never kept: numbers of social security, addresses, days of birth, names; and signs of
barriers, which are counts of a cohort and never said of one graduate.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.reading.tables import plain

REMOVED = gettext_lazy("Something here looks like a number or address of a person. We took it out and did not keep it.")
SSN, EMAIL, BIRTH, NAME, CONTACT, BARRIER = "ssn", "email", "birth", "name", "contact", "barrier"
REASONS = {
    SSN: gettext_lazy("It looks like social security numbers. We never keep those: use a reference of your own."),
    EMAIL: gettext_lazy("It looks like e-mail addresses. A return names nobody, so we did not keep it."),
    BIRTH: gettext_lazy("It looks like days of birth. We do not need them, and did not keep them."),
    NAME: gettext_lazy("It looks like names of people. A return names nobody: use a reference of your own."),
    CONTACT: gettext_lazy("It looks like phone numbers or home addresses. We do not need them, and did not keep them."),
    BARRIER: gettext_lazy(
        "It says something of each person that only counts may say. Give how many of the cohort instead, on the page "
        "of barriers."
    ),
}
HEADS = {
    SSN: "ssn;social security;social security number;social security no;social;ss number;tax id;itin;"
    "taxpayer id;sin;social insurance number",
    EMAIL: "email;e mail;email address;e mail address;mail;student email;participant email;correo",
    BIRTH: "dob;birth date;birthdate;date of birth;birthday;birth day;born;born on;birth year;year of birth;age;"
    "geburtsdatum;fecha de nacimiento",
    NAME: "name;first name;last name;given name;surname;family name;forename;middle name;middle initial;full name;"
    "student;student name;graduate;graduate name;participant;participant name;learner;learner name;trainee;"
    "trainee name;client name;person name;customer name;first;last;nombre;apellido;nachname;vorname;maiden name;"
    "preferred name",
    CONTACT: "phone;phone number;telephone;mobile;cell;cell phone;home phone;address;street;street address;"
    "home address;address 1;mailing address;zip;zip code;postal code",
    BARRIER: "gender;sex;race;ethnicity;race ethnicity;hispanic;disability;disabled;veteran;veteran status;"
    "low income;income level;public assistance;snap;tanf;homeless;foster;justice involved;ex offender;offender;"
    "immigration status;citizenship;barrier;barriers;barriers to employment;english learner;single parent;"
    "long term unemployed",
}
KIND_OF_HEAD = {word: kind for kind, words in HEADS.items() for word in words.split(";")}
PEOPLE = frozenset("student graduate participant learner trainee".split())  # headings of names, and of numbers as well
PARTS = {"ssn": SSN, "dob": BIRTH, "birth": BIRTH, "email": EMAIL, "surname": NAME}  # words in longer headings
GIVEN = frozenset(
    """james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph
    jessica thomas sarah charles karen christopher lisa daniel nancy matthew betty anthony sandra mark margaret donald
    ashley steven kimberly andrew emily paul donna joshua michelle kenneth carol kevin amanda brian melissa george
    deborah timothy stephanie ronald rebecca jason sharon edward laura jeffrey cynthia ryan dorothy jacob amy gary
    kathleen nicholas angela eric shirley jonathan emma stephen brenda larry pamela justin nicole scott anna brandon
    samantha benjamin katherine samuel christine gregory debra alexander rachel patrick carolyn frank janet raymond
    maria jack olivia dennis heather jerry helen tyler catherine aaron diane jose julie adam victoria nathan joyce
    henry lauren zachary kelly douglas christina peter ruth kyle joan noah virginia ethan judith jeremy evelyn walter
    hannah christian andrea keith megan sean cheryl austin jacqueline carlos juan luis miguel ana carmen rosa sofia
    mohammed muhammad ahmed fatima aisha wei ling priya raj jane jo sam lee dana alex jordan taylor casey jamie maya
    liam mia ava isabella lucas mateo elena diego jane ann anne sue bob bill jim tom joe mike dave kate jen""".split()
)
DASHED = re.compile(r"(?<!\d)\d{3}[- ]\d{2}[- ]\d{4}(?!\d)")
NINE = re.compile(r"\d{9}")
MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
WORDS = re.compile(r"[A-Za-zÀ-ÿ'’.-]+(?:,? +[A-Za-zÀ-ÿ'’.-]+){1,3}")
MOSTLY = 0.4  # a share of cells
FEW = 2  # cells of names that a column has at least
YOUNGEST = 14  # years before graduation
EARLIEST = 1920
YEAR = re.compile(r"(?:19|20)\d\d")
LOOKED_AT = 500  # cells of a column


def is_personal(text: str) -> bool:
    """Test whether one cell holds a social security number or an address of mail.

    >>> is_personal("123-45-6789"), is_personal("jo@acme.example"), is_personal("G-104")
    (True, True, False)
    """
    return bool(DASHED.search(text) or NINE.fullmatch(text.strip()) or MAIL.search(text))


def is_name(text: str) -> bool:
    """Test whether a text reads like the name of a person.

    >>> is_name("Jane Doe"), is_name("Park, Jo"), is_name("cohort 12-a")
    (True, True, False)
    """
    if not WORDS.fullmatch(text.strip()):
        return False
    words = [word.strip(".,").casefold() for word in text.split()]
    first = words[1] if "," in text and len(words) > 1 else words[0]
    return first in GIVEN


def is_number(text: str) -> bool:
    """Test whether a text is a number or code that a provider gave, and no word of it a name.

    >>> is_number("1001"), is_number("A-204"), is_number("Jane 2"), is_number("Jane")
    (True, True, False, False)
    """
    return any(map(str.isdigit, text)) and not re.search(r"[^\W\d_]{3}", text)


def refused(heading: str, cells: Sequence[str], *, cohort: date, may_be_named: bool = False) -> str:
    """Return why a column is refused, a key of REASONS, or nothing. By its heading, then by what stands in it.

    `may_be_named` is for columns that hold names of organizations or towns, which read like people's.
    """
    head = plain(heading)
    said = [cell.strip() for cell in cells if cell.strip()]
    kind = KIND_OF_HEAD.get(head) or next((PARTS[word] for word in head.split() if word in PARTS), "")
    if kind and not (head in PEOPLE and said and all(map(is_number, said))):
        return kind
    said = said[:LOOKED_AT]
    if not said:
        return ""
    if share(bool(DASHED.search(cell) or NINE.fullmatch(cell)) for cell in said) >= MOSTLY:
        return SSN
    if share(bool(MAIL.search(cell)) for cell in said) >= MOSTLY:
        return EMAIL
    if share(is_birth(cell, cohort) for cell in said) > 1 - MOSTLY:
        return BIRTH
    names = [cell for cell in said if is_name(cell)]
    return NAME if not may_be_named and len(names) >= FEW and len(names) / len(said) >= MOSTLY else ""


def share(found: Iterable[bool]) -> float:
    """Return how many of some are so."""
    listed = list(found)
    return sum(listed) / len(listed)


def is_birth(text: str, cohort: date) -> bool:
    """Test whether a cell is a day long enough before a cohort that somebody could have been born then."""
    digits = re.sub(r"\D", "", text)
    if not 6 <= len(digits) <= 8 or not re.fullmatch(r"[\d/.\- :T]+|\w+ \d{1,2},? \d{4}", text):
        return False
    years = [int(year) for year in YEAR.findall(text)]
    return any(EARLIEST <= year <= cohort.year - YOUNGEST for year in years[:1])


def why(kind: str) -> str:
    """Return the reason in words."""
    return str(REASONS[kind])


def explain() -> str:
    """Return in one sentence what a return never holds."""
    return _("No names, no addresses, no days of birth, no social security numbers, and no barriers of one person.")
