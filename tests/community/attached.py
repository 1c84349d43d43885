"""Files to attach, good and bad, made of bytes."""

import io
import zipfile

from PIL import Image

DOCUMENT = {
    "[Content_Types].xml": b'<Types><Override ContentType="application/vnd.openxmlformats"/></Types>',
    "word/document.xml": b"<w:document/>",
    "word/_rels/document.xml.rels": b"<Relationships/>",
}
WORKBOOK = {
    "[Content_Types].xml": b"<Types/>",
    "xl/workbook.xml": b"<workbook/>",
}
PDF = b"%PDF-1.7\nsome pages\n%%EOF\n"


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return parts as a document of Office holds them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (30, 20)) -> bytes:
    """Return a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form)
    return out.getvalue()
