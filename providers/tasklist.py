"""The task list of an application: how far each part is, and what it still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from providers import questions
from providers.kinds import Kind
from providers.models import Application, Evidence, Part, Program
from providers.parts import CRITERIA, NEEDED_FACTS, TONES, WITH_RECORD, Key, Progress, needs_evidence, progress


@dataclass(frozen=True)
class Task:
    """One part on the list."""

    part: Part
    progress: Progress
    missing: list[str] = field(default_factory=list)

    @property
    def tone(self) -> str:
        """Return the class of the pill that says how far it is."""
        return TONES[self.progress]

    @property
    def is_ready(self) -> bool:
        """Tell whether nothing is missing and nothing waits to be changed."""
        return self.progress == Progress.READY


def programs_of(application: Application) -> list[Program]:
    """Return what an applicant teaches or offers now, with occupations."""
    programs = application.provider.programs.offered().prefetch_related("occupations")
    return list(programs.order_by("name", "pk"))


def tasks(application: Application) -> list[Task]:
    """Return the parts in their order; a constant number of queries."""
    standing = Prefetch("evidence", queryset=Evidence.objects.standing().order_by("added_at", "pk"))
    parts = {part.key: part for part in application.parts.prefetch_related(standing)}
    programs = programs_of(application)
    has_record = application.declared.exists()
    return [task(application, parts[key], programs, has_record=has_record) for key in Key if key in parts]


def task(application: Application, part: Part, programs: list[Program], *, has_record: bool) -> Task:
    """Return how far one part is."""
    lacks = missing(application, part, programs, has_record=has_record)
    awaits_change = bool(
        part.is_open and part.change_wanted_at and (not part.touched_at or part.touched_at <= part.change_wanted_at)
    )
    is_touched = part.touched_at is not None
    return Task(part, progress(is_touched=is_touched, missing=lacks, awaits_change=awaits_change), lacks)


def missing(application: Application, part: Part, programs: list[Program], *, has_record: bool) -> list[str]:
    """Return what a part still lacks, each as a sentence or the question itself."""
    kind = application.kind
    if part.key == Key.PROGRAMS:
        return programs_missing(kind, programs)
    lacks = questions.missing(part.key, kind, part.answers)
    if part.key in CRITERIA and part.self_score is None:
        lacks.insert(0, _("Where do you stand?"))
    if part.key == Key.QUALITY and kind in WITH_RECORD and not has_record and not part.answers.get("goal"):
        lacks.append(_("A cohort with what became of it, or what you aim for"))
    if needs_evidence(kind, part.key) and not part.evidence.all():
        lacks.append(_("A file or a link that bears it out"))
    return lacks


def programs_missing(kind: str, programs: Iterable[Program]) -> list[str]:
    """Return what is missing of what they offer."""
    programs = list(programs)
    if not programs:
        return [_("At least one of what you offer")]
    return [
        _("%(program)s: %(facts)s") % {"program": program.name, "facts": ", ".join(lacks)}
        for program in programs
        if (lacks := facts_missing(kind, program))
    ]


def facts_missing(kind: str, program: Program) -> list[str]:
    """Return the needed facts that were not said of a program, as they are called; no tuition is 0 and is said."""
    needed = NEEDED_FACTS[Kind(kind)]
    facts: dict[str, Any] = {name: getattr(program, name) for name in needed if name != "occupations"}
    facts["summary"] = program.summary
    if "occupations" in needed:
        facts["occupations"] = list(program.occupations.all())
    names = fact_names()
    return [names[name] for name, value in facts.items() if value is None or value in ("", [])]


def fact_names() -> dict[str, str]:
    """Return what each needed fact is called in a list of what is missing."""
    return {
        "summary": _("what it is"),
        "weeks": _("length"),
        "pace": _("pace"),
        "intensity": _("full- or part-time"),
        "mode": _("where it happens"),
        "tuition": _("tuition"),
        "admission": _("admission"),
        "occupations": _("occupations"),
    }
