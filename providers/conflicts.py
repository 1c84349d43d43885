"""Conflicts of interest: what the portal knows of, what somebody answers, and whom that keeps out of an application."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast

from community.models import Community, User
from directory import timeline
from directory.models import Affiliation, Organization, Person, Tie
from directory.names import domain_of, is_free_mail
from providers import moving, signals
from providers.applying_states import OPEN, State
from providers.models import Application, Condition, CriterionReview, Disclosure, Review
from providers.models.application import ApplicationQuerySet
from providers.scales import Answer


class CannotAnswer(Exception):
    """The question of conflict cannot be answered like this; the message says why."""


def disclosed(user: User, application: Application) -> Disclosure | None:
    """Return what somebody answered for an application; None where they were not asked or have not answered."""
    return Disclosure.objects.filter(application=application, user=user).first()


def keeps_out(user: User, application: Application) -> bool:
    """Test whether somebody is kept from reading, reviewing and deciding an application by what they answered."""
    return Disclosure.objects.keeping_out().filter(application=application, user=user).exists()


def may_be_read(reader: User) -> Q:
    """Return the condition of the entries on timelines that tell of nothing somebody is kept out of.

    That is applications, and the tasks made of what their listings are bound to.
    """
    theirs = Disclosure.objects.keeping_out().filter(user=reader).annotate(number=Cast("application", TextField()))
    bound = Condition.objects.filter(decision__application__in=kept_from(reader)).annotate(
        number=Cast("task", TextField())
    )
    application, task = (Cast(OuterRef(f"facts__{name}"), TextField()) for name in ("application", "task_number"))
    # As text: whatever a fact holds, it can be compared.
    return ~Q(Exists(theirs.filter(number=application))) & ~Q(Exists(bound.filter(number=task)))


def may_be_done(reader: User) -> Q:
    """Return the condition of the tasks that are of no listing whose application somebody is kept out of."""
    return ~Q(Exists(Condition.objects.filter(task=OuterRef("pk"), decision__application__in=kept_from(reader))))


def kept_from(user: User) -> Any:
    """Return a subquery of the applications that somebody is kept out of."""
    return Disclosure.objects.keeping_out().filter(user=user).values("application")


def as_seen_by(reader: User, applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """Return applications, each with whether somebody is kept out of it and as in which state they see it.

    Until a decision is published, one they are kept out of is in review to them, whatever its state.
    """
    theirs = Disclosure.objects.keeping_out().filter(user=reader, application=OuterRef("pk"))
    seen = Case(When(is_kept_out=True, state__in=sorted(OPEN), then=Value(State.IN_REVIEW)), default=F("state"))
    found: ApplicationQuerySet = applications.annotate(is_kept_out=Exists(theirs)).annotate(seen_state=seen)
    return found


def kept_out(application: Application) -> list[Disclosure]:
    """Return who is kept out of an application."""
    return list(application.disclosures.keeping_out().select_related("user").order_by("answered_at", "pk"))


def noted(user: User, application: Application) -> list[str]:
    """Return what the portal knows of that may stand between somebody and an applicant, a sentence each."""
    organization = application.provider.organization
    community = organization.community
    person = person_of(user, community)
    return [
        *wrote_in(user, application),
        *(works_there(person, organization) if person else ()),
        *(knows_there(person, organization) if person else ()),
        *shares_domain(user, organization),
        *said_before(user, application),
    ]


def person_of(user: User, community: Community) -> Person | None:
    """Return somebody of the team as the directory knows them."""
    people = Person.objects.of(community)
    return people.filter(user=user).first() or people.filter(email=user.email).first()


def wrote_in(user: User, application: Application) -> list[str]:
    """Say that somebody works on the application themselves."""
    parts = application.parts.filter(touched_by=user)
    is_theirs = user.pk == application.started_by_id or application.people.filter(pk=user.pk).exists()
    return ["You work on this application yourself."] if is_theirs or parts.exists() else []


def works_there(person: Person, organization: Organization) -> list[str]:
    """Say that somebody works at the applicant, or worked there."""
    found = Affiliation.objects.filter(person=person, organization=organization).order_by("pk")
    return [
        (
            f"You worked at {organization} until {one.until:%B %Y}{as_title(one)}."
            if one.until
            else f"You work at {organization}{as_title(one)}."
        )
        for one in found
    ]


def as_title(affiliation: Affiliation) -> str:
    """Return as what somebody works, where that is known."""
    return f", as {affiliation.title}" if affiliation.title else ""


def knows_there(person: Person, organization: Organization) -> list[str]:
    """Say whom somebody knows at the applicant, and how."""
    staff = Affiliation.objects.filter(organization=organization, until=None).values("person")
    ties = Tie.objects.current().filter(
        Q(from_person=person, to_person__in=staff) | Q(to_person=person, from_person__in=staff)
    )
    return [
        f"You are noted with {other_of(tie, person)} of {organization}: {tie.get_kind_display().lower()}."
        for tie in ties.select_related("from_person", "to_person").order_by("-strength", "pk")
    ]


def other_of(tie: Tie, person: Person) -> Person:
    """Return the other of two who know each other."""
    return tie.to_person if tie.from_person_id == person.pk else tie.from_person


def shares_domain(user: User, organization: Organization) -> list[str]:
    """Say that somebody's address is at the applicant's domain; free mailboxes say nothing."""
    domain = domain_of(user.email)
    if not domain or is_free_mail(user.email):
        return []
    theirs = Affiliation.objects.filter(organization=organization, until=None, person__email__iendswith=f"@{domain}")
    others = theirs.exclude(person__user=user).exclude(person__email=user.email)
    if organization.domains.filter(name=domain).exists() or others.exists():
        return [f"Your e-mail address is at {domain}, and so are those of {organization}."]
    return []


def said_before(user: User, application: Application) -> list[str]:
    """Say what somebody declared on another application of the same applicant."""
    before = Disclosure.objects.filter(
        application__provider=application.provider_id, user=user, answer=Answer.CONFLICT
    ).exclude(application=application)
    return [f"You declared on {one.answered_at:%B %-d, %Y}: “{one.words}”" for one in before.order_by("answered_at")]


@transaction.atomic
def answer(
    application: Application, *, user: User, answer: str, words: str = "", noted: Collection[str] = (), at: datetime
) -> Disclosure:
    """Write down what somebody answers; whoever has a conflict or steps back leaves no score behind.

    Raises CannotAnswer where a conflict is not named, and where somebody who was kept out would let themselves in.
    """
    words = words.strip()
    if answer == Answer.CONFLICT and not words:
        raise CannotAnswer("Say in a few words what it is: it decides who reviews in your place.")
    application = moving.locked(application)
    if application.state == State.DRAFT:
        raise CannotAnswer("This application was not submitted yet.")
    before = disclosed(user, application)
    if before and before.keeps_out and answer == Answer.NONE:
        raise CannotAnswer("You said that something stands between. Ask a coordinator to open it to you again.")
    facts = {"answer": answer, "words": words, "noted": list(noted), "answered_at": at}
    found, _is_new = Disclosure.objects.update_or_create(application=application, user=user, defaults=facts)
    if found.keeps_out and not (before and before.keeps_out):
        step_back(application, user, at=at)
        tell("conflict_declared", application, by=user, at=at)
        signals.conflict_declared.send(Disclosure, disclosure=found, at=at)
    return found


def step_back(application: Application, user: User, *, at: datetime) -> None:
    """Take somebody's reviews of this round out, with every score in them."""
    for review in Review.objects.select_for_update().filter(application=application, round=application.round):
        if review.reviewer_id == user.pk:
            CriterionReview.objects.filter(review=review).delete()
            review.scored, review.submitted_at, review.stepped_back_at = 0, None, at
            review.save(update_fields=["scored", "submitted_at", "stepped_back_at"])


@transaction.atomic
def let_in(disclosure: Disclosure, *, by: User, at: datetime) -> None:
    """Let somebody read an application again who was kept out by mistake; they are asked anew before they review.

    Raises CannotAnswer where it is one's own answer, or one is kept out oneself.
    """
    application = moving.locked(disclosure.application)
    if disclosure.user_id == by.pk or keeps_out(by, application):
        raise CannotAnswer("Somebody without a conflict of their own has to open it again.")
    Review.objects.filter(application=application, round=application.round, reviewer=disclosure.user).exclude(
        stepped_back_at=None
    ).delete()
    disclosure.delete()
    tell("conflict_lifted", application, by=by, at=at, who=str(disclosure.user))


def tell(verb: str, application: Application, *, by: User, at: datetime, **facts: str) -> None:
    """Write a line about an application on its organization's timeline."""
    organization = application.provider.organization
    timeline.record(
        verb,
        community=organization.community,
        organization=organization,
        by=by,
        at=at,
        facts={"application": application.pk, "reference": application.reference, **facts},
    )
