"""A release beside the one before it, and what should be looked at before it is published."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from providers import differing
from providers.differing import Difference, Key, Said
from providers.models import Figure, Hold, Outcome, Program, Release, Return, Submission
from providers.outcomes import Fact, Kind, newest_mature
from providers.suppression import State

DENIED = Fact.ANSWERED.value  # the employer answered, and did not confirm
ANSWERS = Fact.ANSWERED.value | Fact.CONFIRMED.value
NAMED = 3  # programs in a sentence


@dataclass(frozen=True)
class Beside:
    """A release and the one before it, with all that differs."""

    release: Release
    last: Release | None
    differences: list[Difference] = field(default_factory=list)
    arrived: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)

    @cached_property
    def large(self) -> list[Difference]:
        """Return the figures that moved far."""
        return [one for one in self.differences if one.is_large]

    @property
    def is_same(self) -> bool:
        """Tell whether nothing differs."""
        return not (self.differences or self.arrived or self.left)


@dataclass(frozen=True)
class Caution:
    """One thing to look at, in a sentence, and where: what is asked of the release's pages."""

    words: str
    place: str = ""
    asked: str = ""


def said_in(release: Release) -> dict[Key, Said]:
    """Return all that a release says, by program and in the order of kinds."""
    order = {kind: place for place, kind in enumerate(Kind)}
    figures = sorted(Figure.objects.filter(release=release), key=lambda one: (one.program_id, order[Kind(one.kind)]))
    return {Key(one.program_id, Kind(one.kind)): Said(one.shown, one.window) for one in figures}


def last_before(release: Release) -> Release | None:
    """Return the release that was public before this one."""
    return Release.objects.filter(community=release.community_id, number__lt=release.number).published().first()


def beside_last(release: Release) -> Beside:
    """Lay a release beside the one before it."""
    last = last_before(release)
    if last is None:
        return Beside(release, None)
    before, after = said_in(last), said_in(release)
    return Beside(
        release,
        last,
        differing.differences(before, after),
        arrived=differing.arrived(before, after),
        left=differing.arrived(after, before),
    )


def held_back(programs: Iterable[int]) -> dict[Key, Hold]:
    """Return the holds that stand, by figure."""
    holds = Hold.objects.standing().filter(program__in=programs).select_related("by")
    return {Key(one.program_id, Kind(one.kind)): one for one in holds}


def cautions(release: Release, beside: Beside, *, today: date) -> list[Caution]:
    """Return what should be looked at before a draft is published, the most telling first."""
    found = [too_little_known(release), moved(beside), denied(release), owed(release, today), came_since(release)]
    return [one for one in found if one]


def too_little_known(release: Release) -> Caution | None:
    """Warn of programs whose figures are withheld, though nobody holds them back."""
    of_known = Figure.objects.filter(release=release, kind=Kind.KNOWN, state=State.WITHHELD_QUALITY)
    holds = Hold.objects.standing().filter(kind=Kind.KNOWN).values("program")
    names = list(of_known.exclude(program__in=holds).order_by("program").values_list("program__name", flat=True))
    if not names:
        return None
    known = release.rules.known_percent
    words = f"Of {some(names)} fewer than {known} % of outcomes are known: nothing of it is told."
    return Caution(words, "providers:release", f"state={State.WITHHELD_QUALITY.value}")


def some(names: list[str]) -> str:
    """Return a few names in words.

    >>> some(["Web", "Data"]), some(["A", "B", "C", "D", "E"])
    ('Web and Data', 'A, B, C and 2 more')
    """
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def moved(beside: Beside) -> Caution | None:
    """Warn of figures that moved far since the last release."""
    count = len(beside.large)
    if not count or not beside.last:
        return None
    words = (
        f"{count} figure{'' if count == 1 else 's'} moved by more than {differing.MOVED} points since "
        f"release {beside.last.number}."
    )
    return Caution(words, "providers:release-changes", "only=moved")


def denied(release: Release) -> Caution | None:
    """Warn of placements that an employer said were none."""
    filed = Submission.objects.filter(is_current=True, filed_for__program__in=programs_in(release)).values("pk")
    rows = Outcome.objects.filter(submission__in=filed).annotate(said=F("facts").bitand(ANSWERS)).filter(said=DENIED)
    count = rows.count()
    if not count:
        return None
    placements = "placement is" if count == 1 else "placements are"
    return Caution(f"{count} {placements} disputed: the employer did not confirm {'it' if count == 1 else 'them'}.")


def owed(release: Release, today: date) -> Caution | None:
    """Warn of returns that would count, and are late."""
    late = Return.objects.overdue(today).filter(cohort__lte=newest_mature(today), program__in=programs_in(release))
    counts = late.aggregate(returns=Count("pk"), programs=Count("program", distinct=True))
    if not counts["returns"]:
        return None
    returns, programs = counts["returns"], counts["programs"]
    return Caution(
        f"{returns} return{'' if returns == 1 else 's'} of {programs} program{'' if programs == 1 else 's'} "
        f"{'is' if returns == 1 else 'are'} late: with {'it' if returns == 1 else 'them'} more could be told."
    )


def came_since(release: Release) -> Caution | None:
    """Warn of what was filed after the draft was computed."""
    filed = Submission.objects.filter(filed_for__program__in=programs_in(release), filed_for__cohort__lte=release.as_of)
    count = filed.filter(is_current=True, submitted_at__gt=release.drafted_at).count()
    if not count:
        return None
    words = f"{count} return{'' if count == 1 else 's'} came since this draft was computed. Compute it again to count "
    return Caution(f"{words}{'it' if count == 1 else 'them'}.")


def programs_in(release: Release) -> QuerySet[Program]:
    """Return the programs of which a release tells."""
    return Program.objects.filter(Exists(Figure.objects.filter(release=release, program=OuterRef("pk"))))
