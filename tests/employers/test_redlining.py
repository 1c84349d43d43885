"""What changed from one text to another."""

from employers.redlining import Piece, compare


def kinds(before: str, after: str) -> list[str]:
    return [change.kind for change in compare(before, after)]


def test_equal_texts_have_nothing_changed() -> None:
    assert kinds("One.\n\nTwo.", "One.\r\n\r\nTwo.") == ["same", "same"]


def test_a_new_paragraph_is_added_and_an_old_one_removed() -> None:
    assert kinds("One.\n\nThree.", "One.\n\nTwo comes in.\n\nThree.") == ["same", "added", "same"]
    assert kinds("One.\n\nTwo goes.\n\nThree.", "One.\n\nThree.") == ["same", "removed", "same"]


def test_a_changed_paragraph_shows_which_words_went_and_came() -> None:
    [change] = compare("We will interview three candidates a year.", "We will interview five candidates a year.")
    assert change.kind == "changed"
    assert Piece("removed", "three") in change.before
    assert Piece("added", "five") in change.after
    assert " ".join(piece.words for piece in change.before) == "We will interview three candidates a year."
    assert " ".join(piece.words for piece in change.after) == "We will interview five candidates a year."


def test_a_paragraph_put_before_a_changed_one_does_not_hide_the_change() -> None:
    before = "We will interview three candidates a year."
    after = "Something wholly different stands here now.\n\nWe will interview five candidates a year."
    assert kinds(before, after) == ["added", "changed"]


def test_lines_of_a_list_stand_alone() -> None:
    assert kinds("- no fee\n- to interview", "- no fee\n- to interview\n- withdraw") == ["same", "same", "added"]


def test_an_empty_text_is_all_added_or_all_removed() -> None:
    assert kinds("", "One.\n\nTwo.") == ["added", "added"]
    assert kinds("One.", "") == ["removed"]
    assert compare("", "") == []
