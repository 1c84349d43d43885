"""Rows of long lists in templates: escaped like everything else, and text alone between the tags."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import mark_safe


def shown(body: str, *lines: dict[str, object]) -> str:
    return Template("{% load rows %}{% rows lines %}" + body + "{% endrows %}").render(Context({"lines": lines}))


def test_each_row_fills_the_holes_of_its_text() -> None:
    assert shown("<b>[[name]]</b> [[number]];", {"name": "A", "number": 1}, {"name": "B", "number": 2}) == (
        "<b>A</b> 1;<b>B</b> 2;"
    )
    assert shown("[[name]]") == ""


def test_what_is_not_safe_is_escaped_as_django_escapes() -> None:
    odd = "<i>\"O’Neil\" & 'Sons'</i> [[name]]"
    plain = Template("{{ name }}").render(Context({"name": odd}))
    assert shown("[[name]]", {"name": odd}) == plain
    assert shown("[[name]]", {"name": mark_safe("<i>x</i>")}) == "<i>x</i>"


def test_text_stands_only_where_there_is_a_value() -> None:
    assert shown('<td[[size? data-label="Size"]]>', {"size": "L"}, {"size": ""}) == '<td data-label="Size"><td>'


def test_a_tag_between_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        shown("{{ name }}")
