"""Deciding: gates set with a reason, an outcome that fits them, and a decision that waits until it is published.

Nothing that is written here moves the application, and the applicant is told nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from community.models import User
from employers.signing import local_day
from providers import conflicts, moving, rejudging, reviewing, reviews, weighing
from providers.applying_states import State
from providers.models import Application, Condition, Decision, GateSetting
from providers.models.decision import joined
from providers.parts import CRITERIA
from providers.verdicts import Gate, Setting, Term, Verdict, Wanted, problems

LONGEST = 4_000  # characters of one answer in a draft


class CannotDecide(Exception):
    """It cannot be decided like this; the message says why, and `problems` which field each thing is about."""

    def __init__(self, message: str, problems: list[tuple[str, str]] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or []


def at_hand(application: Application) -> Decision | None:
    """Return the decision that nobody outside the team knows of; None where none was begun."""
    people = ("held_by", "decided_by", "criteria_version", "revision")
    return application.decisions.unpublished().select_related(*people).first()


def why_not_yet(application: Application) -> str:
    """Return what keeps an application from being decided, an empty text where nothing does."""
    if application.state != State.IN_REVIEW:
        return f"It is “{application.get_state_display()}” now. Only what is in review is decided."
    matrix = reviews.matrix(application)
    if matrix.is_complete:
        return ""
    asked = max(matrix.wanted, len(matrix.reviews))
    return f"{matrix.count_in} of {asked} reviews are in. It can be decided once all are."


def opened(application: Application, *, by: User, at: datetime) -> Decision:
    """Return the draft with its row and its application's locked, begun where there is none.

    Raises CannotDecide where one has a conflict, it is not to be decided, or somebody else is at it.
    """
    application = moving.locked(application)
    if conflicts.keeps_out(by, application):
        raise CannotDecide("You said that something stands between you and the applicant. Somebody else decides.")
    if application.state != State.IN_REVIEW:
        raise CannotDecide(why_not_yet(application))
    latest, version = rejudging.latest_of(application), reviewing.version_for(application)
    if latest is None or version is None:
        raise CannotDecide("There are no published criteria by which it could be decided.")
    begun = {"revision": latest, "criteria_version": version, "begun_at": at}
    Decision.objects.unpublished().get_or_create(application=application, defaults=begun)
    rows = Decision.objects.unpublished().select_for_update(of=("self",)).select_related("held_by", "decided_by")
    decision = rows.get(application=application)
    decision.application, decision.revision, decision.criteria_version = application, latest, version
    return decision


def refuse_pending(decision: Decision) -> None:
    """Raise CannotDecide where it is decided already."""
    if decision.is_pending:
        raise CannotDecide(f"{decision.decided_by or 'A colleague'} decided it meanwhile. Look at that first.")


def refuse_overtaken(decision: Decision, *, seen: int, by: User, at: datetime) -> None:
    """Raise CannotDecide where a colleague is at it, or saved something else since the page was opened."""
    refuse_pending(decision)
    if decision.is_held(at) and decision.held_by != by:
        raise CannotDecide(f"{decision.held_by} is at it just now. Talk, or take it over on the page of the decision.")
    if seen != decision.version and decision.held_by != by:
        raise CannotDecide(f"{decision.held_by or 'A colleague'} saved it meanwhile. Open it again and look at both.")


def hold(decision: Decision, *, by: User, at: datetime) -> None:
    """Note who works on it from now on."""
    decision.held_by, decision.held_at = by, at


@transaction.atomic
def take_over(application: Application, *, by: User, at: datetime) -> Decision:
    """Take a draft out of a colleague's hands; what they saved stays. Raises CannotDecide."""
    decision = opened(application, by=by, at=at)
    refuse_pending(decision)
    hold(decision, by=by, at=at)
    decision.version += 1
    decision.save()
    return decision


@transaction.atomic
def save(application: Application, typed: Mapping[str, Any], *, seen: int, by: User, at: datetime) -> Decision:
    """Keep the form as it is, finished or not. Raises CannotDecide, and then nothing was kept."""
    decision = opened(application, by=by, at=at)
    refuse_overtaken(decision, seen=seen, by=by, at=at)
    keep(decision, typed, by=by, at=at)
    return decision


def keep(decision: Decision, typed: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """Write what was typed into a draft that is locked."""
    decision.typed = {name: said[:LONGEST] for name, said in typed.items()}
    decision.version += 1
    hold(decision, by=by, at=at)
    decision.save()


@transaction.atomic
def decide(
    application: Application, wanted: Wanted, typed: Mapping[str, Any], *, seen: int, by: User, at: datetime
) -> Decision:
    """Decide: each gate is written beside what the evidence spoke for, and the decision waits to be published.

    Raises CannotDecide where reviews are still out, or a gate, an outcome or a condition does not fit.
    """
    decision = opened(application, by=by, at=at)
    refuse_overtaken(decision, seen=seen, by=by, at=at)
    if wrong := why_not_yet(decision.application):
        raise CannotDecide(wrong)
    if not reviews.has_answered(by, decision.application):
        raise CannotDecide("Your own review is not in. Hand it in first, so that no score of others leads you.")
    today = local_day(decision.application.provider.organization.community, at)
    if found := problems(wanted, today=today):
        raise CannotDecide("Something does not fit.", found)
    keep(decision, typed, by=by, at=at)
    write_gates(decision, wanted, at=at)
    write_terms(decision, wanted)
    is_declined = wanted.outcome == Verdict.DECLINED
    decision.state, decision.outcome = Decision.State.PENDING, wanted.outcome
    decision.reasons = joined(wanted.reasons) if is_declined else ""
    decision.reason, decision.letter = wanted.reason.strip(), wanted.letter.strip()
    decision.decided_by, decision.decided_at, decision.held_by, decision.held_at = by, at, None, None
    decision.save()
    conflicts.tell("decision_made", decision.application, by=by, at=at)
    return decision


def write_gates(decision: Decision, wanted: Wanted, *, at: datetime) -> None:
    """Write how each gate is set, with the evidence as it stands now."""
    today = local_day(decision.application.provider.organization.community, at)
    found = weighing.pointers(decision.application, decision.criteria_version, today=today)
    for key in CRITERIA:
        gate = wanted.gates[key]
        is_bound = wanted.outcome == Verdict.CONDITIONAL and gate.setting == Setting.CONDITIONAL
        GateSetting.objects.create(
            decision=decision,
            key=key,
            outcome=wanted.outcome,
            setting=gate.setting,
            reason=gate.reason.strip(),
            conditions=sum(term.key == key for term in wanted.terms) if is_bound else 0,
            suggested=found[key].setting,
            evidence=list(found[key].lines),
        )


def write_terms(decision: Decision, wanted: Wanted) -> None:
    """Write the conditions of a listing that has some."""
    if wanted.outcome == Verdict.CONDITIONAL:
        for term in wanted.terms:
            facts = {"key": term.key, "what": term.what.strip(), "due_on": term.due_on, "first_due_on": term.due_on}
            Condition.objects.create(decision=decision, **facts)


@transaction.atomic
def take_back(application: Application, *, by: User, at: datetime) -> Decision:
    """Open a decision again that waits to be published; what was typed is still there. Raises CannotDecide."""
    decision = opened(application, by=by, at=at)
    if not decision.is_pending:
        raise CannotDecide("It is open already.")
    moving.undecide(decision.application)
    decision.refresh_from_db()
    hold(decision, by=by, at=at)
    decision.save(update_fields=["held_by", "held_at"])
    conflicts.tell("decision_taken_back", decision.application, by=by, at=at)
    return decision


def wanted_of(decision: Decision) -> Wanted:
    """Return a decision that was made as it was wanted."""
    terms = decision.conditions.order_by("due_on", "pk")
    return Wanted(
        outcome=decision.outcome,
        gates={gate.key: Gate(gate.setting, gate.reason) for gate in decision.gates.order_by("pk")},
        terms=tuple(Term(one.key, one.what, one.due_on) for one in terms),
        reasons=tuple(decision.codes),
        reason=decision.reason,
        letter=decision.letter,
    )
