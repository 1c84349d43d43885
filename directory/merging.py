"""Merging: two records of one organization become one, and can be parted again for thirty days."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from community import audit
from community.models import Community, User
from directory import signals, timeline
from directory.duplicates import pairs
from directory.ledger import CannotMerge, CannotUndo, Ledger, play_back, relations_of
from directory.models import (
    Affiliation,
    Alliance,
    AllianceMember,
    Domain,
    DuplicatePair,
    Entry,
    Introduction,
    Merge,
    Organization,
    Task,
)
from directory.models.merge import UNDO_FOR
from directory.organizations import CHANGEABLE

WORDS: dict[Any, tuple[str, str]] = {  # what a person calls them, one and many
    Organization.tags.through: ("tag", "tags"),
    Affiliation: ("person", "people"),
    AllianceMember: ("membership", "memberships"),
    Domain: ("mail domain", "mail domains"),
    Entry: ("line of the timeline", "lines of the timeline"),
}


@transaction.atomic
def merge(kept: Organization, gone: Organization, *, by: User, at: datetime, take: Collection[str] = ()) -> Merge:
    """Let one organization go into another; `take` names the fields of CHANGEABLE in which the one that goes is right.

    Each app re-points its own rows; nothing is lost, and nobody's words are rewritten.
    Raises CannotMerge where they are the same already, or another community's.
    """
    if kept.pk == gone.pk:
        raise CannotMerge("An organization cannot be merged with itself.")
    locked = {
        one.pk: one for one in Organization.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    if len(locked) < 2:
        raise CannotMerge("One of the two is gone: a colleague was quicker.")
    kept, gone = locked[kept.pk], locked[gone.pk]
    if kept.community_id != gone.community_id:
        raise CannotMerge("They belong to two communities.")
    done = Merge.objects.create(
        community=kept.community,
        organization=kept,
        gone=gone.pk,
        gone_name=gone.name,
        gone_slug=gone.slug,
        at=at,
        by=by,
        counts=moving(gone),
    )
    ledger = Ledger()
    move_own(ledger, kept, gone)
    signals.organizations_merging.send(Organization, kept=kept, gone=gone, ledger=ledger, by=by, at=at)
    right = {name: getattr(gone, name) for name in CHANGEABLE if name in take}
    ledger.drop(gone)
    ledger.change(kept, **right, created_at=min(kept.created_at, gone.created_at))
    tell(done, ledger, "organizations_merged", by=by, at=at)
    return done


def tell(done: Merge, ledger: Ledger, verb: str, *, by: User, at: datetime) -> None:
    """Keep the ledger, and write the merge down where people look for it."""
    done.moved = ledger.steps
    done.save(update_fields=["moved"])
    timeline.record(
        verb,
        community=done.community,
        organization=done.organization,
        person=done.person,
        by=by,
        at=at,
        facts={"name": done.gone_name, "merge": done.pk},
    )
    audit.record(f"merged {done.gone_name} into {done.kept}", community=done.community, by=by, at=at)


def move_own(ledger: Ledger, kept: Organization, gone: Organization) -> None:
    """Point the directory's own rows."""
    join_affiliations(ledger, kept, gone)
    join_domains(ledger, kept, gone)
    join_alliances(ledger, kept, gone)
    pairs.rename(ledger, kept, gone)
    ledger.point(Organization.tags.through, "organization", gone, kept)
    for model in (Affiliation, Alliance, AllianceMember, Domain, Entry, Task, Merge):
        ledger.point(model, "organization", gone, kept)
    for side in ("organization", "introducer_organization"):
        ledger.point(Introduction, side, gone, kept)


def join_affiliations(ledger: Ledger, kept: Organization, gone: Organization) -> None:
    """Make one of the two current affiliations of whoever is at both: the desk stays open where it was at either."""
    theirs = {one.person_id: one for one in Affiliation.objects.current().filter(organization=gone)}
    both = Affiliation.objects.current().filter(organization=kept, person__in=theirs.keys())
    for ours in both.order_by("pk"):
        join(ledger, ours, theirs[ours.person_id])


def join(ledger: Ledger, ours: Affiliation, other: Affiliation) -> None:
    """Make one of two current affiliations."""
    ledger.drop(other)
    ledger.change(
        ours,
        title=ours.title or other.title,
        since=min(filter(None, [ours.since, other.since]), default=None),
        has_desk=ours.has_desk or other.has_desk,
    )


def join_domains(ledger: Ledger, kept: Organization, gone: Organization) -> None:
    """Make one of a mail domain that both have; verified for either, it is verified."""
    theirs = {one.name: one for one in Domain.objects.filter(organization=gone)}
    for ours in Domain.objects.filter(organization=kept, name__in=theirs.keys()).order_by("pk"):
        other = theirs[ours.name]
        ledger.drop(other)
        if other.verified_at and not ours.verified_at:
            ledger.change(ours, verified_at=other.verified_at, verified_by_id=other.verified_by_id)


def join_alliances(ledger: Ledger, kept: Organization, gone: Organization) -> None:
    """Make one of two alliances, with the members of both; nobody is a member of itself."""
    pair = [kept.pk, gone.pk]
    for member in AllianceMember.objects.filter(organization__in=pair, alliance__organization__in=pair).order_by("pk"):
        ledger.drop(member)
    known = {one.organization_id: one for one in Alliance.objects.filter(organization__in=pair)}
    if len(known) == len(pair):
        ours, theirs = known[kept.pk], known[gone.pk]
        ledger.point(AllianceMember, "alliance", theirs, ours)
        ledger.drop(theirs)
        ledger.change(
            ours, contact_id=ours.contact_id or theirs.contact_id, agreed_to=ours.agreed_to or theirs.agreed_to
        )


@transaction.atomic
def undo(done: Merge, *, by: User, at: datetime) -> Merge:
    """Part what was merged: every row as it was; what was added since stays with the record that stayed.

    Raises CannotUndo after thirty days, and where somebody changed since what would change back.
    """
    done = Merge.objects.select_for_update(of=("self",)).get(pk=done.pk)
    if done.undone_at:
        raise CannotUndo("It was undone already.")
    if at > done.undo_until:
        raise CannotUndo("It was merged more than thirty days ago, and stays so.")
    type(done.kept)._meta.base_manager.select_for_update().get(pk=done.kept.pk)
    play_back(done.moved)
    signals.merge_undone.send(Merge, merge=done, by=by, at=at)
    done.undone_at, done.undone_by, done.moved = at, by, []
    done.save(update_fields=["undone_at", "undone_by", "moved"])
    facts = {"name": done.gone_name, "kept": str(done.kept), "merge": done.pk}
    about = "organization" if done.organization_id else "person"
    for key in (done.kept.pk, done.gone):
        about_it: Any = type(done.kept)._meta.base_manager.get(pk=key)
        timeline.record("merge_undone", community=done.community, by=by, at=at, facts=facts, **{about: about_it})
    audit.record(f"parted {done.gone_name} from {done.kept} again", community=done.community, by=by, at=at)
    return done


def forget(*, at: datetime) -> int:
    """Empty the ledgers of merges that can no longer be undone: they hold records as they were, addresses and all.

    Returns how many; that the two became one, and what moved in numbers, stays.
    """
    return Merge.objects.with_ledger().filter(at__lt=at - UNDO_FOR).update(moved=[])


def moving(record: Any) -> list[list[Any]]:
    """Return how many rows of what hang on a record and would move, in words; a constant number of queries."""
    counts = []
    for relation in relations_of(type(record)):
        if relation.related_model in {Merge, DuplicatePair}:
            continue
        rows = relation.related_model._meta.base_manager.filter(**{relation.field.name: record})
        if relation.one_to_one:
            only = rows.first()
            counts += moving(only) if only else []
        elif number := rows.count():
            counts.append([number, words_for(relation.related_model, number, type(record))])
    return counts


def words_for(model: Any, number: int, of: type[Any] = Organization) -> str:
    """Return what so many rows of a model are called that hang on a record of some kind."""
    if model is Affiliation and of is not Organization:
        return "place of work" if number == 1 else "places of work"
    if model in WORDS:
        return WORDS[model][number > 1]
    return str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural)


def successor(community: Community, slug: str) -> Organization | None:
    """Return the organization into which the one with this old slug went, or None."""
    merges = Merge.objects.of(community).standing().filter(gone_slug=slug, organization__isnull=False)
    found = merges.select_related("organization").order_by("-at", "-pk").first()
    return found.organization if found else None


def successor_of_number(community: Community, pk: int, kind: str) -> Any:
    """Return the organization or person (`kind`) into which the one of this number went, or None."""
    merges = Merge.objects.of(community).standing().filter(gone=pk, **{f"{kind}__isnull": False})
    found = merges.select_related(kind).order_by("-at", "-pk").first()
    return getattr(found, kind) if found else None
