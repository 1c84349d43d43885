"""Blocks: the plan’s answers, drafted, approved until a day, and filled with live numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string

from community import audit, prose
from community.filling import tame
from community.models import Community, User
from outreach import counted, numbers
from outreach.models import Block, PlanAudience
from outreach.numbers import Number
from outreach.planned import Question


class CannotApprove(Exception):
    """These words cannot be approved; the message says why."""


class DayHasPassed(CannotApprove):
    """The last day on which they may be sent is over already."""


@dataclass(frozen=True)
class Answer:
    """What one audience is told to one question: the version that was approved last, and what is in its way today."""

    question: Question
    words: str
    block: Block | None
    is_general: bool
    is_expired: bool
    problems: tuple[str, ...] = ()

    @property
    def may_be_sent(self) -> bool:
        """Tell whether these words may go into a letter today."""
        return self.block is not None and not self.is_expired and not self.problems


@dataclass(frozen=True)
class Untold:
    """An answer that visitors do not read, or of which they read a part, and why."""

    question: Question
    is_in_part: bool
    why: str


def first_words(question: str) -> str:
    """Return the portal's own answer, with which a draft begins; nobody is told it before it is approved."""
    return render_to_string(f"outreach/blocks/{question}.md").strip()


def places(community: Community) -> dict[str, str]:
    """Return what fills the places that are no numbers."""
    return {
        "community": tame(community.name),
        "region": tame(community.region),
        "contact name": tame(community.contact_name),
        "contact email": tame(community.contact_email),
        "contact phone": tame(community.contact_phone),
    }


def standing(community: Community) -> dict[tuple[int | None, str], Block]:
    """Return the versions approved last, by audience (None for everybody) and question."""
    found = Block.objects.of(community).newest().select_related("approved_by")
    return {(block.audience_id, block.question): block for block in found}


def answer(
    approved: Mapping[tuple[int | None, str], Block],
    question: str,
    audience: PlanAudience | None,
    counted_now: Mapping[str, Number],
    today: date,
) -> Answer:
    """Return what letters to an audience say: its own words, else those for everybody, else the portal's to approve."""
    own = approved.get((audience.pk, question)) if audience else None
    block = own or approved.get((None, question))
    words = words_of(block, question)
    return Answer(
        question=Question(question),
        words=words,
        block=block,
        is_general=own is None and audience is not None,
        is_expired=block is not None and block.has_expired(today),
        problems=tuple(numbers.problems(words, counted_now, today)),
    )


def words_of(block: Block | None, question: str) -> str:
    """Return the words of a version; where there is none the portal's own, to be approved first."""
    return block.words if block else first_words(question)


def public(community: Community, *, today: date) -> list[tuple[Question, str]]:
    """Return the questions with what visitors are told, as safe HTML: what the community approved, or nothing."""
    approved = standing(community)
    told = [(question, block.words) for question in Question if (block := approved.get((None, question)))]
    now = counted.named(community, [words for _question, words in told], today)
    return [(question, html) for question, words in told if (html := shown(words, community, now, today))]


def untold(community: Community, *, today: date) -> list[Untold]:
    """Return which of the three answers visitors do not read, or not all of it, and why."""
    approved = standing(community)
    drafted = set(Block.objects.of(community).drafts().filter(audience=None).values_list("question", flat=True))
    words = [block.words for (audience, _question), block in approved.items() if audience is None]
    now = counted.named(community, words, today)
    found = []
    for question in Question:
        block = approved.get((None, question))
        problems = numbers.problems(block.words, now, today) if block else []
        if block is None:
            is_drafted = question.value in drafted
            why = "A draft waits for somebody to approve it." if is_drafted else "Nobody has approved an answer yet."
            found.append(Untold(question, False, why))
        elif problems:
            is_in_part = bool(numbers.told(block.words, now, today).strip())
            found.append(Untold(question, is_in_part, " ".join(problems)))
    return found


def outlived(community: Community, *, today: date) -> list[Block]:
    """Return the answers that visitors go on reading though the time for which they were approved is over."""
    found = Block.objects.of(community).newest().filter(audience=None, expires_on__lt=today)
    return sorted(found, key=lambda block: Question.values.index(block.question))


def shown(words: str, community: Community, now: Mapping[str, Number], today: date) -> str:
    """Return words as safe HTML, filled: without paragraphs whose number cannot be told, and with the numbers' day."""
    told = numbers.told(words, now, today)
    html = prose.filled(told, {**places(community), **numbers.values(told, now)})
    as_of = numbers.dated(told, now)
    return html + (f"<p><em>{as_of}</em></p>" if as_of else "")


@transaction.atomic
def write(
    community: Community, audience: PlanAudience | None, question: str, *, words: str, by: User, at: datetime
) -> Block:
    """Write the draft of an answer, begun where there is none; what was approved is told meanwhile."""
    Community.objects.select_for_update().get(pk=community.pk)  # two who begin it share it
    versions = Block.objects.of(community).at(question, audience)
    draft = versions.drafts().first()
    if draft is None:
        highest = versions.aggregate(highest=Max("version"))["highest"] or 0
        draft = Block(community=community, audience=audience, question=question, version=highest + 1)
    draft.words, draft.written_by, draft.written_at = words.replace("\r\n", "\n").strip(), by, at
    draft.save()
    return draft


@transaction.atomic
def approve(draft: Block, *, shown: str, expires_on: date | None, by: User, at: datetime) -> Block:
    """Let a draft be told from now on, and be sent until a day; `shown` is the fingerprint of what was read.

    Raises CannotApprove where a colleague changed or approved it meanwhile, DayHasPassed where the day is over.
    """
    draft = Block.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if draft.approved_at:
        raise CannotApprove("A colleague approved it already.")
    if draft.fingerprint != shown:
        raise CannotApprove("A colleague changed the draft since you opened this page. Read it once more.")
    if expires_on and expires_on < at.astimezone(draft.community.zone).date():
        raise DayHasPassed("That day has passed. Choose one to come.")
    draft.approved_at, draft.approved_by, draft.expires_on = at, by, expires_on
    draft.save(update_fields=["approved_at", "approved_by", "expires_on"])
    whom = f" to {draft.audience}" if draft.audience else ""
    sentence = f"approved version {draft.version} of the answer{whom} to “{draft.get_question_display()}”"
    audit.record(sentence, community=draft.community, by=by, at=at)
    return draft
