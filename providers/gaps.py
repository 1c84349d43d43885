"""A rule: demand laid beside supply, both ways: what is asked for and not taught, and what is taught and not asked for.

Of demand it knows what it is given, as `alignment` does. Who teaches is no secret: the list is public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from employers.occupations import name_of
from employers.skills import reading

if TYPE_CHECKING:
    from employers.demand import Demand, Role, Skill


@dataclass(frozen=True)
class Supply:
    """Which providers teach for an occupation, by its code, and which teach a skill, by the key it is read under.

    `names` has the skills as they were typed first, by that key.
    """

    occupations: Mapping[str, frozenset[str]] = field(default_factory=dict)
    skills: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody teaches anything."""
        return not self.occupations and not self.skills


@dataclass(frozen=True)
class RoleGap:
    """An occupation that is asked for, with who teaches for it, in the order of their names."""

    role: "Role"
    providers: tuple[str, ...]


@dataclass(frozen=True)
class SkillGap:
    """A skill that is asked for, with who teaches it, in the order of their names."""

    skill: "Skill"
    providers: tuple[str, ...]


@dataclass(frozen=True)
class GapMap:
    """All that is asked for, the most wanted first, and what is taught without being seen to be asked for."""

    roles: tuple[RoleGap, ...] = ()
    skills: tuple[SkillGap, ...] = ()
    taught_roles: tuple[str, ...] = ()
    taught_skills: tuple[str, ...] = ()

    @property
    def open_roles(self) -> list["Role"]:
        """Return the occupations that nobody teaches for."""
        return [gap.role for gap in self.roles if not gap.providers]

    @property
    def open_skills(self) -> list["Skill"]:
        """Return the skills that nobody teaches."""
        return [gap.skill for gap in self.skills if not gap.providers]


def supply(
    occupations: Iterable[tuple[str, str]], skills: Iterable[tuple[str, Iterable[str]]], aliases: Mapping[str, str]
) -> Supply:
    """Return who teaches what, from pairs of a provider's name with a code, and with the skills as typed."""
    by_code: dict[str, set[str]] = {}
    by_skill: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for provider, code in occupations:
        by_code.setdefault(code, set()).add(provider)
    for provider, typed in skills:
        for skill in typed:
            if same := reading(skill, aliases):
                by_skill.setdefault(same, set()).add(provider)
                names.setdefault(same, skill)
    return Supply(
        {code: frozenset(those) for code, those in by_code.items()},
        {skill: frozenset(those) for skill, those in by_skill.items()},
        names,
    )


def lay(demand: "Demand", taught: Supply, aliases: Mapping[str, str]) -> GapMap:
    """Lay demand beside supply."""
    asked = {reading(skill.name, aliases): skill for skill in demand.skills}
    codes = {role.code for role in demand.roles}
    unasked = [name for key, name in taught.names.items() if key not in asked]
    return GapMap(
        roles=tuple(RoleGap(role, those(taught.occupations, role.code)) for role in demand.roles),
        skills=tuple(SkillGap(skill, those(taught.skills, key)) for key, skill in asked.items()),
        taught_roles=tuple(sorted(name_of(code) for code in taught.occupations if code not in codes)),
        taught_skills=tuple(sorted(unasked, key=str.casefold)),
    )


def those(taught: Mapping[str, frozenset[str]], key: str) -> tuple[str, ...]:
    """Return who teaches one thing, in the order of their names."""
    return tuple(sorted(taught.get(key, ()), key=str.casefold))
