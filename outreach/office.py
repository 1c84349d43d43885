"""A rule: office hours in the community's time zone, and the moment at which a later step comes."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

FRIDAY = 4


@dataclass(frozen=True)
class Office:
    """The hours in which letters of campaigns begin to leave, from Monday to Friday."""

    zone: ZoneInfo
    opens: int  # hour
    closes: int  # hour, exclusive

    def is_open(self, moment: datetime) -> bool:
        """Tell whether the office is open."""
        local = moment.astimezone(self.zone)
        return local.weekday() <= FRIDAY and self.opens <= local.hour < self.closes

    def next_open(self, moment: datetime) -> datetime:
        """Return the moment where the office is open then, else when it opens next."""
        if self.is_open(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() if local.hour < self.opens else local.date() + timedelta(days=1)
        while day.weekday() > FRIDAY:
            day += timedelta(days=1)
        return datetime.combine(day, time(self.opens), self.zone).astimezone(UTC)

    def days_later(self, start: datetime, days: int) -> datetime:
        """Return when a step so many days after the start comes: at the same time of day, while the office is open.

        The first day is the start itself, whenever that is.
        """
        if days == 0:
            return start
        local = start.astimezone(self.zone)
        same_time = datetime.combine(local.date() + timedelta(days=days), local.time(), self.zone)
        return self.next_open(same_time.astimezone(UTC))
