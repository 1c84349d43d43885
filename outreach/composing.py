"""A rule: from one Markdown source with ((placeholders)) to a subject, a text part and an HTML part.

The source is rendered first and filled afterwards, each place with the escaping that belongs to it: what fills a place
can be neither Markdown nor HTML nor a header nor template code. A source is compiled once and filled for each letter.
"""

import hashlib
import html as entities
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import css_inline
import nh3
from markdown_it import MarkdownIt

from community.filling import LEFT_OVER, PLACEHOLDER, tame, tame_block
from outreach import parts
from outreach.kinds import COMMON, Kind
from outreach.parts import Hole, Mold, Pieces
from outreach.plaintext import to_text

ADDRESS = re.compile(r"https?://[^\s<>\"'`\\^{|}\x00-\x20]+")
TAGS = {"a", "blockquote", "br", "code", "em", "h2", "h3", "hr", "li", "ol", "p", "strong", "ul"}
LONGEST_SUBJECT = 180  # characters
BLOCK_TAGS = TAGS - {"a"}
UNSUBSCRIBE = "unsubscribe link"
HEADINGS = re.compile(r"<(/?)h[1-6]>")

parser = MarkdownIt("commonmark", {"html": False}).disable("image")
# What a signer typed stands in some blocks: nothing there may become a link.
block_parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "link", "autolink", "reference"])
inliner = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


class CannotCompose(Exception):
    """The source or what should fill it is not fit for a letter; the message says why."""


@dataclass(frozen=True)
class Frame:
    """The community's letterhead: HTML and text around the places where the two marks stand."""

    html: str
    text: str
    letter_mark: str
    unsubscribe_mark: str


# To try words out.
BARE_FRAME = Frame("<body>bare-letter bare-unsubscribe</body>", "bare-letter", "bare-letter", "bare-unsubscribe")


@dataclass(frozen=True)
class Compiled:
    """A letter with holes."""

    subject: Pieces
    text: Pieces
    html: Pieces

    @cached_property
    def molds(self) -> tuple[Mold, Mold]:
        """Return text and HTML for the wire, with all encoded that stands between their holes."""
        return parts.mold(self.text), parts.mold(self.html)

    @cached_property
    def holes(self) -> tuple[tuple[Hole, ...], tuple[Hole, ...]]:
        """Return the holes of subject and text, and of HTML, each once."""
        return holes_of(self.subject + self.text), holes_of(self.html)

    def fill(self, values: Mapping[str, str]) -> tuple[str, str, str]:
        """Return subject, text part and HTML part; raises CannotCompose where a value without fallback is missing."""
        return self.pour(values)[:3]

    def pour(self, values: Mapping[str, str]) -> tuple[str, str, str, bytes]:
        """Return the same, and both parts as they go over the wire."""
        words = {hole: in_text(hole, values) for hole in self.holes[0]}
        rich = {hole: in_html(hole, values) for hole in self.holes[1]}
        return (
            tame(joined(self.subject, words), LONGEST_SUBJECT),
            joined(self.text, words),
            joined(self.html, rich),
            parts.poured(*self.molds, words, rich),
        )


def holes_of(pieces: Pieces) -> tuple[Hole, ...]:
    """Return the holes among pieces, each once."""
    return tuple(dict.fromkeys(piece for piece in pieces if isinstance(piece, Hole)))


def joined(pieces: Pieces, values: Mapping[Hole, str]) -> str:
    """Return the pieces with the holes filled."""
    return "".join([values[piece] if isinstance(piece, Hole) else piece for piece in pieces])


@lru_cache(maxsize=256)
def compile_letter(subject: str, body: str, frame: Frame, kind: Kind) -> Compiled:
    """Compile a source within a letterhead; raises CannotCompose where it holds what is not on the closed list."""
    stamp = "x" + hashlib.sha256(f"{subject}\n{body}\n{frame.html}".encode("utf-8", "replace")).hexdigest()[:16]
    holes = [Hole(UNSUBSCRIBE, "", "address")]
    marked_subject = mark_holes(tame(subject, LONGEST_SUBJECT * 2), stamp, holes, kind, is_line=True)
    tokens = parser.parse(mark_holes(body, stamp, holes, kind))
    inner = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}), tags=TAGS, attributes={"a": {"href"}}, link_rel=None
    )
    html = frame.html.replace(frame.unsubscribe_mark, f"{stamp}n0n").replace(frame.letter_mark, dress(inner, stamp))
    text = frame.text.replace(frame.unsubscribe_mark, f"{stamp}n0n").replace(frame.letter_mark, to_text(tokens))
    return Compiled(
        cut(marked_subject, stamp, holes),
        cut(text, stamp, holes),
        cut(inliner.inline(html), stamp, holes, is_html=True),
    )


def mark_holes(source: str, stamp: str, holes: list[Hole], kind: Kind, *, is_line: bool = False) -> str:
    """Put a mark that means nothing in Markdown where each placeholder stands, and note what it is to hold."""

    def mark(match: re.Match[str]) -> str:
        name, fallback = match[1], (match[2] or "").strip()
        if name not in kind.placeholders or (is_line and name not in kind.values | COMMON):
            raise CannotCompose(f"(({name})) is not a placeholder that can stand here.")
        holes.append(
            Hole(name, fallback, "block" if name in kind.blocks else "address" if name in kind.links else "words")
        )
        return f"{stamp}n{len(holes) - 1}n"

    marked = PLACEHOLDER.sub(mark, source)
    if left := LEFT_OVER.search(marked):
        raise CannotCompose(f"{left[0]} is not a placeholder that can stand here.")
    return marked


def dress(html: str, stamp: str) -> str:
    """Turn a link alone in its paragraph into a button, and a block alone in its paragraph into a box."""
    html = re.sub(
        r"<p>(<a )(href=\"[^\"]*\">[^<]*</a>)</p>", r'<p class="action">\1class="button" \2</p>', smaller_headings(html)
    )
    return re.sub(rf"<p>({stamp}n\d+n)</p>", r'<div class="alone">\1</div>', html)


def cut(marked: str, stamp: str, holes: list[Hole], *, is_html: bool = False) -> Pieces:
    """Return the literal pieces and the holes between them."""
    pieces: list[str | Hole] = []
    parts = re.split(rf"{stamp}n(\d+)n", marked)
    for index, part in enumerate(parts):
        if index % 2 == 0:
            pieces.append(part)
            continue
        hole = holes[int(part)]
        before, after = parts[index - 1], parts[index + 1]
        if is_html and re.search(r"<[^>]*$", before):
            is_whole = before.endswith('href="') and after.startswith('"')
            if not is_whole or hole.place != "address":
                raise CannotCompose(f"(({hole.name})) cannot be a part of a link's address.")
        if is_html and hole.place == "block" and not re.search(r'<div class="alone"[^>]*>$', before):
            raise CannotCompose(f"(({hole.name})) stands in a paragraph of its own.")
        pieces.append(hole)
    return tuple(pieces)


def value_of(hole: Hole, values: Mapping[str, str]) -> str:
    """Return what fills the hole; raises CannotCompose where it is missing and nothing stands in for it."""
    value = values.get(hole.name) or hole.fallback
    if not value:
        raise CannotCompose(f"(({hole.name})) is empty.")
    return value


def in_text(hole: Hole, values: Mapping[str, str]) -> str:
    """Return the value as it stands in the text part or the subject."""
    value = value_of(hole, values)
    if hole.place == "address":
        return address(hole, value)
    return tame_block(value) if hole.place == "block" else tame(value)


def in_html(hole: Hole, values: Mapping[str, str]) -> str:
    """Return the value as it stands in the HTML part."""
    value = value_of(hole, values)
    if hole.place == "block":
        return nh3.clean(HEADINGS.sub(r"<\1h3>", block_parser.render(tame_block(value))), tags=BLOCK_TAGS)
    return entities.escape(address(hole, value) if hole.place == "address" else tame(value))


def address(hole: Hole, value: str) -> str:
    """Return a web address as it is; raises CannotCompose where it is none."""
    if not ADDRESS.fullmatch(value):
        raise CannotCompose(f"(({hole.name})) is not an address that a link can lead to.")
    return value


def smaller_headings(html: str) -> str:
    """Return HTML whose headings begin at h2: the letter has one title only."""
    return html.replace("<h1>", "<h2>").replace("</h1>", "</h2>")


def without_placeholders(source: str) -> str:
    """Return a text in which nothing reads as a placeholder, for sources that were not written for letters."""
    return source.replace("((", "( (").replace("((", "( (")
