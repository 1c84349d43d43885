"""Confirming placements: an employer's contact is asked by one letter a quarter, reminded once, and answers by link.

Who is asked has an address we know and works at a signed employer at which a return says that graduates began. What is
asked names nobody: the provider, its own reference, the month and the role.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from community.models import Community, User
from directory import timeline
from directory.models import Affiliation, Organization, Person
from employers import signing
from employers.calendar import each
from employers.freshness import quarter_of
from employers.models import Commitment
from providers import signals
from providers.models import Confirmation, Inquiry, Outcome, Return

MOST = 8  # placements in one letter; what is over is asked in the next quarter
AT_ONCE = 200  # employers of one community and run
REMIND_AFTER = timedelta(days=7)
REMIND_UNTIL = timedelta(days=60)  # after that a reminder would be odd
FARTHEST = timedelta(days=730)  # nobody remembers whom they hired before
Answer, Decision = Confirmation.Answer, Confirmation.Decision
NEEDS = ("submission__filed_for__program__provider__organization__community",)
# Says which of some addresses take no such letter; who writes the letters registers it, from above.
Refusal = Callable[[Community, Collection[str], datetime], Collection[str]]
refusals: list[Refusal] = []


class CannotConfirm(Exception):
    """This placement takes no answer; the message says why."""


def askable(community: Community, *, at: datetime) -> QuerySet[Outcome]:
    """Return the placements at signed employers of which nobody was asked, in returns that can be undone no more.

    What a coordinator wants asked again counts as not asked.
    """
    asked = Confirmation.objects.filter(
        filed_for=OuterRef("submission__filed_for"), reference=OuterRef("reference"), started_on=OuterRef("started_on")
    ).exclude(decision=Decision.ASK_AGAIN)
    signed = Commitment.objects.of(community).active().filter(employer__organization=OuterRef("placed_at"))
    rows = Outcome.objects.filter(
        submission__is_current=True,
        submission__filed_for__closed_at__lte=at,
        submission__filed_for__program__provider__organization__community=community,
        placed_at__isnull=False,
        is_confirmed=None,
        started_on__gte=signing.local_day(community, at) - FARTHEST,
        started_on__lte=signing.local_day(community, at),
    )
    return rows.filter(Exists(signed)).exclude(Exists(asked))


def ask_due(community: Community, *, at: datetime, most: int = AT_ONCE) -> int:
    """Ask of what is due, employer by employer, and return how many letters that makes."""
    employers = askable(community, at=at).order_by("placed_at").values_list("placed_at", flat=True).distinct()
    return each(Organization.objects.filter(pk__in=list(employers[:most])), ask, at=at, order=["pk"])


@transaction.atomic
def ask(organization: Organization, *, at: datetime) -> int:
    """Ask the contacts of one employer, each at most once a quarter, and return how many were asked."""
    organization = (
        Organization.objects.select_for_update(of=("self",)).select_related("community").get(pk=organization.pk)
    )
    rows = askable(organization.community, at=at).filter(placed_at=organization.pk).select_related(*NEEDS)
    waiting, asked = list(rows.order_by("started_on", "pk")), 0
    for person in contacts(organization, at=at):
        already = set(
            Confirmation.objects.filter(inquiry__person=person).values_list("filed_for", "reference", "started_on")
        )
        chosen = [one for one in waiting if key_of(one) not in already][:MOST]
        if chosen:
            waiting = [one for one in waiting if one not in chosen]
            inquire(organization, person, chosen, at=at)
            asked += 1
    return asked


def key_of(outcome: Outcome) -> tuple[int, str, date | None]:
    """Return what tells one placement from another, in whatever version it stands."""
    return outcome.submission.filed_for_id, outcome.reference, outcome.started_on


def contacts(organization: Organization, *, at: datetime) -> list[Person]:
    """Return who may be asked: who works there and has an address, the desk's first.

    Left out is who was asked this quarter, and who takes no such letter: a colleague is asked in their place.
    """
    begun = quarter_of(signing.local_day(organization.community, at))
    since = datetime.combine(begun, time(), organization.community.zone)
    asked = Inquiry.objects.filter(person=OuterRef("person"), asked_at__gte=since)
    here = Affiliation.objects.current().filter(organization=organization).exclude(person__email="")
    found = here.exclude(Exists(asked)).select_related("person").order_by("-has_desk", "pk")
    people = list(dict.fromkeys(one.person for one in found))
    wanting_none = refused([person.email for person in people], organization.community, at=at)
    return [person for person in people if person.email not in wanting_none]


def refused(emails: Collection[str], community: Community, *, at: datetime) -> set[str]:
    """Return those of some addresses that take no such letter."""
    return {email for refusal in refusals for email in refusal(community, emails, at)}


def inquire(organization: Organization, person: Person, chosen: Iterable[Outcome], *, at: datetime) -> Inquiry:
    """Write down that somebody is asked of these placements, and announce it."""
    inquiry = Inquiry.objects.create(organization=organization, person=person, asked_at=at)
    Confirmation.objects.bulk_create(
        Confirmation(
            inquiry=inquiry,
            filed_for_id=one.submission.filed_for_id,
            reference=one.reference,
            started_on=one.started_on,
            occupation=one.occupation,
        )
        for one in chosen
        if one.started_on
    )
    timeline.record(
        "placements_asked",
        community=organization.community,
        organization=organization,
        person=person,
        at=at,
        facts={"inquiry": inquiry.pk, "count": inquiry.confirmations.count()},
    )
    signals.placements_asked.send(Inquiry, inquiry=inquiry, at=at)
    return inquiry


def remind(community: Community, *, at: datetime) -> int:
    """Remind who was asked a week ago and has not answered everything, once, and return how many.

    What was asked of somebody who cannot be reached any more is asked of nobody: a colleague is next.
    """
    due = Inquiry.objects.of(community).filter(
        Exists(Confirmation.objects.unanswered().filter(inquiry=OuterRef("pk"))),
        reminded_at=None,
        asked_at__lte=at - REMIND_AFTER,
        asked_at__gt=at - REMIND_UNTIL,
    )
    return each(due, remind_one, at=at, order=["pk"])


@transaction.atomic
def remind_one(inquiry: Inquiry, *, at: datetime) -> bool:
    """Remind one contact, unless there is nothing left to ask."""
    rows = Inquiry.objects.filter(pk=inquiry.pk, reminded_at=None).select_for_update(of=("self",))
    found = rows.select_related("organization__community", "person").first()
    if found is None:
        return False
    Inquiry.objects.filter(pk=found.pk).update(reminded_at=at)
    if not left(found):
        return False
    if is_out_of_reach(found, at=at):
        found.confirmations.unanswered().delete()
        return False
    signals.placements_reminded.send(Inquiry, inquiry=found, at=at)
    return True


def is_out_of_reach(inquiry: Inquiry, *, at: datetime) -> bool:
    """Test whether somebody who was asked left, has no address any more, or takes no such letter by now."""
    person, organization = inquiry.person, inquiry.organization
    if person is None or not person.email:
        return True
    is_here = Affiliation.objects.current().filter(person=person, organization=organization).exists()
    return not is_here or person.email in refused([person.email], organization.community, at=at)


def placement_of(confirmation: Confirmation) -> Outcome | None:
    """Return the placement as the version that counts has it; None where it says something else by now."""
    rows = Outcome.objects.filter(
        submission__filed_for=confirmation.filed_for_id,
        submission__is_current=True,
        reference=confirmation.reference,
        started_on=confirmation.started_on,
        occupation=confirmation.occupation,
    )
    return rows.filter(Q(employer=confirmation.inquiry.organization_id)).first()


def summary(owed: Return) -> dict[str, int]:
    """Return of how many placements of a return the employers were asked, and what became of it."""
    said = Q(answer__in=[Answer.NOT_OURS, Answer.OTHERWISE])
    return Confirmation.objects.filter(filed_for=owed).aggregate(
        asked=Count("pk"),
        confirmed=Count("pk", filter=Q(answer=Answer.YES)),
        disputed=Count("pk", filter=said),
        open=Count("pk", filter=said & Q(decided_at=None)),
    )


def left(inquiry: Inquiry) -> list[Confirmation]:
    """Return what is still to be answered, in order: what its provider changed meanwhile is asked no more."""
    rows = inquiry.confirmations.unanswered().select_related("inquiry", "filed_for__program__provider__organization")
    return [one for one in rows.order_by("started_on", "pk") if placement_of(one)]


@transaction.atomic
def answer(confirmation: Confirmation, said: str, *, words: str = "", at: datetime) -> Confirmation:
    """Keep what an employer says of one placement; a disagreement opens a case.

    Raises CannotConfirm where it was answered already, is asked no more, or a disagreement comes without words.
    """
    confirmation = locked(confirmation)
    words = " ".join(words.split())[:300]
    if confirmation.answer:
        raise CannotConfirm(_("This was answered already. Thank you."))
    placement = placement_of(confirmation)
    if placement is None:
        raise CannotConfirm(_("The provider changed this meanwhile, so there is nothing to answer."))
    if said != Answer.YES and not words:
        raise CannotConfirm(_("Say in a few words what is different."))
    confirmation.answer, confirmation.answered_at = said, at
    confirmation.words = "" if said == Answer.YES else words
    confirmation.save(update_fields=["answer", "answered_at", "words"])
    Outcome.objects.filter(pk=placement.pk).update(is_confirmed=said == Answer.YES)
    verb = "placement_confirmed" if said == Answer.YES else "placement_disputed"
    tell(verb, confirmation, confirmation.inquiry.organization, at=at)
    signals.placement_answered.send(Confirmation, confirmation=confirmation, at=at)
    return confirmation


def locked(confirmation: Confirmation) -> Confirmation:
    """Return a confirmation under a lock, with what it belongs to."""
    rows = Confirmation.objects.select_for_update(of=("self",))
    return rows.select_related(
        "inquiry__organization__community", "inquiry__person", "filed_for__program__provider__organization__community"
    ).get(pk=confirmation.pk)


def tell(
    verb: str,
    confirmation: Confirmation,
    organization: Organization,
    *,
    at: datetime,
    by: User | None = None,
    text: str = "",
) -> None:
    """Write onto a timeline what became of a placement; the person asked is named on the employer's alone."""
    is_employer = organization.pk == confirmation.inquiry.organization_id
    timeline.record(
        verb,
        community=organization.community,
        organization=organization,
        person=confirmation.inquiry.person if is_employer else None,
        by=by,
        at=at,
        text=text,
        facts={
            "confirmation": confirmation.pk,
            "reference": confirmation.reference,
            "provider": confirmation.filed_for.program.provider.organization.name,
            "program": confirmation.filed_for.program.name,
            "decision": confirmation.get_decision_display(),
        },
    )


@transaction.atomic
def decide(confirmation: Confirmation, decision: str, *, reason: str, by: User, at: datetime) -> Confirmation:
    """Settle a disagreement, with the reason. Raises CannotConfirm where there is none, or a colleague was quicker."""
    confirmation = locked(confirmation)
    reason = " ".join(reason.split())[:300]
    if not confirmation.is_open:
        raise CannotConfirm(
            "A colleague decided this meanwhile." if confirmation.decided_at else "Nothing is disputed."
        )
    if not reason:
        raise CannotConfirm("Say why.")
    confirmation.decision, confirmation.reason = decision, reason
    confirmation.decided_by, confirmation.decided_at = by, at
    confirmation.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    if placement := placement_of(confirmation):
        is_confirmed = {Decision.CONFIRMED: True, Decision.ASK_AGAIN: None}.get(Decision(decision), False)
        Outcome.objects.filter(pk=placement.pk).update(is_confirmed=is_confirmed)
    provider = confirmation.filed_for.program.provider.organization
    tell("placement_decided", confirmation, provider, by=by, at=at, text=reason)
    signals.placement_decided.send(Confirmation, confirmation=confirmation, by=by, at=at)
    return confirmation
