"""A spreadsheet becomes organizations: checked, imported at once, undone while nothing was built on it."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.files.storage import default_storage

from community import jobs
from community.models import AuditEntry, Community, Job, User
from directory import exporting, notes, organizations, spreadsheets
from directory.importing import batches, committing, desk
from directory.models import (
    Affiliation,
    Domain,
    Entry,
    ImportBatch,
    ImportMemory,
    ImportRow,
    ImportTrace,
    Organization,
    Person,
    Tag,
)
from directory.reading.tables import CannotRead
from employers import pipeline
from employers.models import Commitment, Consent, Employer
from employers.stages import Stage
from outreach.models import Letter
from tests import make
from tests.directory.spreadsheets import HEADS, checked, imported, run_jobs, undone, workbook
from tests.make import NOW

ACME = 'Acme Inc,acme.example,acme.example,Ohio,Health care,120,\'+1 555,"a, B",dana@rivertown.example,fair,Jo Park,Jo@acme.example,CIO'  # noqa: E501 - a row
PASSING = {"ImportBatch", "ImportRow", "ImportTrace", "ImportMemory", "AuditEntry", "Job", "Heartbeat", "Session"}


def everything() -> dict[str, str]:
    """Return every row of the portal, but what an import says of itself and of its work."""
    return {
        model._meta.label: serializers.serialize("json", model._meta.base_manager.order_by("pk"))
        for model in apps.get_models(include_auto_created=True)
        if model.__name__ not in PASSING
    }


def outcomes(batch: ImportBatch) -> dict[int, str]:
    """Return what would become of each row."""
    return dict(ImportRow.objects.filter(batch=batch).values_list("number", "outcome"))


def messages(batch: ImportBatch) -> dict[str, list[str]]:
    """Return the problems of a batch, by column."""
    return {column: list(texts) for column, texts in batch.problems.items()}


def test_an_organization_enters_with_all_that_its_row_says(rivertown: Community, coordinator: User) -> None:
    batch = imported(rivertown, f"{HEADS}\n{ACME}\n", by=coordinator)
    assert (batch.state, batch.counts["organizations"], batch.counts["people"]) == ("done", 1, 1)
    acme = Organization.objects.get()
    assert (acme.name, acme.slug, acme.normalized_name, acme.town) == ("Acme Inc", "acme-inc", "acme", "Ohio")
    assert (acme.sector, acme.size_band, acme.phone) == ("health", "50-249", "+1 555")
    assert (acme.website, acme.owner, acme.source) == ("https://acme.example", coordinator, "fair")
    assert sorted(acme.tags.values_list("name", flat=True)) == ["B", "a"]
    assert list(acme.domains.values_list("name", "verified_at")) == [("acme.example", None)]
    jo = Person.objects.get()
    assert (jo.name, jo.email, jo.source) == ("Jo Park", "jo@acme.example", "fair")
    assert jo.affiliations.get().title == "CIO"
    assert acme.employer.stage == Stage.IDENTIFIED
    assert [found.name for found in Organization.objects.of(rivertown).search("acme ohio")] == ["Acme Inc"]


def test_no_letter_leaves_and_nobody_signs_or_agrees(rivertown: Community, coordinator: User) -> None:
    imported(rivertown, f"{HEADS}\n{ACME}\n", by=coordinator)
    assert not Letter.objects.exists()
    assert not Commitment.objects.exists()
    assert not Consent.objects.exists()
    assert set(Employer.objects.values_list("stage", flat=True)) == {Stage.IDENTIFIED}
    assert not Affiliation.objects.filter(has_desk=True).exists()


def test_all_problems_are_said_at_once_by_column_with_rows(rivertown: Community, coordinator: User) -> None:
    batch = checked(
        rivertown,
        "Name,Website,Sector,Size,Owner,E-mail,Town,Job title,Domain\n"
        "Acme,not a site,Alchemy,many,nobody@x.example,jo@,Ohio,,gmail.com\n"
        ",,,,,,Ohio,,\n"
        "#REF!,,,,,,Ohio,CIO,nonsense\n"
        f"{'x' * 201},,,,,,,,\n"
        "Bo\u202emb,,,,,,,,\n"
        "Fine,,,,,,,,\n",
        by=coordinator,
    )
    assert batch.counts == {"rejected": 5, "new": 1}
    found = messages(batch)
    assert set(found) == {
        "Name",
        "Website",
        "Sector",
        "Size",
        "Owner e-mail",
        "Contact e-mail",
        "Contact title",
        "Domain",
    }
    assert batch.problems["Website"][
        "This is no address of the web. Write it like https://acme.example, or leave it empty."
    ] == {
        "count": 1,
        "rows": [[2, "not a site"]],
    }
    assert len(found["Name"]) == 4
    assert len(found["Domain"]) == 2


def test_rows_that_we_know_update_or_are_known_already(rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown, name="Acme, Inc.", slug="acme", town="Ohio", phone="555")
    make.employer(rivertown, organization=acme)
    make.domain(make.organization(rivertown, name="Borealis", slug="b", town="Ohio"), "borealis.example")
    batch = checked(
        rivertown,
        "Name,Town,Phone,Domain,E-mail\n"
        "ACME,Ohio,777,,\n"  # known, and has a phone
        "The Acme,,,,jo@acme.example\n"  # no town: the only one of its name
        "Borealis North,Iowa,9,borealis.example,\n"  # by its domain
        "Acme,Iowa,,,\n"  # another town, another organization
        "New,Ohio,,,\n"
        "New Inc,Ohio,,,al@new.example\n"  # as the row above, with somebody
        "New,Ohio,,,\n"
        "New,Ohio,,,AL@new.example\n",
        by=coordinator,
    )
    assert outcomes(batch) == {
        2: "duplicate",
        3: "update",
        4: "update",
        5: "new",
        6: "new",
        7: "update",
        8: "duplicate",
        9: "duplicate",
    }
    batches.commit(batch, by=coordinator, at=NOW)
    run_jobs()
    new = Organization.objects.get(name="New")
    assert new.affiliations.get().person.email == "al@new.example"
    assert Organization.objects.count() == 4
    assert Organization.objects.get(slug="acme").phone == "555"
    assert Employer.objects.count() == 4


@pytest.mark.parametrize(("way", "phone"), [("fill", "555"), ("replace", "777"), ("leave", "555")])
def test_what_we_know_is_filled_replaced_or_left(rivertown: Community, coordinator: User, way: str, phone: str) -> None:
    acme = make.organization(rivertown, name="Acme", town="Ohio", phone="555")
    content = "Name,Town,Phone,Website\nAcme,Ohio,777,acme.example\nNew,Ohio,,\n"
    imported(rivertown, content, by=coordinator, known=way)
    acme.refresh_from_db()
    assert (acme.phone, acme.website) == (phone, "" if way == "leave" else "https://acme.example")


def test_an_undo_leaves_no_trace_but_the_audit(rivertown: Community, coordinator: User) -> None:
    known = make.organization(rivertown, name="Known", town="Ohio")
    make.affiliation(make.person(rivertown, name="Al", email="al@known.example"), known)
    make.employer(rivertown, name="Hires")
    Tag.objects.create(community=rivertown, name="old")
    before = everything()
    batch = imported(
        rivertown,
        f"{HEADS}\n{ACME}\n"
        'Known,known.example,,Ohio,Health care,,,"old, new",,,Bo,bo@known.example,\n'
        "Hires,,,Rivertown,,,,,,,Al,al@known.example,\n",
        by=coordinator,
    )
    assert batch.counts["changed"] == 2
    assert everything() != before
    assert undone(batch, by=coordinator).state == "undone"
    assert everything() == before
    assert [entry.sentence for entry in AuditEntry.objects.order_by("pk")][-1] == "undid the import of list.csv"
    assert not ImportTrace.objects.exists()
    assert not ImportRow.objects.exists()


def built_on(batch: ImportBatch, by: User) -> dict[str, Any]:
    """Return the ways in which something is built on an import of Acme."""
    acme = Organization.objects.get(name="Acme Inc")
    return {
        "a note": lambda: notes.write(
            "note", community=batch.community, organization=acme, text="Met", by=by, at=NOW, person=None
        ),
        "a change": lambda: organizations.change(acme, phone="1", by=by, at=NOW),
        "a stage": lambda: pipeline.move(acme.employer, to=Stage.CONTACTED, by=by, at=NOW),
        "a next step": lambda: pipeline.plan(acme.employer, step="Call", on=None, by=by, at=NOW),
        "another job": lambda: make.affiliation(Person.objects.get(), make.organization(batch.community)),
        "a letter": lambda: make.commitment(batch.community, employer=acme.employer),
    }


@pytest.mark.parametrize("what", ["a note", "a change", "a stage", "a next step", "another job", "a letter"])
def test_an_undo_is_refused_with_the_name_where_something_was_built_on_it(
    rivertown: Community, coordinator: User, what: str
) -> None:
    batch = imported(rivertown, f"{HEADS}\n{ACME}\n", by=coordinator)
    built_on(batch, coordinator)[what]()
    before = everything()
    undone(batch, by=coordinator)
    assert batch.state == "done"
    assert ("Jo Park" if what == "another job" else "Acme Inc") in batch.trouble
    assert everything() == before


def test_an_undo_is_refused_where_an_update_was_changed_again(rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown, name="Acme", town="Ohio")
    batch = imported(rivertown, "Name,Town,Phone\nAcme,Ohio,777\n", by=coordinator)
    organizations.change(acme, phone="888", by=coordinator, at=NOW)
    assert "Acme" in undone(batch, by=coordinator).trouble
    assert batch.state == "done"


def test_export_and_import_are_each_others_opposite(
    rivertown: Community, lakeside: Community, coordinator: User
) -> None:
    fay = make.member(lakeside, *coordinator.memberships.get().roles, name="Fay", email="fay@lakeside.example")
    imported(
        rivertown,
        f"{HEADS}\n{ACME}\n"
        '=Formula,,,"Town, with comma",,,-1,,,\'=x,"O""Neill",,\n'
        "@At,at.example,,,,1-9,,x,,,,x@at.example,\n",
        by=coordinator,
    )
    Organization.objects.update(owner=None)

    def kept(community: Community) -> list[list[Any]]:
        return list(exporting.organizations(Organization.objects.of(community)))

    for form in ("csv", "xlsx"):
        Organization.objects.of(lakeside).delete()
        Person.objects.of(lakeside).delete()
        content = b"".join(
            spreadsheets.written(form, list(exporting.ORGANIZATIONS), kept(rivertown), title="Organizations")
        )
        imported(lakeside, content, by=fay)
        assert kept(lakeside) == kept(rivertown), form


def test_a_workbook_is_checked_like_a_text(rivertown: Community, coordinator: User) -> None:
    batch = imported(
        rivertown, workbook([["Our list"], [], ["Company", "City", "Staff"], ["Acme", "Ohio", 12]]), by=coordinator
    )
    assert Organization.objects.get().size_band == "10-49"
    assert Entry.objects.get(verb="organization_imported").facts == {
        "file": "list.csv",
        "row": 4,
        "title": "",
        "import": batch.pk,
    }


def test_what_was_chosen_for_a_heading_is_remembered_by_its_community_alone(
    rivertown: Community, lakeside: Community, coordinator: User
) -> None:
    content = "Who,City\nAcme,Ohio\n"
    checked(rivertown, content, by=coordinator, meanings=["name", "town"])
    assert ImportMemory.objects.count() == 2
    again = batches.begin(rivertown, name="b.csv", content=content.encode(), by=coordinator, at=NOW)
    assert again.columns == ["name", "town"]
    other = batches.begin(lakeside, name="b.csv", content=content.encode(), by=coordinator, at=NOW)
    assert other.columns == ["", "town"]


def test_files_are_gone_when_they_are_not_needed(rivertown: Community, coordinator: User) -> None:
    def kept() -> int:
        try:
            return len(default_storage.listdir("imports")[1])
        except FileNotFoundError:
            return 0

    begun = kept()
    with pytest.raises(CannotRead):
        batches.begin(rivertown, name="x.csv", content=b"Name\n", by=coordinator, at=NOW)
    assert kept() == begun
    assert ImportBatch.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_files_go_with_the_import_and_with_what_was_put_away(rivertown: Community, coordinator: User) -> None:
    batch = imported(rivertown, "Name\nAcme\n", by=coordinator)
    assert not batch.file
    assert not batch.table
    waiting = checked(rivertown, "Name\nBorealis\n", by=coordinator)
    name = waiting.file.name
    assert default_storage.exists(name)
    batches.discard(waiting)
    assert not default_storage.exists(name)


def test_what_nobody_went_on_with_is_put_away_after_a_week(rivertown: Community, coordinator: User) -> None:
    checked(rivertown, "Name\nAcme\n", by=coordinator)
    done = imported(rivertown, "Name\nBorealis\n,\n", by=coordinator)
    batches.forget(at=NOW + timedelta(days=6))
    assert ImportBatch.objects.count() == 2
    batches.forget(at=NOW + timedelta(days=40))
    assert list(ImportBatch.objects.all()) == [done]
    ImportBatch.objects.update(done_at=NOW - timedelta(days=31))
    batches.forget(at=NOW)
    assert not ImportTrace.objects.exists()
    with pytest.raises(batches.CannotImport, match="30 days"):
        batches.undo(done, by=coordinator, at=NOW)


def test_a_second_press_changes_nothing(rivertown: Community, coordinator: User) -> None:
    batch = checked(rivertown, "Name\nAcme\n", by=coordinator)
    batches.commit(batch, by=coordinator, at=NOW)
    with pytest.raises(batches.CannotImport, match="already"):
        batches.commit(batch, by=coordinator, at=NOW)
    run_jobs()
    with pytest.raises(batches.CannotImport, match="imported by now"):
        batches.commit(batch, by=coordinator, at=NOW)
    assert Organization.objects.count() == 1


def test_who_was_added_since_the_check_is_met_and_slugs_stay_apart(rivertown: Community, coordinator: User) -> None:
    batch = checked(rivertown, "Name,Town\nAcme,Ohio\nAcme,Iowa\nAcme,Utah\n", by=coordinator)
    organizations.add(rivertown, name="Acme", town="Ohio", by=coordinator, at=NOW)
    batches.commit(batch, by=coordinator, at=NOW)
    run_jobs()
    assert sorted(Organization.objects.values_list("slug", flat=True)) == ["acme", "acme-2", "acme-3"]


def test_a_row_that_cannot_be_told_further_down_ends_the_check_with_words(
    rivertown: Community, coordinator: User
) -> None:
    rows = "".join(f"Acme {number},Ohio\n" for number in range(50))
    batch = batches.begin(
        rivertown, name="a.csv", content=f'Name,Town\n{rows}"Open,Ohio\n'.encode(), by=coordinator, at=NOW
    )
    batches.check(batch, meanings=batch.columns, source="x", known="fill", is_joining=True, by=coordinator, at=NOW)
    run_jobs()
    batch = ImportBatch.objects.select_related("job").get()
    assert batch.is_stuck
    assert "row 52 is never closed" in batch.job.outcome


def test_domains_and_people_of_another_community_are_not_met(
    rivertown: Community, lakeside: Community, coordinator: User
) -> None:
    make.domain(make.organization(lakeside, name="Acme Inc", town="Ohio"), "acme.example")
    make.person(lakeside, email="jo@acme.example")
    imported(rivertown, f"{HEADS}\n{ACME}\n", by=coordinator)
    assert Organization.objects.of(rivertown).count() == 1
    assert Domain.objects.of(rivertown).count() == 1
    assert Person.objects.of(rivertown).count() == 1


MANY = "Name,Town,Tags,E-mail,Domain\n" + "".join(
    f"Acme {number % 7},Ohio,t{number % 3},jo{number}@acme.example,d{number % 2}.example\n" for number in range(20)
)


@pytest.mark.parametrize("known", ["fill", "replace", "leave"])
def test_a_long_list_goes_on_where_it_was_killed_and_is_undone_as_a_whole(
    rivertown: Community, coordinator: User, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    make.organization(rivertown, name="Acme 3", town="Ohio")
    before = everything()
    monkeypatch.setattr(committing, "CHUNK", 3)
    batch = checked(rivertown, MANY, by=coordinator, known=known)
    batches.commit(batch, by=coordinator, at=NOW)
    job = jobs.claim(at=NOW)
    batch = ImportBatch.objects.select_related("community").get()
    assert committing.enter(job, desk.begin(batch, by=coordinator, at=job.requested_at, slugs=set()))
    assert Organization.objects.count() < 7  # a worker died here
    Job.objects.update(lease_until=NOW - timedelta(days=1))
    run_jobs()
    batch.refresh_from_db()
    assert batch.state == "done"
    assert Organization.objects.count() == Employer.objects.count() == 7
    assert Person.objects.count() == Affiliation.objects.count() == (17 if known == "leave" else 20)
    assert batch.counts["organizations"] == 6
    undone(batch, by=coordinator)
    assert batch.trouble == ""
    assert everything() == before


def test_an_import_that_gave_up_half_way_is_undone(
    rivertown: Community, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    monkeypatch.setattr(committing, "CHUNK", 3)
    batch = checked(rivertown, MANY, by=coordinator)
    batches.commit(batch, by=coordinator, at=NOW)
    job = jobs.claim(at=NOW)
    batch = ImportBatch.objects.select_related("community").get()
    assert committing.enter(job, desk.begin(batch, by=coordinator, at=job.requested_at, slugs=set()))
    Job.objects.update(state="failed")
    assert undone(batch, by=coordinator).state == "undone"
    assert everything() == before
