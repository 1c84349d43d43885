"""Settings: what is set holds, what is wrong is said, and every change leaves a line."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from community import configuring
from community.forms.settings import PARTS
from community.models import AuditEntry, Community, User
from tests.conftest import signed_in
from tests.make import NOW


@pytest.fixture
def admins(administrator: User) -> Client:
    """An administrator's browser."""
    return signed_in(administrator)


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """A folder for uploads."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(size: tuple[int, int] = (300, 100), kind: str = "PNG") -> SimpleUploadedFile:
    """Return a picture as somebody uploads it."""
    out = io.BytesIO()
    Image.new("RGB", size, "#0b6b66").save(out, kind)
    return SimpleUploadedFile("logo.exe", out.getvalue(), content_type="text/html")


def test_every_field_a_coordinator_may_set_has_its_page() -> None:
    elsewhere = {"id", "logo", "created_at"}
    named = [field for part in PARTS for field in part.fields]
    assert len(named) == len(set(named))
    assert {field.name for field in Community._meta.concrete_fields} == set(named) | elsewhere


def test_a_change_is_saved_with_its_line_and_no_change_leaves_none(rivertown: Community, administrator: User) -> None:
    values = {"contact_name": "Sam Ortiz", "contact_email": rivertown.contact_email}
    assert configuring.change(rivertown, what="the contact person", values=values, by=administrator, at=NOW) == [
        "contact_name"
    ]
    assert configuring.change(rivertown, what="the contact person", values=values, by=administrator, at=NOW) == []
    rivertown.refresh_from_db()
    assert rivertown.contact_name == "Sam Ortiz"
    entry = AuditEntry.objects.get()
    assert entry.sentence == "changed the contact person (contact person: Dana Whitfield → Sam Ortiz)"
    assert (entry.by, entry.at) == (administrator, NOW)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
def test_each_page_opens_and_saves_what_it_shows(admins: Client, rivertown: Community, part: Any) -> None:
    page = f"/workspace/settings/{part.key}/"
    assert admins.get(page).status_code == 200
    values = {field: getattr(rivertown, field) for field in part.fields}
    assert (
        admins.post(page, {k: v for k, v in values.items() if v is not False} | {"go": "on"})["Location"]
        == "/workspace/settings/"
    )
    assert AuditEntry.objects.count() == 0


def test_a_host_name_is_tidied_and_leads_on_to_itself(admins: Client, rivertown: Community, settings: Any) -> None:
    settings.DEVELOPMENT, settings.PORTAL_URL = False, "https://{host}"
    answer = admins.post("/workspace/settings/address/", {"host": "https://TechHire.Rivertown.org/x"})
    assert answer["Location"] == "https://techhire.rivertown.org/workspace/settings/"
    rivertown.refresh_from_db()
    assert rivertown.host == "techhire.rivertown.org"


BAD = [
    ("address", {"host": "not a host"}, "Write a host name"),
    ("address", {"host": "lakeside.example"}, "Another community"),
    ("identity", {"name": "", "region": "R", "time_zone": "America/New_York"}, "required"),
    ("identity", {"name": "A\u202eB", "region": "R", "time_zone": "America/New_York"}, "hidden characters"),
    ("identity", {"name": "A", "region": "R", "time_zone": "Mars/Olympus"}, "Select a valid choice"),
    ("identity", {"name": "A" * 400, "region": "R", "time_zone": "America/New_York"}, "at most 120"),
    ("contact", {"contact_name": "D", "contact_email": "nobody"}, "valid email"),
    ("color", {"color": "red; background: url(x)"}, "at most 7"),
    ("color", {"color": "#12345g"}, "Write a color"),
    (
        "vetting",
        {"decision_days": 0, "review_months": "x", "return_due_days": 366},
        "less than or equal to 365",
    ),
    (
        "commitments",
        {
            "commitment_term_months": 12,
            "renewal_first_notice_days": 7,
            "renewal_last_notice_days": 30,
            "quiet_after_days": 90,
        },
        "nearer to the end",
    ),
]


@pytest.mark.parametrize(("part", "posted", "words"), BAD)
@pytest.mark.usefixtures("lakeside")
def test_what_is_wrong_is_said_and_nothing_is_saved(
    admins: Client, rivertown: Community, part: str, posted: dict[str, Any], words: str
) -> None:
    before = Community.objects.filter(pk=rivertown.pk).values().get()
    answer = admins.post(f"/workspace/settings/{part}/", posted)
    assert answer.status_code == 200
    assert words in answer.text
    assert Community.objects.filter(pk=rivertown.pk).values().get() == before
    assert "Rivertown TechHire" in answer.text


def test_extra_fields_change_nothing(admins: Client, rivertown: Community) -> None:
    admins.post(
        "/workspace/settings/color/", {"color": "#123456", "host": "evil.example", "is_second_factor_required": "on"}
    )
    rivertown.refresh_from_db()
    assert (rivertown.color, rivertown.host, rivertown.is_second_factor_required) == ("#123456", "testserver", False)


def test_a_color_is_looked_at_with_its_contrast_before_it_is_saved(admins: Client, rivertown: Community) -> None:
    page = admins.post("/workspace/settings/color/", {"color": "#f0c000", "preview": "1"}).text
    assert "Too faint" in page
    assert "1.7 to 1" in page
    rivertown.refresh_from_db()
    assert rivertown.color == "#0b6b66"


def test_a_logo_is_drawn_anew_and_the_old_file_goes(
    admins: Client,
    rivertown: Community,
    files: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    names = []
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert (
                admins.post("/workspace/settings/logo/", {"logo": picture(kind="JPEG")})["Location"]
                == "/workspace/settings/"
            )
        rivertown.refresh_from_db()
        names.append(rivertown.logo.name)
    assert names[0] != names[1]
    assert [path.name for path in files.rglob("*.png")] == [Path(names[1]).name]
    assert admins.get("/logo.png").headers["Content-Type"] == "image/png"
    with django_capture_on_commit_callbacks(execute=True):
        admins.post("/workspace/settings/logo/remove/")
    assert admins.get("/logo.png").status_code == 404
    assert list(files.rglob("*.png")) == []
    assert AuditEntry.objects.count() == 3


def test_what_is_no_picture_is_refused_in_words(admins: Client, rivertown: Community, files: Path) -> None:
    fake = SimpleUploadedFile(
        "logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/png"
    )
    assert "not a picture" in admins.post("/workspace/settings/logo/", {"logo": fake}).text
    assert list(files.rglob("*")) == []


def test_a_required_second_factor_leads_everybody_to_set_one_up(rivertown: Community, admins: Client) -> None:
    admins.post("/workspace/settings/security/", {"is_second_factor_required": "on"})
    rivertown.refresh_from_db()
    assert rivertown.is_second_factor_required
    assert admins.get("/workspace/settings/")["Location"] == "/account/second-factor/"


def test_an_unknown_page_of_settings_is_not_found(admins: Client) -> None:
    assert admins.get("/workspace/settings/nonsense/").status_code == 404
