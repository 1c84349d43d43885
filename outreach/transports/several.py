"""Several conversations with one mail server at the same time, each with one letter in hand at most.

All speak together: who writes to whom on every connection, then what is answered; the content of all; the question
which dots may follow, asked once; all dots, and all answers. A round trip, and a transaction, is waited for once.
"""

import time
from collections.abc import Callable, Sequence

from outreach.answers import Answer, Step
from outreach.envelope import Outgoing, as_bytes
from outreach.transports.smtp import PATIENCE_AFTER_DOT, SmtpTransport, dotted

MOST = 8  # conversations
Deed = Callable[[SmtpTransport, int], Answer | None]
LEAST_WAIT = 0.05  # seconds for what has come already


def patient(deed: Deed, times: float) -> Deed:
    """Return the same for many lines one after the other, that waits for all of them no longer than for one."""
    begun = time.monotonic()

    def one(line: SmtpTransport, place: int) -> Answer | None:
        line.wait(max(LEAST_WAIT, begun + line.timeout * times - time.monotonic()))
        answer = deed(line, place)
        line.wait(line.timeout)
        return answer

    return one


class SeveralConversations:
    """Opens one conversation, and more where there is more to send and the server lets us."""

    def __init__(self, begin: Callable[[], SmtpTransport]) -> None:
        self.begin = begin
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
        while len(self.lines) < min(wanted, MOST) and not self.is_narrow:
            line = self.begin()
            self.is_narrow = line.open() is not None
            if not self.is_narrow:
                self.lines.append(line)
        return len(self.lines)

    def deliver(self, outgoing: Outgoing, before_the_dot: Callable[[], bool]) -> Answer:
        """Hand one letter over."""
        return self.deliver_all([outgoing], lambda places: set(places) if before_the_dot() else set())[0]

    def deliver_all(
        self, letters: Sequence[Outgoing], before_the_dots: Callable[[Sequence[int]], set[int]]
    ) -> list[Answer]:
        """Hand over no more letters than there are conversations, and return the answer to each.

        `before_the_dots` is asked with the places of those that are ready, and returns those that may leave.
        """
        lines = dict(enumerate(self.lines[: len(letters)]))
        contents = [dotted(as_bytes(letter)) for letter in letters]
        answers: dict[int, Answer] = {}

        def each(deed: Deed) -> None:
            """Do it on every line that has no answer yet."""
            for place, line in lines.items():
                answer = None if place in answers else deed(line, place)
                if answer is not None:
                    answers[place] = answer

        each(lambda line, place: line.say(letters[place], len(contents[place])))
        each(patient(lambda line, place: line.hear(letters[place], len(contents[place])), 1))
        each(lambda line, place: line.put(contents[place]))
        ready = [place for place in lines if place not in answers]
        ours = before_the_dots(ready) if ready else set()
        each(lambda line, place: None if place in ours else line.keep_back())
        each(lambda line, _: line.dot())
        each(patient(lambda line, _: line.hear_dot(), PATIENCE_AFTER_DOT))
        for place, line in lines.items():
            line.after(answers[place])
        return [answers.get(place, Answer(Step.DOOR, None, "Not connected.")) for place in range(len(letters))]

    def close(self) -> None:
        """Say goodbye on all of them."""
        for line in self.lines:
            line.close()
        self.lines = []
