"""The audit trail as a file."""

from django.test import Client

from community import audit
from community.models import Community, User
from tests.directory.test_exporting import read_csv, read_xlsx
from tests.make import NOW


def test_the_trail_is_kept_by_the_clock_of_its_community(
    rivertown: Community, lakeside: Community, coordinator: User, coordinators_browser: Client
) -> None:
    audit.record("=did something", community=rivertown, by=coordinator, at=NOW)
    audit.record("did something there", community=lakeside, by=None, at=NOW)
    rows = read_csv(coordinators_browser.get("/workspace/audit/export.csv"))
    assert rows == [{"When": "2026-11-22 10:00:00", "Who": coordinator.name, "What": "'=did something"}]
    assert len(read_xlsx(coordinators_browser.get("/workspace/audit/export.xlsx"))) == 2
