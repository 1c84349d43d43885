"""Evidence: files and links that bear out what a part says, added and taken away by its writers."""

import hashlib
from datetime import date, datetime
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from community import attachments, files
from community.models import User
from providers import applying
from providers.models import Application, Evidence, Part

MOST = 20  # files and links of one part
MOST_BYTES = 150 * 1024 * 1024  # of all files of one application, those taken away included


class CannotAdd(Exception):
    """The file or link cannot be added; the message says why."""


def add_link(
    application: Application,
    key: str,
    *,
    url: str,
    title: str,
    dated_on: date | None,
    description: str,
    by: User,
    at: datetime,
) -> Evidence:
    """Add a link to a part; the same again is the one that stands. Raises CannotAdd."""
    said = {"title": title, "dated_on": dated_on, "description": description}
    known = {"url": url}
    return standing(application, key, known) or add(application, key, known, said, by=by, at=at)


def add_file(
    application: Application,
    key: str,
    *,
    file: IO[bytes],
    name: str,
    title: str,
    dated_on: date | None,
    description: str,
    by: User,
    at: datetime,
) -> Evidence:
    """Keep a file for a part, cleaned; the same file again is the one that stands.

    Raises CannotAdd where it is not one that we keep, and OSError where there is no room.
    """
    try:
        kept = attachments.clean(file, name)
    except attachments.CannotAttach as reason:
        raise CannotAdd(str(reason)) from reason
    known = {"sha256": hashlib.sha256(kept.content).hexdigest()}
    said = {"title": title, "dated_on": dated_on, "description": description}
    if same := standing(application, key, known):
        return same
    refuse_what_is_too_much(application, len(kept.content))
    with files.keeping(Evidence().file, kept.name, kept.content) as place:
        facts = known | {
            "file": place,
            "file_name": kept.name,
            "content_type": kept.content_type,
            "size": len(kept.content),
        }
        return add(application, key, known, said | facts, by=by, at=at)


@transaction.atomic
def add(
    application: Application, key: str, known: dict[str, str], said: dict[str, Any], *, by: User, at: datetime
) -> Evidence:
    """Write the row of a file or link, known by its fingerprint or address."""
    try:
        part = applying.open_part(application, key)
    except applying.CannotWrite as reason:
        raise CannotAdd(str(reason)) from reason
    if part.evidence.standing().count() >= MOST:
        raise CannotAdd(_("A part can have %(most)d files and links. Take one away first.") % {"most": MOST})
    try:
        with transaction.atomic():
            evidence = Evidence.objects.create(part=part, added_at=at, added_by=by, **(known | said))
    except IntegrityError as reason:  # it stands there already, or a colleague added it in this very moment
        raise CannotAdd(_("This stands there already.")) from reason
    applying.touch(part, by=by, at=at)
    return evidence


def standing(application: Application, key: str, known: dict[str, str]) -> Evidence | None:
    """Return the evidence of a part that is the same, if it stands."""
    return Evidence.objects.standing().filter(part__application=application, part__key=key, **known).first()


def refuse_what_is_too_much(application: Application, size: int) -> None:
    """Raise CannotAdd where an application's files would take too much room."""
    kept = Evidence.objects.filter(part__application=application).aggregate(total=Sum("size"))["total"] or 0
    if kept + size > MOST_BYTES:
        raise CannotAdd(
            _("All files of an application may have %(size)d MB together. Add a link instead, or make files smaller.")
            % {"size": MOST_BYTES // 1024 // 1024}
        )


@transaction.atomic
def take_away(evidence: Evidence, *, by: User, at: datetime) -> None:
    """Take a file or link away; what a submitted version names is kept for those who read that version.

    Raises CannotWrite where the part is closed.
    """
    part: Part = applying.open_part(evidence.part.application, evidence.part.key)
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if evidence.removed_at:
        return
    if is_named(evidence):
        evidence.removed_at = at
        evidence.save(update_fields=["removed_at"])
    else:
        forget(evidence)
    applying.touch(part, by=by, at=at)


def is_named(evidence: Evidence) -> bool:
    """Test whether a submitted version names a file or link."""
    for revision in evidence.part.application.revisions.all():
        for part in revision.content["parts"]:
            if any(one["id"] == evidence.pk for one in part["evidence"]):
                return True
    return False


def forget(evidence: Evidence) -> None:
    """Delete a file or link for good; the file goes once the transaction has held, and nothing else names it.

    What came along into a yearly re-review names the same file as the application before.
    """
    name, storage = evidence.file.name, evidence.file.storage
    evidence.delete()
    if name and not Evidence.objects.filter(file=name).exists():
        transaction.on_commit(lambda: storage.delete(name))
