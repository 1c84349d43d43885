"""The forms of a page, as whoever means no good would read them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import html5lib
from django.http import HttpResponse


@dataclass
class Form:
    """The fields of a page's forms that post, by the address that each posts to."""

    action: str
    names: set[str] = field(default_factory=set)
    kinds: dict[str, str] = field(default_factory=dict)  # of the fields that a person fills in
    hidden: dict[str, str] = field(default_factory=dict)


def forms_of(answer: HttpResponse, path: str) -> Iterator[Form]:
    """Yield the forms of a page that post."""
    page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    for element in page.iter("form"):
        if (element.get("method") or "").lower() != "post":
            continue
        found = Form(element.get("action") or path)
        for control in element.iter():
            name = control.get("name")
            if control.tag in {"input", "select", "textarea", "button"} and name and name != "csrfmiddlewaretoken":
                if control.get("type") == "hidden":
                    found.hidden[name] = control.get("value") or ""
                elif control.tag in {"input", "textarea"} and control.get("type") not in {"submit", "file"}:
                    found.kinds[name] = control.get("type") or "text"
                found.names.add(name)
        yield found
