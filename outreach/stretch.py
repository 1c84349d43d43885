"""A stretch: letters whose sending is begun together, and what becomes of each of them."""

import logging
from collections.abc import Callable, Mapping, Sequence

from outreach.answers import Answer, Step
from outreach.envelope import Outgoing
from outreach.journal import Journal
from outreach.models import Letter
from outreach.transports import Transport

logger = logging.getLogger(__name__)

FIRST = 4  # letters on each conversation, to begin with
FASTEST = 8  # times as many at most as in the stretch before
LASTS = 1.0  # seconds, about: whoever pauses or signs meanwhile comes too late for the letters of one stretch
MOST_TROUBLE = 10  # letters not taken: then the others wait until somebody has looked at the answers
MOST_PERCENT = 5  # of the letters of a stretch, not taken, after which the next one is short


class Stride:
    """How many letters make a stretch: as many as leave in a moment, and after trouble one on each conversation."""

    def __init__(self) -> None:
        self.size: int | None = None

    def next(self, width: int) -> int:
        """Return how many letters the next stretch has, where there are so many conversations: as many on each."""
        size = width * FIRST if self.size is None else self.size
        return max(size - size % width, width)

    def learn(self, count: int, seconds: float, *, is_smooth: bool) -> None:
        """Take so many letters in so many seconds into account."""
        if not is_smooth:
            self.size = 0
        elif seconds * FASTEST < LASTS:
            self.size = max(self.size or 0, count * FASTEST)
        elif seconds:
            self.size = int(count * LASTS / seconds)


class Stretch:
    """Letters that are ours and begun, on their way; it watches the transport that they leave by."""

    def __init__(
        self, letters: Sequence[tuple[Letter, Outgoing]], journal: Journal, has_time: Callable[[], bool]
    ) -> None:
        self.letters = [letter for letter, _ in letters]
        self.contents = [outgoing for _, outgoing in letters]
        self.journal, self.has_time = journal, has_time
        self.left: set[int] = set()  # places of those whose dots may have gone
        self.answers: dict[int, Answer] = {}
        self.trouble = 0  # letters that were not taken
        self.is_full = False  # the disk, so that nothing more can be written down

    @property
    def is_smooth(self) -> bool:
        """Tell whether about all letters were taken: an address that is no more says nothing about the others."""
        return self.trouble * 100 <= MOST_PERCENT * len(self.letters)

    @property
    def is_away(self) -> bool:
        """Tell whether the door is closed to all letters: nothing else was answered, or the password was refused."""
        closed = [answer for answer in self.answers.values() if answer.is_closed]
        return bool(closed) and (len(closed) == len(self.answers) or any(one.is_password_refused for one in closed))

    def goes_on(self) -> bool:
        """Tell whether another letter may be taken up."""
        return not self.is_full and self.trouble < MOST_TROUBLE and self.has_time()

    def leave(self, places: Sequence[int]) -> set[int]:
        """Write down that these dots come next; without that none may leave."""
        try:
            self.journal.leave([self.letters[place].pk for place in places])
        except OSError:
            logger.exception("no letter leaves: the journal cannot be written")
            self.is_full = True
            return set()
        self.left.update(places)
        return set(places)

    def answered(self, answers: Mapping[int, Answer]) -> None:
        """Write down what was answered; where that fails, a crash from here on leaves a doubt."""
        self.answers.update(answers)
        self.trouble += sum(not answer.is_delivered for answer in answers.values())
        try:
            self.journal.answered({self.letters[place].pk: answer for place, answer in answers.items()})
        except OSError:
            logger.exception("answers are not written down: the journal cannot be written")

    def hand_over(self, transport: Transport) -> None:
        """Hand the letters over; a transport that fails answers for all of them."""
        try:
            transport.deliver_all(self.contents, self)
        except Exception as fault:
            logger.exception("letters %s: the transport failed", [letter.pk for letter in self.letters])
            transport.close()
            said = f"The transport failed ({type(fault).__name__})."
            for place in set(range(len(self.letters))) - set(self.answers):
                self.answers[place] = Answer(Step.DOT if place in self.left else Step.CONTENT, None, said)
                self.trouble += 1
