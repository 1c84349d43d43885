"""The audit trail and the progress of long work, as pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from community import audit
from community.models import AuditEntry, Community, Job, User
from tests.conftest import signed_in
from tests.make import NOW


def test_the_trail_is_paged_newest_first_and_asks_the_database_no_more_often(
    viewer: User, rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = signed_in(viewer)
    assert "Nothing was changed yet" in reader.get("/workspace/audit/").text
    audit.record("did thing 0", community=rivertown, by=viewer, at=NOW)
    with CaptureQueriesContext(connection) as one:
        reader.get("/workspace/audit/")
    for number in range(1, 60):
        audit.record(
            f"did thing {number}",
            community=rivertown,
            by=viewer if number % 2 else None,
            at=NOW + timedelta(minutes=number),
        )
    with django_assert_num_queries(len(one)):
        page = reader.get("/workspace/audit/").text
    assert page.index("did thing 59") < page.index("did thing 58")
    assert "did thing 9<" not in page
    tenth = AuditEntry.objects.get(sentence="did thing 10").pk
    assert "did thing 9<" in reader.get(f"/workspace/audit/?after={tenth}").text
    assert "did thing 11<" in reader.get(f"/workspace/audit/?before={tenth}").text
    for odd in ("0", "-1", "x", "9" * 5000, "%00"):
        assert reader.get(f"/workspace/audit/?after={odd}&before={odd}").status_code in {200, 400, 404}


def test_the_trail_shows_words_as_words(viewer: User, rivertown: Community) -> None:
    audit.record("named it <script>alert(1)</script>", community=rivertown, by=None, at=NOW)
    page = signed_in(viewer).get("/workspace/audit/").text
    assert "&lt;script&gt;" in page
    assert "The server’s operator" in page


def test_the_trail_is_never_rewritten(rivertown: Community) -> None:
    entry = audit.record("did it", community=rivertown, by=None, at=NOW)
    with pytest.raises(TypeError):
        entry.save()
    assert AuditEntry.objects.get().sentence == "did it"


def test_progress_is_polled_while_work_is_left_and_then_no_more(viewer: User, rivertown: Community) -> None:
    job = Job.objects.create(community=rivertown, kind="import", title="Import", state="running", done=3, total=12)
    reader, path = signed_in(viewer), f"/workspace/jobs/{job.pk}/"
    page = reader.get(path).text
    assert "3 of 12" in page
    assert "<html" in page
    piece = reader.get(path, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert f'hx-get="{path}"' in piece
    Job.objects.update(state="failed", outcome="The file is <gone>.")
    done = reader.get(path, headers={"HX-Request": "true"}).text
    assert "hx-get" not in done
    assert "The file is &lt;gone&gt;." in done


def test_a_job_leads_back_to_where_its_work_belongs(viewer: User, rivertown: Community) -> None:
    job = Job.objects.create(community=rivertown, kind="verify_commitments", title="Verify all commitments")
    assert 'href="/workspace/sign-ups/history/"' in signed_in(viewer).get(f"/workspace/jobs/{job.pk}/").text


def test_anothers_job_is_as_missing_as_none(viewer: User, rivertown: Community, lakeside: Community) -> None:
    job = Job.objects.create(community=lakeside, kind="import", title="Import")
    assert signed_in(viewer).get(f"/workspace/jobs/{job.pk}/").status_code == 404
