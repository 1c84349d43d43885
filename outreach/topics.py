"""A rule: of which topic each kind of letter is, by which people refuse it; what is not named is an invitation."""

from outreach.suppression import Topic

TOPICS = {
    "commitment_expiring": Topic.COMMITMENT,
    "check_in": Topic.COMMITMENT,
    "asks_expiring": Topic.COMMITMENT,
    "placements_ask": Topic.COMMITMENT,
    "placements_reminder": Topic.COMMITMENT,
    "referral_thanks": Topic.THANKS,
    "referral_thanks_by_link": Topic.THANKS,
    "introduction_thanks": Topic.THANKS,
    "introduction_request": Topic.INTRODUCTIONS,
    "introduction_reminder": Topic.INTRODUCTIONS,
    "byline_request": Topic.INTRODUCTIONS,
    "byline_again": Topic.INTRODUCTIONS,
    "byline_reminder": Topic.INTRODUCTIONS,
}


def topic_of(kind: str) -> Topic:
    """Return the topic by which letters of a kind can be refused, unless they are transactional."""
    return TOPICS.get(kind, Topic.INVITATIONS)
