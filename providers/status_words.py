"""A rule: what a word of a provider's own most likely says of a graduate; a person confirms it before it counts."""

import re

from directory.names import fold
from providers.cells import BY_PLACEMENT, LEFT_OUT
from providers.kinds import Status

# The first that fits; what is said of work goes before what is said of training.
HINTS = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"not (looking|seeking|in (the )?labou?r)|retired|caregiv|continu\w+ (education|school)", Status.NOT_SEEKING),
        (r"further (education|training)|college|university|military|medical|health", Status.NOT_SEEKING),
        (r"unemploy|not (employed|working|placed|hired)|seeking|looking|job ?search|no job", Status.SEEKING),
        (
            r"unknown|lost contact|no (contact|response|answer)|not report|unable|unreach|did not respond|not locate",
            Status.NOT_KNOWN,
        ),
        (
            r"deceased|died|incarcerat|institution|withdr|drop|did not (complete|finish)|non ?complet|incomplete|left",
            LEFT_OUT,
        ),
        (r"terminated from|transfer|in (training|progress)|still enrolled|active|current(ly)? enrolled", LEFT_OUT),
        (r"exclu|not authorized|no intent", Status.EXCLUDED),
        (r"out of (the )?field|unrelated|not (in|related)|other (field|industry)|non ?(it|tech)\b", Status.ELSEWHERE),
        (r"own (business|venture|company)|self ?employ|founder|entrepreneur", Status.OWN_VENTURE),
        (r"(hired|employed) by (the )?school|teaching assistant|instructor", Status.BY_SCHOOL),
        (r"part ?time|freelanc|temp|short ?term|gig|seasonal|per diem", Status.SHORT_TERM),
        (r"apprentic|intern|contract|fixed ?term", Status.FIXED_TERM),
        (r"full ?time|employ|hired|placed|placement|working|job", Status.FULL_TIME),
        (r"complet|graduat|finish|success|exited|credential|certifi|pass", BY_PLACEMENT),
    )
)


def suggested(word: str) -> str:
    """Return a code of CIRR, BY_PLACEMENT, LEFT_OUT, or nothing where there is no telling.

    >>> suggested("Employed full-time"), suggested("Completed"), suggested("Dropped out"), suggested("Blue")
    ('1A', 'placed', 'left', '')
    """
    plain = fold(word).replace("-", " ")
    return next((str(meaning) for pattern, meaning in HINTS if pattern.search(plain)), "")
