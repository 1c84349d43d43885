"""An employer's logo: drawn anew from what was uploaded, so that nothing of the upload itself is ever served."""

from datetime import datetime
from typing import IO

from django.db import transaction

from community import files, images
from community.models import User
from directory import timeline
from employers.models import Employer

MAX_SIDE = 800  # pixels


class CannotShow(Exception):
    """The file is no logo that can be shown; the message says why."""


def put(employer: Employer, file: IO[bytes], *, by: User, at: datetime) -> None:
    """Keep a logo in the place of the one before; whether it shows is up to the signer's consent.

    Raises CannotShow where the file is no image that we read.
    """
    try:
        picture = images.clean_png(file, max_side=MAX_SIDE)
    except images.CannotRead as reason:
        raise CannotShow(str(reason)) from reason
    with files.keeping(employer.logo, "logo.png", picture) as kept:
        employer = Employer.objects.select_for_update(of=("self",)).select_related("organization").get(pk=employer.pk)
        forget_file(employer)
        employer.logo = kept
        employer.save(update_fields=["logo"])
        tell(employer, "logo_changed", by=by, at=at)


@transaction.atomic
def remove(employer: Employer, *, by: User, at: datetime) -> None:
    """Take an employer's logo away; without one nothing happens."""
    employer = Employer.objects.select_for_update(of=("self",)).select_related("organization").get(pk=employer.pk)
    if not employer.logo:
        return
    forget_file(employer)
    employer.logo = ""
    employer.save(update_fields=["logo"])
    tell(employer, "logo_removed", by=by, at=at)


def forget_file(employer: Employer) -> None:
    """Delete the file of today's logo once the transaction has held."""
    if employer.logo:
        name, storage = employer.logo.name, employer.logo.storage
        transaction.on_commit(lambda: storage.delete(name))


def tell(employer: Employer, verb: str, *, by: User, at: datetime) -> None:
    """Write a line on the organization's timeline."""
    organization = employer.organization
    timeline.record(verb, community=organization.community, organization=organization, by=by, at=at)
