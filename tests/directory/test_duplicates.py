"""Tests of finding duplicates: planted ones are found, others are not, and what was decided is remembered."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from community import jobs
from community.models import Job
from directory import merging, merging_people
from directory.duplicates import blocks, looking, pairs, weighing
from directory.models import DuplicateKey, DuplicatePair, ImportBatch, Organization
from tests import make
from tests.make import NOW

QUERIES = 10
TRADES = ["Dental", "Foods", "Metalworks", "Realty", "Freight", "Optics", "Legal", "Farms"]
NAMES = ["Yarrow", "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo"]


def look(community, by):
    """Let the background work to its end."""
    looking.start(community, by=by, at=timezone.now())
    for _ in range(20):
        jobs.tick(clock=timezone.now)
        if not Job.objects.filter(state__in=["waiting", "running"]).exists():
            break
    return Job.objects.order_by("-pk").first()


def found(community):
    return {
        (pair.one.name, pair.other.name): pair for pair in DuplicatePair.objects.of(community).open().of_organizations()
    }


def test_planted_duplicates_are_found_and_nothing_else(rivertown, coordinator):
    for name in NAMES:
        for trade in TRADES:
            make.organization(rivertown, name=f"{name} {trade}", town="")
    first = {o.name: o for o in Organization.objects.of(rivertown)}
    make.organization(rivertown, name="Alder Dentall", town="")
    make.organization(rivertown, name="The Birch Foods Co., Inc.", town="Millbrook")
    make.organization(rivertown, name="Sparrow Dental", town="")
    make.domain(first["Cedar Realty"], "cedar.example", is_verified=False)
    make.domain(make.organization(rivertown, name="Cedar Homes", town=""), "cedar.example", is_verified=False)
    Organization.objects.filter(name="Elm Legal").update(phone="555 0142")
    make.organization(rivertown, name="Elm Legal Partners", phone="555 0142", town="")
    job = look(rivertown, coordinator)
    alike = found(rivertown)
    assert {key: pair.why for key, pair in alike.items()} == {
        ("Alder Dental", "Alder Dentall"): "names 96 % alike",
        ("Cedar Realty", "Cedar Homes"): "same domain cedar.example",
        ("Birch Foods", "The Birch Foods Co., Inc."): "same name",
        ("Elm Legal", "Elm Legal Partners"): "names 86 % alike, same phone 555 0142",
    }
    assert (job.state, job.outcome, job.done) == ("done", "4 pairs look alike.", 69)


def test_what_is_shared_is_weighed_together_and_said(rivertown, coordinator):
    one = make.organization(rivertown, name="Acme Health", town="Rivertown")
    other = make.organization(rivertown, name="Acme Health Services", town="rivertown")
    jo = make.person(rivertown, name="Jo Park")
    make.affiliation(jo, one)
    make.affiliation(jo, other)
    look(rivertown, coordinator)
    pair = DuplicatePair.objects.get()
    assert pair.reasons == ["names 86 % alike", "same people: Jo Park", "same town"]
    assert not pair.is_sure


@pytest.mark.parametrize(
    ("towns", "domains", "is_sure"),
    [
        (("Rivertown", "RIVERTOWN"), (None, None), True),
        (("Rivertown", "Millbrook"), (None, None), False),
        (("", ""), (None, None), False),
        (("Rivertown", "Millbrook"), (True, False), True),
        (("Rivertown", "Millbrook"), (False, False), False),
    ],
)
def test_the_strict_rule_is_a_verified_domain_or_name_and_town(rivertown, coordinator, towns, domains, is_sure):
    for town, is_verified in zip(towns, domains, strict=True):
        one = make.organization(rivertown, name="Acme", town=town)
        if is_verified is not None:
            make.domain(one, "acme.example", is_verified=is_verified)
    look(rivertown, coordinator)
    assert DuplicatePair.objects.get().is_sure == is_sure


def test_free_mailboxes_and_what_many_share_say_nothing(rivertown, coordinator):
    for number, name in enumerate(NAMES):
        one = make.organization(rivertown, name=f"{name} {TRADES[number]}", phone="555 0100")
        make.domain(one, "gmail.com", is_verified=False)
    look(rivertown, coordinator)
    assert DuplicatePair.objects.count() == 0


def test_another_community_s_records_are_no_duplicates(rivertown, lakeside, coordinator):
    make.organization(rivertown, name="Acme")
    make.organization(lakeside, name="Acme")
    look(rivertown, coordinator)
    assert DuplicatePair.objects.count() == 0


def test_not_the_same_is_remembered_when_looked_again(rivertown, coordinator):
    for _ in range(2):
        make.organization(rivertown, name="Acme", town="")
    look(rivertown, coordinator)
    pairs.decide(DuplicatePair.objects.get(), state=DuplicatePair.State.NOT_THE_SAME, by=coordinator, at=timezone.now())
    look(rivertown, coordinator)
    assert DuplicatePair.objects.get().state == "not_the_same"


def test_a_pair_that_no_longer_looks_alike_is_forgotten(rivertown, coordinator):
    one, _other = make.organization(rivertown, name="Acme", town=""), make.organization(rivertown, name="Acme", town="")
    look(rivertown, coordinator)
    one.name = "Zenith"
    one.save()
    look(rivertown, coordinator)
    assert DuplicatePair.objects.count() == 0


def test_what_was_said_holds_for_the_record_that_stays(rivertown, coordinator):
    one, other, third = (make.organization(rivertown, name="Acme", town="") for _ in range(3))
    look(rivertown, coordinator)
    said = DuplicatePair.objects.get(one=other, other=third)
    pairs.decide(said, state=DuplicatePair.State.NOT_THE_SAME, by=coordinator, at=NOW)
    done = merging.merge(one, other, by=coordinator, at=NOW)
    left = DuplicatePair.objects.get()
    assert (left.one, left.other, left.state) == (one, third, "not_the_same")
    merging.undo(done, by=coordinator, at=NOW + timedelta(days=1))
    assert DuplicatePair.objects.open().count() == 2


def test_the_page_from_the_first_search_to_the_last_decision(rivertown, coordinator, coordinators_browser):
    place = reverse("directory:duplicates")
    assert "Nobody has looked yet" in coordinators_browser.get(place).content.decode()
    one, other = (make.organization(rivertown, name="Acme", town="Rivertown") for _ in range(2))
    for _ in range(2):
        coordinators_browser.post(reverse("directory:duplicates-look"))
    assert Job.objects.count() == 1
    jobs.tick(clock=timezone.now)
    page = coordinators_browser.get(place).content.decode()
    assert "same name, same town" in page
    assert "almost certain" in page
    assert reverse("directory:organizations-merge", args=[one.pk, other.pk]) in page
    assert "pair of organizations that may be one" in coordinators_browser.get("/workspace/").content.decode()
    pair = DuplicatePair.objects.get()
    page = coordinators_browser.post(reverse("directory:duplicate-differ", args=[pair.pk]), follow=True)
    assert "It is remembered." in page.content.decode()
    assert "Ask again" in page.content.decode()
    coordinators_browser.post(reverse("directory:duplicate-reopen", args=[pair.pk]))
    assert DuplicatePair.objects.open().count() == 1


def people_found(community):
    return {(pair.first.name, pair.second.name): pair for pair in DuplicatePair.objects.of(community).of_people()}


def test_people_that_may_be_one_are_found_by_what_they_share(rivertown, coordinator):
    acme, zenith = make.organization(rivertown, name="Acme"), make.organization(rivertown, name="Zenith")
    for number, name in enumerate(["Jo Park", "Park, Jo", "Al Park", "Lena Rossi", "Lena Rosi", "Robert Diaz"]):
        make.affiliation(make.person(rivertown, name=name, email=f"p{number}@home{number}.example"), acme)
    make.affiliation(make.person(rivertown, name="Bob Diaz", email=""), acme, until=NOW.date())
    make.affiliation(make.person(rivertown, name="Jo Park", email="jo.park@zenith.example"), zenith)
    make.person(rivertown, name="Jo Park", email="jo.park@gmail.com")
    make.person(rivertown, name="Uma Reyes", email="", phone="(330) 555-0142")
    make.person(rivertown, name="Uma Reyes", email="", phone="330.555.0142")
    job = look(rivertown, coordinator)
    assert {key: (pair.why, pair.is_sure) for key, pair in people_found(rivertown).items()} == {
        ("Jo Park", "Park, Jo"): ("same name, both at Acme", True),
        ("Lena Rossi", "Lena Rosi"): ("names 89 % alike, both at Acme", False),
        ("Robert Diaz", "Bob Diaz"): ("same name, both at Acme", True),
        ("Jo Park", "Jo Park"): ("same name, same mailbox name jo.park", False),
        ("Uma Reyes", "Uma Reyes"): ("same name, same phone (330) 555-0142", False),
    }
    assert job.outcome == "5 pairs look alike."


def test_who_works_at_many_places_or_has_everybody_s_phone_says_nothing(rivertown, coordinator):
    temp = make.person(rivertown, name="Temp Worker")
    for number, name in enumerate(NAMES):
        one = make.organization(rivertown, name=f"{name} {TRADES[number]}", phone=f"+1 330 555 0100 x{number}")
        make.affiliation(temp, one)
        make.affiliation(make.person(rivertown, name=f"{name} Park", email="", phone="330 555 0100"), one)
    look(rivertown, coordinator)
    assert DuplicatePair.objects.count() == 0


def test_a_chain_with_a_branch_in_every_town_is_many_organizations(rivertown, coordinator):
    for name in NAMES:
        make.organization(rivertown, name="Burger Barn", town=name)
    twice = make.organization(rivertown, name="The Burger Barn, Inc.", town=NAMES[0])
    look(rivertown, coordinator)
    assert DuplicatePair.objects.get().second == twice


def test_names_in_two_scripts_are_asked_about_and_never_certain(rivertown, coordinator):
    make.organization(rivertown, name="Acme Foods", town="Rivertown")
    make.organization(rivertown, name="\u0410cme Foods", town="Rivertown")
    look(rivertown, coordinator)
    pair = DuplicatePair.objects.get()
    assert (pair.why, pair.is_sure) == ("same name, written differently, same town", False)


def test_large_blocks_are_looked_through_as_well(rivertown, coordinator, monkeypatch):
    """Many of one name at one place, and many names that a slip parts, each with its twin."""
    monkeypatch.setattr(blocks, "NEAR", 20)
    monkeypatch.setattr(blocks, "AT_ONCE", 10)
    acme = make.organization(rivertown, name="Acme")
    for number in range(40):
        given = f"Given{chr(97 + number % 26)}{chr(97 + number // 26)}"
        make.affiliation(make.person(rivertown, name=f"{given} Smith", email=""), acme)
        make.organization(rivertown, name=f"Smith Meridian{chr(97 + number % 26)} Foods", town="")
    make.affiliation(make.person(rivertown, name="Smith Givenca", email=""), acme)
    make.organization(rivertown, name="The Foods Smith Meridiana", town="")
    look(rivertown, coordinator)
    assert ("Givenca Smith", "Smith Givenca") in people_found(rivertown)
    assert ("Smith Meridiana Foods", "The Foods Smith Meridiana") in found(rivertown)


def test_a_search_goes_on_where_it_was_killed(rivertown, coordinator):
    for name in ["Acme", "ACME, Inc.", "Zenith", "The Zenith"]:
        make.organization(rivertown, name=name, town="")
    job = looking.start(rivertown, by=coordinator, at=timezone.now())
    steps = 0
    while not job.finished_at:
        claimed = jobs.claim(at=timezone.now())
        search = looking.Search(claimed)
        if search.is_over:
            search.finish()
            jobs.release(claimed, state=Job.State.DONE, at=timezone.now())
        else:
            search.go_on(timezone.now())
            Job.objects.update(lease_until=timezone.now() - timedelta(days=1))  # killed after each step
        steps += 1
        job.refresh_from_db()
        assert 0 <= job.done <= (job.total or 0)
    assert steps > len(blocks.STREAMS)
    assert DuplicatePair.objects.count() == 2
    assert DuplicateKey.objects.count() == 0


def test_a_record_that_went_in_this_very_moment_is_left_to_the_next_tick(rivertown, coordinator, monkeypatch):
    for _ in range(2):
        make.organization(rivertown, name="Acme", town="")
    keep = weighing.keep
    fallen: list[bool] = []

    def fall_once(*arguments, **named):
        if not fallen:
            fallen.append(True)
            raise IntegrityError
        keep(*arguments, **named)

    monkeypatch.setattr(weighing, "keep", fall_once)
    looking.start(rivertown, by=coordinator, at=timezone.now())
    jobs.tick(clock=timezone.now)
    assert fallen
    assert Job.objects.get().state == "done"
    assert DuplicatePair.objects.count() == 1


def test_the_portal_looks_by_itself_once_a_day_where_something_new_came(rivertown, lakeside):
    looking.start_where_due(at=NOW)
    assert not Job.objects.exists(), "there is nothing to look through"
    make.organization(rivertown, name="Acme", created_at=NOW - timedelta(hours=1))
    looking.start_where_due(at=NOW)
    assert [job.community for job in Job.objects.all()] == [rivertown]
    Job.objects.update(state="done")
    looking.start_where_due(at=NOW + timedelta(days=2))
    assert Job.objects.count() == 1, "nothing came since"
    make.person(rivertown, created_at=NOW + timedelta(hours=1))
    looking.start_where_due(at=NOW + timedelta(hours=19))
    assert Job.objects.count() == 1, "it looked less than a day ago"
    looking.start_where_due(at=NOW + timedelta(hours=21))
    assert Job.objects.count() == 2


def test_the_portal_looks_after_an_import(rivertown):
    make.organization(rivertown, created_at=NOW - timedelta(days=1))
    looking.start_where_due(at=NOW)
    Job.objects.update(state="done")
    batch = ImportBatch.objects.create(community=rivertown, file_name="list.csv", state="done", done_at=NOW)
    looking.start_where_due(at=NOW)
    assert Job.objects.count() == 1
    ImportBatch.objects.filter(pk=batch.pk).update(done_at=NOW + timedelta(minutes=1))
    looking.start_where_due(at=NOW + timedelta(minutes=5))
    assert Job.objects.count() == 2


def test_the_page_of_people_leads_to_their_merge_and_remembers(rivertown, coordinators_browser):
    place = reverse("directory:duplicates") + "?of=people"
    acme = make.organization(rivertown, name="Acme")
    one, other = (make.person(rivertown, name="Jo Park", email=f"jo{n}@home{n}.example") for n in range(2))
    for somebody in (one, other):
        make.affiliation(somebody, acme)
    answer = coordinators_browser.post(reverse("directory:duplicates-look"), {"of": "people"})
    assert answer["Location"] == place
    jobs.tick(clock=timezone.now)
    page = coordinators_browser.get(place).content.decode()
    assert "same name, both at Acme" in page
    assert "jo0@home0.example, Acme" in page
    assert "0 pairs of organizations" in page
    assert "1 pair of people" in page
    assert reverse("directory:people-merge", args=[one.pk, other.pk]) in page
    assert "pair of people that may be one" in coordinators_browser.get("/workspace/").content.decode()
    pair = DuplicatePair.objects.get()
    answer = coordinators_browser.post(reverse("directory:duplicate-differ", args=[pair.pk]))
    assert answer["Location"] == place
    assert "Ask again" in coordinators_browser.get(place).content.decode()
    answer = coordinators_browser.post(reverse("directory:duplicate-reopen", args=[pair.pk]))
    assert answer["Location"] == place


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_of_people_asks_as_often_for_one_as_for_thirty(
    rivertown, coordinator, coordinators_browser, django_assert_num_queries, rows
):
    first = make.person(rivertown)
    make.affiliation(first, make.organization(rivertown))
    for _ in range(rows):
        DuplicatePair.objects.create(
            community=rivertown,
            one_person=first,
            other_person=make.person(rivertown),
            score=90,
            reasons=["same name"],
        )
        merging_people.merge(first, make.person(rivertown), by=coordinator, at=timezone.now())
    with django_assert_num_queries(QUERIES + 1):
        coordinators_browser.get(reverse("directory:duplicates") + "?of=people")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_as_often_for_one_as_for_thirty(
    rivertown, coordinator, coordinators_browser, django_assert_num_queries, rows
):
    first = make.organization(rivertown)
    for _ in range(rows):
        DuplicatePair.objects.create(
            community=rivertown, one=first, other=make.organization(rivertown), score=90, reasons=["same name"]
        )
        merging.merge(first, make.organization(rivertown), by=coordinator, at=timezone.now())
    with django_assert_num_queries(QUERIES):
        coordinators_browser.get(reverse("directory:duplicates"))
