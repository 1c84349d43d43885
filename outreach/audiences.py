"""Keeping audiences: saved, copied, and taken away while nothing uses them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from community import audit
from community.models import Community, User
from outreach import audience_rules, exclusions, traits
from outreach.audience_rules import Rules, WrongRules
from outreach.copies import name_of_copy
from outreach.models import Audience
from outreach.models.audience import AudienceQuerySet

LONGEST = 120  # characters of a name


class CannotKeep(Exception):
    """This cannot be done with the audience; the message says why."""


@transaction.atomic
def save(
    community: Community,
    audience: Audience | None = None,
    *,
    name: str,
    is_shared: bool,
    rules: Rules,
    left_out: Mapping[str, Sequence[str]],
    by: User,
    at: datetime,
) -> Audience:
    """Keep rules under a name, anew or instead of what an audience was; `left_out` are exclusions with their values.

    An audience that stops being shared becomes that of whoever said so.
    """
    check(rules, left_out)
    Community.objects.select_for_update().get(pk=community.pk)  # pressed twice, the second finds the name taken
    kept = audience or Audience(community=community, created_at=at)
    if taken(community, name, by=by, is_shared=is_shared).exclude(pk=kept.pk).exists():
        raise CannotKeep(f"There is an audience called {name} already. Choose another name.")
    if audience and not is_shared and audience.planned_as.exists():
        raise CannotKeep("The plan reaches people by it, so the whole team has to see it.")
    kept.name, kept.is_shared = name, is_shared
    kept.owner = kept.owner if audience and is_shared else by
    kept.rules = audience_rules.write(rules)
    kept.exclusions = {key: list(values) for key, values in left_out.items()}
    kept.changed_at, kept.changed_by = at, by
    kept.save()
    if is_shared:
        audit.record(f"saved the audience {name}", community=community, by=by, at=at)
    return kept


def check(rules: Rules, left_out: Mapping[str, Sequence[str]]) -> None:
    """Refuse what nobody can answer, and an audience without a rule. Raises CannotKeep."""
    if not rules.every:
        raise CannotKeep("Add at least one rule: an audience without rules finds nobody.")
    try:
        for rule in rules.every:
            traits.check(rule)
        exclusions.check(left_out)
    except WrongRules as reason:
        raise CannotKeep(str(reason)) from reason


def taken(community: Community, name: str, *, by: User, is_shared: bool) -> AudienceQuerySet:
    """Return the audiences that have this name where it must stand once: the team's, or this person's own."""
    found = Audience.objects.of(community).filter(name__iexact=name)
    return found.filter(is_shared=True) if is_shared else found.filter(is_shared=False, owner=by)


@transaction.atomic
def copy(audience: Audience, *, by: User, at: datetime) -> Audience:
    """Make another with the same rules, for this person alone, to be changed."""

    def is_taken(name: str) -> bool:
        return taken(audience.community, name, by=by, is_shared=False).exists()

    return save(
        audience.community,
        name=name_of_copy(audience.name, is_taken=is_taken, longest=LONGEST),
        is_shared=False,
        rules=audience.read_rules,
        left_out=audience.exclusions,
        by=by,
        at=at,
    )


@transaction.atomic
def remove(audience: Audience, *, by: User, at: datetime) -> None:
    """Take an audience away; refused while anything uses it."""
    name, community, is_shared = audience.name, audience.community, audience.is_shared
    try:
        with transaction.atomic():
            audience.delete()
    except ProtectedError as problem:
        users = sorted({str(used._meta.verbose_name_plural) for used in problem.protected_objects})
        raise CannotKeep(f"It is used by {' and '.join(users)}. Give them another audience first.") from problem
    if is_shared:
        audit.record(f"took the audience {name} away", community=community, by=by, at=at)
