"""What every page must be: valid, labeled, with one headline, without script or style in it, asking no stranger."""

from collections.abc import Iterator
from dataclasses import dataclass

import html5lib
from django.http import HttpResponse
from html5lib.html5parser import ParseError

XHTML = "{http://www.w3.org/1999/xhtml}"
SILENT = {"hidden", "submit", "button", "reset", "image"}
LOADS = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "form": "action",
    "use": "href",
}
# Words in a policy that would let a page run or wear what somebody else wrote.
LOOSE = ("unsafe-inline", "unsafe-eval", "http:", "https:", "*")


@dataclass(frozen=True)
class Page:
    """What a page is called, where it leads or what it loads, and what is wrong with it."""

    title: str
    targets: tuple[str, ...]
    problems: tuple[str, ...]


def read(text: str) -> Page:
    """Read a page, forgiving nothing; what is no valid HTML is read as far as a browser would."""
    try:
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
        wrong = []
    except ParseError as fault:
        page = html5lib.parse(text, namespaceHTMLElements=False)
        wrong = [f"invalid HTML: {fault}"]
    everything = list(page.iter())
    wrong = wrong or [
        *headlines(everything),
        *unlabeled(everything),
        *inline(everything),
        *strangers(everything),
        *twice([element.get("id") for element in everything if element.get("id")]),
    ]
    title = next((words(element) for element in everything if element.tag == "title"), "")
    return Page(title, tuple(targets(everything)), tuple(wrong))


def targets(everything) -> Iterator[str]:
    """Yield the addresses that a page leads to or loads; a form that searches leads to its own page by default."""
    for element in everything:
        if element.tag == "form" and (element.get("method") or "get").lower() == "get":
            yield element.get("action") or ""
        elif target := element.get("href") or element.get("src"):
            yield target


def words(element) -> str:
    """Return the text in an element, its pictures' descriptions included."""
    pictures = " ".join(image.get("alt", "") for image in element.iter("img"))
    return " ".join("".join(element.itertext()).split()) + pictures


def headlines(everything) -> list[str]:
    """Ask for one headline and a title."""
    found = [element for element in everything if element.tag == "h1"]
    wrong = [] if len(found) == 1 and words(found[0]) else [f"{len(found)} h1"]
    titles = [words(element) for element in everything if element.tag == "title"]
    return wrong + ([] if titles and titles[0] and not titles[0].startswith("·") else ["no title"])


def unlabeled(everything) -> list[str]:
    """Ask for a name on every control, button, link and picture, and for what a description points at."""
    labels = {element.get("for") for element in everything if element.tag == "label"}
    ids = {element.get("id") for element in everything if element.get("id")}
    inside = {id(control) for element in everything if element.tag == "label" for control in element.iter()}
    wrong = []
    for element in everything:
        is_named = element.get("aria-label") or element.get("aria-labelledby") or element.get("title")
        is_control = element.tag in {"select", "textarea"} or (
            element.tag == "input" and element.get("type") not in SILENT
        )
        if is_control and not (is_named or element.get("id") in labels or id(element) in inside):
            wrong.append(f"no label on {element.tag} {element.get('name')}")
        if element.tag in {"button", "a"} and not (is_named or words(element)):
            wrong.append(f"nothing to read on {element.tag} {element.get('href') or element.get('name')}")
        if element.tag == "img" and element.get("alt") is None:
            wrong.append(f"no description of {element.get('src')}")
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            wrong += [
                f"{attribute} names #{name}, which is missing"
                for name in (element.get(attribute) or "").split()
                if name not in ids
            ]
    return wrong


def inline(everything) -> list[str]:
    """Refuse scripts and styles written into a page."""
    wrong = []
    for element in everything:
        is_data = element.get("type") == "application/json"
        if element.tag == "style" or (element.tag == "script" and not element.get("src") and not is_data):
            wrong.append(f"inline {element.tag}")
        wrong += [
            f"{name} on {element.tag}" for name in element.attrib if name == "style" or name.startswith(("on", "hx-on"))
        ]
    return wrong


def strangers(everything) -> list[str]:
    """Refuse to load anything from elsewhere; a link that a person follows may lead out, opening no window of ours."""
    wrong = []
    for element in everything:
        source = element.get(LOADS.get(str(element.tag), ""), "")
        if source.startswith(("//", "http:", "https:")) and element.get("rel") != "canonical":
            wrong.append(f"{element.tag} loads {source}")
        if element.tag == "a" and (element.get("href") or "").strip().lower().startswith("javascript:"):
            wrong.append("a link that runs a script")
    return wrong


def twice(ids: list[str]) -> list[str]:
    """Refuse an id that stands twice."""
    return [f"#{one} stands twice" for one in sorted(set(ids)) if ids.count(one) > 1]


def unguarded(
    answer: HttpResponse, *, personal: bool = False, framed: bool = False, sandboxed: bool = False
) -> list[str]:
    """Return the headers that are missing on an answer."""
    policy = answer.get("Content-Security-Policy", "")
    # What is framed may name strangers as its frame; what is sandboxed runs nothing, and a letter wears its own style.
    loose = {"frame-ancestors": framed, "style-src": sandboxed}
    checked = " ".join(
        rule for rule in policy.split(";") if not loose.get(rule.split()[0] if rule.split() else "", False)
    )
    wanted = {
        "policy from none": "default-src 'none'" in policy,
        "policy without loose words": not any(word.strip("'") in LOOSE for word in checked.split()),
        "no frames": framed or "frame-ancestors 'none'" in policy or (sandboxed and "sandbox" in policy),
        "X-Frame-Options": framed or answer.get("X-Frame-Options") in {"DENY", "SAMEORIGIN"},
        "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
        "referrer policy": answer.get("Referrer-Policy") == "same-origin",
        "request id": bool(answer.get("X-Request-ID")),
        "no-store": not personal or "no-store" in answer.get("Cache-Control", ""),
    }
    return [f"header: {name}" for name, is_there in wanted.items() if not is_there]
