"""What the database keeps true of decisions, whoever writes them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from community.models import Community
from providers.models import Appeal, Condition, Decision, GateSetting
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
WHOLE = {"outcome": "listed", "reason": "All four.", "decided_at": NOW}


@pytest.fixture
def application(rivertown: Community) -> Any:
    return make.application(make.provider(rivertown), state="in_review")


def refused(act: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_an_application_has_one_decision_that_is_not_published(application: Any) -> None:
    make.decision(application)
    refused(lambda: make.decision(application, state="pending", **WHOLE))
    Decision.objects.all().delete()
    told = {"published_at": NOW, "appeal_until": NOW.date()}
    for _ in range(2):
        make.decision(application, state="published", **WHOLE, **told)
    make.decision(application, state="pending", **WHOLE)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "pending"},
        {"state": "pending", **WHOLE, "reason": ""},
        {"state": "pending", **WHOLE, "decided_at": None},
        {"state": "draft", "outcome": "listed"},
        {"state": "published", **WHOLE},
        {"state": "published", **WHOLE, "published_at": NOW},
        {"state": "pending", **WHOLE, "published_at": NOW},
        {"state": "pending", **WHOLE, "outcome": "declined"},
        {"state": "pending", **WHOLE, "reasons": "other"},
    ],
)
def test_what_is_pending_or_published_is_whole(application: Any, fields: dict[str, Any]) -> None:
    refused(lambda: make.decision(application, **fields))


@pytest.mark.parametrize(
    ("outcome", "setting", "conditions", "fits"),
    [
        ("listed", "met", 0, True),
        ("listed", "not_met", 0, False),
        ("listed", "conditional", 1, False),
        ("conditional", "met", 0, True),
        ("conditional", "not_met", 0, False),
        ("conditional", "conditional", 0, False),
        ("conditional", "conditional", 1, True),
        ("conditional", "met", 1, False),
        ("declined", "not_met", 0, True),
        ("declined", "conditional", 0, True),
        ("declined", "not_met", 1, False),
    ],
)
def test_a_gate_fits_what_is_decided(application: Any, outcome: str, setting: str, conditions: int, fits: bool) -> None:
    decision = make.decision(application)
    row = {"decision": decision, "key": "demand", "reason": "So.", "suggested": "met", "conditions": conditions}
    wanted = GateSetting(outcome=outcome, setting=setting, **row)
    if fits:
        wanted.save()
        refused(lambda: GateSetting.objects.create(outcome=outcome, setting=setting, **row))
    else:
        refused(wanted.save)


@pytest.mark.parametrize(
    "fields",
    [
        {"what": ""},
        {"due_on": NOW.date() + timedelta(days=1)},
        {"due_on": NOW.date() - timedelta(days=1), "extension_reason": "Sooner."},
        {"met_at": NOW},
        {"said_done_at": NOW},
    ],
)
def test_a_condition_says_what_and_why(application: Any, fields: dict[str, Any]) -> None:
    decision = make.decision(application)
    sound = {"decision": decision, "key": "data", "what": "Sign.", "due_on": NOW.date(), "first_due_on": NOW.date()}
    Condition.objects.create(**sound)
    refused(lambda: Condition.objects.create(**(sound | fields)))


def test_an_appeal_that_is_settled_says_why_and_one_is_open_at_a_time(application: Any) -> None:
    decision = make.decision(application)
    Appeal.objects.create(decision=decision, received_on=NOW.date(), words="Look again.")
    refused(lambda: Appeal.objects.create(decision=decision, received_on=NOW.date(), words="And again."))
    refused(lambda: Appeal.objects.update(result="stands", settled_at=NOW))
    Appeal.objects.update(result="stands", result_words="Nothing new.", settled_at=NOW)


def test_one_re_review_of_a_listing_lives_at_a_time(application: Any) -> None:
    make.application(application.provider, renews=application, state="withdrawn")
    make.application(application.provider, renews=application)
    refused(lambda: make.application(application.provider, renews=application))
