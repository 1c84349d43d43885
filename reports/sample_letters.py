"""What came back about the sample community's letters: one bounced, one was answered, one by a program."""

from datetime import datetime, timedelta

from community.models import Community
from employers.models import Commitment
from outreach import hearing, replying
from outreach.marks import Mark, News, key_of
from outreach.models import Letter
from outreach.opening import Incoming, Kind
from outreach.states import State

NO_SUCH_ADDRESS = "550 5.1.1 The e-mail account that you tried to reach does not exist."
# What was answered to which kind of letter, by whom or what, and how many days ago.
ANSWERS = [
    ("check_in", Kind.REPLY, 2, "Nothing came of it yet. Whom do I call about the two openings we have in spring?"),
    ("referral_thanks", Kind.AUTOMATIC, 5, "I am out of the office until Monday and answer your message then."),
]


def come_back(community: Community, *, at: datetime) -> None:
    """Let a bounce and answers come back about letters that left."""
    sent = Letter.objects.of(community).filter(state=State.SENT).exclude(organization=None)
    for kind, what, days, words in ANSWERS:
        if letter := sent.filter(kind=kind).order_by("-pk").first():
            replying.receive(answer(letter, what, words, at=at - timedelta(days=days)), at=at - timedelta(days=days))
    awaiting = Commitment.objects.of(community).filter(state=Commitment.State.AWAITING).first()
    unconfirmed = Letter.objects.of(community).about(awaiting.record).first() if awaiting else None
    if unconfirmed:
        key, ids = key_of("sample", unconfirmed.pk), (unconfirmed.message_id,)
        hearing.hear(News(Mark.HARD_BOUNCE, "sample", key, ids, at, NO_SUCH_ADDRESS), at=at)


def answer(letter: Letter, kind: Kind, words: str, *, at: datetime) -> Incoming:
    """Return what somebody wrote in answer to a letter."""
    return Incoming(
        kind=kind,
        message_id=f"answer-{letter.pk}@sample.example",
        ids=(letter.message_id.strip("<>"),),
        tokens=(),
        sender=(letter.to_name, letter.to_email),
        subject="Re: your letter",
        text=words,
        sent_at=at,
    )
