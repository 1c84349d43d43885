"""What every page must be: valid HTML with one headline, a name for the tab, and a way to its content."""

from xml.etree.ElementTree import Element

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"


def checked(page: str) -> Element:
    """Parse a page strictly, assert what every page must have, and return its tree."""
    tree: Element = html5lib.HTMLParser(strict=True).parse(page)
    assert len(list(tree.iter(f"{HTML}h1"))) == 1
    title = tree.find(f".//{HTML}title")
    assert title is not None
    assert (title.text or "").strip(" ·")
    assert any(link.get("href") == "#main" for link in tree.iter(f"{HTML}a"))
    assert any(main.get("id") == "main" for main in tree.iter(f"{HTML}main"))
    ids = [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)), sorted(ids)
    return tree
