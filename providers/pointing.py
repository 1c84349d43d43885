"""A rule: what the evidence of each criterion speaks for, beside the gate that a coordinator sets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from providers.criteria import Thresholds
from providers.kinds import Kind
from providers.parts import WITH_RECORD
from providers.verdicts import SETTING_TONES, Setting


@dataclass(frozen=True)
class Pointer:
    """What the evidence speaks for, and why, in sentences."""

    setting: Setting
    lines: tuple[str, ...]

    @property
    def tone(self) -> str:
        """Return the class of its pill."""
        return SETTING_TONES[self.setting]


@dataclass(frozen=True)
class Cohort:
    """The placement rate of a mature cohort, in percent: published, or declared by the applicant."""

    name: str
    percent: int
    is_declared: bool

    def __str__(self) -> str:
        return f"{self.name}: {self.percent} % {'declared' if self.is_declared else 'published'}"


def not_asked(kind: str) -> Pointer:
    """Return that a kind is not asked this."""
    return Pointer(Setting.MET, (f"{Kind(kind).label}: not asked. Look at where they lead people.",))


def demand(kind: str, asked: Collection[tuple[str, int]], thresholds: Thresholds) -> Pointer:
    """Return what demand speaks for: `asked` is each role that is taught, with how many signed employers ask for it."""
    if kind not in WITH_RECORD:
        return not_asked(kind)
    lines = tuple(f"{role}: {number} signed employer{'' if number == 1 else 's'}" for role, number in asked)
    wanted = thresholds.demand_employers
    if any(number >= wanted for _role, number in asked):
        return Pointer(Setting.MET, lines)
    return Pointer(Setting.NOT_MET, (*lines, f"No role they teach is asked for by {wanted} or more."))


def quality(kind: str, cohorts: Collection[Cohort], thresholds: Thresholds) -> Pointer:
    """Return what the record speaks for; no cohort is not a bad one, and published figures go before declared ones.

    >>> quality("training_provider", [Cohort("Web, spring", 76, True)], Thresholds()).setting
    <Setting.MET: 'met'>
    """
    if kind not in WITH_RECORD:
        return not_asked(kind)
    bar = thresholds.placement_rate_percent
    published = [cohort for cohort in cohorts if not cohort.is_declared]
    counted = published or list(cohorts)
    lines = tuple(str(cohort) for cohort in cohorts)
    if any(cohort.percent >= bar for cohort in counted):
        return Pointer(Setting.MET, (*lines, f"The bar is {bar} % in one cohort."))
    why = f"None reaches {bar} %" if counted else "No cohort is known whose 180 days are over"
    return Pointer(Setting.CONDITIONAL, (*lines, f"{why}: a goal to start from would have to be agreed."))


def mission(served: Collection[tuple[str, int | None]], thresholds: Thresholds) -> Pointer:
    """Return what the mission speaks for: each barrier with how many were served, None where nobody said."""
    lines = tuple(f"{barrier}: {'no number' if number is None else f'{number} served'}" for barrier, number in served)
    counted = sum(bool(number) for _barrier, number in served)
    if counted >= thresholds.barriers:
        return Pointer(Setting.MET, lines)
    return Pointer(Setting.NOT_MET, (*lines, f"Barriers with counts: {counted} of {thresholds.barriers}."))


def data(signed_on: date | None, overdue: int) -> Pointer:
    """Return what sharing data speaks for; the agreement may be signed once they are listed."""
    signed = f"Agreement signed on {signed_on:%B} {signed_on.day}, {signed_on.year}" if signed_on else ""
    late = f"{overdue} return{'' if overdue == 1 else 's'} overdue" if overdue else "No return is overdue"
    if overdue:
        return Pointer(Setting.NOT_MET, tuple(line for line in (signed, late) if line))
    if signed:
        return Pointer(Setting.MET, (signed, late))
    return Pointer(Setting.CONDITIONAL, ("Agreement not signed yet: a condition with a day would do.", late))
