"""Files and links that bear out what a part says."""

import io
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from community.models import Community, User
from providers import applying, evidencing, renewing
from providers.models import Application, Evidence, Provider
from tests import make
from tests.community.attached import PDF
from tests.make import NOW
from tests.providers import applicants

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(rivertown: Community) -> User:
    """Somebody who applies."""
    return make.user(email="sam@riverbend.example")


@pytest.fixture
def draft(rivertown: Community, sam: User) -> Application:
    """An application of which nothing is written yet."""
    return applicants.begun(rivertown, sam)


def add(application: Application, sam: User, content: bytes = PDF, name: str = "Our syllabus.pdf") -> Evidence:
    said = {"title": "Syllabus", "dated_on": None, "description": ""}
    return evidencing.add_file(application, "demand", file=io.BytesIO(content), name=name, **said, by=sam, at=NOW)


def stored() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "evidence"
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_file_is_kept_under_a_random_name_and_offered_under_its_own(draft: Application, sam: User) -> None:
    evidence = add(draft, sam, name="../../Our syllabus.pdf")
    assert evidence.file_name == "Our syllabus.pdf"
    assert "syllabus" not in evidence.file.name and evidence.file.name.startswith("evidence/")
    assert evidence.file.read() == PDF and evidence.size == len(PDF)
    assert draft.parts.get(key="demand").touched_by == sam


def test_the_same_file_twice_is_kept_once(draft: Application, sam: User) -> None:
    first = add(draft, sam)
    before = stored()
    assert add(draft, sam, name="again.pdf") == first
    assert stored() == before
    assert Evidence.objects.count() == 1


def test_what_is_refused_leaves_nothing(draft: Application, sam: User) -> None:
    before = stored()
    with pytest.raises(evidencing.CannotAdd, match="none"):
        add(draft, sam, b"<script>")
    assert stored() == before
    assert not Evidence.objects.exists()
    assert draft.parts.get(key="demand").touched_at is None


def test_a_full_disk_and_a_failing_row_leave_nothing(draft: Application, sam: User) -> None:
    before = stored()
    with (
        patch("techhire.files.WholeFiles._save", side_effect=OSError(28, "No space left")),
        pytest.raises(OSError, match="space"),
    ):
        add(draft, sam)
    with patch("providers.applying.touch", side_effect=RuntimeError), pytest.raises(RuntimeError):
        add(draft, sam)
    assert stored() == before
    assert not Evidence.objects.exists()


def test_a_part_and_an_application_have_their_measure(
    draft: Application, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidencing, "MOST", 1)
    add(draft, sam)
    before = stored()
    with pytest.raises(evidencing.CannotAdd, match="Take one away first"):
        add(draft, sam, PDF + b"\n%%EOF")
    monkeypatch.setattr(evidencing, "MOST", 9)
    monkeypatch.setattr(evidencing, "MOST_BYTES", len(PDF))
    with pytest.raises(evidencing.CannotAdd, match="together"):
        add(draft, sam, PDF + b"\n%%EOF")
    assert stored() == before


def test_taken_away_before_it_was_submitted_it_is_gone(
    draft: Application, sam: User, django_capture_on_commit_callbacks
) -> None:
    evidence = add(draft, sam)
    name = evidence.file.name
    with django_capture_on_commit_callbacks(execute=True):
        evidencing.take_away(evidence, by=sam, at=NOW)
    assert not Evidence.objects.exists() and not default_storage.exists(name)


def test_taken_away_after_it_was_submitted_it_stays_for_who_reads_that_version(
    draft: Application, sam: User, coordinator: User
) -> None:
    applicants.write(draft, sam)
    evidence = add(draft, sam)
    applying.submit(draft, typed_name="Sam", by=sam, at=NOW)
    applying.request_changes(draft, {"demand": "Another syllabus."}, by=coordinator, at=NOW)
    evidencing.take_away(evidence, by=sam, at=NOW)
    evidence.refresh_from_db()
    assert evidence.removed_at == NOW and default_storage.exists(evidence.file.name)
    assert evidence not in Evidence.objects.standing()
    with transaction.atomic():
        evidencing.take_away(evidence, by=sam, at=NOW)
    assert add(draft, sam).pk != evidence.pk, "the same file may come back"


def test_a_link_is_added_once(draft: Application, sam: User) -> None:
    said = {"url": "https://a.example/", "title": "A", "dated_on": None, "description": "", "by": sam, "at": NOW}
    assert evidencing.add_link(draft, "demand", **said) == evidencing.add_link(draft, "demand", **said)
    evidencing.add_link(draft, "quality", **said)
    assert Evidence.objects.count() == 2


def test_a_file_comes_along_into_the_yearly_review_and_lies_there_until_nothing_names_it(
    draft: Application, sam: User, coordinator: User, django_capture_on_commit_callbacks
) -> None:
    applicants.write(draft, sam)
    evidence = add(draft, sam)
    applying.submit(draft, typed_name="Sam", by=sam, at=NOW)
    Application.objects.update(state="listed")
    Provider.objects.update(standing="listed", review_due_on=NOW.date())
    draft.refresh_from_db()
    again = renewing.begin(draft, by=sam, at=NOW)
    along = Evidence.objects.get(part__application=again, part__key="demand", url="")
    assert (along.title, along.file.name, along.sha256) == (evidence.title, evidence.file.name, evidence.sha256)
    assert (along.added_at, along.added_by) == (evidence.added_at, sam)
    assert add(again, sam) == along
    with django_capture_on_commit_callbacks(execute=True):
        evidencing.take_away(along, by=sam, at=NOW)
    assert not Evidence.objects.filter(pk=along.pk).exists() and evidence.file.read() == PDF
    with django_capture_on_commit_callbacks(execute=True):
        evidencing.forget(evidence)
    assert not default_storage.exists(evidence.file.name)
