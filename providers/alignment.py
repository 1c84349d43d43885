"""A rule: how what is taught meets what signed employers ask for.

It knows of demand only what it is given. Given what the public may read, it tells no more than that: a role that too
few ask for looks like one that nobody asks for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from employers.occupations import name_of
from employers.skills import reading

if TYPE_CHECKING:
    from employers.demand import Demand, Role, Skill

OFFERED = 5  # what else is asked for, of each kind


@dataclass(frozen=True)
class Alignment:
    """What is taught and asked for, what is taught and not seen to be asked for, and what could be added."""

    roles: tuple["Role", ...]
    unseen_roles: tuple[str, ...]
    other_roles: tuple["Role", ...]
    skills: tuple["Skill", ...]
    unseen_skills: tuple[str, ...]
    other_skills: tuple["Skill", ...]

    def is_met(self, employers: int) -> bool:
        """Test whether so many employers ask for one of the roles that are prepared for."""
        return any(role.employers >= employers for role in self.roles)


def align(occupations: Iterable[str], skills: Iterable[str], demand: "Demand", aliases: Mapping[str, str]) -> Alignment:
    """Lay codes of occupations and skills as typed beside what is asked for, the most wanted first."""
    codes, typed = dict.fromkeys(occupations), list(dict.fromkeys(skills))
    taught = {reading(skill, aliases) for skill in typed}
    asked_roles = {role.code for role in demand.roles}
    asked_skills = {reading(skill.name, aliases): skill for skill in demand.skills}
    return Alignment(
        roles=tuple(role for role in demand.roles if role.code in codes),
        unseen_roles=tuple(name_of(code) for code in codes if code not in asked_roles),
        other_roles=tuple(role for role in demand.roles if role.code not in codes)[:OFFERED],
        skills=tuple(skill for key, skill in asked_skills.items() if key in taught),
        unseen_skills=tuple(skill for skill in typed if reading(skill, aliases) not in asked_skills),
        other_skills=tuple(skill for key, skill in asked_skills.items() if key not in taught)[:OFFERED],
    )
