"""A rule: what the columns of a return's spreadsheet can mean, what each holds, and an example of it to begin with."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.reading import columns
from directory.reading.columns import Target
from directory.reading.tables import plain
from providers import personal
from providers.graduates import LABELS
from providers.kinds import PayUnit

MAX_BYTES = 10 * 1024 * 1024  # of a file
PROGRAM = "program"  # a column that says which program a row is of, where a file holds several
TARGETS = (
    Target(
        "reference",
        "reference",
        "reference;ref;id;person id;student id;participant id;learner id;graduate id;client id;record id;unique id;"
        "case id;person number;participant number;student number;record number;external id;individual identifier;"
        "unique individual identifier;personid;studentid;participantid",
    ),
    Target(
        "graduated_on",
        "graduated_on",
        "graduated on;graduation date;graduated;date graduated;completion date;completed on;date completed;exit date;"
        "end date;training end date;training end;training ended;program exit date;date of exit;exited on;"
        "date of program exit;program end date;training completion date;finish date;date of completion",
    ),
    Target(
        "status",
        "status",
        "status;outcome;exit status;exit reason;reason for exit;employment status;placement status;exit outcome;cirr;"
        "cirr status;cirr code;outcome code;status code;completion status;other reasons for exit;job status",
    ),
    Target(
        "started_on",
        "started_on",
        "started work on;started on;job start;job start date;placement date;date placed;placed on;hire date;hired on;"
        "date hired;employment start date;employment date;date employed;work start date;first day of work;"
        "date of hire;date of placement",
    ),
    Target(
        "employer_name",
        "employer_name",
        "employer;employer name;company;company name;organization;organization name;business;business name;hired by;"
        "workplace;place of work;placement employer;employer of record;firm",
    ),
    Target("town", "town", "town of work;town;city;work city;employer city;job city;work location;location;place"),
    Target("is_in_region", "is_in_region", "in the region;in region;regional;local;works in region;in area"),
    Target(
        "occupation",
        "occupation",
        "occupation;soc;soc code;soc 2018;occupation code;occupational code;onet;o net;o net code;onet code;"
        "job title;title;position;role;job",
    ),
    Target(
        "base_pay",
        "base_pay",
        "base pay;pay;wage;wages;hourly wage;hourly pay;hourly rate;salary;annual salary;base salary;starting salary;"
        "starting wage;starting pay;wage at hire;hourly wage at hire;wage at placement;hourly wage at placement;"
        "pay rate;rate of pay;compensation;annual wage;annual pay;hourly wage at start;wage rate;entry wage",
    ),
    Target("pay_unit", "pay_unit", "pay is per;pay unit;unit;pay period;per;wage unit;pay type;wage type;salary unit"),
    Target(
        "hours_per_week",
        "hours_per_week",
        "hours a week;hours per week;hours;weekly hours;hours week;hours worked per week;avg hours per week;hrs week",
    ),
    Target(
        "documentation",
        "documentation",
        "how you know;documentation;source of documentation;source;verification;verified by;verification source;proof",
    ),
    Target(
        PROGRAM,
        PROGRAM,
        "program;program code;program id;program name;program number;course;course code;course name;training program;"
        "cip;cip code;provider program;training program code",
    ),
)
KEYS = tuple(target.key for target in TARGETS)
KNOWN = frozenset(word for target in TARGETS for word in target.words.split(";"))
NEEDED = {
    "reference": gettext_lazy(
        "Say which column holds a reference of your own for each graduate: a number or code that names nobody."
    ),
    "graduated_on": gettext_lazy("Say which column holds the day of graduation."),
    "status": gettext_lazy("Say which column tells what became of each graduate."),
}
NAMED = frozenset({"employer_name", "town", "occupation", PROGRAM})  # what reads like names of people, and is none
HOLDS = {
    "reference": gettext_lazy("Your own number or code. Never a name, an e-mail address or a social security number."),
    "graduated_on": gettext_lazy("A day in the half-year of this return, like 2026-03-14, 3/14/2026 or 20260314."),
    "status": gettext_lazy("A code of CIRR, 1A to X, or words of your own: you are asked once what they mean."),
    "started_on": gettext_lazy("The first day of work. Empty where there is no job, or you do not know."),
    "employer_name": gettext_lazy("As you know it. We suggest whom we know by it."),
    "town": gettext_lazy("Where they work."),
    "is_in_region": gettext_lazy("yes or no; empty where you do not know."),
    "occupation": gettext_lazy("A SOC code like 15-1254, or its exact name."),
    "base_pay": gettext_lazy("One number, without bonuses or benefits."),
    "pay_unit": gettext_lazy("hour, week, month or year."),
    "hours_per_week": gettext_lazy("Such as 40. An hourly wage counts as salary only with it."),
    "documentation": gettext_lazy("Such as offer letter, pay record, employer, graduate."),
    PROGRAM: gettext_lazy("Only where one file holds several programs: you are asked which is meant here."),
}
HOURLY, YEARLY = frozenset("hourly hour hr hrs".split()), frozenset("annual annually yearly year annualized".split())
WEEKLY, MONTHLY = frozenset("weekly week".split()), frozenset("monthly month".split())


def label_of(key: str) -> str:
    """Return what a column means, as people read it."""
    return _("Program, where there are several") if key == PROGRAM else str(LABELS[key])


def guess(headings: Sequence[str], remembered: dict[str, str]) -> list[str]:
    """Return what each column means, "" where nobody knows."""
    return columns.guess(headings, remembered, TARGETS)


def weight(headings: Sequence[str]) -> int:
    """Return how many headings are known."""
    return sum(bool(meaning) for meaning in guess(headings, {}))


def lacking(meanings: Sequence[str]) -> list[str]:
    """Return what to say of what is needed and no column holds."""
    return [str(message) for key, message in NEEDED.items() if key not in meanings]


def refused(headings: Sequence[str], rows: Sequence[Sequence[str]], *, cohort: date) -> dict[int, str]:
    """Return the columns that are refused, by place, each with the kind of reason (`personal.REASONS`)."""
    meanings = guess(headings, {})
    found = {}
    for place, (heading, meaning) in enumerate(zip(headings, meanings, strict=True)):
        cells = [row[place] for row in rows]
        if kind := personal.refused(heading, cells, cohort=cohort, may_be_named=meaning in NAMED):
            found[place] = kind
    return found


def unit_of(heading: str) -> str:
    """Return what pay is per where the heading of its column says so.

    >>> unit_of("Hourly wage at hire"), unit_of("Salary")
    ('hour', '')
    """
    words = set(plain(heading).split())
    units = {PayUnit.HOUR: HOURLY, PayUnit.WEEK: WEEKLY, PayUnit.MONTH: MONTHLY, PayUnit.YEAR: YEARLY}
    return next((unit.value for unit, known in units.items() if words & known), "")


def examples(cohort: date) -> list[list[str]]:
    """Return two graduates as the template shows them, in a half-year: one who was hired, one who still looks."""
    graduated = cohort + timedelta(days=72)
    hired = {
        "reference": "G-101",
        "graduated_on": graduated.isoformat(),
        "status": "1A",
        "started_on": (graduated + timedelta(days=45)).isoformat(),
        "employer_name": "Acme Inc",
        "town": "Rivertown",
        "is_in_region": "yes",
        "occupation": "15-1254",
        "base_pay": "24.50",
        "pay_unit": "hour",
        "hours_per_week": "40",
        "documentation": "offer letter",
    }
    seeking = {"reference": "G-102", "graduated_on": graduated.isoformat(), "status": "3A"}
    return [[row.get(name, "") for name in LABELS] for row in (hired, seeking)]
