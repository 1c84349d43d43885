"""A rule: what a decision may say: how each gate is set, what comes of the four together, and what has to go with it.

Nothing is averaged: one gate that is not met keeps a provider off the list, however good the others are.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from employers.evidence import add_months
from providers.parts import CRITERIA, Key

APPEAL_WITHIN = timedelta(days=30)
NOTICE = timedelta(days=90)  # before a listed provider is reviewed again
SOON = timedelta(days=14)  # before a condition is due, when its provider is reminded
HELD_FOR = timedelta(minutes=15)  # from the last key pressed, a decision is in somebody's hands
LONGEST = timedelta(days=730)  # that a condition may run


class Verdict(TextChoices):
    """What is decided."""

    LISTED = "listed", _("List")
    CONDITIONAL = "conditional", _("List with conditions")
    DECLINED = "declined", _("Decline")


class Setting(TextChoices):
    """How a gate is set."""

    MET = "met", _("Met")
    CONDITIONAL = "conditional", _("Met under a condition")
    NOT_MET = "not_met", _("Not met")


SETTING_TONES = {Setting.MET: "pill-good", Setting.CONDITIONAL: "pill-late", Setting.NOT_MET: "pill-bad"}


class Reason(TextChoices):
    """Why somebody is not listed, as the team picks it; the applicant reads `IN_WORDS`."""

    DEMAND_TOO_FEW = "demand_too_few", _("Demand: too few employers ask for these jobs")
    DEMAND_NOT_SHOWN = "demand_not_shown", _("Demand: no employers behind what is taught")
    QUALITY_BELOW = "quality_below", _("Quality: placements below the bar")
    QUALITY_NO_RECORD = "quality_no_record", _("Quality: no record and no goal")
    QUALITY_NOT_SHOWN = "quality_not_shown", _("Quality: what was said is not borne out")
    MISSION_NOT_SERVED = "mission_not_served", _("Mission: no barrier served, or no counts")
    MISSION_PEDIGREE = "mission_pedigree", _("Mission: selects on pedigree")
    DATA_NOT_SIGNED = "data_not_signed", _("Data: agreement not signed")
    DATA_OVERDUE = "data_overdue", _("Data: returns overdue")
    OUT_OF_REACH = "out_of_reach", _("Does not serve people of the region")
    NOT_ENOUGH = "not_enough", _("The application does not say enough")
    OTHER = "other", _("Another reason, which the letter names")


# Each reason as the applicant reads it, and what would change it.
IN_WORDS = {
    Reason.DEMAND_TOO_FEW: _(
        "Too few employers who signed the commitment ask for the jobs you prepare people for. Our page of demand shows "
        "what they ask for now; it changes as more of them join."
    ),
    Reason.DEMAND_NOT_SHOWN: _(
        "We could not see which employers stand behind what you teach. Minutes of an advisory board, letters or offers "
        "of interviews would show it."
    ),
    Reason.QUALITY_BELOW: _(
        "Fewer of your graduates found work in the field within 180 days than the criteria ask for. A newer cohort "
        "above the bar would change this."
    ),
    Reason.QUALITY_NO_RECORD: _(
        "There is no cohort yet whose 180 days are over, and no goal that we could agree on. Say what you aim for, by "
        "when, and who watches it."
    ),
    Reason.QUALITY_NOT_SHOWN: _(
        "What you say of your graduates is not borne out by documents we could read. Offer letters, pay records or "
        "lists that employers confirm would do it."
    ),
    Reason.MISSION_NOT_SERVED: _(
        "We could not see which barriers the people you serve face, or how many of them there are. Counts for each "
        "half-year are enough; never names."
    ),
    Reason.MISSION_PEDIGREE: _(
        "You admit or recommend people by degrees or recent work. The criteria ask for what they can do instead."
    ),
    Reason.DATA_NOT_SIGNED: _(
        "The data agreement is not signed. You can read and sign it at your desk at any time, whatever else is decided."
    ),
    Reason.DATA_OVERDUE: _("Returns of where people started to work are overdue. Sending them changes this."),
    Reason.OUT_OF_REACH: _("What you offer cannot be reached by people of our region, neither here nor online."),
    Reason.NOT_ENOUGH: _("Your application says too little for us to judge it by the four criteria."),
    Reason.OTHER: _("There is a reason of its own, which this letter names."),
}


class Result(TextChoices):
    """What came of an appeal."""

    STANDS = "stands", _("The decision stands")
    REOPENED = "reopened", _("It is reviewed once more")


@dataclass(frozen=True)
class Term:
    """One condition: for which criterion, what has to be shown, and by which day."""

    key: str
    what: str
    due_on: date
    place: int = 1  # among those of its criterion


@dataclass(frozen=True)
class Gate:
    """How the coordinator sets one gate, and why."""

    setting: str
    reason: str


@dataclass(frozen=True)
class Wanted:
    """A decision as somebody wants it."""

    outcome: str
    gates: Mapping[str, Gate]
    terms: Collection[Term] = ()
    reasons: Collection[str] = ()
    reason: str = ""
    letter: str = ""


def problems(wanted: Wanted, *, today: date) -> list[tuple[str, str]]:
    """Return what keeps a decision from standing, each with the field it is about."""
    found: list[tuple[str, str]] = []
    for key in CRITERIA:
        gate = wanted.gates.get(key)
        if gate is None or not gate.setting:
            found.append((f"{key}_setting", f"Set the gate of {Key(key).label.lower()}."))
        elif not gate.reason.strip():
            found.append((f"{key}_reason", "Say why: somebody will ask."))
    if wanted.outcome not in Verdict.values:
        found.append(("outcome", "Choose what is decided."))
    if not wanted.reason.strip():
        found.append(("reason", "Say in a sentence why it is decided so."))
    found += [("outcome", words) for words in misfits(wanted)]
    found += terms_problems(wanted, today=today)
    if wanted.outcome == Verdict.DECLINED and not wanted.reasons:
        found.append(("reasons", "Choose at least one reason: the letter says it in plain words."))
    if Reason.OTHER in wanted.reasons and wanted.outcome == Verdict.DECLINED and not wanted.letter.strip():
        found.append(("letter", "Write the reason that is not on the list into the letter."))
    return found


def misfits(wanted: Wanted) -> list[str]:
    """Return how the gates as they are set do not fit what is decided."""
    settings = {key: gate.setting for key, gate in wanted.gates.items()}
    not_met = in_words(settings, Setting.NOT_MET)
    conditional = in_words(settings, Setting.CONDITIONAL)
    if wanted.outcome in {Verdict.LISTED, Verdict.CONDITIONAL} and not_met:
        return [f"{not_met}: not met. A gate that is not met keeps a provider off the list, whatever the others are."]
    if wanted.outcome == Verdict.LISTED and conditional:
        return [f"{conditional}: met under a condition. List with conditions, or set the gate to met."]
    if wanted.outcome == Verdict.CONDITIONAL and not conditional:
        return ["No gate is met under a condition, so there is nothing to attach one to. Then list without."]
    if wanted.outcome == Verdict.DECLINED and settings and not not_met and not conditional:
        return ["All four gates are met. Who meets them is listed."]
    return []


def terms_problems(wanted: Wanted, *, today: date) -> list[tuple[str, str]]:
    """Return what is wrong with the conditions: every gate met under a condition has one, with a day to come."""
    if wanted.outcome != Verdict.CONDITIONAL:
        return []
    found = []
    with_terms = {term.key for term in wanted.terms}
    for key, gate in wanted.gates.items():
        if gate.setting == Setting.CONDITIONAL and key not in with_terms:
            found.append((f"{key}_what_1", "Say what has to be shown, and by when."))
    for term in wanted.terms:
        setting = wanted.gates[term.key].setting if term.key in wanted.gates else ""
        if setting and setting != Setting.CONDITIONAL:
            found.append((f"{term.key}_setting", "A condition stands here: set the gate so, or empty the condition."))
    return found + [
        (f"{term.key}_due_{term.place}", "Choose a day to come, at most two years from now.")
        for term in wanted.terms
        if not today < term.due_on <= today + LONGEST
    ]


def in_words(settings: Mapping[str, str], setting: Setting) -> str:
    """Return the criteria whose gates are set so.

    >>> in_words({"demand": "met", "data": "not_met", "quality": "not_met"}, Setting.NOT_MET)
    'Quality, Sharing data'
    """
    return ", ".join(str(Key(key).label) for key in CRITERIA if settings.get(key) == setting)


def reviewed_again_on(listed_on: date, *, months: int) -> date:
    """Return the day on which a listing is looked at again.

    >>> reviewed_again_on(date(2026, 11, 22), months=12)
    datetime.date(2027, 11, 22)
    """
    return add_months(listed_on, months)
