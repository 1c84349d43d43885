"""Who trains in the sample community, and by which criteria."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from community.models import Community, User
from directory import organizations
from providers import first_criteria, rulemaking, served
from providers.kinds import half_year_of
from providers.mission import Counts
from providers.models import Program, ProgramOccupation, Provider
from providers.parts import Key

LISTED: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["listed"]


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Give the community those who were on its list before anybody applied here."""
    for told in LISTED:
        put_on_list(community, told, by=by, at=at)


def put_on_list(community: Community, told: dict[str, Any], *, by: User, at: datetime) -> None:
    """Put a provider with its programs on the list, as an earlier list had them."""
    begun = at - timedelta(days=300)
    organization = organizations.add(
        community, name=told["name"], town=told["town"], sector="education", source="the list of 2025", by=by, at=begun
    )
    provider = Provider.objects.create(
        organization=organization,
        kind=told["kind"],
        standing=told["standing"],
        standing_since=begun.date(),
        summary=told["summary"],
        created_at=begun,
    )
    for facts in told["programs"]:
        plain = {name: value for name, value in facts.items() if name not in {"occupations", "barriers"}}
        program = Program.objects.create(provider=provider, town=told["town"], created_at=begun, **plain)
        ProgramOccupation.objects.bulk_create(
            ProgramOccupation(program=program, code=code) for code in facts["occupations"]
        )
        cohort = half_year_of(begun.date())
        counts = {barrier: Counts(*said) for barrier, said in facts["barriers"].items()}
        served.say(program, cohort, counts, today=begun.date(), at=begun)


def change_criteria(community: Community, *, by: User, at: datetime) -> None:
    """Publish a second version of the criteria, and begin a third."""
    demand = first_criteria.CRITERIA[Key.DEMAND]
    asked = {
        "evidence": f"{demand['evidence']}\nNotes of a talk with an employer about what graduates should be able to do"
    }
    rulemaking.write(community, Key.DEMAND, demand | asked, by=by)
    version = rulemaking.write(community, "introduction", {"intro": first_criteria.INTRO}, by=by)
    rulemaking.publish(version, by=by, at=at - timedelta(days=180))
    quality = first_criteria.CRITERIA[Key.QUALITY]
    owned = {"rubric_3": f"{quality['rubric_3']} Their own businesses count."}
    rulemaking.write(community, Key.QUALITY, quality | owned, by=by)
    rulemaking.write(community, "thresholds", {"barriers": 2}, by=by)
