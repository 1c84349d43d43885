"""Revisions: an application frozen as it was submitted, and what changed from one to the next."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from community.models import User
from employers import evidence
from providers import questions
from providers.models import Application, BarrierCount, CriteriaVersion, Evidence, Part, Program, Revision
from providers.parts import CRITERIA, Key, facts_of
from providers.revisions import Change, compare
from providers.tasklist import programs_of


def snapshot(application: Application) -> dict[str, Any]:
    """Return all that an application says now, as it is frozen: plain values, each beside the question as asked."""
    programs = programs_of(application)
    return {
        "reference": application.reference,
        "organization": application.provider.organization.name,
        "kind": application.kind,
        "programs": [program_facts(application.kind, program) for program in programs],
        "declared": [
            {
                "program": one.program.name,
                "cohort": one.cohort.isoformat(),
                "graduated": one.graduated,
                "placed": one.placed,
                "median_salary": one.median_salary,
            }
            for one in application.declared.select_related("program").order_by("program__name", "cohort")
        ],
        "barriers": [
            {
                "program": one.program.name,
                "cohort": one.cohort.isoformat(),
                "barrier": one.barrier,
                "served": one.served,
                "graduated": one.graduated,
                "placed": one.placed,
            }
            for one in BarrierCount.objects.filter(program__in=programs)
            .select_related("program")
            .order_by("program__name", "cohort", "barrier")
        ],
        "parts": parts_of(application),
    }


def parts_of(application: Application) -> list[dict[str, Any]]:
    """Return the parts in their order with answers, self-score and evidence."""
    parts = {part.key: part for part in application.parts.prefetch_related("evidence")}
    return [part_facts(application.kind, parts[key]) for key in Key if key in parts]


def part_facts(kind: str, part: Part) -> dict[str, Any]:
    """Return what one part says."""
    return {
        "key": part.key,
        "self_score": part.self_score if part.key in CRITERIA else None,
        "answers": [
            {
                "name": question.name,
                "asked": question.label_for(kind),
                "answer": part.answers.get(question.name) or "",
                "reads": questions.in_words(question, part.answers.get(question.name)),
            }
            for question in questions.asked(part.key, kind)
        ],
        "evidence": [
            evidence_facts(one)
            for one in sorted(part.evidence.all(), key=lambda one: (one.added_at, one.pk))
            if one.removed_at is None
        ],
    }


def evidence_facts(one: Evidence) -> dict[str, Any]:
    """Return what is frozen of a file or link; the file itself is kept, and known by its fingerprint."""
    return {
        "id": one.pk,
        "title": one.title,
        "dated_on": one.dated_on.isoformat() if one.dated_on else "",
        "description": one.description,
        "url": one.url,
        "file_name": one.file_name,
        "size": one.size,
        "sha256": one.sha256,
    }


def program_facts(kind: str, program: Program) -> dict[str, Any]:
    """Return the facts that a kind is asked of a program."""
    facts: dict[str, Any] = {"name": program.name, "summary": program.summary}
    for name in facts_of(kind):
        if name == "occupations":
            facts[name] = sorted(occupation.code for occupation in program.occupations.all())
        else:
            facts[name] = plain(getattr(program, name))
    return facts


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; what was not said stays null."""
    if value is None or isinstance(value, int | str | list):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


@transaction.atomic
def freeze(
    application: Application, *, typed_name: str, by: User, at: datetime, criteria: CriteriaVersion | None = None
) -> Revision:
    """Write the next revision of an application that is locked, with the criteria acknowledged at sign-off."""
    content = snapshot(application)
    if criteria:
        content["criteria"] = {"version": criteria.version, "sha256": criteria.sha256}
    last = application.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return Revision.objects.create(
        application=application,
        number=last + 1,
        content=content,
        sha256=evidence.sha256(evidence.canonical(content)),
        criteria_version=criteria,
        signed_off_as=typed_name,
        submitted_at=at,
        submitted_by=by,
    )


def is_whole(revision: Revision) -> bool:
    """Test whether a revision still has the fingerprint it was submitted with."""
    return evidence.sha256(evidence.canonical(revision.content)) == revision.sha256


def differences(before: Revision | None, after: Revision) -> list[Change]:
    """Return what changed from one revision to another, part by part; from None everything is new."""
    return compare(before.content if before else {}, after.content)
