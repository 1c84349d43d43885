"""A rule: what came of campaigns, by organization: which letter a fact is credited to, and what is counted once.

The figures, in the order of a conversation; each is a number of organizations but the last two:

written to   organizations to which at least one letter was handed over (`sent`; one that bounced later included, one
             that is `unknown` not). It is what every other figure is measured by.
replied      of those, organizations from which a person answered a letter, by mail or as a colleague wrote it down;
             automatic answers are none. Credited to the letter that was answered, whenever that is.
met          of those, organizations with a call or a meeting on their timeline. Credited to the last letter of any
             campaign that was sent to the organization on that day or in the `WINDOW` before it; without one, to none.
signed       organizations with a signature that its address, or a colleague for it, has confirmed and nobody has put
             aside; what it became since (expired, withdrawn, superseded) takes nothing away, and a renewal is a
             signature. By its link: credited to the letter whose link was followed *and* the form sent, whenever that
             is, also where somebody else signed than the letter went to, who may be of another organization. By any
             other road (online without the link, on paper, by a colleague): to the last letter, as above, once it is
             settled which organization it is. One signature is credited to one letter.
interviews,  candidates interviewed and people hired, added up over the check-ins in which the signatures counted said
hires        a number. Where none has said any, nobody knows: missing is never zero.

Nothing counts what opens or fetches an address, for programs do that too: a letter holds no pixel, and a link counts
only with the form that was sent after it.

Within a campaign an organization counts once for each of replied, met and signed, by what came first: the steps of a
campaign add up to it (but for written to, as most are written to twice). Within any other group (a messenger, a version
of an answer, an alliance) it counts once, too. Days are those of the community's time zone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import TextChoices

WINDOW = timedelta(days=90)  # after a letter
FEW = 50  # organizations: of fewer a share says nothing, and the count is told alone


class Measure(TextChoices):
    """What is counted."""

    SENT = "sent", "Written to"
    REPLIED = "replied", "Replied"
    MET = "met", "Spoke or met"
    SIGNED = "signed", "Signed"
    INTERVIEWED = "interviewed", "Interviews"
    HIRED = "hired", "Hires"


MEANINGS = {
    Measure.SENT: "Organizations to which at least one letter was handed over, those that came back included.",
    Measure.REPLIED: "Organizations from which a person answered one of the letters, by mail or as a colleague wrote "
    "it down. Automatic answers do not count.",
    Measure.MET: f"Organizations with a call or a meeting on their timeline, at most {WINDOW.days} days after a "
    "letter. It counts for the last letter of any campaign before it.",
    Measure.SIGNED: "Organizations that signed, and whose address or a colleague has confirmed it. A signature by a "
    "letter’s link counts for that letter, whoever it was passed on to. One by any other road counts for the last "
    f"letter of any campaign in the {WINDOW.days} days before it. What it became later takes nothing away.",
    Measure.INTERVIEWED: "Candidates interviewed, as those who signed said in their check-ins. Where nobody has said "
    "a number yet, it is not known.",
    Measure.HIRED: "People hired, as those who signed said in their check-ins. Where nobody has said a number yet, it "
    "is not known.",
}


@dataclass(frozen=True)
class Sent:
    """A letter that was sent: of which step, and on which day of the community."""

    step: int
    on: date


@dataclass(frozen=True)
class Happened:
    """One thing that came of a letter.

    `unit` is the organization's id; of a signature of which nobody has settled whose it is, that of the commitment with
    a minus. `interviewed` and `hired` are what its check-ins said, None where they said nothing of it.
    """

    step: int
    unit: int
    on: date
    commitment: int | None = None
    is_by_link: bool = False
    interviewed: int | None = None
    hired: int | None = None


@dataclass(frozen=True)
class Came:
    """What came of some letters, each organization once for each."""

    replied: Mapping[int, Happened]
    met: Mapping[int, Happened]
    signed: Mapping[int, Happened]

    def of(self, measure: Measure) -> Mapping[int, Happened]:
        """Return what stands behind a figure, by unit; what is said in check-ins only where it was said."""
        if measure in {Measure.INTERVIEWED, Measure.HIRED}:
            return {unit: one for unit, one in self.signed.items() if getattr(one, measure.value) is not None}
        return {Measure.REPLIED: self.replied, Measure.MET: self.met, Measure.SIGNED: self.signed}.get(measure, {})


@dataclass(frozen=True)
class Said:
    """A number from check-ins: added up over those who said one, None where nobody did, and how many those are."""

    total: int | None = None
    by: int = 0


@dataclass(frozen=True)
class Figures:
    """What came of something: of a campaign, a step, or whatever letters are put together by."""

    sent: int
    replied: int
    met: int
    signed: int
    by_link: int
    interviewed: Said
    hired: Said

    def share(self, count: int) -> str:
        """Return which part of those written to a number is, in words; empty where they are too few to say so.

        >>> nothing = Said()
        >>> [Figures(sent, 0, 0, 1, 0, nothing, nothing).share(1) for sent in (49, 50, 1000)]
        ['', '2%', 'under 1%']
        """
        if self.sent < FEW or not count:
            return ""
        percent = round(100 * count / self.sent)
        return f"{percent}%" if percent else "under 1%"


def last_before(letters: Sequence[Sent], day: date) -> Sent | None:
    """Return the letter to which something of a day is credited: the last on it or in the WINDOW before it.

    `letters` stand in the order in which they were sent.
    """
    earliest = day - WINDOW
    for letter in reversed(letters):
        if earliest <= letter.on <= day:
            return letter
    return None


def first_of_each(happened: Iterable[Happened]) -> dict[int, Happened]:
    """Return of each unit what happened first."""
    found: dict[int, Happened] = {}
    for one in sorted(happened, key=lambda one: (one.on, one.step, one.commitment or 0)):
        found.setdefault(one.unit, one)
    return found


def only(came: Came, *, steps: Iterable[int] | None = None, units: Iterable[int] | None = None) -> Came:
    """Return of what came that of some steps, and that of some organizations."""
    wanted = None if steps is None else set(steps)
    inside = None if units is None else set(units)

    def kept(rows: Mapping[int, Happened]) -> dict[int, Happened]:
        return {
            unit: one
            for unit, one in rows.items()
            if (wanted is None or one.step in wanted) and (inside is None or unit in inside)
        }

    return Came(kept(came.replied), kept(came.met), kept(came.signed))


def together(several: Iterable[Came]) -> Came:
    """Return what came of several campaigns as of one: each organization once."""
    parts = list(several)

    def joined(name: str) -> dict[int, Happened]:
        return first_of_each(one for part in parts for one in getattr(part, name).values())

    return Came(joined("replied"), joined("met"), joined("signed"))


def figures(came: Came, *, sent: int) -> Figures:
    """Count what came, of so many organizations written to."""
    return Figures(
        sent=sent,
        replied=len(came.replied),
        met=len(came.met),
        signed=len(came.signed),
        by_link=sum(one.is_by_link for one in came.signed.values()),
        interviewed=said(one.interviewed for one in came.signed.values()),
        hired=said(one.hired for one in came.signed.values()),
    )


def said(numbers: Iterable[int | None]) -> Said:
    """Add up what was said.

    >>> said([2, None, 0]), said([None])
    (Said(total=2, by=2), Said(total=None, by=0))
    """
    known = [number for number in numbers if number is not None]
    return Said(sum(known), len(known)) if known else Said()


def credited(one: Happened, letters: Sequence[Sent]) -> Happened | None:
    """Return something that happened by no link, credited to its letter; None where no letter was near."""
    letter = last_before(letters, one.on)
    return replace(one, step=letter.step) if letter else None
