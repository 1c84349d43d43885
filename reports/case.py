"""A rule: what open IT roles cost an employer while they wait.

cost of vacancy = openings × days to fill × cost of one day (domain.md, section 2; the TechHire Playbook's calculator).
"""

from dataclasses import dataclass

FIVE_WEEKS = 35  # days: how much longer an IT role takes to fill than in 2010, by the TechHire Playbook (2016)
WEEK = 7


@dataclass(frozen=True)
class Case:
    """One employer's numbers: open roles, days until each is filled, and US dollars a day."""

    openings: int
    days: int
    daily_cost: int

    @property
    def total(self) -> int:
        """Return the cost of waiting, in US dollars."""
        return self.openings * self.days * self.daily_cost

    @property
    def a_week_sooner(self) -> int:
        """Return what filling each role a week sooner saves, in US dollars."""
        return self.openings * min(WEEK, self.days) * self.daily_cost
