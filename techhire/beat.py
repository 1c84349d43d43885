"""Beat: counts by the clock that nobody sets, keeps no file, and is silent where no worker reads.

Celery's own goes by the time of day and stands still for an hour when that is set back an hour; it dies when the disk
that holds its schedule is full; and it goes on publishing to workers that are gone. A tick carries `expires`, but it
lies in the broker until somebody reads it: three days without a worker are a quarter of a million messages.
"""

import logging
import time
from typing import Any

import celery.beat

MOST_WAITING = 20  # messages; a worker that lives is never so far behind with anything that is still of use
TRY_AGAIN = 2.0  # seconds

logger = logging.getLogger(__name__)


class Scheduler(celery.beat.Scheduler):
    """Sends each entry at once when it starts, and then at its interval."""

    clock = staticmethod(time.monotonic)

    def setup_schedule(self) -> None:
        """Take the entries of the settings, and none of Celery's own."""
        self.merge_inplace(self.app.conf.beat_schedule)
        self.due = dict.fromkeys(self.schedule, self.clock())
        self.is_silent = False

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due and return how many seconds there are until the next."""
        now = self.clock()
        due = [entry for name, entry in self.schedule.items() if self.due[name] <= now]
        is_read = self.is_read() if due else True
        for entry in due:
            every = entry.schedule.run_every.total_seconds()
            self.due[entry.name] = now + (every if is_read else min(every, TRY_AGAIN))
            if is_read:
                self.apply_entry(entry, producer=self.producer)
        return float(max(0.0, min(min(self.due.values()) - self.clock(), self.max_interval)))

    def is_read(self) -> bool:
        """Tell whether somebody reads what is sent; a broker that does not answer is told by the sending itself."""
        try:
            queue = self.app.conf.task_default_queue
            waiting = self.producer.channel.queue_declare(queue=queue).message_count
        except Exception as fault:  # noqa: BLE001 - each broker has faults of its own, and beat outlives them all
            logger.warning("beat cannot ask the broker (%s)", type(fault).__name__)
            return True
        if (waiting >= MOST_WAITING) != self.is_silent:
            self.is_silent = not self.is_silent
            logger.warning("beat is silent: no worker reads" if self.is_silent else "beat goes on: a worker reads")
        return not self.is_silent
