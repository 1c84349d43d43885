"""Signatures on paper: typed, scanned, countersigned; and the scan that is only ever handed out as a file."""

import hashlib
import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from employers import paper, scans, signing, verifying
from employers.models import Commitment, Employer, Event
from tests import make
from tests.conftest import signed_in
from tests.employers import signatures

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ANSWERS = signing.Answers(
    fields=signatures.FIELDS | {"signer_email": ""}, promises={"full_time_hire": ""}, consents=frozenset({"list_name"})
)
DAY = date(2026, 11, 2)


def picture(kind="PNG", size=(600, 800), **how):
    """Return a picture as a file."""
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, kind, **how)
    return file.getvalue()


def take(community, by, **how):
    """Enter a paper."""
    text = how.pop("text", None) or make.text(community)
    return paper.take(
        community,
        how.pop("answers", ANSWERS),
        text=text,
        signed_on=how.pop("signed_on", DAY),
        scan=how.pop("scan", PDF),
        organization=how.pop("organization", None),
        by=by,
        at=make.NOW,
    )


def test_a_countersignature_stands_in_for_the_mailbox(rivertown, coordinator):
    commitment = take(rivertown, coordinator)
    assert (commitment.state, commitment.method, commitment.countersigned_by) == ("confirmed", "paper", coordinator)
    assert commitment.signed_at.astimezone(rivertown.zone).date() == DAY
    assert commitment.scan_sha256 == hashlib.sha256(PDF).hexdigest()
    assert "Countersigned by Dana Whitfield on November 22, 2026" in commitment.document
    assert "November 2, 2026" in commitment.document
    assert commitment.signer is None
    assert [event.kind for event in Event.objects.order_by("number")] == ["signed", "confirmed"]
    assert Event.objects.get(number=2).content["countersigned"] is True
    assert not list(verifying.problems(rivertown))


def test_an_older_text_can_be_the_one_that_was_signed(rivertown, coordinator):
    first = make.text(rivertown)
    make.text(rivertown, body="Another.")
    assert first.body in take(rivertown, coordinator, text=first).document


def test_a_paper_of_a_given_organization_counts_at_once(rivertown, coordinator):
    acme = make.organization(rivertown, name="Acme")
    commitment = take(rivertown, coordinator, organization=acme)
    assert (commitment.state, commitment.employer.organization, commitment.settled_by) == ("active", acme, coordinator)
    assert not list(verifying.problems(rivertown))


def test_a_paper_beside_an_active_commitment_waits_for_the_card(rivertown, coordinator):
    first = signatures.settled(rivertown)
    commitment = take(rivertown, coordinator, text=first.text, organization=first.employer.organization)
    assert commitment.state == "confirmed"


def test_the_same_paper_twice_is_refused_and_its_file_is_not_kept(rivertown, coordinator):
    first = take(rivertown, coordinator)
    with pytest.raises(paper.CannotTake, match=first.reference):
        take(rivertown, coordinator, text=first.text)
    assert Commitment.objects.count() == 1
    assert [f"commitments/{name}" for name in default_storage.listdir("commitments")[1]].count(first.scan.name) == 1


def test_one_sheet_may_hold_the_signatures_of_several(rivertown, coordinator):
    first = take(rivertown, coordinator)
    other = signing.Answers(fields=ANSWERS.fields | {"organization_name": "Beta"})
    assert take(rivertown, coordinator, text=first.text, answers=other).pk != first.pk


def test_what_fails_leaves_no_file(rivertown, coordinator):
    make.text(rivertown)
    before = len(default_storage.listdir("commitments")[1]) if default_storage.exists("commitments") else 0
    with pytest.raises(paper.CannotTake):
        take(rivertown, coordinator, signed_on=date(2026, 11, 23))
    with pytest.raises(KeyError):
        take(rivertown, coordinator, answers=signing.Answers(fields={}))
    assert (len(default_storage.listdir("commitments")[1]) if default_storage.exists("commitments") else 0) == before


@pytest.mark.parametrize(
    "alter",
    [lambda storage, name: storage.delete(name), lambda storage, name: storage.open(name, "wb").write(b"%PDF-")],
)
def test_a_scan_that_is_gone_or_exchanged_is_found(rivertown, coordinator, alter):
    commitment = take(rivertown, coordinator)
    alter(commitment.scan.storage, commitment.scan.name)
    assert "its scan is missing or not the one" in "".join(verifying.problems(rivertown))


def test_an_altered_fingerprint_of_a_scan_is_found(rivertown, coordinator):
    commitment = take(rivertown, coordinator)
    Commitment.objects.filter(pk=commitment.pk).update(scan_sha256="0" * 64)
    assert "its scan sha256 was altered" in "".join(verifying.problems(rivertown))


# --- Scans ---


def test_a_pdf_is_kept_as_it_came():
    assert scans.clean(io.BytesIO(PDF)) == PDF
    assert scans.kind_of(PDF) == "application/pdf"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_drawn_anew(kind):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    kept = scans.clean(io.BytesIO(picture(kind, exif=exif)))
    assert scans.kind_of(kept) == "image/png"
    assert b"taken at home" not in kept


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"GIF89a",
        b"PK\x03\x04",
        b"%PDF-1.7 cut short",
        picture()[:200],
        b"\x00" * 100,
        b" %PDF-1.7\n%%EOF",
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(content):
    with pytest.raises(scans.CannotRead):
        scans.clean(io.BytesIO(content))


def test_a_file_too_large_is_refused():
    with pytest.raises(scans.CannotRead, match="4 MB"):
        scans.clean(io.BytesIO(b"%PDF-" + b"x" * scans.MAX_BYTES + b"%%EOF"))


def test_a_flood_of_pixels_is_refused():
    with pytest.raises(scans.CannotRead):
        scans.clean(io.BytesIO(picture(size=(9000, 9000))))


# --- The page ---


def posted(text, /, **fields):
    """Return what the form sends."""
    return {
        "text": text.pk,
        "signed_on": "2026-11-02",
        "organization_name": "Acme Corp",
        "signer_name": "Jo Park",
        "signer_email": "Jo@Acme.example",
        "promises": ["full_time_hire"],
        "consents": ["list_name"],
        "scan": SimpleUploadedFile("scan.exe", PDF, "application/x-msdownload"),
        "countersigned": "on",
        **fields,
    }


@pytest.fixture
def text(rivertown):
    """A text published before the day on the paper."""
    return make.text(rivertown, published_at=make.NOW - timedelta(days=90))


def test_a_coordinator_enters_a_paper_and_is_led_to_the_card(rivertown, text, coordinators_browser):
    answer = coordinators_browser.post("/workspace/commitments/paper/", posted(text))
    commitment = Commitment.objects.get()
    assert answer.url == f"/workspace/sign-ups/{commitment.pk}/"
    assert commitment.signer_email == "jo@acme.example"
    page = coordinators_browser.get(answer.url).text
    assert "On paper, November 2, 2026, countersigned by Dana Whitfield" in page


def test_from_an_organizations_page_it_counts_for_that_organization(rivertown, text, coordinators_browser):
    acme = make.organization(rivertown, name="Acme")
    address = f"/workspace/commitments/paper/?organization={acme.pk}"
    assert 'value="Acme"' in coordinators_browser.get(address).text
    answer = coordinators_browser.post(address, posted(text))
    commitment = Commitment.objects.get()
    assert (commitment.state, answer.url) == ("active", commitment.get_absolute_url())


def test_an_organization_of_another_community_is_left_out(rivertown, lakeside, text, coordinators_browser):
    other = make.organization(lakeside, name="Elsewhere")
    coordinators_browser.post(f"/workspace/commitments/paper/?organization={other.pk}", posted(text))
    assert Commitment.objects.get().state == "confirmed"
    assert not Employer.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("signed_on", "2126-01-01", "still to come"),
        ("signed_on", "1999-01-01", "ten years"),
        ("signed_on", "", "Write the day"),
        ("countersigned", "", "Tick this once you hold"),
        ("scan", SimpleUploadedFile("a.pdf", b"<html>"), "no PDF, PNG or JPEG"),
        ("organization_name", "Acme\u202e", "hidden characters"),
        ("signer_email", "nonsense", "valid email"),
        ("text", "999999", "valid choice"),
        ("promises", ["everything"], "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(text, coordinators_browser, field, value, words):
    answer = coordinators_browser.post("/workspace/commitments/paper/", posted(text, **{field: value}))
    assert answer.status_code == 200
    assert words in answer.text
    assert not Commitment.objects.exists()


def test_a_text_of_another_community_cannot_be_chosen(rivertown, lakeside, text, coordinators_browser):
    coordinators_browser.post("/workspace/commitments/paper/", posted(make.text(lakeside)))
    assert not Commitment.objects.exists()


def test_without_a_published_text_the_page_says_what_to_do_first(rivertown, coordinators_browser):
    assert "Publish the first version" in coordinators_browser.get("/workspace/commitments/paper/").text


def test_the_scan_is_handed_out_as_a_file_and_nothing_else(rivertown, coordinator, viewer):
    commitment = take(rivertown, coordinator)
    answer = signed_in(viewer).get(f"/workspace/commitments/{commitment.pk}/scan/")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="commitment-{commitment.reference}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_scan_that_is_gone_is_a_404(rivertown, coordinator, coordinators_browser):
    commitment = take(rivertown, coordinator)
    commitment.scan.storage.delete(commitment.scan.name)
    assert coordinators_browser.get(f"/workspace/commitments/{commitment.pk}/scan/").status_code == 404
    online = signatures.settled(rivertown)
    assert coordinators_browser.get(f"/workspace/commitments/{online.pk}/scan/").status_code == 404


def test_the_scans_name_on_disk_tells_nothing(rivertown, coordinator):
    name = take(rivertown, coordinator).scan.name
    assert name.startswith("commitments/")
    assert len(name) == len("commitments/") + 32
