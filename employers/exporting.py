"""The lists of the app as spreadsheets; what that of employers says of organizations, an import can read again."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from community.models import Community
from directory import exporting
from employers import brought
from employers.models import Advocate, Ask, Commitment, Employer, Need, Referral
from employers.occupations import NAMES
from employers.stages import Stage
from employers.table import NAME, EmployerFilter, listed, ordered

# What each column is called, and what of a row it shows.
EMPLOYERS = {
    "Name": "name",
    "Stage": "stage",
    "In this stage since": "stage_since",
    "Next step": "next_step",
    "Next step by": "next_step_on",
    "Last contact": "last_contact_on",
    "People in IT": "workforce",
    "Why not": "stage_reason",
    **{label: key for label, key in exporting.ORGANIZATIONS.items() if key != "name"},
}
ADVOCATES = {
    "Name": "person__name",
    "E-mail": "person__email",
    "Phone": "person__phone",
    "Employer": "employer__organization__name",
    "Town": "employer__organization__town",
    "Why they are involved": "why",
    "Inclusive practices": "practices",
    "Objection they overcame": "objection",
    "May be named since": "named_on",
    "May be quoted since": "quoted_on",
    "What may be quoted": "quote",
    "May be called since": "called_on",
    "Letters in their name since": "writing_on",
    "Last asked": "last_asked_on",
}
REFERRALS = {
    "Organization": "name",
    "Talk to": "contact_name",
    "E-mail": "email",
    "Brought by": "bringer_name",
    "Who said so": "link__person__name",
    "How": "road",
    "What came of it": "state",
    "Their words": "words",
    "On": "said_on",
    "Signed or put aside on": "settled_on",
}
NEEDS = {
    "Need": "words",
    "Employer": "employer__organization__name",
    "Town": "employer__organization__town",
    "Noted on": "noted_on",
    "Noted by": "noted_by__name",
    "What was done": "done",
    "Addressed on": "addressed_on",
    "Addressed by": "addressed_by__name",
}
ROLES = {
    "Employer": "employer__organization__name",
    "Occupation": "occupation",
    "SOC 2018": "code",
    "Openings": "openings",
    "By when": "horizon",
    "Skills": "skills",
    "Town": "town",
    "Valid until": "valid_until",
}
SIGNATURES = {
    "Reference": "reference",
    "Organization": "organization_name",
    "Settled as": "employer__organization__name",
    "Town": "town",
    "Signer": "signer_name",
    "Title": "signer_title",
    "E-mail": "signer_email",
    "State": "state",
    "How": "method",
    "Version of the text": "text__version",
    "Signed on": "signed_on",
    "Settled on": "settled_on",
    "Ends on": "ends_on",
}
STAGES, WORKFORCE = dict(Stage.choices), {key: str(label) for key, label in Employer.Workforce.choices}
OWN = ("stage", "stage_since", "next_step", "next_step_on", "last_contact_on", "it_workforce", "stage_reason")
OF_ORGANIZATION = tuple(f"organization__{name}" for name in exporting.READ)


def employers(filters: EmployerFilter) -> Iterator[list[Any]]:
    """Yield the employers that the list found, in its order."""
    return rows_of(filters.narrow(listed(filters.community)), filters.column)


def chosen(community: Community, employers: Collection[int]) -> Iterator[list[Any]]:
    """Yield the employers with these keys, by name."""
    return rows_of(listed(community).filter(pk__in=employers), NAME)


def rows_of(employers: QuerySet[Employer], column: str) -> Iterator[list[Any]]:
    """Yield employers in the order of a column."""
    found = ordered(employers, column)
    columns = dict.fromkeys((*OWN, *OF_ORGANIZATION, column))
    for chunk in exporting.chunks(found.values(*columns).iterator(exporting.CHUNK)):
        more = exporting.known_of([row["organization__pk"] for row in chunk])
        for row in chunk:
            organization = {name.removeprefix("organization__"): value for name, value in row.items()}
            shown = organization | more[row["organization__pk"]] | exporting.in_words(organization)
            shown |= {"stage": STAGES[row["stage"]], "workforce": WORKFORCE.get(row["it_workforce"], "")}
            yield [shown.get(key, "") for key in EMPLOYERS.values()]


def advocates(found: QuerySet[Advocate]) -> Iterator[list[Any]]:
    """Yield advocates by name, each with what they agreed to and since when."""
    days = {f"{name}_on": TruncDate(f"{name}_at") for name in ("named", "quoted", "called", "writing")}
    return exporting.plain(found.annotate(**days).order_by("person__folded_name", "pk"), ADVOCATES)


def referrals(found: QuerySet[Referral]) -> Iterator[list[Any]]:
    """Yield who brought whom, in the order in which it was said."""
    days = {"said_on": TruncDate("at"), "settled_on": TruncDate("settled_at")}
    rows = found.annotate(**brought.BRINGER, **days).order_by("at", "pk")
    words = {"road": exporting.words_of(Referral.Road.choices), "state": exporting.words_of(Referral.State.choices)}
    return exporting.plain(rows, REFERRALS, words)


def needs(found: QuerySet[Need]) -> Iterator[list[Any]]:
    """Yield needs, the oldest first."""
    return exporting.plain(found.order_by("noted_on", "pk"), NEEDS)


def roles(found: QuerySet[Ask]) -> Iterator[list[Any]]:
    """Yield the roles that employers ask for, employer by employer."""
    rows = found.annotate(code=F("occupation")).order_by("employer__organization__normalized_name", "occupation", "pk")
    words = {"occupation": exporting.words_of(NAMES.items()), "horizon": exporting.words_of(Ask.Horizon.choices)}
    for row in exporting.plain(rows, ROLES, words):
        yield [", ".join(value) if isinstance(value, list) else value for value in row]


def signatures(found: QuerySet[Commitment]) -> Iterator[list[Any]]:
    """Yield signatures, the newest first."""
    rows = found.annotate(signed_on=TruncDate("signed_at"), settled_on=TruncDate("settled_at"))
    words = {
        "state": exporting.words_of(Commitment.State.choices),
        "method": exporting.words_of(Commitment.Method.choices),
    }
    return exporting.plain(rows.order_by("-signed_at", "-pk"), SIGNATURES, words)
