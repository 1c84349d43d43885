"""Appeals: an applicant who was declined asks once, in time and in own words, to look again; and what came of it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.models import User
from employers.signing import local_day
from providers import conflicts, moving, signals
from providers.applying_states import State, decide_by
from providers.models import Appeal, Decision
from providers.verdicts import Result, Verdict


class CannotAppeal(Exception):
    """The decision cannot be appealed, or the appeal not settled like this; the message says why."""


def why_not(decision: Decision, *, today: date) -> str:
    """Return why a decision cannot be appealed today, an empty text where it can."""
    if not decision.is_published or decision.outcome != Verdict.DECLINED:
        return _("Only a decision not to list can be appealed.")
    if decision.appeals.exists():
        return _("You appealed already. A decision is looked at again once.")
    if decision.appeal_until is None or today > decision.appeal_until:
        return _("The days in which you could appeal are over. You may apply again at any time.")
    if decision.application.state != State.DECLINED:
        return _("The application went on meanwhile.")
    return ""


@transaction.atomic
def appeal(decision: Decision, *, words: str, by: User, at: datetime) -> Appeal:
    """Keep what an applicant says against a decision, and tell the team. Raises CannotAppeal."""
    decision.application = moving.locked(decision.application)
    today = local_day(decision.application.provider.organization.community, at)
    if wrong := why_not(decision, today=today):
        raise CannotAppeal(wrong)
    if not words.strip():
        raise CannotAppeal(_("Say what we overlooked."))
    try:
        with transaction.atomic():
            made = Appeal.objects.create(
                decision=decision, received_on=today, words=words.strip(), noted_by=by, noted_at=at
            )
    except IntegrityError:
        raise CannotAppeal(_("You appealed already. A decision is looked at again once.")) from None
    conflicts.tell("appeal_received", decision.application, by=by, at=at)
    signals.appeal_received.send(Appeal, appeal=made, at=at)
    return made


@transaction.atomic
def settle(made: Appeal, *, result: str, words: str, by: User, at: datetime) -> Appeal:
    """Say what came of an appeal: the decision stands, or a new round of reviews begins with its own clock.

    Raises CannotAppeal where a colleague settled it, one has a conflict, or no reason is given.
    """
    application = moving.locked(made.decision.application)
    made = Appeal.objects.select_for_update(of=("self",)).select_related("decision", "settled_by").get(pk=made.pk)
    made.decision.application = application
    if made.result:
        raise CannotAppeal(f"{made.settled_by or 'A colleague'} settled it already.")
    if conflicts.keeps_out(by, application):
        raise CannotAppeal("You said that something stands between you and the applicant. Somebody else settles it.")
    if not words.strip() or result not in Result.values:
        raise CannotAppeal("Say what comes of it, and why: the applicant reads it.")
    made.result, made.result_words, made.settled_by, made.settled_at = result, words.strip(), by, at
    made.save()
    if result == Result.REOPENED:
        community = application.provider.organization.community
        application.round += 1
        application.decide_by = decide_by(local_day(community, at), days=community.decision_days)
        moving.enter(application, to=State.IN_REVIEW, by=by, at=at, reason="")
    conflicts.tell("appeal_settled", application, by=by, at=at, result=made.get_result_display())
    signals.appeal_settled.send(Appeal, appeal=made, at=at)
    return made
