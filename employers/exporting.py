"""The list of employers as a spreadsheet: what the table can show, and what an import can read again."""

from collections.abc import Iterator
from typing import Any

from directory import exporting
from employers.models import Employer
from employers.stages import Stage
from employers.table import EmployerFilter, listed, ordered

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
STAGES, WORKFORCE = dict(Stage.choices), {key: str(label) for key, label in Employer.Workforce.choices}
OWN = ("stage", "stage_since", "next_step", "next_step_on", "last_contact_on", "it_workforce", "stage_reason")
OF_ORGANIZATION = tuple(f"organization__{name}" for name in exporting.READ)


def employers(filters: EmployerFilter) -> Iterator[list[Any]]:
    """Yield the employers that the list found, in its order."""
    found = ordered(filters.narrow(listed(filters.community)), filters.column)
    columns = dict.fromkeys((*OWN, *OF_ORGANIZATION, filters.column))
    for chunk in exporting.chunks(found.values(*columns).iterator(exporting.CHUNK)):
        more = exporting.known_of([row["organization__pk"] for row in chunk])
        for row in chunk:
            organization = {name.removeprefix("organization__"): value for name, value in row.items()}
            shown = organization | more[row["organization__pk"]] | exporting.in_words(organization)
            shown |= {"stage": STAGES[row["stage"]], "workforce": WORKFORCE.get(row["it_workforce"], "")}
            yield [shown.get(key, "") for key in EMPLOYERS.values()]
