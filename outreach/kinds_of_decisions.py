"""A rule: the kinds of letters of decisions on applications and what follows them."""

from outreach.kind import COMMITMENT, Kind

DECISION = COMMITMENT | {"decided on"}
CONDITION = COMMITMENT | {"what", "due on"}
DESK = frozenset({"desk link"})
DESK_AND_LIST = DESK | {"list link"}
WORDS = frozenset({"words"})

OF_DECISIONS = (
    Kind("decision_listed", "Decision: listed", values=DECISION | {"review on"}, blocks=WORDS, links=DESK_AND_LIST),
    Kind(
        "decision_conditional",
        "Decision: listed with conditions",
        values=DECISION | {"review on"},
        blocks=WORDS | {"conditions"},
        links=DESK_AND_LIST,
    ),
    Kind(
        "decision_declined",
        "Decision: not listed",
        values=DECISION | {"appeal until"},
        blocks=WORDS | {"reasons"},
        links=DESK,
    ),
    Kind(
        "appeal_arrived",
        "Appeal to answer, to the team",
        values=COMMITMENT | {"received on"},
        links=frozenset({"workspace link"}),
    ),
    Kind("appeal_stands", "Appeal answered: it stands", values=COMMITMENT, blocks=WORDS, links=DESK),
    Kind("appeal_reopened", "Appeal heard", values=COMMITMENT | {"decide by"}, blocks=WORDS, links=DESK),
    Kind("condition_soon", "Condition due soon", values=CONDITION, links=DESK),
    Kind("condition_late", "Condition overdue", values=CONDITION, links=DESK),
    Kind("condition_put_off", "Condition put off", values=CONDITION | {"why"}, links=DESK),
    Kind("conditions_met", "All conditions met", values=COMMITMENT, links=DESK_AND_LIST),
    Kind("review_notice", "Yearly review near", values=COMMITMENT | {"review on"}, links=DESK),
    Kind("listing_suspended", "Listing rests", values=COMMITMENT, blocks=WORDS, links=DESK),
    Kind("listing_restored", "Listing is back", values=COMMITMENT, blocks=WORDS, links=DESK_AND_LIST),
)
