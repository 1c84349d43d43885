"""The public list of channels: who stands there, what it says of each, and that page, file and data say the same."""

import csv
import json
from datetime import date, timedelta
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from community.models import Community, User
from directory import merging
from employers.models import SkillAlias
from providers import channels
from providers.kinds import half_year_of
from providers.models import Program, Return
from providers.outcomes import Kind, matures_on
from tests import make
from tests.conftest import signed_in
from tests.providers.cohorts import HALVES, file, listed
from tests.providers.test_releasing import after, published

pytestmark = pytest.mark.django_db
LIST = reverse("providers:channels")
JSON = reverse("providers:channels-json")
CSV = reverse("providers:channels-csv")


def page_of(program: Program) -> str:
    return reverse("providers:channel", args=[program.provider.organization.slug])


def names(answer: Any) -> list[str]:
    return [card.program.name for card in answer.context["cards"]]


def today_in(community: Community) -> date:
    return timezone.localdate(timezone=community.zone)


def owe(program: Program, days_late: int) -> Return:
    """Let a return of a program be so many days past its day."""
    today = today_in(program.provider.organization.community)
    return make.placement_return(program, HALVES[-1], due_on=today - timedelta(days=days_late))


# --- Who stands there -------------------------------------------------------------------------


@pytest.mark.parametrize("standing", ["listed", "conditional"])
def test_a_decision_puts_a_provider_on_the_list(client: Client, rivertown: Community, standing: str) -> None:
    program = listed(rivertown, standing=standing, program="Web development", name="Code School")
    assert names(client.get(LIST)) == ["Web development"]
    assert client.get(page_of(program)).status_code == 200


@pytest.mark.parametrize("standing", ["applicant", "declined", "suspended", "withdrawn"])
def test_in_no_other_standing_does_a_provider_show_anywhere(
    client: Client, rivertown: Community, standing: str
) -> None:
    program = listed(rivertown, standing=standing, program="Web development")
    assert names(client.get(LIST)) == []
    assert client.get(page_of(program)).status_code == 404
    assert "Web development" not in client.get(JSON).content.decode() + client.get(CSV).content.decode()
    assert names(client.get(f"{reverse('providers:compare')}?program={program.pk}")) == []


def test_a_return_keeps_its_provider_on_the_list_for_the_days_of_grace_and_no_longer(
    client: Client, rivertown: Community
) -> None:
    program = listed(rivertown)
    owed = owe(program, 30)
    assert len(names(client.get(LIST))) == 1
    owed.due_on -= timedelta(days=1)
    owed.save()
    assert names(client.get(LIST)) == []
    assert client.get(page_of(program)).status_code == 404


def test_the_listing_goes_on_the_moment_the_return_is_there(client: Client, rivertown: Community) -> None:
    program = listed(rivertown)
    owed = owe(program, 99)
    assert names(client.get(LIST)) == []
    make.submission(owed, [])
    assert len(names(client.get(LIST))) == 1


@pytest.mark.parametrize("state", ["nil", "excused"])
def test_a_return_that_is_let_off_pauses_nothing(client: Client, rivertown: Community, state: str) -> None:
    owed = owe(listed(rivertown), 99)
    owed.state, owed.reason = state, "A flood."
    owed.save()
    assert len(names(client.get(LIST))) == 1


def test_more_time_is_more_time(client: Client, rivertown: Community) -> None:
    owed = owe(listed(rivertown), 60)
    owed.extended_to, owed.reason = today_in(rivertown) - timedelta(days=20), "A flood."
    owed.save()
    assert len(names(client.get(LIST))) == 1


def test_another_communitys_channels_stay_there(client: Client, rivertown: Community, lakeside: Community) -> None:
    program = listed(lakeside)
    assert names(client.get(LIST)) == []
    assert client.get(page_of(program)).status_code == 404


def test_a_program_that_ended_is_gone(client: Client, rivertown: Community) -> None:
    program = listed(rivertown)
    program.ended_on = date(2020, 1, 1)
    program.save()
    assert names(client.get(LIST)) == []


def test_who_teaches_nothing_itself_stands_beside(client: Client, rivertown: Community) -> None:
    make.provider(rivertown, standing="listed", kind="intermediary", name="Career Center", slug="career-center")
    answer = client.get(LIST)
    assert "Career Center" in answer.content.decode()
    assert (
        "no figures of graduates" in client.get(reverse("providers:channel", args=["career-center"])).content.decode()
    )
    assert client.get(JSON).json()["alsoListed"][0]["name"] == "Career Center"


def test_the_address_of_an_organization_that_was_merged_leads_to_the_one_that_stays(
    client: Client, rivertown: Community, coordinator: User
) -> None:
    program = listed(rivertown)
    kept = make.organization(rivertown, slug="kept")
    gone = page_of(program)
    merging.merge(kept, program.provider.organization, by=coordinator, at=make.NOW)
    assert client.get(gone).headers["Location"] == reverse("providers:channel", args=["kept"])


# --- What is said -----------------------------------------------------------------------------


def rich(at: Community, by: User) -> dict[str, Program]:
    """Make a program for every state of a figure, and release what is known."""
    made = {
        name: listed(at, program=name, name=f"Provider of {name}")
        for name in ("whole", "coarse", "pooled", "few", "unknown", "unpaid", "early", "said")
    }
    make.placement_return(made["early"], date(2050, 1, 1), due_on=date(2051, 2, 14))
    make.declared(made["said"], HALVES[0], graduated=30, placed=21)
    for cohort in HALVES[:2]:
        file(made["whole"], cohort, 120, 80, enrollments=150, confirmed=70)
        file(made["coarse"], cohort, 40, 37, paid=20, confirmed=30)
        file(made["pooled"], cohort, 8, 5)
        file(made["few"], cohort, 3, 2)
        file(made["unknown"], cohort, 60, 30, status="4")
        file(made["unpaid"], cohort, 60, 30, paid=0)
    for row in made["unknown"].returns.all():
        row.submissions.get().outcomes.filter(row__lte=30).update(status="1A")
    published(at, by, after(HALVES[1]))
    return made


class Cards(HTMLParser):
    """What a page says, cell by cell, of every program."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(html: str) -> str:
    """Return what a person reads of a page, with single spaces."""
    parser = Cards()
    parser.feed(html)
    return " ".join(" ".join(parser.text).split())


def in_words(kind: str, figure: dict[str, Any]) -> str:
    """Say a figure of the data as the page should."""
    if figure["value"] is None:
        return {
            "suppressed_small": "Too few to publish",
            "not_shared": "Not shared",
            "withheld_quality": "Withheld: not enough is known",
            "not_mature": f"First figures due in {date.fromisoformat(figure['first_due'] or '2000-01-01'):%B %Y}",
            "not_applicable": "Employers not asked yet" if kind == "confirmed" else "Does not apply",
            "next_release": "With the next release",
        }[figure["state"]]
    if kind == "salary":
        return f"${figure['value']:,}"
    return {"or_more": f"{figure['value']} % or more", "or_less": f"{figure['value']} % or less"}.get(
        figure["bound"], f"{figure['value']} %"
    )


def n_in_words(n: dict[str, int | None]) -> str:
    if n["to"] is None:
        return f"{n['from']} or more"
    return str(n["from"]) if n["from"] == n["to"] else f"{n['from']}–{n['to']}"


@pytest.mark.parametrize(
    ("reports_from", "listed_on", "today", "due"),
    [
        (None, date(2026, 8, 1), date(2026, 11, 29), date(2027, 8, 13)),
        (date(2027, 1, 1), date(2026, 8, 1), date(2026, 11, 29), date(2028, 2, 10)),
        (None, date(2024, 8, 1), date(2027, 1, 2), date(2028, 2, 10)),
    ],
)
def test_before_anything_is_awaited_the_first_figures_are_due_with_the_half_year_at_hand(
    rivertown: Community, reports_from: date | None, listed_on: date, today: date, due: date
) -> None:
    program = listed(rivertown, standing_since=listed_on)
    program.reports_from = reports_from
    assert channels.expected(program, rivertown, today) == due
    card = channels.cards([program], rivertown, None, today=today)[0]
    assert card.headline.first_due == due


def test_a_program_newer_than_the_release_says_when_its_first_figures_are_due(
    client: Client, rivertown: Community, coordinator: User
) -> None:
    file(listed(rivertown), HALVES[0], 60, 40)
    published(rivertown, coordinator, after(HALVES[0]))
    today = today_in(rivertown)
    new = listed(rivertown, program="Data", standing_since=today)
    due = channels.expected(new, rivertown, today)
    for place in (page_of(new), f"{LIST}?q=Data"):
        page = client.get(place).content.decode()
        assert f"First figures due in {due:%B %Y}" in page and "With the next release" not in page
    figures = {item["name"]: item["figures"] for item in client.get(JSON).json()["itemListElement"]}["Data"]
    assert {(figure["state"], figure["first_due"]) for figure in figures} == {("next_release", due.isoformat())}
    # Its first return is awaited, then filed before its half-year is mature, and then mature.
    cohort = half_year_of(today - timedelta(days=200))
    owed = make.placement_return(new, cohort)
    for state, day in (("awaited", today), ("submitted", matures_on(cohort) - timedelta(days=1))):
        Return.objects.filter(pk=owed.pk).update(state=state)
        assert (
            channels.cards([new], rivertown, None, today=day)[0].headline.why
            == f"First figures due in {owed.due_on:%B %Y}"
        )
    [card] = channels.cards([new], rivertown, None, today=matures_on(cohort))
    assert card.headline.why == "With the next release"


def test_page_file_and_data_say_the_same_in_every_state(
    client: Client, rivertown: Community, coordinator: User
) -> None:
    made = rich(rivertown, coordinator)
    data = client.get(JSON).json()
    items = {item["name"]: item for item in data["itemListElement"]}
    text = client.get(CSV).content.decode("utf-8-sig")
    lines = {line["program"]: line for line in csv.DictReader(StringIO(text))}
    assert set(items) == set(lines) == set(made)
    states = set()
    for name, program in made.items():
        page = read(client.get(page_of(program)).content.decode())
        list_page = read(client.get(f"{LIST}?q=Provider of {name}").content.decode())
        for figure in items[name]["figures"]:
            kind, line = figure["kind"], lines[name]
            states.add(figure["state"])
            assert line[f"{kind}_state"] == figure["state"]
            assert line[f"{kind}_value"] == ("" if figure["value"] is None else str(figure["value"]))
            assert line[f"{kind}_bound"] == (figure["bound"] or "")
            n = figure["n"] or {"from": None, "to": None}
            assert line[f"{kind}_n_from"] == ("" if n["from"] is None else str(n["from"]))
            assert line[f"{kind}_n_to"] == ("" if n["to"] is None else str(n["to"]))
            window = figure["window"] or {"from": "", "to": ""}
            assert (line[f"{kind}_from"], line[f"{kind}_to"]) == (window["from"], window["to"])
            if kind == "declared" and figure["value"] is None:
                continue
            words = in_words(kind, figure)
            label = "placed, as the provider declares" if kind == "declared" else str(Kind(kind).label)
            assert label in page
            said = page.split(label, 1)[0 if kind == "declared" else 1]
            assert words in (said[-20:] if kind == "declared" else said), (name, kind)
            if figure["n"]:
                assert n_in_words(figure["n"]) in page
            if kind in {"headline", "salary", "confirmed"}:
                assert words in list_page, (name, kind)
    assert states >= {
        "published", "pooled", "suppressed_small", "not_shared", "withheld_quality", "not_mature", "not_applicable",
    }  # fmt: skip


def test_the_data_is_json_ld_in_terms_that_others_know(client: Client, rivertown: Community, coordinator: User) -> None:
    rich(rivertown, coordinator)
    answer = client.get(JSON)
    assert answer.headers["Content-Type"] == "application/ld+json"
    data = answer.json()
    assert data["@context"]["qdata"] == "https://credreg.net/qdata/terms/"
    assert "fewer than 10 people" in data["qdata:dataSuppressionPolicy"]["en-US"]
    assert data["suppression"] == {
        "rules": 1,
        "minimum_n": 10,
        "bands_begin_at": [10, 20, 50],
        "one_figure_of_a_group_below": 20,
        "rounded_below": 50,
        "known_percent": 80,
    }
    assert data["release"]["number"] == 1 and len(data["release"]["sha256"]) == 64
    whole = next(item for item in data["itemListElement"] if item["name"] == "whole")
    assert whole["@type"] == "EducationalOccupationalProgram"
    [frame] = whole["subjectOf"]["qdata:dataSetTimePeriod"]
    [profile] = frame["qdata:dataAttributes"]
    assert profile["qdata:employmentRate"] == [{"@type": "QuantitativeValue", "value": 67, "unitText": "percent"}]
    assert profile["qdata:subjectsInSet"] == [{"@type": "QuantitativeValue", "value": 120}]
    few = next(item for item in data["itemListElement"] if item["name"] == "few")
    assert few["subjectOf"] is None


def test_nothing_that_is_hidden_stands_in_any_answer(client: Client, rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 9, 8, pay=71_770)
    published(rivertown, coordinator, after(HALVES[0]))
    answers = [client.get(address).content.decode() for address in (LIST, JSON, CSV, page_of(program))]
    # The middle of their pay, and what it would be rounded to.
    assert not any(words in answer for answer in answers for words in ("75270", "75,270", "75000", "75,000"))
    figures = next(iter(client.get(JSON).json()["itemListElement"]))["figures"]
    assert all(figure["value"] is None and figure["n"] is None for figure in figures)


def test_what_stands_there_is_of_a_release_and_never_of_today(
    client: Client, rivertown: Community, coordinator: User
) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 40)
    [item] = client.get(JSON).json()["itemListElement"]
    assert {figure["state"] for figure in item["figures"]} == {"next_release"}
    assert "With the next release" in client.get(LIST).content.decode()
    published(rivertown, coordinator, after(HALVES[0]))
    before = client.get(JSON).json()["itemListElement"][0]["figures"]
    file(program, HALVES[0], 60, 10)
    assert client.get(JSON).json()["itemListElement"][0]["figures"] == before
    assert before[0]["value"] == 67


def test_the_trend_tells_what_each_release_said(client: Client, rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 30)
    published(rivertown, coordinator, after(HALVES[0]))
    assert client.get(page_of(program)).context["programs"][0][1].is_line is False
    file(program, HALVES[1], 60, 45)
    published(rivertown, coordinator, after(HALVES[1]))
    [[_card, trend]] = client.get(page_of(program)).context["programs"]
    assert [point.told.value for point in trend.points] == ["50 %", "75 %"]
    assert [point.told.months for point in trend.points] == ["January to June 2018", "July to December 2018"]


# --- Finding ----------------------------------------------------------------------------------


def found(client: Client, **asked: str) -> list[str]:
    return names(client.get(LIST, asked))


def test_the_list_is_searched_by_what_job_seekers_ask(client: Client, rivertown: Community) -> None:
    SkillAlias.objects.create(community=rivertown, written="js", name="JavaScript")
    web = {"skills": ["JS", "Help  Desk"], "occupations": ["15-1254"], "tuition": 0, "weeks": 12, "mode": "online"}
    listed(rivertown, program="Web", name="A School", **web)
    listed(
        rivertown,
        program="Data",
        name="B School",
        skills=["javascript"],
        occupations=["15-2051"],
        tuition=5_001,
        weeks=27,
    )
    listed(rivertown, program="Quiet", name="Zürich School")
    assert found(client, skill="javascript") == ["Web", "Data"]
    assert found(client, skill="help desk") == ["Web"]
    assert found(client, role="15-2051") == ["Data"]
    assert found(client, cost="0") == ["Web"]
    assert found(client, cost="10000") == ["Web", "Data"]
    assert found(client, length="26") == ["Web"]
    assert found(client, mode="online") == ["Web"]
    assert found(client, q="zurich") == found(client, q="Zürich") == ["Quiet"]
    assert found(client, q="js") == []
    assert found(client, q="JavaScript") == ["Web", "Data"]
    assert found(client, skill="cobol") == found(client, cost="7") == found(client, mode="moon") == []
    assert "No program fits all of that" in client.get(LIST, {"skill": "cobol"}).content.decode()


def test_how_we_choose_is_what_the_criteria_say(client: Client, rivertown: Community, coordinator: User) -> None:
    make.criteria(rivertown)
    page = client.get(LIST).content.decode()
    assert all(f"<li>{title}</li>" in page for title in ("It meets employer demand", "It leads to jobs"))
    assert f'href="{reverse("providers:criteria")}"' in page


def test_an_empty_list_says_what_to_do_first(client: Client, rivertown: Community) -> None:
    assert "Nobody is on the list yet" in client.get(LIST).content.decode()


def test_up_to_three_programs_stand_side_by_side(client: Client, rivertown: Community) -> None:
    programs = [listed(rivertown, program=f"Program {one}", name=f"School {one}") for one in "ABCD"]
    compare = reverse("providers:compare")
    asked = "&".join(f"program={program.pk}" for program in programs)
    assert names(client.get(f"{compare}?program={programs[1].pk}&program={programs[1].pk}&program=x")) == ["Program B"]
    answer = client.get(f"{compare}?{asked}")
    assert names(answer) == ["Program A", "Program B", "Program C"]
    assert "Here are 3 of those you ticked" in answer.content.decode()
    assert "Nothing is ticked yet" in client.get(compare).content.decode()


# --- How often the database is asked ----------------------------------------------------------


def test_the_list_asks_as_often_for_thirty_programs_as_for_one(
    client: Client, rivertown: Community, coordinator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = signed_in(coordinator)  # who is signed in gets a page of their own, never one that was kept
    for count in (1, 30):
        while Program.objects.count() < count:
            listed(rivertown, skills=["Python"], occupations=["15-1254"])
        with django_assert_num_queries(16):
            assert browser.get(LIST).status_code == 200
        with django_assert_num_queries(10):
            assert browser.get(JSON).status_code == 200


def test_a_page_is_kept_as_long_as_it_is_true(client: Client, rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown, program="Web development")
    tag = client.get(JSON)["ETag"]
    assert client.get(JSON, headers={"If-None-Match": tag}).status_code == 304
    for change in (
        lambda: Program.objects.filter(pk=program.pk).update(name="Web engineering"),
        lambda: Program.objects.filter(pk=program.pk).update(skills=["Rust"]),
        lambda: SkillAlias.objects.create(community=rivertown, written="rust", name="Rust"),
        lambda: published(rivertown, coordinator, make.NOW),
        lambda: owe(program, 99),
    ):
        change()
        answer = client.get(JSON, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        tag = answer["ETag"]
    assert json.loads(answer.content)["itemListElement"] == []
