"""Tests of what follows in outreach when two organizations become one."""

import pytest

from community.models import Community, User
from directory import merging
from directory.models import Alliance
from outreach import gathering
from outreach.audience_rules import Group, Match, Rule, Rules, one_group, write
from outreach.models import Audience
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def of_alliances(at: Community, *alliances: Alliance) -> Audience:
    """Make an audience of the members of alliances."""
    rule = Rule("alliance", "is", tuple(str(one.pk) for one in alliances))
    return make.audience(at, rules=write(one_group(rule, Rule("town", "is", ("Rivertown",)))))


def member(at: Community, alliance: Alliance) -> str:
    """Make somebody at a member of an alliance, and return their name."""
    person, organization = make.person(at), make.organization(at)
    make.affiliation(person, organization)
    make.ally(alliance, organization)
    return person.name


def names(audience: Audience) -> list[str]:
    audience.refresh_from_db()
    return sorted(gathering.people(audience, at=NOW).values_list("name", flat=True))


def test_rules_name_the_alliance_that_stays_and_finds_the_members_of_both_until_they_are_parted(
    rivertown: Community, coordinator: User
) -> None:
    chamber, board = make.alliance(rivertown, name="Chamber"), make.alliance(rivertown, name="Chamber of Commerce")
    members = [member(rivertown, chamber), member(rivertown, board)]
    of_kept, of_gone, of_both = (of_alliances(rivertown, *some) for some in ([chamber], [board], [board, chamber]))
    elsewhere = of_alliances(make.community(host="hilltown.example"), board)
    assert (names(of_kept), names(of_gone)) == (members[:1], members[1:])

    done = merging.merge(chamber.organization, board.organization, by=coordinator, at=NOW)

    assert names(of_kept) == names(of_gone) == names(of_both) == sorted(members)
    assert of_both.read_rules.every[0].values == (str(chamber.pk),)
    elsewhere.refresh_from_db()
    assert elsewhere.read_rules.every[0].values == (str(board.pk),)
    merging.undo(done, by=coordinator, at=NOW)
    assert (names(of_kept), names(of_gone)) == (members[:1], members[1:])
    assert names(of_both) == sorted(members)


def test_rules_changed_since_stand_in_no_undos_way(rivertown: Community, coordinator: User) -> None:
    chamber, board = make.alliance(rivertown), make.alliance(rivertown)
    audience = of_alliances(rivertown, board)
    done = merging.merge(chamber.organization, board.organization, by=coordinator, at=NOW)
    audience.refresh_from_db()
    audience.rules = write(Rules(Match.ALL, (Group(Match.ALL, (Rule("town", "is", ("Hilltown",)),)),)))
    audience.save()
    merging.undo(done, by=coordinator, at=NOW)
    audience.refresh_from_db()
    assert audience.read_rules.every[0].trait == "town"


def test_an_alliance_that_goes_along_with_its_organization_keeps_its_rules(
    rivertown: Community, coordinator: User
) -> None:
    chamber = make.alliance(rivertown)
    somebody = member(rivertown, chamber)
    audience = of_alliances(rivertown, chamber)
    merging.merge(make.organization(rivertown), chamber.organization, by=coordinator, at=NOW)
    assert names(audience) == [somebody]


def test_rules_that_nobody_can_read_stay_as_they_are(rivertown: Community, coordinator: User) -> None:
    chamber, board = make.alliance(rivertown), make.alliance(rivertown)
    broken = make.audience(rivertown, rules={"match": "all", "groups": [{"rules": 7}]})
    merging.merge(chamber.organization, board.organization, by=coordinator, at=NOW)
    broken.refresh_from_db()
    assert broken.rules == {"match": "all", "groups": [{"rules": 7}]}
