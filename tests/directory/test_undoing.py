"""An import is undone in parts: looked at before, gone on with after a crash, careful with what is built on."""

from datetime import UTC, datetime, timedelta

import pytest

from community import jobs
from community.models import AuditEntry, Community, Job, User
from directory import notes, ties
from directory.importing import batches, committing, undoing
from directory.models import Affiliation, Alliance, ImportBatch, ImportTrace, Organization, Person, Tie
from employers.models import Employer
from tests import make
from tests.directory.spreadsheets import imported, run_jobs, undone
from tests.directory.test_import_kinds import TIES
from tests.directory.test_importing import everything
from tests.make import NOW

LATE = datetime(2100, 1, 1, tzinfo=UTC)
MANY = "Name,Town,Tags,E-mail,Domain,Notes,Next step\n" + "".join(
    f"Acme {number},Ohio,t{number % 3},jo{number}@acme{number}.example,d{number}.example,Met {number},Call\n"
    for number in range(10)
)


@pytest.fixture
def batch(rivertown: Community, coordinator: User, monkeypatch: pytest.MonkeyPatch) -> ImportBatch:
    """Ten organizations that were imported in four parts, with people, tags, domains and notes."""
    monkeypatch.setattr(committing, "CHUNK", 3)
    return imported(rivertown, MANY, by=coordinator)


def begun(batch: ImportBatch, by: User, *, parts: int) -> Job:
    """Begin to undo a batch, as far as some parts, and die."""
    batches.undo(batch, by=by, at=NOW)
    job = jobs.claim(at=NOW)
    batch.refresh_from_db()
    assert undoing.look(batch, job, LATE)
    for number in undoing.tracing.numbers(batch)[:parts]:
        undoing.take(batch, job, undoing.tracing.part_of(batch, number))
    Job.objects.update(lease_until=NOW - timedelta(days=1))
    batch.refresh_from_db()
    return job


def test_an_undo_goes_on_where_it_was_killed(
    rivertown: Community, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    monkeypatch.setattr(committing, "CHUNK", 3)
    batch = imported(rivertown, MANY, by=coordinator)
    job = begun(batch, coordinator, parts=2)
    assert 0 < Organization.objects.count() < 10
    assert 0 < job.done < job.total
    assert (batch.state, batch.is_going) == ("undoing", True)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.trouble, batch.is_going) == ("undone", "", False)
    assert everything() == before
    assert not ImportTrace.objects.exists()


def test_the_look_at_what_was_built_on_it_goes_on_where_it_was_killed(batch: ImportBatch, coordinator: User) -> None:
    batches.undo(batch, by=coordinator, at=NOW)
    job = jobs.claim(at=NOW)
    batch.refresh_from_db()
    assert not undoing.look(batch, job, NOW - timedelta(days=1))
    Job.objects.update(bookmark={"looked": 3}, lease_until=NOW - timedelta(days=1))
    run_jobs()
    assert not Organization.objects.exists()


def test_nothing_goes_where_something_was_built_on_the_first_part(batch: ImportBatch, coordinator: User) -> None:
    first = Organization.objects.order_by("pk")[0]
    first.tasks.create(community=batch.community, title="Call")
    before = everything()
    undone(batch, by=coordinator)
    assert batch.state == "done"
    assert batch.trouble == ("Nothing was undone: since the import something was written about, or done with, Acme 0.")
    assert everything() == before


def test_what_is_built_on_meanwhile_stays_with_all_that_hangs_on_it(batch: ImportBatch, coordinator: User) -> None:
    begun(batch, coordinator, parts=1)
    acme, jo = Organization.objects.get(name="Acme 1"), Person.objects.get(email="jo3@acme3.example")
    by = {"by": coordinator, "at": NOW, "community": batch.community}
    notes.write("note", organization=acme, person=None, text="They called", **by)
    jo.tasks.create(community=batch.community, title="Call")
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert batch.trouble.startswith("Some stay, because")
    assert batch.trouble.endswith(f": {jo}, Acme 1.")
    assert sorted(Organization.objects.values_list("name", flat=True)) == ["Acme 1", "Acme 3"]
    assert Employer.objects.get(organization=acme).next_step == "Call"
    assert [tag.name for tag in acme.tags.all()] == ["t1"]
    assert acme.domains.get().name == "d1.example"
    assert acme.entries.filter(text="Met 1").exists()
    assert Affiliation.objects.filter(person=jo, organization__name="Acme 3").exists()
    assert (
        AuditEntry.objects.latest("pk").sentence
        == "undid the import of list.csv, but for 2 that something was built on"
    )


def test_the_page_says_what_stays(batch: ImportBatch, coordinator: User, coordinators_browser: object) -> None:
    begun(batch, coordinator, parts=1)
    page = coordinators_browser.get(batch.get_absolute_url()).content.decode()
    assert "What somebody builds on meanwhile stays" in page
    Organization.objects.get(name="Acme 1").tasks.create(community=batch.community, title="Call")
    run_jobs()
    page = coordinators_browser.get(batch.get_absolute_url()).content.decode()
    assert "while this was undone: Acme 1." in page
    assert "but for what is named above" in page


def test_what_was_changed_again_meanwhile_stays_as_it_is(
    rivertown: Community, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = make.organization(rivertown, name="Known", town="Ohio")
    monkeypatch.setattr(committing, "CHUNK", 1)
    batch = imported(rivertown, "Name,Town,Phone\nKnown,Ohio,777\nNew,Ohio,1\n", by=coordinator)
    begun(batch, coordinator, parts=1)
    Organization.objects.filter(pk=known.pk).update(phone="888")
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["left"]) == ("undone", 1)
    assert Organization.objects.get().phone == "888"


def test_an_alliance_that_gets_a_member_meanwhile_stays_with_its_organization(
    rivertown: Community, coordinator: User
) -> None:
    batch = imported(rivertown, "Alliance,Kind,Member\nChamber,chamber,Acme\n", by=coordinator, holds="alliances")
    begun(batch, coordinator, parts=0)
    make.ally(Alliance.objects.get(), make.organization(rivertown, name="Other"))
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert set(Organization.objects.values_list("name", flat=True)) == {"Acme", "Chamber", "Other"}
    assert Alliance.objects.get().members.count() == 2


def test_a_tie_that_is_said_again_meanwhile_stays_with_both_people(rivertown: Community, coordinator: User) -> None:
    content = f"{TIES}Al,al@x.example,,Ed,ed@x.example,,,,,\nBo,bo@x.example,,Fy,fy@x.example,,,,,\n"
    batch = imported(rivertown, content, by=coordinator)
    begun(batch, coordinator, parts=0)
    tie = Tie.objects.get(to_person__name="Ed")
    ties.tie(tie.from_person, tie.to_person, kind=tie.kind, strength=3, by=coordinator, at=make.NOW)
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert Tie.objects.get().strength == 3
    assert set(Person.objects.values_list("name", flat=True)) == {"Al", "Ed"}


def test_an_undo_that_gave_up_is_gone_on_with(batch: ImportBatch, coordinator: User) -> None:
    begun(batch, coordinator, parts=1)
    Job.objects.update(state="failed")
    Organization.objects.get(name="Acme 0").tasks.create(community=batch.community, title="Call")
    assert undone(batch, by=coordinator).state == "undone"
    assert Organization.objects.get().name == "Acme 0"


def test_what_an_import_changed_twice_gets_back_what_stood_there(
    rivertown: Community, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.organization(rivertown, name="Known", town="Ohio", phone="555")
    before = everything()
    monkeypatch.setattr(committing, "CHUNK", 1)
    content = "Name,Town,Phone,Next step\nKnown,Ohio,777,Call\nOther,Ohio,1,\nKnown,Ohio,888,Write\n"
    batch = imported(rivertown, content, by=coordinator, known="replace")
    assert ImportTrace.objects.filter(kind="change").count() > 2
    assert undone(batch, by=coordinator).trouble == ""
    assert everything() == before
