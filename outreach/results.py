"""Results: what came of campaigns, by step, messenger, version of an answer and alliance; `funnel` says what counts.

The questions are few however many letters there are: letters are counted by the database, what happened in memory.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, Count, Exists, Max, OuterRef, Value, When

from community.models import Community
from directory.models import AllianceMember
from outreach import funnel
from outreach.funnel import Came, Figures
from outreach.happening import came_of, sent_of
from outreach.models import Block, Campaign, Errand, Step
from outreach.models.letter import LetterQuerySet

BITS = 60  # steps in one number


@dataclass(frozen=True)
class Narrowing:
    """Which part of some campaigns is looked at: one of these, or none for all of it."""

    by: str = ""  # campaign, step, messenger, version or alliance
    value: str = ""


@dataclass(frozen=True)
class Line:
    """What came of one part, what that is called, and what narrows to it."""

    label: str
    figures: Figures
    narrowing: Narrowing
    tasks: int | None = None  # of a step that is no letter: how many became tasks


class Look:
    """What came of some campaigns of one community; each part is looked up when it is asked for, once."""

    def __init__(self, community: Community, campaigns: Sequence[Campaign]) -> None:
        self.community = community
        self.campaigns = list(campaigns)

    @property
    def letters(self) -> LetterQuerySet:
        """Return the letters of these campaigns that were handed over."""
        return sent_of(step.pk for step in self.steps)

    @cached_property
    def steps(self) -> list[Step]:
        """Return their steps, in order."""
        rows = Step.objects.filter(campaign__in=self.campaigns).order_by("campaign", "number")
        return list(rows.select_related("campaign").prefetch_related("answers__audience"))

    @cached_property
    def came(self) -> dict[int, Came]:
        """Return what came of each campaign, by its id."""
        return came_of(self.community, self.campaigns)

    @cached_property
    def members(self) -> dict[tuple[int, str], set[int]]:
        """Return the organizations written to that are members of alliances today, by the alliance's id and name."""
        written = Exists(self.letters.filter(organization=OuterRef("organization")))
        rows = AllianceMember.objects.of(self.community).current().filter(written)
        found: dict[tuple[int, str], set[int]] = defaultdict(set)
        for pk, name, organization in rows.values_list("alliance", "alliance__organization__name", "organization"):
            found[pk, name].add(organization)
        return found

    @cached_property
    def combinations(self) -> dict[int, int]:
        """Return how many organizations were sent letters of exactly which steps, as bits in the order of the steps.

        From it follows how many were written to by any steps together, without counting letters again.
        """
        each: Any = self.letters.exclude(organization=None).order_by().values("organization")
        names = [f"bits_{start}" for start in range(0, len(self.steps), BITS)]
        for name in names:
            each = each.annotate(**{name: bits_of(self.steps[int(name[5:]) :][:BITS])})
        if not names:
            return {}
        sql, asked = each.values(*names).query.sql_with_params()
        columns = ", ".join(names)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns}, COUNT(*) FROM ({sql}) AS one GROUP BY {columns}", asked)  # noqa: S608 -- ours
            rows = cursor.fetchall()
        return {sum(bits << BITS * place for place, bits in enumerate(row[:-1])): row[-1] for row in rows}

    def written_to(self, steps: Collection[Step]) -> int:
        """Return how many organizations were written to by some steps together."""
        wanted = sum(1 << number for number, step in enumerate(self.steps) if step in steps)
        return sum(count for bits, count in self.combinations.items() if bits & wanted)

    @cached_property
    def whole(self) -> Came:
        """Return what came of all of them, each organization once."""
        return funnel.together(self.came.values())

    def total(self) -> Figures:
        """Return what came of all of them together."""
        return funnel.figures(self.whole, sent=self.written_to(self.steps))

    def by_campaign(self) -> list[Line]:
        """Return what came of each."""
        steps = grouped(self.steps, lambda step: [step.campaign_id])
        return [
            Line(str(one), self.of_steps(steps.get(one.pk, ())), narrow("campaign", one.pk)) for one in self.campaigns
        ]

    def by_step(self) -> list[Line]:
        """Return what came of each step."""
        tasks = self.tasks()
        return [
            Line(
                f"{step.number}. {step.title}",
                self.of_steps([step]),
                narrow("step", step.pk),
                None if step.kind == Step.Kind.LETTER else tasks.get(step.pk, 0),
            )
            for step in self.steps
        ]

    def by_messenger(self) -> list[Line]:
        """Return what came of what each messenger said."""
        steps = grouped(self.steps, lambda step: [step.messenger])
        return [
            Line(name or "Nobody named", self.of_steps(some), narrow("messenger", name))
            for name, some in sorted(steps.items())
        ]

    def by_version(self) -> list[Line]:
        """Return what came of letters that told each version of an answer; a letter may tell several."""
        steps = grouped(self.steps, lambda step: list(step.answers.all()))
        order = sorted(steps, key=lambda block: (block.question, block.audience_id or 0, block.version))
        return [Line(name_of(block), self.of_steps(steps[block]), narrow("version", block.pk)) for block in order]

    def by_alliance(self) -> list[Line]:
        """Return what came of the members that each alliance has today."""
        return [
            Line(name, funnel.figures(funnel.only(self.whole, units=units), sent=len(units)), narrow("alliance", pk))
            for (pk, name), units in sorted(self.members.items(), key=lambda item: item[0][1].casefold())
        ]

    def of_steps(self, steps: Collection[Step]) -> Figures:
        """Return what came of some steps, each organization once."""
        return funnel.figures(self.part(steps), sent=self.written_to(steps))

    def part(self, steps: Collection[Step]) -> Came:
        """Return what came of some steps, each organization once."""
        pks = [step.pk for step in steps]
        return funnel.together(funnel.only(came, steps=pks) for came in self.came.values())

    def tasks(self) -> dict[int, int]:
        """Return how many tasks steps that are no letters became."""
        given = Errand.objects.filter(step__campaign__in=self.campaigns, state=Errand.State.GIVEN)
        return dict(given.order_by().values_list("step").annotate(count=Count("pk")))

    def narrowed(self, to: Narrowing) -> tuple[str, Came, LetterQuerySet]:
        """Return what a part is called, what came of it, and its letters. Raises KeyError where there is none such."""
        if not to.by:
            return "", self.whole, self.letters
        if to.by == "alliance":
            known = {str(pk): (name, units) for (pk, name), units in self.members.items()}
            name, units = known[to.value]
            inside = AllianceMember.objects.current().filter(alliance=int(to.value)).values("organization")
            letters = self.letters.filter(organization__in=inside)
            return f"members of {name}", funnel.only(self.whole, units=units), letters
        steps = [step for step in self.steps if to.value in keys_of(step, to.by)]
        if not steps:
            raise KeyError(to.value)
        return label_of(steps, to), self.part(steps), self.letters.filter(step__in=steps)


def bits_of(steps: Sequence[Step]) -> Any:
    """Return what adds up, for one organization, a bit for each step of which it was sent a letter."""
    found: Any = Value(0, output_field=BigIntegerField())
    for number, step in enumerate(steps):
        found = found + Max(Case(When(step=step.pk, then=1 << number), default=0, output_field=BigIntegerField()))
    return found


def narrow(by: str, value: object) -> Narrowing:
    """Return what narrows to a part."""
    return Narrowing(by, str(value))


def grouped(steps: Sequence[Step], key: Callable[[Step], list[Any]]) -> dict[Any, list[Step]]:
    """Return steps put together by each of their keys."""
    found: dict[Any, list[Step]] = defaultdict(list)
    for step in steps:
        for one in key(step):
            found[one].append(step)
    return found


def keys_of(step: Step, by: str) -> list[str]:
    """Return by which values a step is narrowed to."""
    if by == "version":
        return [str(block.pk) for block in step.answers.all()]
    known = {"campaign": step.campaign_id, "step": step.pk, "messenger": step.messenger}
    return [str(known[by])]


def label_of(steps: Sequence[Step], to: Narrowing) -> str:
    """Return what a part is called."""
    match to.by:
        case "step":
            return f"step {steps[0].number}"
        case "messenger":
            return f"by {to.value or 'nobody named'}"
        case "version":
            return next(name_of(block) for block in steps[0].answers.all() if str(block.pk) == to.value)
        case _:
            return str(steps[0].campaign)


def name_of(block: Block) -> str:
    """Return what a version of an answer is called."""
    whom = f"for {block.audience}" if block.audience else "for everybody"
    return f"{block.get_question_display()} Version {block.version}, {whom}"
