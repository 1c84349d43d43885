"""Findings: the organizations behind a figure of results, one row each, as a page and as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count, Max, Min

from community.models import Community
from directory import exporting
from directory.models import Organization
from employers.models import Commitment
from outreach.funnel import Came, Happened
from outreach.models.letter import LetterQuerySet
from outreach.results import Look

# What each column of the file is called.
HEADS = (
    "Organization",
    "Town",
    "Letters",
    "First letter on",
    "Last letter on",
    "Replied on",
    "Spoke or met on",
    "Signed on",
    "By its link",
    "Reference",
    "State of the commitment",
    "For step",
    "Interviews",
    "Hires",
)


@dataclass(frozen=True)
class Finding:
    """What came of the letters to one organization, or a signature of which it is not settled whose it is."""

    name: str
    town: str
    organization: Organization | None
    letters: int
    first_on: date | None
    last_on: date | None
    replied: Happened | None
    met: Happened | None
    signed: Happened | None
    commitment: Commitment | None


def of_units(community: Community, units: Sequence[int], came: Came, letters: LetterQuerySet) -> list[Finding]:
    """Return the findings of some units, in their order, in few questions for all."""
    known = {one.pk: one for one in Organization.objects.of(community).filter(pk__in=[pk for pk in units if pk > 0])}
    counted = letters.filter(organization__in=list(known)).order_by().values_list("organization")
    sent = {
        pk: (number, first, last)
        for pk, number, first, last in counted.annotate(Count("pk"), Min("settled_at"), Max("settled_at"))
    }
    commitments = commitments_of(came, units)
    found = []
    for unit in units:
        organization, signed = known.get(unit), came.signed.get(unit)
        commitment = commitments.get(signed.commitment) if signed and signed.commitment else None
        number, first, last = sent.get(unit, (0, None, None))
        one = Finding(
            name=organization.name if organization else commitment.organization_name if commitment else "",
            town=organization.town if organization else commitment.town if commitment else "",
            organization=organization,
            letters=number,
            first_on=first.astimezone(community.zone).date() if first else None,
            last_on=last.astimezone(community.zone).date() if last else None,
            replied=came.replied.get(unit),
            met=came.met.get(unit),
            signed=signed,
            commitment=commitment,
        )
        found.append(one)
    return found


def commitments_of(came: Came, units: Sequence[int]) -> dict[int, Commitment]:
    """Return the commitments that some units signed, by their ids."""
    keys = [one.commitment for unit in units if (one := came.signed.get(unit)) and one.commitment]
    rows = Commitment.objects.only("organization_name", "town", "reference", "state").filter(pk__in=keys)
    return {one.pk: one for one in rows}


def table(look: Look) -> Iterator[list[Any]]:
    """Yield everybody written to, by name, as lines of a file; then who signed by a link and was not written to."""
    numbers = {step.pk: step.number for step in look.steps}
    columns = ("organization", "organization__normalized_name")
    written = look.letters.exclude(organization=None).order_by("organization__normalized_name", "organization")
    rows = written.values_list(*columns).distinct().iterator(chunk_size=exporting.CHUNK)
    rest, others = iter(rows), set(look.whole.signed)
    while chunk := [row[0] for row in islice(rest, exporting.CHUNK)]:
        others -= set(chunk)
        for one in of_units(look.community, chunk, look.whole, look.letters):
            yield line(one, numbers)
    for one in of_units(look.community, sorted(others), look.whole, look.letters):
        yield line(one, numbers)


def line(one: Finding, numbers: dict[int, int]) -> list[Any]:
    """Return one line of the file; what nobody has said is left empty."""
    signed = one.signed
    return [
        one.name,
        one.town,
        one.letters,
        one.first_on,
        one.last_on,
        one.replied.on if one.replied else None,
        one.met.on if one.met else None,
        signed.on if signed else None,
        ("yes" if signed.is_by_link else "no") if signed else None,
        one.commitment.reference if one.commitment else None,
        one.commitment.get_state_display() if one.commitment else None,
        numbers.get(signed.step) if signed else None,
        signed.interviewed if signed else None,
        signed.hired if signed else None,
    ]
