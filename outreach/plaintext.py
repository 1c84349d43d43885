"""A rule: the text part of a letter, from the same Markdown tokens that make its HTML part."""

from collections.abc import Sequence

from markdown_it.token import Token

RULE = "-" * 40


def to_text(tokens: Sequence[Token]) -> str:
    """Return the plain text of parsed Markdown: paragraphs apart, lists with marks, each link's address beside it."""
    text = ""
    marks: list[str] = []  # what the lines of the open lists and quotes begin with
    numbers: list[int] = []
    is_first_of_item, was_in_list = False, False
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            numbers.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 0)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            numbers.pop()
        elif token.type == "list_item_open":
            marks.append(f"{numbers[-1]}. " if numbers[-1] else "- ")
            numbers[-1] += 1 if numbers[-1] else 0
            is_first_of_item = True
        elif token.type == "blockquote_open":
            marks.append("> ")
        elif token.type in {"list_item_close", "blockquote_close"}:
            marks.pop()
        elif token.type == "hr":
            text, was_in_list = f"{text}\n\n{RULE}", False
        elif token.type in {"inline", "fence", "code_block"}:
            words = inline_text(token.children or []) if token.type == "inline" else token.content.rstrip()
            text += "\n" if is_first_of_item and was_in_list else "\n\n"
            text += indent(words, marks, is_first=is_first_of_item)
            is_first_of_item, was_in_list = False, bool(numbers)
    return text.strip("\n")


def indent(text: str, marks: list[str], *, is_first: bool) -> str:
    """Return the lines behind the marks of their lists and quotes; a list's mark stands on its first line only."""
    later = "".join(mark if mark == "> " else " " * len(mark) for mark in marks)
    first = later[: -len(marks[-1])] + marks[-1] if marks and is_first else later
    return first + text.replace("\n", "\n" + later)


def inline_text(tokens: Sequence[Token]) -> str:
    """Return the words of one paragraph; a link alone in it has its address on a line of its own."""
    is_button = len(tokens) > 2 and tokens[0].type == "link_open" and tokens[-1].type == "link_close"
    is_button = is_button and sum(token.type == "link_open" for token in tokens) == 1
    text, opened, addresses = "", [], []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            text += token.content
        elif token.type == "softbreak":
            text += " "
        elif token.type == "hardbreak":
            text += "\n"
        elif token.type == "link_open":
            opened.append(len(text))
            addresses.append(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            words, address = text[opened.pop() :], addresses.pop()
            bare = address.removeprefix("mailto:").removeprefix("tel:")
            text += "" if bare == words else (f":\n{address}" if is_button else f" ({bare})")
    return text
