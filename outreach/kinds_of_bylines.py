"""A rule: the kinds of letters to an advocate about a letter in their name."""

from outreach.kind import Kind
from outreach.states import Promise

VALUES = frozenset({"asker", "letter", "people"})

OF_BYLINES = tuple(
    Kind(
        key,
        label,
        promise=Promise.AT_MOST_ONCE,
        is_transactional=False,
        values=values,
        links=frozenset({"approval link"}),
    )
    for key, label, values in (
        ("byline_request", "Letter to approve, to an advocate", VALUES),
        ("byline_again", "Letter to approve anew, to an advocate", VALUES),
        ("byline_reminder", "Reminder of a letter to approve", VALUES | {"asked on"}),
    )
)
