"""Demand as data: the document behind /demand.json, whose shape is described in docs/demand-json.md."""

from datetime import date
from typing import Any

from community.models import Community
from employers.demand import Demand
from providers.gaps import GapMap


def as_data(shown: Demand, gaps: GapMap, community: Community, *, today: date) -> dict[str, Any]:
    """Return the whole document; `null` where something is not known or too few said it."""
    return {
        "version": 1,
        "as_of": today.isoformat(),
        "community": {"name": community.name, "region": community.region, "url": f"{community.url}/"},
        "minimum_employers": shown.minimum,
        "employers": shown.employers,
        "occupations": [
            {
                "soc": role.code,
                "title": role.title,
                "employers": role.employers,
                "openings": role.openings,
                "horizons": [
                    {"from": span.first, "to": span.last, "employers": span.employers} for span in role.horizons
                ],
                "said": [
                    {"months_from": age.first, "months_to": age.last, "employers": age.employers} for age in role.ages
                ],
                "towns": list(role.towns),
                "listed_providers": len(gap.providers),
            }
            for gap in gaps.roles
            for role in [gap.role]
        ],
        "skills": [
            {"name": gap.skill.name, "employers": gap.skill.employers, "listed_providers": len(gap.providers)}
            for gap in gaps.skills
        ],
        "others": {"occupations": shown.other_roles, "skills": shown.other_skills},
    }
