"""A rule: what each e-mailed link is for, how long it lives, and where it leads."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Purpose:
    """One kind of link: its life, whether it works once, and the route whose only argument is the token."""

    key: str
    life: timedelta
    is_single_use: bool
    route: str


CONFIRM = Purpose("confirm", timedelta(days=14), is_single_use=False, route="employers:confirm")
SIGN_IN = Purpose("sign_in", timedelta(minutes=15), is_single_use=True, route="community:sign-in-link")
RECOVER = Purpose("recover", timedelta(minutes=15), is_single_use=True, route="community:sign-in-link")
INVITATION = Purpose("invitation", timedelta(days=14), is_single_use=True, route="community:invitation")

RENEW_ASKS = Purpose("renew_asks", timedelta(days=45), is_single_use=False, route="employers:asks-renew")
CHECK_IN = Purpose("check_in", timedelta(days=120), is_single_use=False, route="employers:check-in")
INTRODUCTION = Purpose("introduction", timedelta(days=30), is_single_use=False, route="directory:introduction-reply")
BYLINE = Purpose("byline", timedelta(days=30), is_single_use=False, route="outreach:approve")
PLACEMENTS = Purpose("placements", timedelta(days=120), is_single_use=False, route="providers:placements")

# It signs in as well, once; it lives longer than a sign-in link, because whoever asks for it is only beginning.
APPLY = Purpose("apply", timedelta(days=1), is_single_use=True, route="providers:start")

PURPOSES = {
    purpose.key: purpose
    for purpose in (
        CONFIRM,
        SIGN_IN,
        RECOVER,
        INVITATION,
        RENEW_ASKS,
        CHECK_IN,
        INTRODUCTION,
        BYLINE,
        PLACEMENTS,
        APPLY,
    )
}
