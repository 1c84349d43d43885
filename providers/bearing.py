"""What bears on one criterion: what the application says of it, and what the portal itself knows, side by side."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from employers import demand
from providers import revisions, served, teaching, telling
from providers.models import Agreement, Application, Figure, Program, Release, Return, Revision
from providers.outcomes import Kind
from providers.parts import Key
from providers.rejudging import BEARS_ON

Named = TypeVar("Named", revisions.Statement, revisions.Change)


@dataclass(frozen=True)
class Told:
    """The headline figure of a program as it was last published, or why there is none."""

    program: str
    words: str
    of_whom: str


@dataclass(frozen=True)
class Bearing:
    """What one criterion is judged by; what does not bear on it is empty."""

    said: list[revisions.Statement]
    context: list[revisions.Statement]
    self_score: str = ""
    aligned: list[teaching.Aligned] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    barriers: list[Any] = field(default_factory=list)
    agreement: Agreement | None = None
    overdue: int = 0


def on(application: Application, key: str, revision: Revision, *, today: date) -> Bearing:
    """Return what bears on one criterion of an application as it was submitted."""
    statements = revisions.statements(revision.content)
    said = [one for one in statements if one.part == key and one.name != "self_score"]
    own = next((one.words for one in statements if one.part == key and one.name == "self_score"), "")
    beside = [part for part, keys in BEARS_ON.items() if key in keys]
    programs = application.provider.programs.offered()
    known: dict[str, Any] = {}
    if key == Key.DEMAND:
        community = application.provider.organization.community
        known["aligned"] = teaching.aligned(programs, demand.whole(community, today=today), community)
    elif key == Key.QUALITY:
        known["told"] = told(application)
    elif key == Key.MISSION:
        known["barriers"] = served.summary(programs)
    elif key == Key.DATA:
        known["agreement"] = application.provider.agreements.standing().order_by("-pk").first()
        known["overdue"] = Return.objects.filter(program__in=Program.objects.filter(provider=application.provider))
        known["overdue"] = known["overdue"].overdue(today).count()
    return Bearing(said=said, context=[one for one in statements if one.part in beside], self_score=own, **known)


def told(application: Application) -> list[Told]:
    """Return the headline rates of the last release, a program each; before the first there is none."""
    release = Release.objects.of(application.provider.organization.community).published().first()
    figures = Figure.objects.filter(release=release, kind=Kind.HEADLINE, program__provider=application.provider)
    shown = [(one.program.name, one.shown) for one in figures.select_related("program").order_by("program__name")]
    return [Told(name, telling.value(one) or telling.why(one), telling.of_whom(one)) for name, one in shown]


def without_self_scores(said: Iterable[Named], hidden: Collection[str]) -> list[Named]:
    """Return statements or changes without what applicants give themselves on criteria that are yet to be scored."""
    return [one for one in said if one.name != "self_score" or one.part not in hidden]
