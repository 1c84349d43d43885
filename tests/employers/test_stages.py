"""Which step follows which."""

from datetime import date, timedelta

import pytest

from employers.stages import Stage, is_stale, next_stages, obstacle

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("stage", Stage)
def test_nobody_moves_to_where_they_are(stage: Stage) -> None:
    for is_committed in (False, True):
        assert stage not in next_stages(stage, is_committed=is_committed)


@pytest.mark.parametrize("stage", Stage)
def test_only_a_commitment_makes_signed_or_active(stage: Stage) -> None:
    free = next_stages(stage, is_committed=False)
    assert Stage.SIGNED not in free
    assert Stage.ACTIVE not in free


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.ACTIVE, Stage.DORMANT, Stage.DO_NOT_CONTACT])
def test_who_stands_by_a_commitment_is_not_courted(stage: Stage) -> None:
    bound = next_stages(stage, is_committed=True)
    assert not {Stage.IDENTIFIED, Stage.CONTACTED, Stage.IN_CONVERSATION, Stage.DECLINED} & set(bound)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.DO_NOT_CONTACT])
def test_anybody_can_ask_to_be_left_alone(stage: Stage) -> None:
    for is_committed in (False, True):
        assert Stage.DO_NOT_CONTACT in next_stages(stage, is_committed=is_committed)


def test_who_never_signed_does_not_go_dormant() -> None:
    assert "declined" in obstacle(Stage.IN_CONVERSATION, Stage.DORMANT, is_committed=False)
    assert not obstacle(Stage.ACTIVE, Stage.DORMANT, is_committed=True)


@pytest.mark.parametrize(
    ("stage", "days", "expected"),
    [
        (Stage.IN_CONVERSATION, 90, False),
        (Stage.IN_CONVERSATION, 91, True),
        (Stage.CONTACTED, 91, True),
        (Stage.IDENTIFIED, 400, False),
        (Stage.DECLINED, 400, False),
    ],
)
def test_an_open_conversation_goes_quiet_after_its_days(stage: Stage, days: int, expected: bool) -> None:
    assert is_stale(stage, TODAY - timedelta(days=days), TODAY, timedelta(days=90)) is expected
