"""Rows of long lists in templates: `{% rows lines %}<tr><td>[[name]]</td></tr>{% endrows %}`.

A list of fifty rows asks Django for hundreds of nodes, each looked up and rendered by itself, which takes longer than
everything else on its page. Here a row is its text with holes. `[[name]]` is what the row has under a name, escaped
unless it is safe already; `[[name? text]]` is the text itself, where the row has something under that name.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.template.base import FilterExpression, Node, Parser, TextNode, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()
HOLE = re.compile(r"\[\[(\w+)(?:\?([^\]]*))?\]\]")


class RowsNode(Node):
    """A row's text between `rows` and `endrows`, and where its rows come from."""

    def __init__(self, lines: FilterExpression, text: str) -> None:
        self.lines = lines
        first, *self.holes = HOLE.split(text)
        self.first = first

    def render(self, context: Context) -> SafeString:
        """Return all rows."""
        return SafeString("".join(self.pieces(self.lines.resolve(context))))

    def pieces(self, lines: Iterable[Mapping[str, Any]]) -> Iterable[str]:
        """Yield the texts and values of all rows, in order."""
        holes = list(zip(self.holes[0::3], self.holes[1::3], self.holes[2::3], strict=True))
        for line in lines:
            yield self.first
            for name, said, text in holes:
                value = line[name]
                if said is not None:
                    yield said if value else ""
                else:
                    yield value if isinstance(value, SafeString) else escape(str(value))
                yield text


@register.tag("rows")
def parsed(parser: Parser, token: Token) -> RowsNode:
    """Read what stands between `rows` and `endrows`: text with holes, and no other tags."""
    _name, lines = token.split_contents()
    nodes = parser.parse(("endrows",))
    parser.delete_first_token()
    if any(not isinstance(node, TextNode) for node in nodes):
        raise template.TemplateSyntaxError("Between rows and endrows stands text with [[holes]], and no tag.")
    return RowsNode(parser.compile_filter(lines), "".join(node.s for node in nodes if isinstance(node, TextNode)))
