"""What tests of letters share: a mail server that does as it is told, and a clock that is moved by hand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from community.models import Community
from outreach import delivery, outbox
from outreach.answers import Answer
from outreach.envelope import Outgoing
from outreach.models import Letter
from outreach.transports import Server, Transport
from outreach.transports.several import SeveralConversations
from outreach.transports.smtp import SmtpTransport
from tests.make import NOW
from tests.outreach.sink import Sink


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """Move on."""
        self.at += timedelta(**by)


class Post:
    """The post office of a test: the sink, the clock, and one run of delivery at a time."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.clock = Clock()
        self.timeout = 0.5  # seconds
        self.scheme = "smtp"
        self.user = self.password = self.ca = ""

    def transport(self) -> Transport:
        """Return a fresh transport to the sink."""
        server = Server(self.scheme, "127.0.0.1", self.sink.port, self.user, self.password, self.ca)
        return SeveralConversations(lambda: SmtpTransport(server, timeout=self.timeout), most=1)

    def run(self, letters: int = 1000) -> int:
        """Run delivery once, with time for so many looks at the clock."""
        looks = iter(range(letters * 2 + 2))
        return delivery.run(self.transport, clock=self.clock, has_time=lambda: next(looks, None) is not None)


class Watched:
    """Watches over letters, lets some of them leave, or all, and keeps the answers."""

    def __init__(self, may_leave: set[int] | None) -> None:
        self.may_leave = may_leave
        self.answers: dict[int, Answer] = {}

    def goes_on(self) -> bool:
        """Let all be taken up."""
        return True

    def leave(self, places: Sequence[int]) -> set[int]:
        """Let those leave that may."""
        return set(places) if self.may_leave is None else self.may_leave & set(places)

    def answered(self, answers: Mapping[int, Answer]) -> None:
        """Keep answers."""
        self.answers |= answers


def answers_to(
    transport: Transport, letters: Sequence[Outgoing], may_leave: set[int] | None = None
) -> dict[int, Answer]:
    """Hand letters over, and return the answers by their places."""
    watched = Watched(may_leave)
    transport.deliver_all(letters, watched)
    return watched.answers


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server."""
    with Sink() as sink:
        yield sink


@pytest.fixture
def post(sink: Sink, db: None) -> Post:
    """A post office."""
    return Post(sink)


def reminder(community: Community, number: int = 1, to: str = "", **fields: object) -> Letter:
    """Put an at-most-once letter that can be unsubscribed into the outbox, by a key that no commitment's own has."""
    return outbox.put(
        "commitment_expiring",
        community=community,
        to_email=to or f"jo{number}@acme.example",
        to_name="Jo Park",
        once_key=f"test-reminder-{number}",
        at=NOW,
        values={"organization": "Acme", "reference": "ABCD-2345", "until": "December 22, 2026", "days": "30"},
        links={"desk link": (None, "/desk/")},
        **fields,  # type: ignore[arg-type]
    )


def notice(community: Community, number: int = 1, to: str = "", **fields: object) -> Letter:
    """Put an at-least-once letter into the outbox."""
    return outbox.put(
        "commitment_withdrawn",
        community=community,
        to_email=to or f"jo{number}@acme.example",
        to_name="Jo Park",
        once_key=f"test-notice-{number}",
        at=NOW,
        values={"organization": "Acme", "reference": "ABCD-2345", "withdrawn on": "November 22, 2026"},
        **fields,  # type: ignore[arg-type]
    )
