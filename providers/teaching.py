"""Who teaches what, and how that meets what signed employers ask for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from community.models import Community
from employers.demand import Demand
from employers.models import SkillAlias
from providers import gaps
from providers.alignment import Alignment, align
from providers.kinds import LISTED
from providers.models import Program, ProgramOccupation


@dataclass(frozen=True)
class Aligned:
    """A program beside what is asked for."""

    program: Program
    alignment: Alignment


def taught(community: Community, aliases: Mapping[str, str], standings: Collection[str] = LISTED) -> gaps.Supply:
    """Return what providers of these standings teach now, on the list unless said otherwise, by their names."""
    programs = Program.objects.of(community).offered().filter(provider__standing__in=sorted(standings))
    name = "provider__organization__name"
    skills = list(programs.order_by("pk").values_list(name, "skills"))
    if not skills:
        return gaps.Supply()
    codes = ProgramOccupation.objects.filter(program__in=programs).values_list(f"program__{name}", "code")
    return gaps.supply(codes, skills, aliases)


def gap_map(community: Community, demand: Demand, standings: Collection[str] = LISTED) -> gaps.GapMap:
    """Lay what is asked for beside what providers of these standings teach.

    What comes out tells as much of demand as what went in: `demand.now` for the public and for applicants,
    `demand.whole` for the team alone.
    """
    aliases = SkillAlias.objects.of(community).as_read()
    return gaps.lay(demand, taught(community, aliases, standings), aliases)


def aligned(programs: QuerySet[Program], demand: Demand, community: Community) -> list[Aligned]:
    """Return programs beside what is asked for, for applicant and reviewer alike.

    An applicant is shown what comes of `demand.now`, a reviewer what comes of `demand.whole`.
    """
    aliases = SkillAlias.objects.of(community).as_read()
    return [
        Aligned(program, align([row.code for row in program.occupations.all()], program.skills, demand, aliases))
        for program in programs.prefetch_related("occupations").order_by("name", "pk")
    ]
