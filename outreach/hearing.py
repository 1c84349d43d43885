"""Hearing: what comes back about a letter is written on it, once, in whatever order it comes and however often.

News that names no letter of ours is remembered without any word of it: a service may be faster than our own writing
down of the id it gave. Nothing else follows from it.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from outreach import bouncing, settling
from outreach.marks import FIELDS, Mark, News, becomes_sent
from outreach.models import Attempt, Letter, MailEvent
from outreach.states import State

UNMATCHED_KEPT = timedelta(days=7)
EVENTS_KEPT = timedelta(days=400)  # longer than any service repeats itself
SERVICE_ID = 200  # characters
AT_ONCE = 500  # letters


@transaction.atomic
def hear(news: News, *, at: datetime) -> Letter | None:
    """Write news on its letter and do what follows; None where it is old news, or names no letter of ours."""
    letter = find(news.ids)
    happened_at = min(news.happened_at or at, at)  # a clock that is ahead is not believed
    event, is_new = MailEvent.objects.get_or_create(
        key=news.key,
        defaults={
            "letter": letter,
            "service_id": next((one for one in news.ids if one), "")[:SERVICE_ID],
            "source": news.source[:40],
            "mark": news.mark,
            "happened_at": happened_at,
            "heard_at": at,
        },
    )
    if letter is None or (not is_new and event.letter_id):
        return None
    if not is_new:
        MailEvent.objects.filter(pk=event.pk).update(letter=letter)
    return letter if write(letter, news.mark, words=news.words, happened_at=happened_at, at=at) else None


def find(ids: tuple[str, ...]) -> Letter | None:
    """Return the letter that one of these ids names, held; an id is our Message-ID, or what the service calls it."""
    known = [one for one in ids if one and "\x00" not in one and len(one) <= SERVICE_ID]
    if not known:
        return None
    ours = [f"<{one.strip('<>')}>" for one in known]
    found = Letter.objects.filter(Q(message_id__in=ours) | Q(service_id__in=known)).order_by("pk")
    return found.select_for_update(of=("self",)).select_related("community", "organization", "person").first()


def write(letter: Letter, mark: Mark, *, words: str, happened_at: datetime, at: datetime) -> bool:
    """Write a mark on a letter that was handed over; False where it never was, or the mark is there already.

    The letter is held. What it says ends the doubt about the letter, too.
    """
    if letter.state != State.SENT and not letter.history.filter(state=State.SENDING).exists():
        return False
    name = FIELDS.get(mark)
    if name and getattr(letter, name):
        return False
    if becomes_sent(letter.state, mark):
        settling.settle_by_news(letter, at=at)
    if name:
        setattr(letter, name, max(happened_at, letter.created_at))
        letter.save(update_fields=[name])
    said = f"{mark.label}. {words}".strip() if letter.to_email else mark.label
    Attempt.objects.create(letter=letter, at=at, state=letter.state, words=said[:500])
    bouncing.follow(letter, mark, at=at)
    return True


@transaction.atomic
def catch_up(service_id: str, *, at: datetime) -> None:
    """Write on a letter what was heard about it before we knew what the service calls it."""
    letter = find((service_id,))
    if letter is None:
        return
    for event in MailEvent.objects.unmatched().filter(service_id=service_id).order_by("pk").select_for_update():
        MailEvent.objects.filter(pk=event.pk).update(letter=letter)
        write(letter, Mark(event.mark), words="", happened_at=event.happened_at, at=at)


def catch_up_all(*, at: datetime) -> None:
    """Do so for all letters that somebody was cut off from."""
    known = Letter.objects.filter(service_id=OuterRef("service_id"))
    early = MailEvent.objects.unmatched().exclude(service_id="").filter(Exists(known))
    for service_id in early.order_by("service_id").values_list("service_id", flat=True).distinct()[:AT_ONCE]:
        catch_up(service_id, at=at)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Delete what was heard so long ago that nobody will tell it again; return how much it was."""
    lost, _ = MailEvent.objects.unmatched().old(at - UNMATCHED_KEPT).delete()
    old, _ = MailEvent.objects.old(at - EVENTS_KEPT).delete()
    return lost + old
