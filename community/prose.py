"""A rule: Markdown to HTML that is safe to show, for commitment texts, answers and letters."""

import hashlib
import html
import re
from collections.abc import Mapping

import nh3
from markdown_it import MarkdownIt

from community.filling import PLACEHOLDER, fill

TAGS = {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong", "ul"}
parser = MarkdownIt("commonmark", {"html": False})


def to_html(markdown: str) -> str:
    """Return safe HTML; links get rel=nofollow and noopener, raw HTML is shown as text, headings begin at h2."""
    return clean(parser.render(markdown).replace("<h1>", "<h2>").replace("</h1>", "</h2>"))


def filled(markdown: str, values: Mapping[str, str]) -> str:
    """Return safe HTML with its ((placeholders)) filled: rendered before that, so that no value is read as Markdown."""
    filling: list[str] = []
    stamp = "x" + hashlib.sha256(markdown.encode("utf-8", "replace")).hexdigest()[:16]  # means nothing in Markdown

    def mark(match: re.Match[str]) -> str:
        filling.append(fill(match[0], values))
        return f"{stamp}n{len(filling) - 1}n"

    marked = to_html(PLACEHOLDER.sub(mark, markdown))
    return clean(re.sub(rf"{stamp}n(\d+)n", lambda match: html.escape(filling[int(match[1])]), marked))


def clean(unsafe: str) -> str:
    """Return HTML with nothing in it but what prose is made of."""
    return nh3.clean(
        unsafe,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )
