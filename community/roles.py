"""A rule: the roles of a community's team, and the circles that pages name.

Evaluators combine with no other role: they alone read employers’ raw feedback.
"""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a person of the team may do in one community."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    EVALUATOR = "evaluator"
    VIEWER = "viewer"


ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
EDITORS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
READERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.VIEWER})
REVIEWERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.REVIEWER})
CASE_READERS = READERS | REVIEWERS  # who sees applications of providers
TEAM = frozenset(Role)

EXPLANATIONS = {
    Role.ADMINISTRATOR: "Does what a coordinator does, and manages people and settings.",
    Role.COORDINATOR: "Runs sign-ups, relationships, vetting and campaigns.",
    Role.REVIEWER: "Reads and scores provider applications.",
    Role.EVALUATOR: "The independent third party: alone reads employers’ raw feedback. Combines with no other role.",
    Role.VIEWER: "Sees the workspace and changes nothing.",
}


def problem(roles: Iterable[Role]) -> str:
    """Say why this set of roles cannot be held by one person, or return an empty text."""
    held = set(roles)
    if not held:
        return "Choose at least one role."
    if Role.EVALUATOR in held and len(held) > 1:
        return "An evaluator is an independent third party and can hold no other role."
    return ""
