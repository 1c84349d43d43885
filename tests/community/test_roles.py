"""Roles: a set per person, an evaluator alone; the database says the same."""

import pytest
from django.db import IntegrityError, transaction

from community.models import Community, Membership
from community.roles import Role, problem
from tests import make


def test_any_set_without_the_evaluator_may_be_held_and_the_evaluator_alone() -> None:
    assert problem({Role.ADMINISTRATOR, Role.REVIEWER, Role.VIEWER}) == ""
    assert problem({Role.EVALUATOR}) == ""
    assert "no other role" in problem({Role.EVALUATOR, Role.VIEWER})
    assert "at least one" in problem(set())


@pytest.mark.parametrize("roles", [set(), {Role.EVALUATOR, Role.COORDINATOR}])
def test_the_database_refuses_the_same_sets(rivertown: Community, roles: set[Role]) -> None:
    membership = Membership(community=rivertown, user=make.user())
    membership.roles = roles
    with pytest.raises(IntegrityError), transaction.atomic():
        membership.save()
