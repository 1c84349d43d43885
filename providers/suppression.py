"""A rule: what may be told of figures, so that no number points at a person. Every page, file and letter asks here.

What is hidden must stay hidden when all that was ever published is put together. So every step rests on what the
public knows already, never on the hidden number itself:

- A cohort enters one window only, alone or pooled with those before it, and windows never overlap (`windows`). What one
  release says of a window every later one repeats word for word. There is nothing to subtract.
- A cohort of 50 or more on its own is told to the whole percent. Whatever else is told, a pool of any size included,
  is rounded to 5 %, its n is a band, and its ends are capped. Several figures of the same 10 to 19 people would leave
  one number only, however rounded: so one figure of those people is told and no other.
- Figures of those placed hang on a number that the headline gives away in part. They are told where the headline alone
  says that enough were placed; that they are told then says nothing new.
- How many enrolled is told as “so many or more”, from the band of those who graduated.
- A window whose returns were corrected is rounded from then on, so that the correction itself does not show. What
  employers confirmed grows from release to release: it is always rounded, and told of 20 people or more.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from providers.outcomes import Kind, Pay, Share, Tally, share
from providers.windows import Window

RULES = 1  # the version of what stands here; a release keeps it with its figures
STEP, EXACT_STEP = 5, 1  # percent
HIGH, LOW = 90, 10  # percent: what is beyond is not told apart
BANDS = (10, 20, 50)  # where bands of n begin; a hidden minimum between them would make one too narrow
FEW, WHOLE = 20, 50  # below FEW one figure a group; from WHOLE on a cohort of its own is told as it is
PLACED_AT_LEAST = 10  # as the headline alone says, before figures of those placed stand beside it
PLACED_AT_LEAST_EXACT = 25  # the same where the headline gives the number of those placed away
DOLLARS, EXACT_DOLLARS = 1_000, 100


class State(TextChoices):
    """Why a figure is there, or is not; six of these are not the same nothing."""

    PUBLISHED = "published", _("Published")
    POOLED = "pooled", _("Pooled over several half-years")
    SUPPRESSED_SMALL = "suppressed_small", _("Too few to publish")
    NOT_SHARED = "not_shared", _("Not shared")
    NOT_MATURE = "not_mature", _("Not yet due")
    WITHHELD_QUALITY = "withheld_quality", _("Withheld: not enough is known")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


TOLD = frozenset({State.PUBLISHED, State.POOLED})


class Bound(StrEnum):
    """Which end of the scale a share stands for, where it is capped."""

    NONE = ""
    OR_MORE = "or_more"
    OR_LESS = "or_less"


@dataclass(frozen=True)
class Policy:
    """The thresholds of a community at the time of a release."""

    min_cell: int = 10
    known_percent: int = 80

    @cached_property
    def least(self) -> int:
        """Return the smallest n that is told: the minimum, moved up to where a band begins."""
        return next((begin for begin in BANDS if begin >= self.min_cell), self.min_cell)


@dataclass(frozen=True)
class Shown:
    """What may be told of one figure. Percent, or US dollars a year; n from, and to (None with a from: or more)."""

    kind: Kind
    state: State
    value: int | None = None
    bound: Bound = Bound.NONE
    n_from: int | None = None
    n_to: int | None = None
    is_rounded: bool = False
    mean: int | None = None
    lower: int | None = None
    upper: int | None = None

    @property
    def is_told(self) -> bool:
        """Tell whether there is a value."""
        return self.state in TOLD


NOBODY = Tally()


@dataclass(frozen=True)
class Reading:
    """What is known of one program before anything is hidden; `otherwise` says why there is no window."""

    window: Window | None = None
    counts: Tally = NOBODY
    pay_window: Window | None = None
    pay_counts: Tally = NOBODY
    pay: Pay | None = None
    otherwise: State = State.SUPPRESSED_SMALL
    pay_otherwise: State = State.SUPPRESSED_SMALL
    held: frozenset[Kind] = frozenset()
    declared_window: Window | None = None
    declared: Share | None = None  # as the provider said when it applied


OF_COUNTED = (Kind.HEADLINE, Kind.HEADLINE_90, Kind.IN_FIELD, Kind.IN_FIELD_90, Kind.KNOWN)
OF_PLACED = (Kind.CONFIRMED, Kind.SIGNED_EMPLOYER, Kind.REGIONAL)
FIRST_OF_GROUP = frozenset({Kind.HEADLINE, Kind.SIGNED_EMPLOYER, Kind.REGIONAL})
OUTCOMES = frozenset(Kind) - {Kind.SALARY, Kind.DECLARED}  # these stand in one window; the others have their own


def shown(reading: Reading, policy: Policy) -> dict[Kind, Shown]:
    """Return what may be told of a program: the one door through which figures leave."""
    told = outcomes(reading, policy) | {Kind.SALARY: salary(reading, policy)}
    told[Kind.DECLARED] = declared(reading, told[Kind.HEADLINE], policy)
    held = reading.held | (set(OF_PLACED) if Kind.HEADLINE in reading.held else set())
    return {kind: Shown(kind, State.WITHHELD_QUALITY) if kind in held else told[kind] for kind in Kind}


def outcomes(reading: Reading, policy: Policy) -> dict[Kind, Shown]:
    """Return what may be told of the outcomes."""
    window, counts = reading.window, reading.counts
    if window is None or counts.counted < policy.least:
        state = State.SUPPRESSED_SMALL if window else reading.otherwise
        return {kind: Shown(kind, state) for kind in OUTCOMES}
    if not is_known_enough(counts, policy) or not all(share(kind, counts).is_sound for kind in OF_COUNTED):
        return {kind: Shown(kind, State.WITHHELD_QUALITY) for kind in OUTCOMES}
    told = {kind: of_group(kind, share(kind, counts), window, policy) for kind in OF_COUNTED}
    told[Kind.GRADUATION] = graduation(share(Kind.GRADUATION, counts), told[Kind.HEADLINE], window)
    for kind in OF_PLACED:
        told[kind] = of_placed(kind, counts, told[Kind.HEADLINE], window, policy)
    return told


def is_known_enough(counts: Tally, policy: Policy) -> bool:
    """Tell whether the outcomes of enough graduates are known."""
    return 100 * counts.known >= policy.known_percent * counts.counted


def of_group(kind: Kind, figure: Share, window: Window, policy: Policy) -> Shown:
    """Return a share of a group of people by how many they are."""
    if figure.part is None or figure.of is None:
        return Shown(kind, State.NOT_SHARED)
    if not figure.is_sound:
        return Shown(kind, State.WITHHELD_QUALITY)
    if figure.of < policy.least or (figure.of < FEW and kind not in FIRST_OF_GROUP):
        return Shown(kind, State.SUPPRESSED_SMALL)
    return told_share(kind, figure.part, figure.of, window)


def told_share(kind: Kind, part: int, of: int, window: Window) -> Shown:
    """Return a share that may be told, rounded as its window asks."""
    state = State.POOLED if window.is_pooled else State.PUBLISHED
    if of >= WHOLE and not window.is_coarse:
        return Shown(kind, state, value=percent(part, of, EXACT_STEP), n_from=of, n_to=of)
    value, bound = capped(percent(part, of, STEP))
    n_from, n_to = band(of)
    return Shown(kind, state, value=value, bound=bound, n_from=n_from, n_to=n_to, is_rounded=True)


def percent(part: int, of: int, step: int) -> int:
    """Return a share in percent, to the nearest step, halves up.

    >>> percent(2, 3, 1), percent(2, 3, 5), percent(1, 8, 5)
    (67, 65, 15)
    """
    return step * ((200 * part + of * step) // (2 * of * step))


def capped(value: int) -> tuple[int, Bound]:
    """Return a rounded share, with its end where it lies there."""
    if value >= HIGH:
        return HIGH, Bound.OR_MORE
    return (LOW, Bound.OR_LESS) if value <= LOW else (value, Bound.NONE)


def band(n: int) -> tuple[int, int | None]:
    """Return the band in which a number of people lies; the last is open.

    >>> band(12), band(20), band(63)
    ((10, 19), (20, 49), (50, None))
    """
    begin = max(begin for begin in BANDS if begin <= n)
    after = next((other for other in BANDS if other > begin), None)
    return begin, after and after - 1


def graduation(figure: Share, headline: Shown, window: Window) -> Shown:
    """Return the share of those enrolled who graduated; how many enrolled is told exactly in a whole cohort alone."""
    if figure.part is None or figure.of is None:
        return Shown(Kind.GRADUATION, State.NOT_SHARED)
    if not figure.is_sound:
        return Shown(Kind.GRADUATION, State.WITHHELD_QUALITY)
    told = told_share(Kind.GRADUATION, figure.part, figure.of, window)
    if not headline.is_rounded:
        return told
    value, bound = capped(percent(figure.part, figure.of, STEP))
    return replace(told, value=value, bound=bound, n_from=headline.n_from, n_to=None, is_rounded=True)


def of_placed(kind: Kind, counts: Tally, headline: Shown, window: Window, policy: Policy) -> Shown:
    """Return a share of those placed, where the headline alone says that enough were."""
    enough = PLACED_AT_LEAST if headline.is_rounded else PLACED_AT_LEAST_EXACT
    if (headline.n_from or 0) < FEW or placed_at_least(headline) < enough:
        return Shown(kind, State.SUPPRESSED_SMALL)
    if kind == Kind.CONFIRMED:
        if not counts.answered:
            return Shown(kind, State.NOT_APPLICABLE)
        window = replace(
            window, is_corrected=True
        )  # employers go on answering: told anew in each release, and coarsely
    return of_group(kind, share(kind, counts), window, policy)


def placed_at_least(headline: Shown) -> int:
    """Return how many were placed at least, as anybody can work out from the headline."""
    if headline.value is None or headline.n_from is None or headline.bound == Bound.OR_LESS:
        return 0
    step = STEP if headline.is_rounded else EXACT_STEP
    lowest = max(2 * headline.value - step, 0) * headline.n_from  # of 200
    return -(-lowest // 200)


def declared(reading: Reading, headline: Shown, policy: Policy) -> Shown:
    """Return what the provider declared, coarsely, and only where there is no figure of ours yet."""
    window, said = reading.declared_window, reading.declared
    if headline.is_told or window is None or said is None or said.part is None or said.of is None:
        return Shown(Kind.DECLARED, State.NOT_APPLICABLE)
    if said.of < policy.least or not said.is_sound:
        return Shown(Kind.DECLARED, State.SUPPRESSED_SMALL)
    return told_share(Kind.DECLARED, said.part, said.of, replace(window, is_corrected=True))


def salary(reading: Reading, policy: Policy) -> Shown:
    """Return what may be told of pay: the middle, and from FEW people on the mean and the quartiles."""
    window, pay = reading.pay_window, reading.pay
    if window is None or pay is None or pay.n < policy.least:
        state = State.SUPPRESSED_SMALL if window else reading.pay_otherwise
        return Shown(Kind.SALARY, state)
    if not is_known_enough(reading.pay_counts, policy):
        return Shown(Kind.SALARY, State.WITHHELD_QUALITY)
    is_whole = pay.n >= WHOLE and not window.is_coarse
    step = EXACT_DOLLARS if is_whole else DOLLARS
    n_from, n_to = (pay.n, pay.n) if is_whole else band(pay.n)
    told = Shown(
        Kind.SALARY,
        State.POOLED if window.is_pooled else State.PUBLISHED,
        value=dollars(pay.median, step),
        n_from=n_from,
        n_to=n_to,
        is_rounded=not is_whole,
    )
    if pay.n < FEW:
        return told
    mean, lower, upper = (dollars(amount, step) for amount in (pay.mean, pay.lower, pay.upper))
    return replace(told, mean=mean, lower=lower, upper=upper)


def dollars(amount: Fraction, step: int) -> int:
    """Return an amount to the nearest step, halves up."""
    of = amount.denominator * step
    return step * ((2 * amount.numerator + of) // (2 * of))
