"""A rule: a submitted application as statements that can be read one by one, and what changed from one to another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from employers import redlining
from employers.occupations import name_of
from providers.kinds import Barrier, Intensity, Kind, Mode, Pace
from providers.parts import SCORES, Key

Frozen = Mapping[str, Any]


@dataclass(frozen=True)
class Statement:
    """One thing that an application says: in which part, known by `name`, under what heading, in which words."""

    part: Key
    name: str
    heading: str
    words: str
    evidence: int | None = None  # the key of the file or link it is about
    url: str = ""  # where a link leads

    @property
    def name_of_evidence(self) -> str:
        """Return the address or file name of what bears it out."""
        return self.words.split("\n\n", 1)[0]

    @property
    def note(self) -> str:
        """Return what was said of the file or link."""
        return "\n\n".join(self.words.split("\n\n")[1:])


@dataclass(frozen=True)
class Change:
    """A statement that came, went or reads otherwise, with the words side by side."""

    kind: Literal["added", "removed", "changed"]
    part: Key
    heading: str
    before: str
    after: str
    name: str = ""  # of the statement

    @property
    def paragraphs(self) -> list[redlining.Change]:
        """Return what changed in it, paragraph by paragraph and word by word."""
        return redlining.compare(self.before, self.after)


def statements(content: Frozen) -> list[Statement]:
    """Return all that a frozen application says, in the order of its parts; what was left empty is left out."""
    said = [
        *(statement for part in content.get("parts", ()) for statement in part_statements(part)),
        *(program_statement(program) for program in content.get("programs", ())),
        *declared_statements(content),
        *barrier_statements(content),
    ]
    order = {key: place for place, key in enumerate(Key)}
    return sorted((one for one in said if one.words), key=lambda one: order[one.part])


def part_statements(part: Frozen) -> Iterator[Statement]:
    """Yield what one part says: the self-score first, then answers, then evidence."""
    key = Key(part["key"])
    if part["self_score"] is not None:
        words = f"{part['self_score']}, {dict(SCORES)[part['self_score']]}"
        yield Statement(key, "self_score", _("They give themselves"), words)
    for answer in part["answers"]:
        yield Statement(key, answer["name"], answer["asked"], answer["reads"])
    for one in part["evidence"]:
        heading = _("Evidence: %(title)s") % {"title": one["title"]}
        yield Statement(key, f"evidence {one['id']}", heading, evidence_words(one), one["id"], one["url"])


def evidence_words(one: Frozen) -> str:
    """Return a file or link in words."""
    fingerprint = f"SHA-256 {one['sha256']}" if one["sha256"] else ""
    dated = date_format(date.fromisoformat(one["dated_on"]), "DATE_FORMAT") if one["dated_on"] else ""
    said = [one["url"] or one["file_name"], one["description"], dated, fingerprint]
    return "\n\n".join(words for words in said if words)


def program_statement(program: Frozen) -> Statement:
    """Return a program with its facts, one a paragraph."""
    return Statement(Key.PROGRAMS, f"program {program['name']}", program["name"], "\n\n".join(program_words(program)))


def program_words(program: Frozen) -> list[str]:
    """Return the facts of a program that were said, each as `label: value`; their order is no database's."""
    return [
        f"{label}: {fact_words(name, program[name])}"
        for name, label in fact_labels().items()
        if program.get(name) is not None and program[name] not in ("", [])
    ]


def fact_labels() -> dict[str, str]:
    """Return what each fact of a program is called."""
    return {
        "summary": _("What it is"),
        "website": _("Website"),
        "annual_enrollment": _("People who begin in a year"),
        "annual_completion": _("People who complete in a year"),
        "admission": _("Who is admitted, and how"),
        "pace": _("Pace"),
        "intensity": _("Full- or part-time"),
        "mode": _("Where it happens"),
        "weeks": _("Length in weeks"),
        "tuition": _("Tuition in US dollars"),
        "funding": _("Who pays, other than the learner"),
        "credential": _("Credential"),
        "town": _("Town"),
        "occupations": _("Trains for"),
        "skills": _("Skills"),
    }


CHOICES: dict[str, Any] = {"pace": Pace, "intensity": Intensity, "mode": Mode}


def fact_words(name: str, value: Any) -> str:
    """Return one fact as it is read."""
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if name == "tuition":
        return f"{Decimal(value):,.2f}".removesuffix(".00")
    if name == "occupations":
        return ", ".join(name_of(code) for code in value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def declared_statements(content: Frozen) -> Iterator[Statement]:
    """Yield the track record that was declared, a cohort each."""
    for one in content.get("declared", ()):
        salary = one["median_salary"]
        words = _("%(placed)s of %(graduated)s placed") % one
        if salary is not None:
            words += _(", median salary $%(salary)s") % {"salary": f"{salary:,}"}
        yield Statement(
            Key.QUALITY,
            f"declared {one['program']} {one['cohort']}",
            _("Declared: %(program)s, %(cohort)s") % {"program": one["program"], "cohort": half_of(one["cohort"])},
            words,
        )


def barrier_statements(content: Frozen) -> Iterator[Statement]:
    """Yield the counts of a cohort by barrier, a program and cohort each."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for one in content.get("barriers", ()):
        counts = [
            (_("served"), one["served"]),
            (_("graduated"), one["graduated"]),
            (_("placed"), one["placed"]),
        ]
        said = ", ".join(f"{count} {word}" for word, count in counts if count is not None)
        if said:
            line = f"{Barrier(one['barrier']).label}: {said}"
            grouped.setdefault((one["program"], one["cohort"]), []).append(line)
    for (program, cohort), lines in grouped.items():
        heading = _("Counted: %(program)s, %(cohort)s") % {"program": program, "cohort": half_of(cohort)}
        yield Statement(Key.MISSION, f"counted {program} {cohort}", heading, "\n\n".join(lines))


def half_of(cohort: str) -> str:
    """Return a half-year as it is read.

    >>> half_of("2026-07-01")
    'July to December 2026'
    """
    first = date.fromisoformat(cohort)
    return f"{'January to June' if first.month == 1 else 'July to December'} {first.year}"


def compare(before: Frozen, after: Frozen) -> list[Change]:
    """Return what changed from one frozen application to another, in the order of its parts."""
    old = {(one.part, one.name): one for one in statements(before)} if before else {}
    new = {(one.part, one.name): one for one in statements(after)}
    changes = []
    for key, one in new.items():
        was = old.get(key)
        if was is None:
            changes.append(Change("added", one.part, one.heading, "", one.words, one.name))
        elif was.words != one.words:
            changes.append(Change("changed", one.part, one.heading, was.words, one.words, one.name))
    gone = [
        Change("removed", was.part, was.heading, was.words, "", was.name) for key, was in old.items() if key not in new
    ]
    order = {key: place for place, key in enumerate(Key)}
    if before and before.get("kind") != after.get("kind"):
        kinds = [str(Kind(content["kind"]).label) for content in (before, after)]
        changes.append(Change("changed", Key.ORGANIZATION, _("Kind"), *kinds))
    return sorted(changes + gone, key=lambda change: order[change.part])
