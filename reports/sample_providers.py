"""The providers of the sample community: what they wrote, and how far their applications came."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from community.models import Community, User
from providers import applying, declaring, evidencing, offering, starting
from providers.kinds import half_year_of
from providers.models import Application
from providers.parts import Key

TOLD: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["providers"]


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Let providers apply: one waits for reviewers, one was asked to change something, one still writes."""
    for told in TOLD:
        begun = at - timedelta(days=told["days_ago"])
        user = User.objects.of_address(told["email"], told["person"])
        application = starting.begin(community, user=user, organization_name=told["name"], kind=told["kind"], at=begun)
        write(application, told, by=user, at=begun + timedelta(hours=2))
        if told["state"] == "draft":
            continue
        submitted = begun + timedelta(days=9)
        applying.submit(application, typed_name=told["person"], by=user, at=submitted)
        if told["state"] == "changes_requested":
            applying.request_changes(application, told["wanted"], by=by, at=submitted + timedelta(days=7))


def write(application: Application, told: dict[str, Any], *, by: User, at: datetime) -> None:
    """Write what a provider says, part by part, with its programs, evidence and cohorts."""
    for key in Key:
        if key in told:
            applying.save(application, key, told[key], self_score=told["scores"].get(key), by=by, at=at)
    programs = {facts["name"]: offering.add(application, facts, by=by, at=at) for facts in told.get("offers", ())}
    for link in told.get("links", ()):
        said = {"title": link["title"], "description": link["description"], "dated_on": at.date()}
        evidencing.add_link(application, link["part"], url=link["url"], **said, by=by, at=at)
    for one in told.get("declared", ()):
        declaring.declare(
            application,
            program=programs[one["program"]],
            cohort=halves_before(at.date(), one["halves_ago"]),
            graduated=one["graduated"],
            placed=one["placed"],
            median_salary=one.get("median_salary"),
            by=by,
            at=at,
        )


def halves_before(day: date, number: int) -> date:
    """Return the first day of the half-year so many before that of a day."""
    first = half_year_of(day)
    months = first.year * 2 + (first.month > 6) - number
    return date(months // 2, 7 if months % 2 else 1, 1)
