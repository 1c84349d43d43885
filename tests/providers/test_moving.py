"""The one door through which applications change their state."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.models import Community, User
from directory.models import Entry
from providers import moving, signals
from providers.applying_states import MOVES, PUBLIC_LABELS, State, can_move
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_it_tells_the_timeline_and_the_floors_above(rivertown: Community, coordinator: User) -> None:
    application = make.application(make.provider(rivertown), state="submitted")
    heard = []

    def listen(**news: object) -> None:
        heard.append((news["before"], news["application"].state, news["by"]))

    signals.application_moved.connect(listen)
    try:
        moving.move(application, to=State.IN_REVIEW, by=coordinator, at=NOW)
    finally:
        signals.application_moved.disconnect(listen)
    application.refresh_from_db()
    assert (application.state, application.state_since) == ("in_review", NOW)
    assert heard == [("submitted", "in_review", coordinator)]
    entry = Entry.objects.get()
    assert entry.verb == "application_moved" and entry.organization == application.provider.organization


@pytest.mark.parametrize("here", State.values)
def test_it_leads_only_where_the_rule_says(rivertown: Community, here: str) -> None:
    application = make.application(make.provider(rivertown), state=here)
    for there in State.values:
        if can_move(here, there):
            continue
        with pytest.raises(moving.CannotMove, match=application.reference):
            moving.move(application, to=there, by=None, at=NOW)
    assert not Entry.objects.exists()


def test_every_state_has_both_labels_and_its_moves() -> None:
    assert set(MOVES) == set(PUBLIC_LABELS) == set(State)


def test_nothing_past_a_draft_was_never_submitted(rivertown: Community) -> None:
    application = make.application(make.provider(rivertown))
    application.state = State.IN_REVIEW
    with pytest.raises(IntegrityError), transaction.atomic():
        application.save()
    application.submitted_at, application.decide_by = timezone.now(), NOW.date()
    application.save()
