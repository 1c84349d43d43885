"""Applicants for tests: an application written by the portal's own verbs."""

from datetime import date, datetime
from typing import Any

from community.models import Community, User
from providers import applying, evidencing, offering, starting
from providers.models import Application, Revision
from providers.parts import NEEDED_FACTS, WITH_EVIDENCE, WITH_RECORD, Key
from providers.questions import asked
from tests.make import NOW

FACTS = {
    "summary": "Evenings, from the first line to a small application.",
    "weeks": 40,
    "pace": "real_time",
    "intensity": "part_time",
    "mode": "hybrid",
    "tuition": 0,
    "admission": "Adults of the region.",
    "occupations": ["15-1254"],
}


def begun(community: Community, user: User, *, name: str = "Riverbend", kind: str = "training_provider") -> Application:
    """Begin an application."""
    return starting.begin(community, user=user, organization_name=name, kind=kind, at=NOW)


def facts_for(kind: str) -> dict[str, Any]:
    """Return the needed facts of a program."""
    return {"name": "Web Development", "summary": FACTS["summary"]} | {name: FACTS[name] for name in NEEDED_FACTS[kind]}


def answers_for(kind: str, key: Key) -> dict[str, Any]:
    """Return an answer to everything that a part asks a kind."""
    said: dict[str, Any] = {}
    for question in asked(key, kind):
        if question.choices:
            said[question.name] = [question.choices[0][0]]
        elif question.is_email:
            said[question.name] = "sam@riverbend.example"
        elif question.is_address:
            said[question.name] = "https://riverbend.example"
        else:
            said[question.name] = f"About {question.name}."
    return said


def write(application: Application, user: User, *, at: datetime = NOW) -> Application:
    """Write all parts, so that it can be submitted."""
    kind = application.kind
    offering.add(application, facts_for(kind), by=user, at=at)
    for key in Key:
        if key != Key.PROGRAMS:
            applying.save(application, key, answers_for(kind, key), self_score=2, by=user, at=at)
    for key in WITH_EVIDENCE[kind]:
        said = {"title": f"Proof of {key}", "dated_on": date(2026, 3, 1), "description": "Page 4"}
        evidencing.add_link(application, key, url=f"https://riverbend.example/{key}", **said, by=user, at=at)
    assert kind in WITH_RECORD or kind == "other_resource"
    return application


def submitted(community: Community, user: User, *, at: datetime = NOW, **fields: str) -> tuple[Application, Revision]:
    """Write an application and submit it."""
    application = write(begun(community, user, **fields), user, at=at)
    revision = applying.submit(application, typed_name="Sam Okafor", by=user, at=at)
    application.refresh_from_db()
    return application, revision
