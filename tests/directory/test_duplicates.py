"""Tests of finding duplicates: planted ones are found, others are not, and what was decided is remembered."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community import jobs
from community.models import Job
from directory import duplicates, merging
from directory.models import DuplicatePair, Organization
from tests import make
from tests.make import NOW

QUERIES = 10
TRADES = ["Dental", "Foods", "Metalworks", "Realty", "Freight", "Optics", "Legal", "Farms"]
NAMES = ["Yarrow", "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo"]


def look(community, by):
    """Let the background work to its end."""
    duplicates.start(community, by=by, at=timezone.now())
    for _ in range(20):
        jobs.tick(clock=timezone.now)
        if not Job.objects.filter(state__in=["waiting", "running"]).exists():
            break
    return Job.objects.order_by("-pk").first()


def found(community):
    return {(pair.one.name, pair.other.name): pair for pair in DuplicatePair.objects.of(community).open()}


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
    pairs = found(rivertown)
    assert {key: pair.why for key, pair in pairs.items()} == {
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
    duplicates.decide(
        DuplicatePair.objects.get(), state=DuplicatePair.State.NOT_THE_SAME, by=coordinator, at=timezone.now()
    )
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
    duplicates.decide(said, state=DuplicatePair.State.NOT_THE_SAME, by=coordinator, at=NOW)
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
