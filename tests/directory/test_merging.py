"""Tests of merging two records of one organization, and of parting them again."""

from datetime import timedelta

import pytest

from community.models import AuditEntry, Community
from directory import merging, merging_people, organizations, timeline
from directory.duplicates import pairs
from directory.ledger import CannotMerge, CannotUndo
from directory.models import Affiliation, DuplicatePair, Merge, Organization, Task
from tests import make
from tests.make import NOW


@pytest.fixture
def acme(rivertown: Community) -> Organization:
    return make.organization(rivertown, name="Acme", slug="acme", town="")


@pytest.fixture
def other(rivertown: Community) -> Organization:
    return make.organization(rivertown, name="Acme Corporation", slug="acme-corporation", town="Millbrook")


def test_everything_of_both_is_on_the_one_that_stays(acme, other, coordinator):
    timeline.record("note", community=acme.community, organization=other, at=NOW, text="They hire in May.")
    Task.objects.create(community=acme.community, organization=other, title="Call")
    make.domain(other, "acme.example")
    done = merging.merge(acme, other, take=["town"], by=coordinator, at=NOW)
    acme.refresh_from_db()
    assert (acme.name, acme.town) == ("Acme", "Millbrook")
    assert "millbrook" in acme.search_text
    assert acme.entries.get(verb="note").text == "They hire in May."
    assert acme.tasks.get().title == "Call"
    assert acme.domains.get().verified_at
    assert not Organization.objects.filter(pk=other.pk).exists()
    assert acme.entries.get(verb="organizations_merged").facts == {"name": "Acme Corporation", "merge": done.pk}
    assert AuditEntry.objects.get().sentence == "merged Acme Corporation into Acme"


def test_who_is_at_both_is_there_once_with_the_desk_of_either(acme, other, rivertown, coordinator):
    jo = make.person(rivertown)
    ours = make.affiliation(jo, acme, title="")
    make.affiliation(jo, other, title="CIO", has_desk=True)
    merging.merge(acme, other, by=coordinator, at=NOW)
    ours.refresh_from_db()
    assert (ours.title, ours.has_desk) == ("CIO", True)
    assert Affiliation.objects.count() == 1


def test_a_domain_of_both_is_verified_where_it_was_for_either(acme, other, coordinator):
    make.domain(acme, "acme.example", is_verified=False)
    make.domain(other, "acme.example")
    merging.merge(acme, other, by=coordinator, at=NOW)
    assert acme.domains.get().verified_at == NOW


def test_the_old_slug_is_never_given_away(acme, other, rivertown, coordinator):
    merging.merge(acme, other, by=coordinator, at=NOW)
    assert organizations.add(rivertown, name="Acme Corporation", by=None, at=NOW).slug == "acme-corporation-2"
    assert merging.successor(rivertown, "acme-corporation") == acme


def test_neither_itself_nor_another_community_s(acme, lakeside, coordinator):
    with pytest.raises(CannotMerge, match="itself"):
        merging.merge(acme, acme, by=coordinator, at=NOW)
    with pytest.raises(CannotMerge, match="two communities"):
        merging.merge(acme, make.organization(lakeside), by=coordinator, at=NOW)
    assert Merge.objects.count() == 0


def test_whoever_is_slower_is_told(acme, other, rivertown, coordinator):
    merging.merge(acme, other, by=coordinator, at=NOW)
    with pytest.raises(CannotMerge, match="quicker"):
        merging.merge(make.organization(rivertown), other, by=coordinator, at=NOW)


def test_what_was_added_since_stays_where_it_is(acme, other, rivertown, coordinator):
    done = merging.merge(acme, other, by=coordinator, at=NOW)
    note = timeline.record("note", community=rivertown, organization=acme, at=NOW, text="Later")
    merging.undo(done, by=coordinator, at=NOW + timedelta(days=30))
    note.refresh_from_db()
    assert note.organization == acme
    assert Organization.objects.get(pk=other.pk).entries.get().verb == "merge_undone"


def test_what_was_deleted_since_stays_deleted(acme, other, rivertown, coordinator):
    task = Task.objects.create(community=rivertown, organization=other, title="Call")
    done = merging.merge(acme, other, by=coordinator, at=NOW)
    task.delete()
    merging.undo(done, by=coordinator, at=NOW)
    assert Task.objects.count() == 0


def test_undoing_is_refused_after_thirty_days_and_twice(acme, other, coordinator):
    done = merging.merge(acme, other, by=coordinator, at=NOW)
    with pytest.raises(CannotUndo, match="thirty days"):
        merging.undo(done, by=coordinator, at=NOW + timedelta(days=30, seconds=1))
    merging.undo(done, by=coordinator, at=NOW)
    with pytest.raises(CannotUndo, match="already"):
        merging.undo(done, by=coordinator, at=NOW)


def test_undoing_is_refused_where_a_field_was_changed_since(acme, other, coordinator):
    done = merging.merge(acme, other, take=["name"], by=coordinator, at=NOW)
    organizations.change(acme, name="Acme Holding", by=coordinator, at=NOW)
    with pytest.raises(CannotUndo, match=r"Acme Holding.*name"):
        merging.undo(done, by=coordinator, at=NOW)
    assert not Organization.objects.filter(pk=other.pk).exists()


def test_undoing_is_refused_where_a_row_was_moved_again(acme, other, rivertown, coordinator):
    task = Task.objects.create(community=rivertown, organization=other, title="Call")
    done = merging.merge(acme, other, by=coordinator, at=NOW)
    Task.objects.filter(pk=task.pk).update(organization=make.organization(rivertown))
    with pytest.raises(CannotUndo, match="task “Call” was moved"):
        merging.undo(done, by=coordinator, at=NOW)


def test_undoing_is_refused_where_the_place_was_taken(acme, other, rivertown, coordinator):
    make.domain(acme, "acme.example")
    make.domain(other, "acme.example", is_verified=False)
    done = merging.merge(acme, other, by=coordinator, at=NOW)
    make.organization(rivertown, slug="acme-corporation")
    with pytest.raises(CannotUndo, match="takes the place"):
        merging.undo(done, by=coordinator, at=NOW)


def test_undoing_is_refused_where_the_one_that_stayed_went_on(acme, other, rivertown, coordinator):
    Task.objects.create(community=rivertown, organization=other, title="Call")
    first = merging.merge(acme, other, by=coordinator, at=NOW)
    merging.merge(make.organization(rivertown), acme, by=coordinator, at=NOW)
    with pytest.raises(CannotUndo):
        merging.undo(first, by=coordinator, at=NOW)


def test_what_is_kept_to_undo_a_merge_is_deleted_after_thirty_days(acme, other, rivertown, coordinator):
    jo = make.person(rivertown, email="jo@acme.example", phone="555 0142")
    twice = make.person(rivertown, email="jo.park@home.example")
    done = [
        merging.merge(acme, other, by=coordinator, at=NOW),
        merging_people.merge(jo, twice, by=coordinator, at=NOW),
    ]
    assert merging.forget(at=NOW + timedelta(days=30)) == 0
    assert merging.forget(at=NOW + timedelta(days=30, seconds=1)) == 2
    for one in done:
        one.refresh_from_db()
        assert (one.moved, bool(one.gone_name)) == ([], True)
    assert merging.successor(rivertown, "acme-corporation") == acme
    assert merging.forget(at=NOW + timedelta(days=60)) == 0


def test_a_merge_that_was_undone_keeps_nothing(acme, other, coordinator):
    done = merging.merge(acme, other, by=coordinator, at=NOW)
    assert done.moved
    assert merging.undo(done, by=coordinator, at=NOW).moved == []
    assert not Merge.objects.with_ledger().exists()


def test_undoing_is_refused_where_who_would_come_back_was_merged_since(acme, other, rivertown, coordinator):
    jo, twice = make.person(rivertown), make.person(rivertown)
    for place in (acme, other):
        make.affiliation(jo, place)
    done = merging.merge(acme, other, by=coordinator, at=NOW)
    between = merging_people.merge(twice, jo, by=coordinator, at=NOW)
    with pytest.raises(CannotUndo, match="person of an affiliation"):
        merging.undo(done, by=coordinator, at=NOW)
    merging.undo(between, by=coordinator, at=NOW)
    merging.undo(done, by=coordinator, at=NOW)
    assert set(jo.affiliations.values_list("organization", flat=True)) == {acme.pk, other.pk}


def test_what_may_be_missing_comes_back_without_it(acme, other, rivertown, coordinator):
    other.owner = make.user()
    other.save()
    done = merging.merge(acme, other, by=coordinator, at=NOW)
    other.owner.delete()
    merging.undo(done, by=coordinator, at=NOW)
    assert Organization.objects.get(pk=other.pk).owner is None


@pytest.mark.parametrize("happens", ["the pair is gone", "it was decided", "nothing"])
def test_pairs_stand_in_no_undo_s_way(acme, other, rivertown, coordinator, happens):
    third = make.organization(rivertown, name="Acme Works")
    pair = DuplicatePair.objects.create(community=rivertown, one=other, other=third, score=90)
    done = merging.merge(acme, other, by=coordinator, at=NOW)
    pair.refresh_from_db()
    assert (pair.one, pair.other) == (acme, third)
    if happens == "the pair is gone":
        pair.delete()
    elif happens == "it was decided":
        pairs.decide(pair, state="not_the_same", by=coordinator, at=NOW)
    merging.undo(done, by=coordinator, at=NOW)
    left = DuplicatePair.objects.values_list("one", "other", "state")
    assert (
        list(left)
        == {
            "the pair is gone": [],
            "it was decided": [(other.pk, third.pk, "not_the_same")],
            "nothing": [(other.pk, third.pk, "open")],
        }[happens]
    )
