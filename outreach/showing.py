"""Showing: who would get what of a campaign, read once and kept for the minutes in which somebody looks at it.

What is kept hangs on everything but the people themselves: words, steps, audience, names lent, settings, the day, other
campaigns. Its fingerprint comes back with the button, and whoever starts the campaign reads everybody anew: what leaves
is what was shown, or nothing.
"""

import hashlib
import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache
from django.db.models import Model
from django.utils import translation

from outreach import checking, recipients, starting, voices
from outreach.checking import Check
from outreach.course import StepKind
from outreach.models import Campaign, Step
from outreach.personal import Addressee
from outreach.starting import Outline
from outreach.voices import Beside

KEPT_FOR = 300  # seconds
FEW = 2_000  # people, who are read each time


@dataclass
class People:
    """Some people in their order: who, where they work, and why nothing goes to them, each as a number."""

    pks: "array[int]" = field(default_factory=lambda: array("q"))
    through: "array[int]" = field(default_factory=lambda: array("q"))
    whys: "array[int]" = field(default_factory=lambda: array("H"))
    said: list[str] = field(default_factory=list)

    def add(self, one: Addressee) -> None:
        """Put somebody at the end."""
        if one.left_out not in self.said:
            self.said.append(one.left_out)
        self.pks.append(one.person_id or 0)
        self.through.append(one.through)
        self.whys.append(self.said.index(one.left_out))

    def __len__(self) -> int:
        return len(self.pks)

    def at(self, places: Sequence[int]) -> list[Addressee]:
        """Return those at some places, as they are called now, with the reason that was read."""
        known = recipients.named([(self.pks[place], self.through[place]) for place in places])
        whys = {self.pks[place]: self.said[self.whys[place]] for place in places}
        return [recipients.left_out(one, whys[one.person_id or 0]) for one in known]


@dataclass(frozen=True)
class Shown:
    """A campaign as it would have started when it was read."""

    read_at: datetime
    fingerprint: str
    first_letters: int
    first_tasks: int
    checks: list[Check]
    inside: People
    outside: People
    beside: list[Beside]

    @property
    def is_kept(self) -> bool:
        """Tell whether so many are read that they are read once for some minutes."""
        return len(self.inside) + len(self.outside) > FEW

    @property
    def obstacles(self) -> list[Check]:
        """Return what is in the way."""
        return [check for check in self.checks if not check.is_well and check.is_in_the_way]


@dataclass(frozen=True)
class Row:
    """One person, and which steps they do not get, in sentences that say why."""

    one: Addressee
    gaps: list[str]


def show(campaign: Campaign, outline: Outline, *, at: datetime, is_fresh: bool = False) -> Shown:
    """Return whom a campaign reaches with what, as it was read in the last minutes; `is_fresh` reads it now."""
    others = [(one.pk, one.state) for one in voices.others(campaign, at=at)]
    key = f"who-gets-what:{campaign.pk}:{print_of(campaign, outline, others)}"
    kept: Shown | None = None if is_fresh else cache.get(key)
    if kept is not None:
        return kept
    prepared = starting.prepare(campaign, at=at)
    inside, outside = People(), People()
    for one in prepared.people:
        (outside if one.left_out else inside).add(one)
    beside = voices.beside(campaign, at=at) if others else []
    letters, tasks = prepared.on_the_first_day(letters=True), prepared.on_the_first_day(letters=False)
    shown = Shown(at, prepared.fingerprint, letters, tasks, prepared.checks, inside, outside, beside)
    if shown.is_kept:
        cache.set(key, shown, KEPT_FOR)
    return shown


def rows(campaign: Campaign, outline: Outline, people: Iterable[Addressee]) -> list[Row]:
    """Return some people with the steps that they do not get."""
    some = list(people)
    empty = checking.empties(campaign, outline.steps, outline.words, some)
    unfilled = {(one.one.person_id, one.step.pk): one.names for one in empty}
    return [
        Row(
            one,
            [
                said
                for step in outline.steps
                if (said := gap(outline, step, one, unfilled.get((one.person_id, step.pk), ())))
            ],
        )
        for one in some
    ]


def gap(outline: Outline, step: Step, one: Addressee, empty: Sequence[str]) -> str:
    """Return why somebody does not get a step, or what their task lacks, in a sentence; else an empty text."""
    standing = outline.named.get(step.pk)
    if problem := outline.sieve.problem(step, one):
        return f"Not step {step.number}: {problem[0].lower()}{problem[1:]}"
    if standing and one.person_id in standing.off:
        return f"Not step {step.number}: {outline.words[step.pk].name} took them off its list."
    if empty:
        lacks = ", ".join(f"(({name}))" for name in empty)
        is_letter = step.kind == StepKind.LETTER
        return f"{'Not step' if is_letter else 'Step'} {step.number}: nothing for {lacks}."
    return ""


def print_of(campaign: Campaign, outline: Outline, others: Sequence[tuple[int, str]]) -> str:
    """Return the fingerprint of everything that decides who gets what, but for the people themselves."""
    whole = [
        translation.get_language(),
        outline.today,
        sorted(outline.sieve.signed, key=str),
        others,
        *(columns(row) for row in (campaign, campaign.community, campaign.audience, campaign.told_as) if row),
        *(columns(step) for step in outline.steps),
        *([words.subject, words.body, words.problems, words.name] for words in outline.words.values()),
        *([columns(named.byline), sorted(named.off), named.problem] for named in outline.named.values()),
    ]
    return hashlib.sha256(json.dumps(whole, default=str).encode("utf-8", "surrogatepass")).hexdigest()


def columns(row: Model) -> list[object]:
    """Return what a row holds, whatever hangs on it."""
    return [getattr(row, column.attname) for column in row._meta.concrete_fields]
