"""What the signed employers ask for, as the public may read it: by enough employers, or only as a number of others.

This is the one door: page, JSON, the bars of the home page and whatever comes later say what is said here.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.models import Community
from employers import skills
from employers.models import Ask, SkillAlias
from employers.occupations import name_of, short_name
from reports import cells

SHOWN = 5  # bars on the home page
HORIZONS = list(Ask.Horizon)
BEGIN = (_("now"), _("6 months"), _("a year"), _("two years"), _("five years"))
END = (_("now"), _("9 months"), _("a year"), _("two years"), _("five years"))


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
class Role:
    """An occupation that enough employers ask for; openings is None where too few said how many."""

    code: str
    employers: int
    openings: int | None
    horizons: tuple[Span, ...]

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
        self.named: Counter[int] = Counter()
        self.unnamed: Counter[int] = Counter()

    def add(self, employer: int, horizon: str, openings: int | None, *, is_named: bool) -> None:
        """Take one ask in."""
        place = HORIZONS.index(Ask.Horizon(horizon))
        self.soonest[employer] = min(place, self.soonest.get(employer, place))
        if openings:
            (self.named if is_named else self.unnamed)[employer] += openings

    def told(self, code: str, minimum: int) -> Role:
        """Return what may be told of it."""
        by_horizon = Counter(self.soonest.values())
        pooled = cells.spans([by_horizon[place] for place in range(len(HORIZONS))], minimum)
        return Role(
            code=code,
            employers=len(self.soonest),
            openings=cells.openings(list(self.named.values()), list(self.unnamed.values()), minimum),
            horizons=tuple(Span(HORIZONS[first].value, HORIZONS[last].value, count) for first, last, count in pooled),
        )


def now(community: Community, *, today: date) -> Demand:
    """Return what at least `demand_min_employers` signed employers ask for (domain.md, section 2).

    Asks count while their employer has an active commitment; those of an ended commitment no longer do.
    """
    minimum = community.demand_min_employers
    asks: Any = Ask.objects.asked(community, today).with_is_named(community)
    tallies: dict[str, Tally] = defaultdict(Tally)
    typed: list[tuple[int, list[str]]] = []
    for employer, code, horizon, openings, words, is_named in asks.values_list(
        "employer", "occupation", "horizon", "openings", "skills", "is_named"
    ):
        tallies[code].add(employer, horizon, openings, is_named=is_named)
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
