"""Several conversations with one mail server at the same time, each with one letter in hand at most.

All speak together: each sends a letter's content and dot and, where the server lets it (RFC 2920), who writes to whom
in the next one, and then all hear what is answered. So every letter takes one round trip, and a server that hangs on
several lines is waited for once.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from outreach.answers import Answer
from outreach.envelope import Outgoing, as_bytes
from outreach.transports import Watch
from outreach.transports.smtp import PATIENCE_AFTER_DOT, SmtpTransport, dotted

MOST = 8  # conversations
LEAST_WAIT = 0.05  # seconds for what has come already


class SeveralConversations:
    """Opens one conversation, and more where there is more to send and the server lets us."""

    is_mostly_waiting = True

    def __init__(self, begin: Callable[[], SmtpTransport], most: int = MOST) -> None:
        self.begin, self.most = begin, most
        self.lines: list[SmtpTransport] = []
        self.is_narrow = False  # the server would not have one more

    @property
    def is_open(self) -> bool:
        """Tell whether there is a connection."""
        return any(line.is_open for line in self.lines)

    def open(self) -> Answer | None:
        """Open the first conversation; return the refusal where the door stays closed."""
        self.close()
        first = self.begin()
        refusal = first.open()
        if refusal is None:
            self.lines = [first]
        return refusal

    def widen(self, wanted: int) -> int:
        """Open up to so many conversations, and return how many there are; who is sent away once asks for no more."""
        self.lines = [line for line in self.lines if line.is_open]
        more = min(wanted, self.most) - len(self.lines)
        if more > 0 and not self.is_narrow:
            lines = [self.begin() for _ in range(more)]
            with ThreadPoolExecutor(more) as pool:  # a greeting takes several round trips
                refusals = list(pool.map(SmtpTransport.open, lines))
            self.is_narrow = any(refusal is not None for refusal in refusals)
            self.lines += [line for line in lines if line.is_open]
        return len(self.lines)

    def deliver_all(self, letters: Sequence[Outgoing], watch: Watch) -> None:
        """Hand letters over, each line taking the next as soon as it may."""
        Exchange(self.lines, letters, watch).run()

    def close(self) -> None:
        """Say goodbye on all of them, and then hear it."""
        for line in self.lines:
            line.say_goodbye()
        for line in self.lines:
            line.close()
        self.lines = []


class Exchange:
    """Some letters, and the lines that take them one after the other."""

    def __init__(self, lines: Sequence[SmtpTransport], letters: Sequence[Outgoing], watch: Watch) -> None:
        self.lines, self.letters, self.watch = lines, letters, watch
        self.waiting = deque(range(len(letters)))
        self.contents: dict[int, bytes] = {}  # of those that a line speaks of
        self.told: dict[SmtpTransport, int] = {}  # of which letter each line has spoken

    def run(self) -> None:
        """Go on until all have an answer, or nobody listens any more."""
        while self.speak():
            self.hear()
            self.leave()

    def speak(self) -> bool:
        """Let every line that is idle speak of the next letter, and tell whether any line speaks of one."""
        for line in self.lines:
            while line not in self.told and line.is_open and self.may_take():
                place = self.take()
                answer = line.say(self.letters[place], len(self.contents[place]))
                if answer:
                    self.settle({place: answer})
                else:
                    self.told[line] = place
        return bool(self.told)

    def may_take(self) -> bool:
        """Tell whether there is another letter to speak of."""
        return bool(self.waiting) and self.watch.goes_on()

    def take(self) -> int:
        """Take the next letter up."""
        place = self.waiting.popleft()
        self.contents[place] = dotted(as_bytes(self.letters[place]))
        return place

    def hear(self) -> None:
        """Hear whether the letters that were spoken of may follow; what is refused has its answer."""
        until = time.monotonic() + max(line.timeout for line in self.told)
        refused = {}
        for line, place in list(self.told.items()):
            with patience(line, until):
                answer = line.hear(self.letters[place], len(self.contents[place]))
            if answer:
                refused[place] = answer
                line.after(answer)
                del self.told[line]
        self.settle(refused)

    def leave(self) -> None:
        """Send contents and dots, and behind them who writes to whom in the next letters; hear what became of them."""
        leaving, self.told = self.told, {}
        ours = self.watch.leave(list(leaving.values())) if leaving else set()
        answers: dict[SmtpTransport, Answer | None] = {}
        for line, place in leaving.items():
            if place in ours:
                answers[line] = line.hand(self.contents[place], self.next_words(line))
            else:
                line.keep_back()
        until = time.monotonic() + PATIENCE_AFTER_DOT * max((line.timeout for line in leaving), default=0)
        heard = {}
        for line, failed in answers.items():
            with patience(line, until):
                heard[leaving[line]] = answer = failed or line.hear_dot()
            line.after(answer)
            if line in self.told and not line.is_open:
                self.waiting.appendleft(self.told.pop(line))
        self.settle(heard)

    def next_words(self, line: SmtpTransport) -> bytes:
        """Return what a line says of the next letter behind the one in hand; empty where it has to wait with that."""
        if not line.may_say_more or not self.may_take() or not line.takes(self.letters[self.waiting[0]]):
            return b""
        place = self.take()
        self.told[line] = place
        return line.words(self.letters[place], len(self.contents[place]))

    def settle(self, answers: dict[int, Answer]) -> None:
        """Tell answers; what was said in the letters is needed no more."""
        if answers:
            self.watch.answered(answers)
            for place in answers:
                del self.contents[place]


@contextmanager
def patience(line: SmtpTransport, until: float) -> Iterator[None]:
    """Wait no longer than until then, by the clock that never goes back, and a moment for what has come already."""
    line.wait(max(LEAST_WAIT, until - time.monotonic()))
    yield
    line.wait(line.timeout)
