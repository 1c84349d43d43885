"""A rule: which files people may attach as evidence, by content and by name at once, and what they are served as.

Pictures are drawn anew. A PDF and the documents of Word and Excel are kept as they came, without macros, embedded
programs or parts that are fetched from elsewhere. Everything else is refused: pages and drawings of the web run
scripts, and a CSV's formulas run where it is opened.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from community import images
from community.characters import has_hidden_characters

MAX_BYTES = 10 * 1024 * 1024  # what comes in; the whole request may have a little more
MAX_SIDE = 2400  # pixels of a picture, enough to read a page
MAX_ENTRIES = 5_000  # parts of a document
MAX_UNFOLDED = 200 * 1024 * 1024  # bytes of all parts together
MAX_RELATIONS = 2 * 1024 * 1024  # bytes of one part that says what a document loads
TAIL = 2048  # bytes in which a whole PDF says that it ends
LONGEST_NAME = 100  # characters

PDF = "application/pdf"
PNG = "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {
    ".pdf": PDF,
    ".png": PNG,
    ".jpg": PNG,
    ".jpeg": PNG,
    ".webp": PNG,
    ".gif": PNG,
    ".docx": DOCX,
    ".xlsx": XLSX,
}
KEPT_AS = {PDF: ".pdf", PNG: ".png", DOCX: ".docx", XLSX: ".xlsx"}
ACCEPT = ",".join(ENDINGS)
HEARTS = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}
WITH_MACROS = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".xlam", ".pptm", ".doc", ".xls", ".ppt"})
PROGRAMS = re.compile(
    r"vbaproject|vbadata|activex|oleobject|/embeddings/|externallinks|macrosheets|customui", re.IGNORECASE
)
LOADED = re.compile(rb"<[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.IGNORECASE)
FORBIDDEN_IN_NAMES = re.compile(r'[\\/:*?"<>|;%]+')


class CannotAttach(Exception):
    """The file is not one that we keep; the message says why and what to do."""


@dataclass(frozen=True)
class Attachment:
    """What is kept of an uploaded file, and what it is offered as."""

    content: bytes
    content_type: str
    name: str


def clean(file: IO[bytes], name: str) -> Attachment:
    """Return what is kept of an uploaded file; raises CannotAttach for whatever is not on the list above."""
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if ending in WITH_MACROS:
        raise CannotAttach(_("Files of this kind can hold macros. Save it as DOCX, XLSX or PDF, and add that."))
    if ending not in ENDINGS:
        raise CannotAttach(
            _("We keep PDF, pictures (PNG, JPEG), DOCX and XLSX. Save it as one of these, and add that.")
        )
    content = file.read(MAX_BYTES + 1)
    if not content:
        raise CannotAttach(_("The file is empty. Choose it once more."))
    if len(content) > MAX_BYTES:
        raise CannotAttach(
            _("The file is larger than %(size)d MB. Make it smaller, or put it online and add the link.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    kind = ENDINGS[ending]
    cleaned = (
        clean_pdf(content) if kind == PDF else clean_picture(content) if kind == PNG else clean_document(content, kind)
    )
    return Attachment(cleaned, kind, tame_name(name, KEPT_AS[kind]))


def clean_pdf(content: bytes) -> bytes:
    """Return a PDF as it is; raises CannotAttach where it is none, or was cut short."""
    if not content.startswith(b"%PDF-"):
        raise CannotAttach(_("The name says PDF, but the file is none. Save it as a PDF once more."))
    if b"%%EOF" not in content[-TAIL:]:
        raise CannotAttach(_("This PDF was cut short. Save it once more."))
    return content


def clean_picture(content: bytes) -> bytes:
    """Return a picture drawn anew as PNG."""
    try:
        return images.clean_png(io.BytesIO(content), max_side=MAX_SIDE, max_bytes=MAX_BYTES)
    except images.CannotRead as reason:
        raise CannotAttach(str(reason)) from reason


def clean_document(content: bytes, kind: str) -> bytes:
    """Return a document of Word or Excel as it is; raises CannotAttach where it is none or holds what could run."""
    broken = CannotAttach(_("The name says a document of Word or Excel, but the file is none that we can read."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
            names = {entry.filename for entry in entries}
            if not {"[Content_Types].xml", HEARTS[kind]} <= names:
                raise broken
            if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNFOLDED:
                raise CannotAttach(_("This document is too large inside. Save it as a PDF, and add that."))
            refuse_what_runs(parts, entries)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, KeyError) as reason:
        raise broken from reason
    return content


def refuse_what_runs(parts: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Raise CannotAttach where a document has macros or programs in it, or loads something from elsewhere."""
    macros = CannotAttach(
        _("This document holds macros, embedded objects or parts from elsewhere. Save it as a PDF, and add that.")
    )
    for entry in entries:
        if PROGRAMS.search(entry.filename):
            raise macros
        is_map = entry.filename == "[Content_Types].xml" or entry.filename.endswith(".rels")
        if not is_map:
            continue
        if entry.file_size > MAX_RELATIONS:
            raise macros
        text = parts.read(entry)
        if b"macroEnabled" in text or b"vbaProject" in text:
            raise macros
        if any(not HYPERLINK.search(loaded) for loaded in LOADED.findall(text)):
            raise macros


def tame_name(name: str, ending: str) -> str:
    """Return a file's name as it is offered to others: no path, no sign with a meaning, the ending that is true.

    >>> tame_name("../../etc/Our syllabus.PDF.exe", ".pdf")
    'Our syllabus.PDF.pdf'
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = last.rpartition(".")[0] if "." in last else last
    stem = "".join(char for char in stem if not has_hidden_characters(char))
    stem = " ".join(FORBIDDEN_IN_NAMES.sub(" ", stem).split()).strip(". ")
    return (stem[:LONGEST_NAME].strip(". ") or "evidence") + ending
