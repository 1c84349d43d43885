"""Employers on their way: one door from stage to stage, a next step, and when somebody last spoke with them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from community.models import Community, User
from directory import notes
from directory.entries import Kind
from directory.models import Entry
from employers import enlisting, pipeline, signing
from employers.models import Employer
from employers.stages import Stage
from employers.table import EmployerFilter, listed
from tests import make
from tests.employers import signatures
from tests.make import NOW


@pytest.fixture
def acme(rivertown: Community) -> Employer:
    """An employer somebody wrote on a list."""
    return make.employer(rivertown, name="Acme", stage_since=NOW.date())


def verbs(employer: Employer) -> list[str]:
    """Return what the timeline says of an employer, oldest first."""
    return list(Entry.objects.filter(organization=employer.organization).order_by("pk").values_list("verb", flat=True))


def test_an_organization_is_identified_once(rivertown: Community, coordinator: User) -> None:
    organization = make.organization(rivertown)
    first = pipeline.identify(organization, by=coordinator, at=NOW)
    assert pipeline.identify(organization, by=coordinator, at=NOW) == first
    assert first.stage == Stage.IDENTIFIED
    assert verbs(first) == ["employer_identified"]


def test_a_move_is_dated_and_told(acme: Employer, coordinator: User) -> None:
    moved = pipeline.move(acme, to=Stage.IN_CONVERSATION, by=coordinator, at=NOW + timedelta(days=2))
    acme.refresh_from_db()
    assert (acme.stage, acme.stage_since) == ("in_conversation", (NOW + timedelta(days=2)).date())
    assert moved.stage == acme.stage
    entry = Entry.objects.get(verb="employer_moved")
    assert (entry.facts, entry.by) == ({"before": "Identified", "after": "In conversation"}, coordinator)


@pytest.mark.parametrize("stage", [Stage.DECLINED, Stage.DO_NOT_CONTACT])
def test_a_refusal_needs_a_reason(acme: Employer, coordinator: User, stage: Stage) -> None:
    with pytest.raises(pipeline.CannotMove, match="why"):
        pipeline.move(acme, to=stage, by=coordinator, at=NOW, reason="  ")
    pipeline.move(acme, to=stage, by=coordinator, at=NOW, reason="They hire through headquarters.")
    acme.refresh_from_db()
    assert acme.stage_reason == "They hire through headquarters."
    with pytest.raises(IntegrityError), transaction.atomic():
        Employer.objects.filter(pk=acme.pk).update(stage_reason="")


def test_the_reason_goes_with_the_stage(acme: Employer, coordinator: User) -> None:
    pipeline.move(acme, to=Stage.DECLINED, by=coordinator, at=NOW, reason="Not this year.")
    pipeline.move(acme, to=Stage.CONTACTED, by=coordinator, at=NOW)
    acme.refresh_from_db()
    assert acme.stage_reason == ""


def test_nobody_signs_by_the_hand_of_a_coordinator(acme: Employer, coordinator: User) -> None:
    with pytest.raises(pipeline.CannotMove, match="commitment"):
        pipeline.move(acme, to=Stage.SIGNED, by=coordinator, at=NOW)
    assert verbs(acme) == []


def test_who_asked_to_be_left_alone_and_signed_can_be_spoken_with_again(
    rivertown: Community, coordinator: User
) -> None:
    employer = make.active(rivertown).employer
    pipeline.move(employer, to=Stage.DO_NOT_CONTACT, by=coordinator, at=NOW, reason="Only by letter, they said.")
    with pytest.raises(pipeline.CannotMove, match="stands"):
        pipeline.move(employer, to=Stage.CONTACTED, by=coordinator, at=NOW)
    assert pipeline.move(employer, to=Stage.SIGNED, by=coordinator, at=NOW).stage == "signed"


def test_a_next_step_has_words_before_it_has_a_day(acme: Employer, coordinator: User) -> None:
    day = NOW.date() + timedelta(days=3)
    pipeline.plan(acme, step="Call the CIO", on=day, by=coordinator, at=NOW)
    pipeline.plan(acme, step="Call the CIO", on=day, by=coordinator, at=NOW)
    acme.refresh_from_db()
    assert (acme.next_step, acme.next_step_on) == ("Call the CIO", day)
    assert verbs(acme) == ["next_step_planned"]
    pipeline.plan(acme, step="", on=day, by=coordinator, at=NOW)
    acme.refresh_from_db()
    assert (acme.next_step, acme.next_step_on) == ("", None)


@pytest.mark.parametrize(("kind", "stage"), [(Kind.CALL, "contacted"), (Kind.NOTE, "identified")])
def test_whoever_is_spoken_with_is_contacted(acme: Employer, coordinator: User, kind: Kind, stage: str) -> None:
    organization = acme.organization
    notes.write(
        kind, community=organization.community, text="The CIO.", by=coordinator, at=NOW, organization=organization
    )
    acme.refresh_from_db()
    assert acme.stage == stage
    assert acme.last_contact_on == (NOW.date() if kind == Kind.CALL else None)


def test_an_older_call_written_down_late_does_not_turn_back_the_clock(acme: Employer, coordinator: User) -> None:
    for days in (1, 5):
        pipeline.hear(acme.organization, on=NOW.date() - timedelta(days=days), by=coordinator, at=NOW)
    acme.refresh_from_db()
    assert acme.last_contact_on == NOW.date() - timedelta(days=1)


def test_quiet_are_the_open_ones_of_whom_nothing_was_heard(rivertown: Community) -> None:
    today, long_ago = NOW.date(), NOW.date() - timedelta(days=91)
    silent = make.employer(rivertown, stage=Stage.CONTACTED, stage_since=long_ago)
    make.employer(rivertown, stage=Stage.CONTACTED, stage_since=long_ago, last_contact_on=today)
    make.employer(rivertown, stage=Stage.IDENTIFIED, stage_since=long_ago)
    make.employer(rivertown, stage=Stage.CONTACTED, stage_since=today)
    assert list(Employer.objects.of(rivertown).quiet(today, 90)) == [silent]


def test_employers_change_hands_together(rivertown: Community, coordinator: User, administrator: User) -> None:
    both = [make.employer(rivertown), make.employer(rivertown)]
    assert pipeline.assign(both, owner=administrator, by=coordinator, at=NOW) == 2
    fresh = Employer.objects.of(rivertown).select_related("organization")
    assert {employer.organization.owner for employer in fresh} == {administrator}
    assert pipeline.assign(fresh, owner=administrator, by=coordinator, at=NOW) == 0


def test_who_asked_to_be_left_alone_stays_so_when_the_commitment_ends(rivertown: Community, coordinator: User) -> None:
    commitment = signatures.settled(rivertown)
    pipeline.move(commitment.employer, to=Stage.DO_NOT_CONTACT, by=coordinator, at=NOW, reason="Only by letter.")
    signing.withdraw(commitment, by=coordinator, at=NOW)
    commitment.employer.refresh_from_db()
    assert (commitment.employer.stage, commitment.employer.stage_reason) == ("do_not_contact", "Only by letter.")


def test_employers_are_counted_by_stage_in_their_community(rivertown: Community, lakeside: Community) -> None:
    make.employer(lakeside, stage=Stage.CONTACTED)
    for stage in (Stage.CONTACTED, Stage.CONTACTED, Stage.DECLINED):
        make.employer(rivertown, stage=stage)
    counts = Employer.objects.by_stage(rivertown)
    assert {stage: count for stage, count in counts.items() if count} == {"contacted": 2, "declined": 1}


def test_an_employer_is_of_its_organizations_community(rivertown: Community, coordinator: User) -> None:
    organization, other = make.organization(rivertown), make.organization(rivertown)
    pipeline.identify(organization, by=coordinator, at=NOW)
    enlisting.identify_many([other.pk], coordinator, NOW)
    saved = Employer.objects.create(organization=make.organization(rivertown))
    assert set(Employer.objects.of(rivertown).values_list("organization", flat=True)) == {
        organization.pk,
        other.pk,
        saved.organization_id,
    }


@pytest.mark.parametrize("count", [1, 100_000])
def test_the_way_to_a_stage_does_not_change_who_is_there(rivertown: Community, coordinator: User, count: int) -> None:
    here = make.employer(rivertown, stage=Stage.CONTACTED)
    make.employer(rivertown, stage=Stage.DECLINED)
    filters = EmployerFilter(QueryDict(), rivertown, today=NOW.date(), by=coordinator)
    assert list(filters.at_stage(listed(rivertown), Stage.CONTACTED, count)) == [here]
