"""A rule: what a provider's own answers lack beside the criteria. It decides nothing, and nothing of it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from providers.alignment import Alignment
from providers.criteria import Criteria, Gate
from providers.kinds import Kind
from providers.parts import CRITERIA, WITH_RECORD, Key


class State(TextChoices):
    """How a criterion looks from here."""

    LOOKS_MET = "looks_met", _("Looks met")
    GOAL = "goal", _("Possible with a goal")
    MISSING = "missing", _("Something is missing")
    NOT_ASKED = "not_asked", _("Not asked of you")


TONES = {State.LOOKS_MET: "pill-good", State.GOAL: "", State.MISSING: "pill-late", State.NOT_ASKED: "pill-quiet"}


@dataclass(frozen=True)
class Answers:
    """What was ticked and typed. Graduates and those placed are of one cohort whose 180 days are over, or not known."""

    kind: str
    occupations: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    graduated: int | None = None
    placed: int | None = None
    is_documented: bool = False
    barriers: tuple[str, ...] = ()
    counts: bool = False
    supports: bool = False
    selects_on_skills: bool = False
    signs: bool = False
    knows_where: bool = False
    has_somebody: bool = False


@dataclass(frozen=True)
class Finding:
    """How one criterion looks: what speaks for it, what is missing, and the criterion with its good evidence."""

    gate: Gate
    state: State
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    hint: str = ""

    @property
    def tone(self) -> str:
        """Return the class of its pill; a state is always a word too."""
        return TONES[self.state]

    @property
    def wants_evidence(self) -> bool:
        """Tell whether good evidence is worth a look: everywhere but where nothing is asked."""
        return self.state != State.NOT_ASKED


def check(answers: Answers, criteria: Criteria, alignment: Alignment) -> list[Finding]:
    """Return how the four criteria look, in their order."""
    return [finding(key, answers, criteria, alignment) for key in CRITERIA]


def finding(key: str, answers: Answers, criteria: Criteria, alignment: Alignment) -> Finding:
    """Return how one criterion looks."""
    gate = criteria.gate(key)
    if key in {Key.DEMAND, Key.QUALITY} and answers.kind not in WITH_RECORD:
        return Finding(gate, State.NOT_ASKED, found=(said_of_others(answers.kind),))
    if key == Key.DEMAND:
        return demand(gate, answers, alignment, criteria.thresholds.demand_employers)
    if key == Key.QUALITY:
        return quality(gate, answers, criteria.thresholds.placement_rate_percent)
    lacks = tuple(mission(answers, criteria.thresholds.barriers) if key == Key.MISSION else data(answers))
    if lacks:
        return Finding(gate, State.MISSING, missing=lacks)
    return Finding(gate, State.LOOKS_MET, found=(_now("You have all that is asked."),))


def said_of_others(kind: str) -> str:
    """Return why a kind is not asked this."""
    return _now("%(kind)s: you do not train people or find them jobs yourself. We look at where you lead them.") % {
        "kind": Kind(kind).label
    }


def demand(gate: Gate, answers: Answers, alignment: Alignment, employers: int) -> Finding:
    """Return how employer demand looks, from what everybody may read of it."""
    found = tuple(
        _now("%(role)s: asked for by %(number)d employers who signed.") % {"role": role.title, "number": role.employers}
        if role.employers > 1
        else _now("%(role)s: asked for by one employer who signed.") % {"role": role.title}
        for role in alignment.roles
    )
    if alignment.is_met(employers):
        return Finding(gate, State.LOOKS_MET, found=found, hint=worth_adding(alignment))
    if not answers.occupations:
        return Finding(gate, State.MISSING, missing=(_now("Say which jobs you prepare people for."),))
    lacks = [_now("A job that enough employers who signed ask for. Those you named are not among them yet.")]
    if alignment.other_roles:
        titles = ", ".join(role.title for role in alignment.other_roles)
        lacks.append(_now("They ask for: %(roles)s.") % {"roles": titles})
    return Finding(gate, State.MISSING, found=found, missing=tuple(lacks), hint=worth_adding(alignment))


def worth_adding(alignment: Alignment) -> str:
    """Return which skills are asked for beside those that are taught; empty where there are none."""
    names = ", ".join(skill.name for skill in alignment.other_skills)
    said = _now("Employers also ask for: %(skills)s. You teach that already? Then name it.")
    return said % {"skills": names} if names else ""


def quality(gate: Gate, answers: Answers, percent: int) -> Finding:
    """Return how the placement record looks. Whatever is not known is missing, and never zero."""
    undocumented = () if answers.is_documented else (_now("Show for most jobs how you know of them."),)
    if answers.graduated is None or answers.placed is None:
        lacks = _now("A goal to start from, because no cohort is known yet: how many, by when, and who watches it.")
        return Finding(gate, State.GOAL, missing=(lacks, *undocumented))
    numbers = {"placed": answers.placed, "graduated": answers.graduated, "percent": percent}
    if answers.placed * 100 >= percent * answers.graduated:
        found = _now("%(placed)d of %(graduated)d were placed; the bar is %(percent)d%%.") % numbers
        return Finding(gate, State.MISSING if undocumented else State.LOOKS_MET, (found,), undocumented)
    lacks = _now("%(placed)d of %(graduated)d is below %(percent)d%%. A goal to start from would have to be agreed.")
    return Finding(gate, State.GOAL, missing=(lacks % numbers, *undocumented))


def mission(answers: Answers, barriers: int) -> Iterator[str]:
    """Yield what the mission lacks."""
    if len(set(answers.barriers)) < barriers:
        yield _now("Name the barriers that people you serve face.")
    if not answers.counts:
        yield _now("Count for each half-year whom you served by barrier, who of them graduated, and who found work.")
    if not answers.supports:
        yield _now("Do something about the barrier, and say what.")
    if not answers.selects_on_skills:
        yield _now("Admit and recommend people by what they can do, without asking for a degree or recent work.")


def data(answers: Answers) -> Iterator[str]:
    """Yield what sharing data lacks."""
    if not answers.signs:
        yield _now("Sign the data-sharing agreement, once you are listed.")
    if not answers.knows_where:
        yield _now("Find out where and when each graduate starts work.")
    if not answers.has_somebody:
        yield _now("Name somebody who sends the numbers each half-year.")
