"""A rule: what somebody can do about a letter of a campaign that was not sent."""

from outreach.states import State

# How a reason begins, and what helps.
ADVICE = (
    ("Their organization has signed", "Nothing: this is what the campaign is for."),
    ("Their organization has not signed", "Nothing: the step is only for those who signed."),
    ("They signed", "Nothing: this is what the campaign is for."),
    ("Somebody there signed", "Nothing: this is what the campaign is for."),
    ("A colleague is in touch", "Nothing: they have somebody to talk to. Look at the timeline of their organization."),
    ("They answered", "Read the answer on the timeline, and talk to them."),
    ("Somebody there answered", "Read the answer on the timeline, and talk to them."),
    (
        "Nothing is known that could stand",
        "Fill it in in the directory, and write to them in another round.",
    ),
    ("The address is not written to: answered “not now”", "Nothing before the day they named: a task is due then."),
    ("The address is not written to: asked for a pause", "Nothing before the day that they chose."),
    ("The address is not written to: complained", "Nothing: they complained about letters. Call them if you may."),
    ("The address is not written to: stopped by", "Nothing, unless the reason is past: see the addresses held back."),
    ("The address is not written to: unsubscribed", "Nothing: they asked not to be written to. Call them if you may."),
    ("The address is not written to", "Look for another address, or call."),
    ("There is no such address", "Find out the right address; the person may have left."),
    ("Taken off the list by", "Nothing: whoever lends the letter their name knows them. Write to them in your own."),
    ("Stopped: ", "Nothing more leaves in their name. Copy the campaign, and send it in another."),
    ("The campaign was canceled", "Nothing. Copy the campaign if it should go after all."),
    ("The mail server does not accept our own", "Tell whoever runs the portal: the sender’s address is refused."),
    ("Tried for 72 hours", "Their mail server was away. Try the failed again, or call."),
)
OTHERWISE = {
    State.FAILED: "Open the letter and read the mail server’s answer; then try the failed again.",
    State.UNKNOWN: "It may have arrived. Open the letter and settle it; nothing is sent again by itself.",
    State.SKIPPED: "Open the letter and look.",
}


def advice(state: str, reason: str) -> str:
    """Return what can be done about letters in this state for this reason."""
    known = next((words for begins, words in ADVICE if reason.startswith(begins)), "")
    return known or OTHERWISE.get(State(state), "")
