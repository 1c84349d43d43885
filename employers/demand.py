"""What the signed employers ask for, as the public may read it: by enough employers, or only as a number of others.

This is the one door: page, JSON, the bars of the home page and whatever comes later say what is said here.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, DateTimeField, IntegerField, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.models import Community
from employers import cells, skills
from employers.models import Ask, SkillAlias
from employers.occupations import name_of, short_name

SHOWN = 5  # bars on the home page
HORIZONS = list(Ask.Horizon)
BEGIN = (_("now"), _("6 months"), _("a year"), _("two years"), _("five years"))
END = (_("now"), _("9 months"), _("a year"), _("two years"), _("five years"))
AGES = (0, 3, 6, 12)  # months since an ask was last said, from one to the next; what was said holds for a year
MONTH = timedelta(days=30.4)


@dataclass(frozen=True)
class Bar:
    """One role or skill with the number that its bar stands for."""

    label: str
    count: int


@dataclass(frozen=True)
class Span:
    """By when so many employers want people: from one horizon to another."""

    first: str
    last: str
    employers: int

    @property
    def label(self) -> str:
        """Return it in words."""
        begin, end = HORIZONS.index(Ask.Horizon(self.first)), HORIZONS.index(Ask.Horizon(self.last))
        if begin == end:
            return str(Ask.Horizon(self.first).label)
        if begin == 0:
            return gettext("Within %(end)s") % {"end": END[end]}
        return gettext("In %(begin)s to %(end)s") % {"begin": BEGIN[begin], "end": END[end]}


@dataclass(frozen=True)
class Age:
    """How long ago so many employers last said it: from so many months to so many."""

    first: int
    last: int
    employers: int

    @property
    def label(self) -> str:
        """Return it in words."""
        months = {"first": self.first, "last": self.last}
        if self.first:
            return gettext("%(first)s to %(last)s months ago") % months
        return gettext("In the last %(last)s months") % months


@dataclass(frozen=True)
class Role:
    """An occupation that enough employers ask for; openings is None where too few said how many."""

    code: str
    employers: int
    openings: int | None
    horizons: tuple[Span, ...]
    ages: tuple[Age, ...] = ()
    towns: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Return its name in SOC 2018."""
        return name_of(self.code)

    @property
    def label(self) -> str:
        """Return its name as people say it."""
        return short_name(self.code)


@dataclass(frozen=True)
class Skill:
    """A skill that enough employers ask for."""

    name: str
    employers: int


@dataclass(frozen=True)
class Demand:
    """What is shown, the most wanted first; how many employers ask for the roles shown; how many others are hidden."""

    minimum: int
    roles: tuple[Role, ...] = ()
    skills: tuple[Skill, ...] = ()
    employers: int = 0
    other_roles: int = 0
    other_skills: int = 0

    @cached_property
    def bars(self) -> list[Bar]:
        """Return the roles with the most openings, for a place with little room."""
        said = [Bar(role.label, role.openings) for role in self.roles if role.openings]
        return sorted(said, key=lambda bar: (-bar.count, bar.label))[:SHOWN]

    @property
    def most(self) -> int:
        """Return the openings behind the longest of those bars."""
        return max((bar.count for bar in self.bars), default=0)

    @property
    def role_bars(self) -> list[Bar]:
        """Return every role shown with how many employers ask for it."""
        return [Bar(role.label, role.employers) for role in self.roles]

    @property
    def skill_bars(self) -> list[Bar]:
        """Return every skill shown with how many employers ask for it."""
        return [Bar(skill.name, skill.employers) for skill in self.skills]


class Tally:
    """What is known of one occupation before anything is hidden."""

    def __init__(self) -> None:
        self.soonest: dict[int, int] = {}
        self.freshest: dict[int, int] = {}
        self.named: Counter[int] = Counter()
        self.unnamed: Counter[int] = Counter()
        self.towns: dict[str, Town] = defaultdict(Town)

    def add(self, employer: int, horizon: str, openings: int | None, town: str, age: int, *, is_named: bool) -> None:
        """Take one ask in."""
        place = HORIZONS.index(Ask.Horizon(horizon))
        self.soonest[employer] = min(place, self.soonest.get(employer, place))
        self.freshest[employer] = min(age, self.freshest.get(employer, age))
        if openings:
            (self.named if is_named else self.unnamed)[employer] += openings
        if town:
            self.towns[skills.key(town)].add(employer, town, is_named=is_named)

    def told(self, code: str, minimum: int) -> Role:
        """Return what may be told of it."""
        horizons = cells.spans(counted(self.soonest, len(HORIZONS)), minimum)
        ages = cells.spans(counted(self.freshest, len(AGES) - 1), minimum)
        towns = [town for town in self.towns.values() if town.may_be_told(minimum)]
        return Role(
            code=code,
            employers=len(self.soonest),
            openings=cells.openings(list(self.named.values()), list(self.unnamed.values()), minimum),
            horizons=tuple(Span(HORIZONS[first].value, HORIZONS[last].value, count) for first, last, count in horizons),
            ages=tuple(Age(AGES[first], AGES[last + 1], count) for first, last, count in ages),
            towns=tuple(town.name for town in sorted(towns, key=lambda town: (-town.employers, town.name))),
        )


class Town:
    """Who asks in one town, and how they wrote its name."""

    def __init__(self) -> None:
        self.named: set[int] = set()
        self.unnamed: set[int] = set()
        self.writings: Counter[str] = Counter()

    def add(self, employer: int, town: str, *, is_named: bool) -> None:
        """Take one ask in."""
        (self.named if is_named else self.unnamed).add(employer)
        self.writings[" ".join(town.split())] += 1

    def may_be_told(self, minimum: int) -> bool:
        """Test whether enough ask here."""
        return cells.is_told(len(self.named), len(self.unnamed - self.named), minimum)

    @property
    def employers(self) -> int:
        """Return how many ask here."""
        return len(self.named | self.unnamed)

    @property
    def name(self) -> str:
        """Return its name as most wrote it."""
        return min(self.writings, key=lambda writing: (-self.writings[writing], writing))


def counted(places: dict[int, int], length: int) -> list[int]:
    """Return how many employers stand in each place of a row."""
    by_place = Counter(places.values())
    return [by_place[place] for place in range(length)]


def now(community: Community, *, today: date) -> Demand:
    """Return what at least `demand_min_employers` signed employers ask for (domain.md, section 2).

    Asks count while their employer has an active commitment; those of an ended commitment no longer do.
    """
    return told(community, community.demand_min_employers, today=today)


def whole(community: Community, *, today: date) -> Demand:
    """Return all that is asked for, with nothing hidden: for the team's eyes alone."""
    return told(community, 1, today=today)


def told(community: Community, minimum: int, *, today: date) -> Demand:
    """Return what at least so many signed employers ask for."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    typed: list[tuple[int, list[str]]] = []
    for employer, code, horizon, openings, words, town, age, is_named in asked(community, today):
        tallies[code].add(employer, horizon, openings, town, age, is_named=is_named)
        if words:
            typed.append((employer, words))
    enough = {code: tally for code, tally in tallies.items() if len(tally.soonest) >= minimum}
    roles = [tally.told(code, minimum) for code, tally in enough.items()]
    wanted = skills.read(typed, SkillAlias.objects.of(community).as_read()) if typed else []
    shown = [Skill(one.name, len(one.employers)) for one in wanted if len(one.employers) >= minimum]
    return Demand(
        minimum=minimum,
        roles=tuple(sorted(roles, key=lambda role: (-role.employers, -(role.openings or 0), role.code))),
        skills=tuple(shown),
        employers=len({employer for tally in enough.values() for employer in tally.soonest}),
        other_roles=len(tallies) - len(enough),
        other_skills=len(wanted) - len(shown),
    )


def asked(community: Community, today: date) -> Any:
    """Return each ask that counts as employer, occupation, horizon, openings, skills, town, age and whether named."""
    asks: Any = Ask.objects.asked(community, today).with_is_named(community)
    midnight = datetime.combine(today, time.min, community.zone)
    said = Coalesce("changed_at", "commitment__signed_at", output_field=DateTimeField())
    younger = [When(said__gte=midnight - months * MONTH, then=Value(age)) for age, months in enumerate(AGES[1:-1])]
    aged = asks.alias(said=said).annotate(age=Case(*younger, default=Value(len(younger)), output_field=IntegerField()))
    return aged.values_list("employer", "occupation", "horizon", "openings", "skills", "town", "age", "is_named")
