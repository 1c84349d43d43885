"""The table and the board of employers, and what is done there to one and to many."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from community.models import Community, SavedView, User
from directory.models import Organization, Task
from employers.models import Employer
from employers.stages import Stage
from tests import make
from tests.conftest import signed_in

PIPELINE = "/workspace/employers/"


@pytest.fixture
def today(rivertown: Community) -> date:
    return timezone.localdate(timezone=rivertown.zone)


def names(page: object) -> list[str]:
    """Return the employers on a page, in order."""
    return [line["name"] for line in page.context["lines"]]


def test_an_empty_pipeline_says_what_to_do_first(coordinators_browser: Client) -> None:
    page = coordinators_browser.get(PIPELINE)
    assert "The pipeline is empty" in page.content.decode()
    board = coordinators_browser.get(PIPELINE + "?as=board").text
    assert "The pipeline is empty" in board
    assert ">Clear</a>" not in board
    assert f'href="{PIPELINE}?as=board">Clear</a>' in coordinators_browser.get(PIPELINE + "?as=board&stage=signed").text


def test_employers_are_narrowed_by_stage_owner_words_and_what_is_due(
    coordinators_browser: Client, coordinator: User, rivertown: Community, today: date
) -> None:
    mine = make.employer(rivertown, name="Acme", stage=Stage.CONTACTED, next_step="Call", next_step_on=today)
    Organization.objects.filter(pk=mine.organization_id).update(owner=coordinator)
    make.employer(
        rivertown, name="Borealis", town="Lakeside", stage=Stage.CONTACTED, stage_since=today - timedelta(days=91)
    )
    make.employer(rivertown, name="Cirrus")
    for query, expected in {
        "": ["Acme", "Borealis", "Cirrus"],
        "stage=contacted": ["Acme", "Borealis"],
        "owner=me": ["Acme"],
        "owner=nobody": ["Borealis", "Cirrus"],
        "q=lake": ["Borealis"],
        "only=due": ["Acme"],
        "only=quiet": ["Borealis"],
        "only=unplanned": ["Borealis", "Cirrus"],
        "town=Lakeside": ["Borealis"],
        "sort=next": ["Acme", "Borealis", "Cirrus"],
        "sort=heard": ["Borealis", "Acme", "Cirrus"],
    }.items():
        assert names(coordinators_browser.get(f"{PIPELINE}?{query}")) == expected, query


def test_a_filter_that_makes_no_sense_is_left_out_and_said(coordinators_browser: Client, rivertown: Community) -> None:
    make.employer(rivertown, name="Acme")
    page = coordinators_browser.get(f"{PIPELINE}?stage=nonsense&sort=nonsense&show=nonsense")
    assert names(page) == ["Acme"]
    assert "we know no such choice here" in page.content.decode()


def test_columns_are_chosen_in_the_address(coordinators_browser: Client, rivertown: Community) -> None:
    make.employer(rivertown, name="Acme", sector="health")
    page = coordinators_browser.get(f"{PIPELINE}?show=sector&show=stage")
    assert page.context["heads"] == ["Sector", "Stage"]
    assert "Health care" in page.content.decode()


def test_the_board_shows_the_same_employers_by_stage(coordinators_browser: Client, rivertown: Community) -> None:
    for number in range(14):
        make.employer(rivertown, name=f"Acme {number:02}")
    make.employer(rivertown, name="Borealis", stage=Stage.IN_CONVERSATION)
    page = coordinators_browser.get(f"{PIPELINE}?as=board")
    by_label = {stage["label"]: stage for stage in page.context["stages"]}
    assert (by_label["Identified"]["count"], len(by_label["Identified"]["lines"])) == (14, 12)
    assert [line["name"] for line in by_label["In conversation"]["lines"]] == ["Borealis"]
    assert "All 14" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_questions_of_a_page_do_not_grow_with_its_rows(
    coordinators_browser: Client, rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _number in range(rows):
        make.employer(rivertown, stage=Stage.CONTACTED)
    coordinators_browser.get(PIPELINE)
    with django_assert_num_queries(8):
        coordinators_browser.get(PIPELINE)
    with django_assert_num_queries(9):
        coordinators_browser.get(f"{PIPELINE}?as=board")


def test_the_second_page_goes_on_where_the_first_ended(coordinators_browser: Client, rivertown: Community) -> None:
    for number in range(60):
        make.employer(rivertown, name=f"Acme {number:02}", stage_since=date(2026, 1, 1) + timedelta(days=number % 7))
    for order in ("name", "since", "next", "heard"):
        first = coordinators_browser.get(f"{PIPELINE}?sort={order}")
        second = coordinators_browser.get(f"{PIPELINE}?sort={order}&after={first.context['page'].next}")
        assert len({*names(first), *names(second)}) == 60, order


def test_an_organization_is_put_into_the_pipeline_and_moved(coordinators_browser: Client, rivertown: Community) -> None:
    organization = make.organization(rivertown, name="Acme")
    assert "Not in the pipeline yet" in coordinators_browser.get(organization.get_absolute_url()).content.decode()
    coordinators_browser.post(reverse("employers:employer-identify", args=[organization.pk]))
    employer = Employer.objects.get(organization=organization)
    place = reverse("employers:employer-move", args=[employer.pk])
    refused = coordinators_browser.post(place, {"stage": "declined"})
    why = re.search(r"<label[^>]*>Why.*?</label>", refused.text, re.DOTALL)
    assert why and "optional" not in why[0], "it is needed for some stages"
    assert "Say why" in refused.content.decode()
    assert coordinators_browser.post(place, {"stage": "declined", "reason": "No budget"})["Location"] == (
        organization.get_absolute_url()
    )
    assert "No budget" in coordinators_browser.get(organization.get_absolute_url()).content.decode()


def test_a_stage_that_only_a_signature_gives_is_no_choice(coordinators_browser: Client, rivertown: Community) -> None:
    employer = make.employer(rivertown)
    coordinators_browser.post(reverse("employers:employer-move", args=[employer.pk]), {"stage": "signed"})
    employer.refresh_from_db()
    assert employer.stage == "identified"


def test_a_next_step_is_planned_and_stands_on_today(
    coordinators_browser: Client, rivertown: Community, today: date
) -> None:
    employer = make.employer(rivertown, name="Acme")
    place = reverse("employers:employer-plan", args=[employer.pk])
    assert "Say what is to be done" in coordinators_browser.post(place, {"on": today.isoformat()}).content.decode()
    coordinators_browser.post(place, {"step": "Call the CIO", "on": today.isoformat()})
    employer.refresh_from_db()
    assert (employer.next_step, employer.next_step_on) == ("Call the CIO", today)
    assert "next step due" in coordinators_browser.get("/workspace/").content.decode()


def chosen(*employers: Employer, **fields: str) -> dict[str, object]:
    """Return the form of those ticked."""
    return {"employer": [employer.pk for employer in employers], **fields}


def test_many_are_moved_once_the_page_has_said_how_many(coordinators_browser: Client, rivertown: Community) -> None:
    one, other = make.employer(rivertown, name="Acme"), make.active(rivertown, name="Borealis").employer
    asked = coordinators_browser.post(f"{PIPELINE}together/", chosen(one, other, do="move"))
    assert "Move 2 employers" in asked.content.decode()
    one.refresh_from_db()
    assert one.stage == "identified"
    done = coordinators_browser.post(
        f"{PIPELINE}together/", chosen(one, other, do="move", sure="on", stage="contacted"), follow=True
    )
    one.refresh_from_db()
    assert one.stage == "contacted"
    words = done.content.decode()
    assert "1 employer moved" in words
    assert "Borealis stayed: Its commitment stands" in words


def test_many_get_an_owner_a_tag_and_a_task(
    coordinators_browser: Client, coordinator: User, rivertown: Community
) -> None:
    both = [make.employer(rivertown), make.employer(rivertown)]
    place = f"{PIPELINE}together/"
    coordinators_browser.post(place, chosen(*both, do="assign", sure="on", owner=str(coordinator.pk)))
    coordinators_browser.post(place, chosen(*both, do="tag", sure="on", tag="fair 2026"))
    coordinators_browser.post(place, chosen(*both, do="task", sure="on", title="Call", owner=""))
    for employer in both:
        organization = Organization.objects.get(pk=employer.organization_id)
        assert organization.owner == coordinator
        assert [tag.name for tag in organization.tags.all()] == ["fair 2026"]
        assert Task.objects.get(organization=organization).title == "Call"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_many_are_kept_as_a_file(coordinators_browser: Client, rivertown: Community, form: str) -> None:
    one, other, _left = (make.employer(rivertown, name=name) for name in ("Borealis", "Acme", "Cirrus"))
    place = f"{PIPELINE}together/"
    assert "Keep 2 employers as a file" in coordinators_browser.post(place, chosen(one, other, do="keep")).text
    kept = coordinators_browser.post(place, chosen(one, other, do="keep", sure="on", form=form))
    assert kept["Content-Disposition"].endswith(f'.{form}"')
    content = b"".join(kept.streaming_content)
    if form == "csv":
        rows = [line.split(",")[0] for line in content.decode("utf-8-sig").splitlines()]
        assert rows == ["Name", "Acme", "Borealis"]
    else:
        assert content.startswith(b"PK")


def test_all_that_a_list_found_can_be_meant(coordinators_browser: Client, rivertown: Community) -> None:
    for number in range(55):
        make.employer(rivertown, stage=Stage.CONTACTED if number else Stage.IDENTIFIED)
    data = {"do": "tag", "all": "on", "query": "stage=contacted", "sure": "on", "tag": "fair"}
    coordinators_browser.post(f"{PIPELINE}together/", data)
    assert Organization.objects.filter(tags__name="fair").count() == 54


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"do": "move"}, "tick the employers first"),
        ({"do": "nonsense", "all": "on"}, "choose what to do"),
        ({"do": "move", "employer": ["9" * 40, "x", "-1"]}, "tick the employers first"),
    ],
)
def test_a_deed_without_sense_does_nothing_and_says_so(
    coordinators_browser: Client, rivertown: Community, data: dict[str, object], words: str
) -> None:
    make.employer(rivertown)
    assert words in coordinators_browser.post(f"{PIPELINE}together/", data, follow=True).content.decode()


def test_employers_of_another_community_are_not_meant(
    coordinators_browser: Client, rivertown: Community, lakeside: Community
) -> None:
    far = make.employer(lakeside)
    coordinators_browser.post(f"{PIPELINE}together/", chosen(far, do="tag", sure="on", tag="mine"))
    assert not far.organization.tags.exists()


def test_a_view_is_a_tab_for_oneself_or_for_the_team(
    coordinators_browser: Client, coordinator: User, administrator: User, rivertown: Community
) -> None:
    make.employer(rivertown)
    save = {"page": "employers:pipeline", "query": "stage=contacted&after=7&q="}
    coordinators_browser.post("/workspace/views/save/", save | {"name": "My calls"})
    coordinators_browser.post("/workspace/views/save/", save | {"name": "Our calls", "is_for_team": "on"})
    view = SavedView.objects.get(name="My calls")
    assert (view.query, view.owner) == ("stage=contacted", coordinator)
    page = coordinators_browser.get(f"{PIPELINE}?stage=contacted").content.decode()
    assert "My calls" in page
    theirs = signed_in(administrator).get(PIPELINE).content.decode()
    assert "Our calls" in theirs
    assert "My calls" not in theirs
    assert signed_in(administrator).post(f"/workspace/views/{view.pk}/remove/").status_code == 404
    coordinators_browser.post(f"/workspace/views/{view.pk}/remove/")
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_a_view_without_a_name_is_refused_in_words(coordinators_browser: Client) -> None:
    answer = coordinators_browser.post("/workspace/views/save/", {"page": "employers:pipeline"}, follow=True)
    assert "Give it a name" in answer.content.decode()
    answer = coordinators_browser.post("/workspace/views/save/", {"page": "no:such", "name": "x"}, follow=True)
    assert "no such list" in answer.content.decode()
