"""A rule: when a campaign pauses by itself, and in which words it says why."""

from collections.abc import Sequence

from outreach.states import State

FIRST = 20  # letters after which a share says something
MOST_PERCENT = 5  # hard bounces
IN_A_ROW = 20  # refusals
BOUNCES = (
    "{bounced} of {settled} letters went to addresses that do not exist, more than {most} in a hundred. Mail services "
    "take such a sender for one of spam. Look where these addresses came from, then let it go on or cancel it."
)
REFUSALS = (
    "The last {count} letters were all refused. Open one and read the mail server’s answer; tell whoever runs the "
    "portal if it is about us. Then let it go on."
)


def alarm(*, settled: int, bounced: int, last: Sequence[str]) -> str:
    """Return why a campaign should pause, an empty text where all is well.

    `settled` and `bounced` are counted since it was last let go; `last` are the newest states, in any order.
    """
    if settled >= FIRST and bounced * 100 > MOST_PERCENT * settled:
        return BOUNCES.format(bounced=bounced, settled=settled, most=MOST_PERCENT)
    if len(last) >= IN_A_ROW and all(state == State.FAILED for state in last[:IN_A_ROW]):
        return REFUSALS.format(count=IN_A_ROW)
    return ""
