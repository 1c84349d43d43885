"""Gathering what the portal knows of an applicant, criterion by criterion, for the page on which gates are set."""

from datetime import date

from community.models import Community
from employers import demand
from employers.signing import local_day
from providers import pointing, served, teaching
from providers.criteria import Thresholds
from providers.kinds import half
from providers.models import Application, CriteriaVersion, Figure, Program, Release, Return
from providers.outcomes import Kind, matures_on
from providers.parts import Key
from providers.pointing import Cohort, Pointer
from providers.suppression import TOLD


def pointers(application: Application, version: CriteriaVersion, *, today: date) -> dict[Key, Pointer]:
    """Return what the evidence of each criterion speaks for today, by the criteria of the application."""
    provider, kind, wanted = application.provider, application.kind, version.thresholds
    community = provider.organization.community
    agreement = provider.agreements.standing().order_by("-pk").first()
    owed = Return.objects.filter(program__in=Program.objects.filter(provider=provider))
    return {
        Key.DEMAND: of_demand(application, community, wanted, today=today),
        Key.QUALITY: pointing.quality(kind, [*published(application), *declared(application, today)], wanted),
        Key.MISSION: pointing.mission(barriers(application), wanted),
        Key.DATA: pointing.data(
            local_day(community, agreement.signed_at) if agreement else None, owed.overdue(today).count()
        ),
    }


def of_demand(application: Application, community: Community, wanted: Thresholds, *, today: date) -> Pointer:
    """Return what demand speaks for: each role once, whichever program leads to it."""
    programs = application.provider.programs.offered()
    found = teaching.aligned(programs, demand.whole(community, today=today), community)
    asked = {role.title: role.employers for one in found for role in one.alignment.roles}
    return pointing.demand(application.kind, list(asked.items()), wanted)


def published(application: Application) -> list[Cohort]:
    """Return the headline rates of the last release that were told."""
    release = Release.objects.of(application.provider.organization.community).published().first()
    rows = Figure.objects.filter(release=release, kind=Kind.HEADLINE, program__provider=application.provider)
    told = rows.filter(state__in=sorted(TOLD), value__isnull=False).select_related("program").order_by("program__name")
    return [Cohort(one.program.name, one.value or 0, is_declared=False) for one in told]


def declared(application: Application, today: date) -> list[Cohort]:
    """Return the rates of declared cohorts whose 180 days are over."""
    rows = application.declared.select_related("program").order_by("program__name", "cohort")
    return [
        Cohort(f"{one.program}, {half(one.cohort)}", one.placed * 100 // one.graduated, is_declared=True)
        for one in rows
        if matures_on(one.cohort) <= today
    ]


def barriers(application: Application) -> list[tuple[str, int | None]]:
    """Return whom its programs served, by barrier."""
    return [(one.label, one.served.total) for one in served.summary(application.provider.programs.offered())]
