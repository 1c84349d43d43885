"""Pinning: the words of a campaign's steps with answers and numbers put in, as they would leave today, or did."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from community.filling import fill
from outreach import blocks, counted, numbers
from outreach.bylined import print_of
from outreach.composing import UNSUBSCRIBE, compile_letter
from outreach.kinds import CAMPAIGN, kind_of
from outreach.letterhead import Letterhead, frame_of
from outreach.models import Block, Byline, Campaign, Step
from outreach.numbers import Number
from outreach.outbox import common_of, letterhead
from outreach.personal import Addressee, answers_in, expand, values_for
from outreach.writing import PREVIEW_LINK


@dataclass(frozen=True)
class Words:
    """What a step says, the versions of answers in it, and what is in the way of sending it."""

    subject: str
    body: str
    told: tuple[Block, ...] = ()
    problems: tuple[str, ...] = ()
    name: str = ""  # in whose name it goes, where that is an advocate
    lasting: str = ""  # the body with live numbers left open, which move from day to day

    @property
    def print(self) -> str:
        """Return the fingerprint by which an advocate's approval knows these words again."""
        return print_of(self.subject, self.lasting, self.name)


def words_of(campaign: Campaign, steps: list[Step], *, today: date) -> dict[int, Words]:
    """Return by step what each says: as it was pinned, or as it would leave today."""
    if not campaign.is_unstarted:
        return {step.pk: Words(step.pinned_subject, step.pinned_body, name=step.pinned_name) for step in steps}
    approved = blocks.standing(campaign.community)
    texts = [step.body for step in steps] + [block.words for block in approved.values()]
    now = counted.named(campaign.community, texts, today)
    names = dict(Byline.objects.filter(step__in=steps).values_list("step", "name"))
    return {step.pk: replace(made(campaign, step, approved, now, today), name=names.get(step.pk, "")) for step in steps}


def made(
    campaign: Campaign,
    step: Step,
    approved: dict[tuple[int | None, str], Block],
    now: dict[str, Number],
    today: date,
) -> Words:
    """Return what one step would say today, and why it cannot leave where it cannot."""
    answers = {one: blocks.answer(approved, one, campaign.told_as, now, today) for one in answers_in(step.body)}
    problems = []
    for question, answer in answers.items():
        if answer.block is None:
            problems.append(f"Nobody approved the answer to “{question.label}” yet.")
        elif answer.is_expired:
            problems.append(f"The answer to “{question.label}” was approved for a time that is over. Read it anew.")
        problems += answer.problems
    problems += numbers.problems(step.body, now, today)
    put = {f"answer {question.value}": answer.words for question, answer in answers.items()}
    whole = expand(step.body, put, {})
    body, as_of = expand(whole, {}, numbers.values(whole, now)), numbers.dated(whole, now)
    return Words(
        subject=step.subject,
        body=f"{body}\n\n*{as_of}*" if as_of else body,
        told=tuple(answer.block for answer in answers.values() if answer.block),
        problems=tuple(dict.fromkeys(problems)),
        lasting=whole,
    )


def head_of(campaign: Campaign) -> dict[str, Any]:
    """Return what is pinned of the community when a campaign starts: its letterhead, and what every letter may say."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    common = common_of(campaign.community, "")
    return {
        "letterhead": asdict(letterhead(campaign.community, kind_of(CAMPAIGN), language)),
        "values": {name: value for name, value in common.items() if name != "name"},
    }


def show(campaign: Campaign, words: Words, one: Addressee) -> tuple[str, str, str]:
    """Return subject, text and HTML as somebody will read or has read them, without working links.

    Raises CannotCompose where a place is empty for them.
    """
    head = campaign.pinned or head_of(campaign)
    filling = {**head["values"], "name": one.name, **values_for(one, words.name or campaign.messenger)}
    links = dict.fromkeys({*kind_of(CAMPAIGN).links, UNSUBSCRIBE}, PREVIEW_LINK)
    compiled = compile_letter(words.subject, words.body, frame_of(Letterhead(**head["letterhead"])), kind_of(CAMPAIGN))
    return compiled.fill({**filling, **links})


def title_of(campaign: Campaign, subject: str, one: Addressee) -> str:
    """Return what a task about somebody is called."""
    common = common_of(campaign.community, one.name)
    return fill(subject, {**common, **values_for(one, campaign.messenger)})[:200]
