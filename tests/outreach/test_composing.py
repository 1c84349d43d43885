"""Tests of composing: whatever fills a letter stays a value."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.composing import CannotCompose, Frame, compile_letter, without_placeholders
from outreach.kinds import Kind

KIND = Kind(
    "try", "Try", values=frozenset({"organization"}), blocks=frozenset({"document"}), links=frozenset({"confirm link"})
)
FRAME = Frame("<html><head><style>p{color:red}</style></head><body>@@<hr></body></html>", "@@\n-- \nus", "@@", "%%")
BODY = """Dear ((name??there)),

**((organization))** signed *this*:

((document))

- first
- ((organization))

[Confirm](((confirm link)))

1. one
2. two

> quoted ((organization))

See [the page](((confirm link))) or ((confirm link)).
"""
LINK = "https://portal.example/signup/confirm/abc/?a=1&b=2"
NASTY = [
    "<script>alert(1)</script>",
    "# Title\n\n[win](http://evil.example) ![x](http://evil.example/x.png)",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "((confirm link))",
    "{0.__class__}",
    "a\r\nBcc: everybody@example.org",
    'x" onmouseover="alert(1)',
    "\x00\x07\u202e\u2028\ud800",
    "</div></body></html>",
    "*a* _b_ `c` ~~d~~ \\",
    "-- \n",
]


class Shape(HTMLParser):
    """The tags of a page and their attributes, without its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(tag)


def fill(**values: str) -> tuple[str, str, str]:
    """Fill the letter above."""
    compiled = compile_letter("Welcome ((organization))", BODY, FRAME, KIND)
    return compiled.fill({"organization": "Acme", "document": "Text", "confirm link": LINK, **values})


PLAIN = fill()


def test_both_parts_come_from_the_one_source() -> None:
    subject, text, html = PLAIN

    assert subject == "Welcome Acme"
    assert text == (
        "Dear there,\n\nAcme signed this:\n\nText\n\n- first\n- Acme\n\nConfirm:\n" + LINK + "\n\n1. one\n2. two\n\n"
        "> quoted Acme\n\nSee the page (" + LINK + ") or " + LINK + ".\n-- \nus"
    )
    assert '<p style="color: red;">Dear there,</p>' in html
    assert '<a class="button" href="https://portal.example/signup/confirm/abc/?a=1&amp;b=2">Confirm</a>' in html
    assert '<div class="alone"><p>Text</p>' in html


def holds(value: str) -> None:
    """Check that this value changes words only, wherever it stands."""
    subject, text, html = fill(organization=value or "x", name=value)

    assert Shape(html).tags == Shape(PLAIN[2]).tags
    assert text.count("\n") == PLAIN[1].count("\n")
    assert subject.isprintable() or all(
        char.isprintable() or char in "\u200d\xa0" or ord(char) > 127 for char in subject
    )
    assert not set(subject) & set("\r\n\x00")
    html.encode()
    text.encode()


@pytest.mark.parametrize("value", NASTY)
def test_a_nasty_value_stays_a_value(value: str) -> None:
    holds(value)


@given(st.text(max_size=60).filter(lambda text: any(char.isalnum() for char in text)))
@settings(max_examples=150, deadline=None)
def test_no_value_ever_breaks_out(value: str) -> None:
    holds(value)


@given(
    st.lists(
        st.sampled_from([*NASTY, "\n\n", " ", "[a]: http://evil.example\n\n[a]", "<http://evil.example>"]), max_size=6
    ).map("".join)
)
@settings(max_examples=100, deadline=None)
def test_no_block_brings_a_link_an_image_or_a_script(value: str) -> None:
    _, text, html = fill(document=value + "x")

    tags = [tag for tag in Shape(html).tags if isinstance(tag, tuple)]
    assert [tag for tag in tags if tag[0] == "a"] == [
        tag for tag in Shape(PLAIN[2]).tags if isinstance(tag, tuple) and tag[0] == "a"
    ]
    assert not {tag[0] for tag in tags} & {"script", "img"}
    assert all(not attrs for name, attrs in tags if name in {"h2", "h3", "ul", "em", "strong", "code", "pre"})
    assert "\x00" not in text + html


def test_what_is_not_on_the_list_is_refused() -> None:
    for body in ["((salary))", "(( Name ))", "((name.__class__))", "((SECRET_KEY))"]:
        with pytest.raises(CannotCompose):
            compile_letter("Hello", body, FRAME, KIND)


def test_a_link_leads_only_where_a_link_placeholder_says() -> None:
    for body in [
        "[a](((organization)))",
        "[a](https://x.example/((organization)))",
        "[a](https://x.example/((confirm link)))",
    ]:
        with pytest.raises(CannotCompose):
            compile_letter("Hello", body, FRAME, KIND)


def test_a_block_stands_alone_and_never_in_the_subject() -> None:
    for subject, body in [("Hello", "See ((document)) here"), ("((document))", "Hello"), ("((confirm link))", "Hello")]:
        with pytest.raises(CannotCompose):
            compile_letter(subject, body, FRAME, KIND)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", 'https://x.example/" onclick=', "", "http://x y", "ftp://x"]
)
def test_what_is_no_web_address_fills_no_link(address: str) -> None:
    with pytest.raises(CannotCompose):
        fill(**{"confirm link": address})


def test_a_missing_value_without_a_fallback_is_refused() -> None:
    with pytest.raises(CannotCompose):
        fill(organization="")


def test_a_value_is_no_web_address_either() -> None:
    assert "https://evil.example" not in fill(organization="https://evil.example/x")[1]


def test_other_peoples_texts_hold_no_placeholders() -> None:
    compiled = compile_letter("News", without_placeholders("Your name is ((name)), (((name))) ((((x))))"), FRAME, KIND)

    assert "( (name))" in compiled.fill({"name": "Jo"})[1]
