"""The promise ledger: what came of each promise, and what nobody said."""

from datetime import date

import pytest
from django.test import Client

from community.models import Community
from employers.models import CheckIn
from employers.promises import Came, kept, together
from tests import make
from tests.make import NOW


@pytest.mark.parametrize(
    ("kind", "came", "word", "sentence"),
    [
        ("interview", Came(), "not said", ""),
        ("interview", Came(interviewed=0), "waiting", "Nobody was introduced to them yet."),
        ("interview", Came(introduced=4, interviewed=0), "open", "4 introduced, nobody interviewed."),
        ("interview", Came(introduced=4, interviewed=2), "kept", "2 interviewed of 4 introduced."),
        ("interview", Came(interviewed=2), "kept", "2 interviewed."),
        ("full_time_hire", Came(hired=0), "open", "Nobody was hired yet."),
        ("full_time_hire", Came(hired=1), "kept", "1 hired."),
        ("feedback_phone", Came(gave_feedback=True), "kept", ""),
        ("feedback_written", Came(gave_feedback=False), "open", "No feedback yet."),
        ("feedback_metrics", Came(), "not said", ""),
        ("internship_or_apprenticeship", Came(hired=3), "not asked", ""),
    ],
)
def test_a_promise_is_kept_open_or_unsaid(kind: str, came: Came, word: str, sentence: str) -> None:
    found = kept(kind, came)
    assert found.word == word
    assert found.sentence.startswith(sentence)


def test_what_no_check_in_said_stays_unsaid() -> None:
    assert together([]) == Came()
    assert together([Came(hired=1, gave_feedback=False), Came(hired=2)]) == Came(hired=3, gave_feedback=False)


def test_the_ledger_stands_on_the_employers_page_while_a_commitment_does(
    coordinators_browser: Client, rivertown: Community
) -> None:
    commitment = make.active(rivertown, promises=["interview", "full_time_hire"])
    quarter = {"commitment": commitment, "answered_at": NOW}
    CheckIn.objects.create(quarter=date(2026, 4, 1), introduced=3, interviewed=2, **quarter)
    CheckIn.objects.create(quarter=date(2026, 7, 1), introduced=1, interviewed=1, hired=0, **quarter)
    page = coordinators_browser.get(commitment.employer.get_absolute_url()).content.decode()
    assert "3 interviewed of 4 introduced." in page
    assert "Nobody was hired yet." in page
    commitment.state = "expired"
    commitment.save()
    assert "Promise ledger" not in coordinators_browser.get(commitment.employer.get_absolute_url()).content.decode()
