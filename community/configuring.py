"""Settings of a community: each change in one transaction with its line on the audit trail."""

import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from community import audit, files
from community.models import Community, User


class CannotSet(Exception):
    """The setting cannot be made; the message says why."""


def label(field: str) -> str:
    """Return what a setting is called on its page."""
    named: Any = Community._meta.get_field(field)
    return str(named.verbose_name)


def shown(value: Any) -> str:
    """Return a value short enough for one line of the audit trail."""
    words = ("yes" if value else "no") if isinstance(value, bool) else str(value) or "nothing"
    return words if len(words) <= 60 else f"{words[:59]}…"


@transaction.atomic
def change(community: Community, *, what: str, values: dict[str, Any], by: User, at: datetime) -> list[str]:
    """Set what differs and return the names of what changed; `what` names the page, such as "the contact person"."""
    current = Community.objects.select_for_update().get(pk=community.pk)
    changed = [field for field, value in values.items() if getattr(current, field) != value]
    if not changed:
        return []
    changes = [f"{label(field)}: {shown(getattr(current, field))} → {shown(values[field])}" for field in changed]
    for field in changed:
        setattr(current, field, values[field])
        setattr(community, field, values[field])
    try:
        with transaction.atomic():
            current.save(update_fields=changed)
    except IntegrityError as reason:
        raise CannotSet("Another community already answers at this host name.") from reason
    audit.record(f"changed {what} ({'; '.join(changes)})", community=community, by=by, at=at)
    return changed


def put_logo(community: Community, *, png: bytes | None, by: User, at: datetime) -> None:
    """Keep a re-encoded logo under a new name, or none; the old file goes once the change stands."""
    if png is None:
        name_logo(community, "", by=by, at=at)
        return
    with files.keeping(community.logo, f"{secrets.token_hex(8)}.png", png) as kept:
        name_logo(community, kept, by=by, at=at)


@transaction.atomic
def name_logo(community: Community, name: str, *, by: User, at: datetime) -> None:
    """Write down which file is the logo, an empty name for none, and forget the one before."""
    current = Community.objects.select_for_update().get(pk=community.pk)
    storage, old = current.logo.storage, current.logo.name
    current.logo = name
    current.save(update_fields=["logo"])
    community.logo = current.logo
    audit.record("changed the logo" if name else "removed the logo", community=community, by=by, at=at)
    if old:
        transaction.on_commit(lambda: storage.delete(old))
