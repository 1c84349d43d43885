"""Tests of the rule of results: which letter a fact is credited to, and what is counted once."""

from datetime import date, timedelta

from outreach import funnel
from outreach.funnel import Came, Happened, Measure, Said, Sent

DAY = date(2026, 3, 2)
LETTERS = [Sent(1, DAY), Sent(2, DAY + timedelta(days=7))]


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def test_a_fact_is_credited_to_the_last_letter_before_it() -> None:
    found = [funnel.last_before(LETTERS, on(days)) for days in (-1, 0, 6, 7, 97, 98)]
    assert [one and one.step for one in found] == [None, 1, 1, 2, 2, None]


def test_of_two_letters_of_one_day_the_later_has_the_credit() -> None:
    assert funnel.last_before([Sent(1, DAY), Sent(5, DAY)], DAY) == Sent(5, DAY)


def test_an_organization_counts_once_by_what_came_first() -> None:
    second, first, other = Happened(2, 7, on(8)), Happened(1, 7, on(3)), Happened(2, 9, on(9))
    assert funnel.first_of_each([second, first, other]) == {7: first, 9: other}


def test_several_campaigns_together_count_an_organization_once_and_the_parts_of_one_add_up() -> None:
    spring = Came({7: Happened(1, 7, on(3)), 9: Happened(2, 9, on(9))}, {}, {})
    fall = Came({7: Happened(5, 7, on(200))}, {}, {})
    both = funnel.together([spring, fall])
    assert both.replied == spring.replied
    assert sum(len(funnel.only(spring, steps=[step]).replied) for step in (1, 2)) == len(spring.replied)
    assert funnel.only(spring, units=[9]).replied == {9: spring.replied[9]}


def test_what_nobody_has_said_is_unknown_and_what_somebody_has_is_added_up() -> None:
    signed = {
        7: Happened(1, 7, on(3), commitment=1, is_by_link=True, interviewed=3, hired=0),
        8: Happened(1, 8, on(3), commitment=2, interviewed=2),
        9: Happened(1, 9, on(3), commitment=3),
    }
    found = funnel.figures(Came({}, {}, signed), sent=100)
    assert (found.signed, found.by_link, found.share(3)) == (3, 1, "3%")
    assert (found.interviewed, found.hired) == (Said(5, 2), Said(0, 1))
    assert funnel.figures(Came({}, {}, {9: signed[9]}), sent=4).hired == Said(None, 0)
    assert set(Came({}, {}, signed).of(Measure.HIRED)) == {7}
    assert Came({}, {}, signed).of(Measure.SENT) == {}
