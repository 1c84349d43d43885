"""Imported organizations are taken for employers, many at once, with what their sheet says of them; and back."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from community.models import User
from directory import copying
from directory.importing import words
from directory.importing.comparing import new_of
from directory.importing.joining import Change, Joint
from directory.models import Organization
from directory.names import fold
from directory.reading.columns import Target
from employers.forms.pipeline import NextStepForm
from employers.models import Employer
from employers.pipeline import local_day
from employers.stages import Stage

OWN = ("next_step", "next_step_on", "last_contact_on", "it_workforce", "logo")  # of an employer
BANDS = ((1, "0"), (5, "1-4"), (20, "5-19"), (100, "20-99"))
WORKFORCE = {
    fold(str(word)).replace("–", "-"): key for key, label in Employer.Workforce.choices for word in (key, label)
}
TARGETS = (
    Target("it_workforce", "People in IT", "people in it;it staff;it workforce;it employees;number of it staff", "12"),
    Target("next_step", "Next step", "next step;next action;to do;follow up", "Invite them to the breakfast"),
    Target("next_step_on", "Next step by", "next step by;next step on;follow up on;follow up date;due", "2026-12-01"),
    Target("last_contact_on", "Last contact", "last contact;last contacted;contacted on;last touch", "2026-09-15"),
)


def workforce(text: str) -> str:
    """Return how many people work in IT, by its name or as a number; raises ValidationError."""
    plain = fold(text).replace("–", "-")
    if plain in WORKFORCE:
        return WORKFORCE[plain]
    number = plain.replace(",", "")
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise ValidationError("Write how many people work in IT there, or one of: 0, 1-4, 5-19, 20-99, 100+.")
    return next((band for limit, band in BANDS if int(number) < limit), "100+")


@transaction.atomic
def identify_many(organizations: Collection[int], by: User | None, at: datetime) -> set[int]:
    """Take organizations of one community, by their ids, for some that hire; return those that were none before."""
    new = sorted(lacking(organizations))
    first = Organization.objects.filter(pk__in=new[:1]).select_related("community").first()
    if first:
        same = {"stage_since": local_day(first, at), "community_id": first.community_id}
        copying.insert(Employer, ("organization_id",), [(pk,) for pk in new], **same)
    return set(new)


def lacking(organizations: Collection[int]) -> set[int]:
    """Return those of these organizations, by their ids, that are no employers yet."""
    return set(organizations) - set(
        Employer.objects.filter(organization__in=copying.among(organizations)).values_list("organization_id", flat=True)
    )


@transaction.atomic
def forget_untouched(organizations: Collection[int]) -> set[int]:
    """Take those of whom nothing is known but that they are identified for no employers any more; return the others."""
    used = in_use(organizations, {})
    there = Employer.objects.filter(organization__in=copying.among(organizations))
    gone = there.exclude(organization__in=copying.among(used)) if used else there
    copying.delete(Employer, list(gone.values_list("pk", flat=True)))
    return used


def in_use(organizations: Collection[int], filled: Mapping[int, Collection[str]]) -> set[int]:
    """Return the organizations of whose employer more is known than that they are identified, and than these fields.

    `filled` names fields of employers, by the employer's id, that count for nothing.
    """
    there = Employer.objects.filter(organization__in=copying.among(organizations))
    used = {
        row["organization_id"]
        for row in there.values("pk", "organization_id", "stage", *OWN)
        if row["stage"] != Stage.IDENTIFIED or any(row[name] for name in OWN if name not in filled.get(row["pk"], ()))
    }
    for relation in Employer._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            name = relation.field.name  # type: ignore[union-attr]  # a relation that comes from elsewhere
            other: Any = relation.related_model
            rows = other._meta.base_manager.filter(**{f"{name}__organization__in": copying.among(organizations)})
            used |= set(rows.values_list(f"{name}__organization", flat=True).distinct())
    return used


def differing(said: Mapping[int, Mapping[str, Any]], way: str) -> dict[int, tuple[Employer, dict[str, Any]]]:
    """Return the employers, by organization, of whom a sheet says something that changes what we know, and what."""
    found = {}
    for employer in Employer.objects.select_for_update().filter(organization__in=copying.among(said)).order_by("pk"):
        told = dict(said[employer.organization_id])
        if told.get("next_step_on") and not told.get("next_step") and not employer.next_step:
            told["next_step"] = "Follow up"
        before = {name: in_json(getattr(employer, name)) for name in told}
        if new := new_of(before, told, way):
            found[employer.organization_id] = (employer, new)
    return found


def fill(said: Mapping[int, Mapping[str, Any]], way: str) -> list[Change]:
    """Write down of employers, by organization, what a sheet says of them, and return what changed."""
    changes = []
    for organization, (employer, new) in differing(said, way).items():
        before = {name: in_json(getattr(employer, name)) for name in new}
        told = [
            {"field": LABELS[name].lower(), "before": str(before[name] or ""), "after": str(value)}
            for name, value in new.items()
        ]
        Employer.objects.filter(pk=employer.pk).update(**new)
        changes.append(Change("employers.employer", employer.pk, organization, before, new, told))
    return changes


def in_json(value: Any) -> Any:
    """Return a field as a trace keeps it."""
    return value.isoformat() if isinstance(value, date) else value


LABELS = {target.key: target.label for target in TARGETS}
JOINT = Joint(
    "They could hire: put them into the pipeline, as identified",
    "employer_identified",
    lacks=lacking,
    join=identify_many,
    leave=forget_untouched,
    uses=in_use,
    table="employers.employer",
    differs=lambda said, way: set(differing(said, way)),
    fill=fill,
    page=("Open the pipeline", "employers:pipeline"),
    targets=TARGETS,
    cleaners={
        "it_workforce": workforce,
        "next_step": words.line_of(NextStepForm.base_fields["step"]),
        "next_step_on": words.day,
        "last_contact_on": words.day,
    },
)
