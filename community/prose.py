"""A rule: Markdown to HTML that is safe to show, for commitment texts, answers and letters."""

import nh3
from markdown_it import MarkdownIt

TAGS = {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong", "ul"}
parser = MarkdownIt("commonmark", {"html": False})


def to_html(markdown: str) -> str:
    """Return safe HTML; links get rel=nofollow and noopener, raw HTML is shown as text, headings begin at h2."""
    html = parser.render(markdown).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener",
    )
