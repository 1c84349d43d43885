"""The vocabulary of skills: which writings a community reads as one."""

from datetime import datetime

from django.db import transaction

from community.models import Community, User
from employers.models import SkillAlias
from employers.skills import key


class CannotAlias(Exception):
    """These cannot be read as one; the message says why."""


@transaction.atomic
def alias(community: Community, *, written: str, name: str, by: User, at: datetime) -> SkillAlias:
    """Read one way of writing a skill under a name from now on, also where it was typed before.

    Raises CannotAlias where both are the same already, or one would lead on to another.
    """
    community = Community.objects.select_for_update().get(pk=community.pk)  # two at once would make a circle
    written, name = key(written), " ".join(name.split())
    known = SkillAlias.objects.of(community).as_read()
    if not written or not key(name):
        raise CannotAlias("Say what is written, and what it is read as.")
    if key(name) in known and key(name) != written:
        raise CannotAlias(f"“{name}” is itself read as “{known[key(name)]}”. Choose that name.")
    if written in {key(other) for other in known.values()} and key(name) != written:
        raise CannotAlias(f"Other writings are read as “{written}”. Take those away first, or turn this one around.")
    SkillAlias.objects.update_or_create(
        community=community, written=written, defaults={"name": name, "said_by": by, "said_at": at}
    )
    # One name has one writing: all aliases of a skill follow the one that was said last.
    same = [other for other, read_as in known.items() if key(read_as) == key(name)]
    SkillAlias.objects.of(community).filter(written__in=same).update(name=name)
    return SkillAlias.objects.get(community=community, written=written)


@transaction.atomic
def forget(alias: SkillAlias) -> None:
    """Read a writing as itself again."""
    SkillAlias.objects.filter(pk=alias.pk).delete()
