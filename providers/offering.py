"""Programs: what a provider teaches or offers, described by its own people while the part is open."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.models import User
from employers.signing import local_day
from providers import applying
from providers.kinds import half_year_of
from providers.models import Application, Program, ProgramOccupation
from providers.opening import OWING
from providers.parts import Key

MOST = 40  # programs of one provider


class CannotOffer(Exception):
    """The program cannot be kept like this; the message says why."""


@transaction.atomic
def add(application: Application, facts: Mapping[str, Any], *, by: User, at: datetime) -> Program:
    """Add a program; `facts` are its fields and `occupations`. Raises CannotOffer, or CannotWrite where closed.

    One that a listed provider adds reports from now on, and not from the day of the listing.
    """
    part = applying.open_part(application, Key.PROGRAMS)
    if application.provider.programs.offered().count() >= MOST:
        raise CannotOffer(_("You have %(most)d already. Take one away first, or write to us.") % {"most": MOST})
    program = Program(provider=application.provider, created_at=at)
    if application.provider.standing in OWING:
        program.reports_from = half_year_of(local_day(application.provider.organization.community, at))
    write(program, facts)
    applying.touch(part, by=by, at=at)
    return program


@transaction.atomic
def change(application: Application, program: Program, facts: Mapping[str, Any], *, by: User, at: datetime) -> Program:
    """Change what is said of a program; facts that are not given stay. Raises as above."""
    part = applying.open_part(application, Key.PROGRAMS)
    program = Program.objects.select_for_update().get(pk=program.pk)
    write(program, facts)
    applying.touch(part, by=by, at=at)
    return program


def write(program: Program, facts: Mapping[str, Any]) -> None:
    """Write the row of a program and its occupations."""
    for name, value in facts.items():
        if name != "occupations":
            setattr(program, name, value)
    try:
        with transaction.atomic():
            program.save()
    except IntegrityError as reason:
        if Program.objects.filter(provider=program.provider, name=program.name).exclude(pk=program.pk).exists():
            raise CannotOffer(_("There is one of this name already. Give each a name of its own.")) from reason
        raise CannotOffer(_("These numbers do not fit together. Please look at them again.")) from reason
    if "occupations" in facts:
        put_occupations(program, facts["occupations"])


def put_occupations(program: Program, codes: Iterable[str]) -> None:
    """Let a program prepare for exactly these occupations."""
    wanted, known = set(codes), set(program.occupations.values_list("code", flat=True))
    program.occupations.filter(code__in=known - wanted).delete()
    ProgramOccupation.objects.bulk_create(
        ProgramOccupation(program=program, code=code) for code in sorted(wanted - known)
    )


@transaction.atomic
def take_away(application: Application, program: Program, *, by: User, at: datetime) -> None:
    """Take a program away; one of which returns or figures tell ends and is kept. Raises CannotWrite where closed."""
    part = applying.open_part(application, Key.PROGRAMS)
    if program.returns.exists() or program.figures.exists():
        program.ended_on = local_day(application.provider.organization.community, at)
        program.save(update_fields=["ended_on"])
    else:
        program.delete()
    applying.touch(part, by=by, at=at)
