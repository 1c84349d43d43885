"""An employer's logo: drawn anew, and shown only while its signer agrees."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, PngImagePlugin
from pytest_django import DjangoCaptureOnCommitCallbacks

from community.models import Community, User
from directory import organizations
from directory.models import Entry
from employers import logos, settling, signing
from employers.models import Commitment, Employer, Event
from tests import make
from tests.conftest import signed_in

LOGO = reverse("employers:logo", args=["brightmill"])
DESK_LOGO = reverse("employers:desk-logo", args=["brightmill"])
CANARY = "canary-in-the-metadata"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20)) -> bytes:
    """Return a small picture with something in its metadata."""
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Comment", CANARY)
    out = io.BytesIO()
    inside: dict[str, Any] = {"pnginfo": facts} if kind == "PNG" else {"comment": CANARY.encode()}
    Image.new("RGB", size, (10, 107, 102)).save(out, kind, **inside)
    return out.getvalue()


def upload(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """Keep uploads in a folder of the test's own."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def jo(rivertown: Community) -> User:
    """A partner who has the desk of Brightmill Health."""
    return make.user(name="Jo Park", email="jo@brightmill.example")


@pytest.fixture
def brightmill(rivertown: Community, jo: User) -> Commitment:
    """An active commitment that agrees to name and logo."""
    made = make.active(
        rivertown, name="Brightmill Health", slug="brightmill", consents=["list_name", "show_logo"], signer=jo
    )
    make.affiliation(make.person(rivertown, email=jo.email, user=jo), made.employer.organization, has_desk=True)
    return made


@pytest.fixture
def shown(brightmill: Commitment, jo: User) -> Commitment:
    """The same with a logo."""
    logos.put(brightmill.employer, io.BytesIO(picture()), by=jo, at=make.NOW)
    return brightmill


def test_a_logo_is_drawn_anew_and_nothing_of_the_upload_is_served(client: Client, shown: Commitment) -> None:
    answer = client.get(LOGO)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert CANARY.encode() not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (40, 20)


def test_the_wall_shows_the_logo(client: Client, shown: Commitment) -> None:
    assert LOGO in client.get(reverse("employers:wall")).content.decode()
    assert client.get(reverse("employers:wall-json")).json()["employers"][0]["logo_url"] == f"http://testserver{LOGO}"


@pytest.mark.parametrize("kept", [[], ["list_name"], ["show_logo"], ["share", "news"]])
def test_both_consents_are_needed_and_bite_at_once(
    client: Client, shown: Commitment, jo: User, kept: list[str]
) -> None:
    tag = client.get(LOGO)["ETag"]
    signing.change_consents(shown, kept, by=jo, at=make.NOW)
    assert client.get(LOGO).status_code == 404
    assert client.get(LOGO, headers={"If-None-Match": tag}).status_code == 404
    assert LOGO not in client.get(reverse("employers:wall")).content.decode()


def test_one_signers_yes_to_the_logo_is_not_another_signers_yes_to_the_name(
    client: Client, shown: Commitment, jo: User
) -> None:
    signing.change_consents(shown, ["show_logo"], by=jo, at=make.NOW)
    make.active(shown.community, employer=shown.employer, consents=["list_name"])
    assert client.get(reverse("employers:public-employer", args=["brightmill"])).status_code == 200
    assert client.get(LOGO).status_code == 404


@pytest.mark.parametrize("kind", [Event.Kind.WITHDRAWN, Event.Kind.EXPIRED, Event.Kind.SUPERSEDED])
def test_with_the_commitment_ends_the_logo(client: Client, shown: Commitment, kind: Event.Kind) -> None:
    settling.end(shown, kind, by=None, at=make.NOW)
    assert client.get(LOGO).status_code == 404


def test_browsers_ask_again_each_time_and_are_told_when_nothing_changed(client: Client, shown: Commitment) -> None:
    answer = client.get(LOGO)
    assert answer["Cache-Control"] == "private, no-cache"
    assert client.get(LOGO, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_another_communitys_logo_is_404(lakeside: Community, shown: Commitment) -> None:
    assert Client(headers={"host": "lakeside.example"}).get(LOGO).status_code == 404


def test_a_file_that_is_gone_is_404(client: Client, shown: Commitment) -> None:
    Path(Employer.objects.get().logo.path).unlink()
    assert client.get(LOGO).status_code == 404


def test_without_a_logo_there_is_404(client: Client, brightmill: Commitment) -> None:
    assert client.get(LOGO).status_code == 404


def test_a_new_logo_takes_the_place_of_the_old_file(
    shown: Commitment, jo: User, files: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        logos.put(shown.employer, io.BytesIO(picture(size=(10, 10))), by=jo, at=make.NOW)
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1
    assert Image.open(Employer.objects.get().logo.path).size == (10, 10)


def test_removing_takes_the_file_too(
    shown: Commitment, jo: User, files: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        logos.remove(shown.employer, by=jo, at=make.NOW)
        logos.remove(shown.employer, by=jo, at=make.NOW)
    assert not [path for path in files.rglob("*") if path.is_file()]
    assert list(Entry.objects.filter(verb__startswith="logo").values_list("verb", flat=True).order_by("pk")) == [
        "logo_changed",
        "logo_removed",
    ]


# --- The desk -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_partner_uploads_a_logo(jo: User, brightmill: Commitment, kind: str) -> None:
    browser = signed_in(jo)
    assert browser.post(DESK_LOGO, {"logo": upload(picture(kind))}).url == DESK_LOGO
    assert "It stands on the public wall" in browser.get(DESK_LOGO).content.decode()
    assert browser.get(reverse("employers:desk-logo-file", args=["brightmill"]))["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    "content", [b"<svg onload='alert(1)'/>", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", b"%PDF-1.4", b"MZ"]
)
def test_what_is_no_picture_is_refused_with_a_sentence(jo: User, brightmill: Commitment, content: bytes) -> None:
    answer = signed_in(jo).post(DESK_LOGO, {"logo": upload(content)})
    assert answer.status_code == 200
    assert answer.context["form"].errors["logo"]
    assert not Employer.objects.get().logo


def test_an_upload_without_a_file_or_an_empty_one_is_refused(jo: User, brightmill: Commitment) -> None:
    browser = signed_in(jo)
    assert browser.post(DESK_LOGO).context["form"].errors["logo"]
    assert browser.post(DESK_LOGO, {"logo": upload(b"")}).context["form"].errors["logo"]


def test_a_partner_takes_the_logo_away(jo: User, shown: Commitment, client: Client) -> None:
    browser = signed_in(jo)
    remove = reverse("employers:desk-logo-remove", args=["brightmill"])
    assert browser.get(remove).status_code == 405
    browser.post(remove)
    assert client.get(LOGO).status_code == 404
    assert browser.get(reverse("employers:desk-logo-file", args=["brightmill"])).status_code == 404


def test_ones_own_logo_is_seen_whatever_is_public(jo: User, shown: Commitment, client: Client) -> None:
    signing.change_consents(shown, [], by=jo, at=make.NOW)
    address = reverse("employers:desk-logo-file", args=["brightmill"])
    assert signed_in(jo).get(address).status_code == 200
    assert signed_in(make.user()).get(address).status_code == 404
    assert client.get(address).status_code == 302


# --- The workspace ------------------------------------------------------------------------------


@pytest.fixture
def office(brightmill: Commitment) -> str:
    """Where a coordinator changes the logo."""
    return reverse("employers:workspace-logo", args=[brightmill.employer.organization.pk])


def test_a_coordinator_puts_up_a_logo_and_takes_it_away(
    coordinators_browser: Client, client: Client, office: str, brightmill: Commitment
) -> None:
    page = brightmill.employer.get_absolute_url()
    assert coordinators_browser.post(office, {"logo": upload(picture())}).url == page
    assert client.get(LOGO).status_code == 200
    seen = coordinators_browser.get(page).content.decode()
    assert "Its logo shows." in seen
    assert reverse("employers:public-employer", args=["brightmill"]) in seen
    coordinators_browser.post(f"{office}remove/")
    assert client.get(LOGO).status_code == 404


def test_a_coordinators_upload_that_is_no_picture_is_refused(coordinators_browser: Client, office: str) -> None:
    assert coordinators_browser.post(office, {"logo": upload(b"<svg/>")}).context["form"].errors["logo"]


def test_the_organizations_page_says_that_it_is_not_named(
    coordinators_browser: Client, shown: Commitment, jo: User
) -> None:
    signing.change_consents(shown, [], by=jo, at=make.NOW)
    page = coordinators_browser.get(shown.employer.get_absolute_url()).content.decode()
    assert "Not named" in page
    assert "does not show" in page


def test_a_viewer_sees_the_logo_and_changes_nothing(viewer: User, shown: Commitment, office: str) -> None:
    browser = signed_in(viewer)
    picture_address = reverse("employers:workspace-logo-file", args=[shown.employer.organization.pk])
    assert browser.get(picture_address)["Content-Type"] == "image/png"
    for answer in (browser.get(office), browser.post(office), browser.post(f"{office}remove/")):
        assert answer.status_code == 403


def test_another_communitys_organization_is_404(coordinators_browser: Client, lakeside: Community) -> None:
    theirs = make.active(lakeside).employer.organization
    for name in ("workspace-logo", "workspace-logo-file"):
        assert coordinators_browser.get(reverse(f"employers:{name}", args=[theirs.pk])).status_code == 404


def test_an_organization_called_embed_has_a_page_of_its_own(coordinator: User, rivertown: Community) -> None:
    made = organizations.add(rivertown, name="Embed", by=coordinator, at=make.NOW)
    assert made.slug == "embed-2"
