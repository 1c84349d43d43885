"""The gap map: for all as far as public demand goes, whole for the team, and for a provider with what to add."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from community.models import Community, User
from directory.models import Organization
from employers import demand
from employers.models import Ask, Employer, SkillAlias
from providers import teaching
from providers.models import Provider
from tests import make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
WEB, SUPPORT, SCIENCE, QA = "15-1254", "15-1232", "15-2051", "15-1253"
SUPPLY, DEMAND = reverse("providers:supply"), reverse("reports:demand")


def ask(at: Community, occupation: str, *skills: str, by: Employer | None = None) -> Employer:
    """Let an employer that signed ask for a role."""
    employer = by or make.active(at).employer
    until = timezone.localdate() + timedelta(days=200)
    said = {"openings": 2, "skills": list(skills), "valid_until": until, "changed_at": make.NOW}
    Ask.objects.create(employer=employer, occupation=occupation, **said)
    return employer


def teach(at: Community, name: str, *occupations: str, skills: tuple[str, ...] = (), **fields: Any) -> Provider:
    """Let a provider on the list teach."""
    provider = make.provider(at, **{"name": name, "standing": "listed", **fields})
    make.program(provider, occupations=occupations, skills=list(skills))
    return provider


def desk_of(provider: Provider) -> Client:
    """Return the browser of somebody whose desk holds a provider."""
    organization = provider.organization
    user = make.user()
    person = make.person(organization.community, user=user)
    make.affiliation(person, organization, has_desk=True)
    return signed_in(user)


def page_of(provider: Provider) -> str:
    return reverse("providers:desk-demand", args=[provider.organization.slug])


# --- Public -------------------------------------------------------------------------------------


def test_demand_says_what_nobody_on_the_list_teaches(rivertown: Community, client: Client) -> None:
    for _ in range(3):
        ask(rivertown, WEB, "JavaScript")
        ask(rivertown, SUPPORT, "help desk")
    teach(rivertown, "Code School", WEB, skills=("js",))
    SkillAlias.objects.create(community=rivertown, written="js", name="JavaScript")
    answer = client.get(DEMAND)
    gaps = answer.context["gaps"]
    assert [role.code for role in gaps.open_roles] == [SUPPORT]
    assert [skill.name for skill in gaps.open_skills] == ["help desk"]
    assert "Nobody on our list teaches this yet" in answer.text
    facts = client.get("/demand.json").json()
    assert {one["soc"]: one["listed_providers"] for one in facts["occupations"]} == {WEB: 1, SUPPORT: 0}
    assert {one["name"]: one["listed_providers"] for one in facts["skills"]} == {"JavaScript": 1, "help desk": 0}
    teach(rivertown, "Library", SUPPORT, skills=("Help Desk",))
    assert "All of this is taught by somebody on our list." in client.get(DEMAND).text


@pytest.mark.parametrize("fields", [{"standing": "applicant"}, {"standing": "suspended"}, {"standing": "declined"}])
def test_who_is_not_on_the_list_fills_no_gap(rivertown: Community, client: Client, fields: dict[str, str]) -> None:
    for _ in range(3):
        ask(rivertown, WEB)
    teach(rivertown, "Code School", WEB, **fields)
    assert [role.code for role in client.get(DEMAND).context["gaps"].open_roles] == [WEB]


def test_a_program_that_ended_fills_no_gap_and_anothers_community_does_not(
    rivertown: Community, lakeside: Community
) -> None:
    for _ in range(3):
        ask(rivertown, WEB)
    teach(rivertown, "Code School", WEB).programs.update(ended_on=timezone.localdate())
    teach(lakeside, "Lake School", WEB)
    found = teaching.gap_map(rivertown, demand.now(rivertown, today=timezone.localdate()))
    assert [gap.providers for gap in found.roles] == [()]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_cost_as_little_for_many_as_for_one(
    rivertown: Community,
    coordinators_browser: Client,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for number in range(rows):
        for _ in range(3):
            ask(rivertown, WEB, f"skill {number}")
        teach(rivertown, f"School {number}", WEB, skills=(f"skill {number}",))
    mine = teach(rivertown, "Mine", WEB)
    for number in range(rows):
        make.program(mine, occupations=[WEB], name=f"More {number}")
    desk = desk_of(mine)
    for browser, path, queries in (
        (client, DEMAND, DEMAND_QUERIES),
        (coordinators_browser, SUPPLY, SUPPLY_QUERIES),
        (desk, page_of(mine), DESK_QUERIES),
    ):
        browser.get(path)
        cache.clear()  # what is kept is asked for once
        with django_assert_num_queries(queries):
            browser.get(path)


DEMAND_QUERIES = 10
SUPPLY_QUERIES = 12
DESK_QUERIES = 11


# --- The team -----------------------------------------------------------------------------------


def test_the_team_sees_every_number_with_who_teaches_and_who_applies(
    rivertown: Community, coordinators_browser: Client
) -> None:
    assert "No signed employer asks for anything yet" in coordinators_browser.get(SUPPLY).text
    ask(rivertown, WEB, "Cobol")
    for _ in range(3):
        ask(rivertown, SUPPORT)
    teach(rivertown, "Library", SUPPORT, skills=("Pascal",))
    teach(rivertown, "Code School", WEB, standing="applicant")
    answer = coordinators_browser.get(SUPPLY)
    rows = [(gap.role.code, gap.role.employers, gap.providers, new.providers) for gap, new in answer.context["roles"]]
    assert rows == [(SUPPORT, 3, ("Library",), ()), (WEB, 1, (), ("Code School",))]
    assert "Among others" in answer.text and "Cobol" in answer.text
    assert "asked for by nobody now: Pascal" in answer.text
    lines = coordinators_browser.get(f"{SUPPLY}export.csv").getvalue().decode().splitlines()
    assert lines[1] == f"Role,{SUPPORT},Computer User Support Specialists,3,6,,Library,,yes"
    assert lines[2] == f"Role,{WEB},Web Developers,1,2,,,Code School,no"
    assert lines[3] == "Skill,,Cobol,1,,,,,no"


def test_reviewers_read_it_and_evaluators_do_not(rivertown: Community, reviewer: User, evaluator: User) -> None:
    assert signed_in(reviewer).get(SUPPLY).status_code == 200
    assert signed_in(evaluator).get(SUPPLY).status_code == 403


# --- A provider's desk --------------------------------------------------------------------------


def test_a_provider_sees_what_is_wanted_and_what_to_add(rivertown: Community) -> None:
    for _ in range(3):
        ask(rivertown, WEB, "JavaScript", "SQL")
    ask(rivertown, SCIENCE, "Cobol")
    provider = teach(rivertown, "Code School", WEB, SCIENCE, skills=("JavaScript", "Cobol"), standing="applicant")
    browser = desk_of(provider)
    assert page_of(provider) in browser.get("/desk/").text
    answer = browser.get(page_of(provider))
    [one] = answer.context["programs"]
    assert [role.code for role in one.alignment.roles] == [WEB]
    assert one.alignment.unseen_roles == ("Data Scientists",)
    assert [skill.name for skill in one.alignment.other_skills] == ["SQL"]
    assert one.alignment.unseen_skills == ("Cobol",)
    assert "Skills to add" in answer.text
    other = teach(rivertown, "Other School", WEB)
    assert browser.get(page_of(other)).status_code == 404


def test_before_there_is_demand_or_a_program_the_page_says_what_will_stand_there(rivertown: Community) -> None:
    provider = make.provider(rivertown, name="Code School")
    browser = desk_of(provider)
    assert "No program yet" in browser.get(page_of(provider)).text
    make.program(provider)
    assert "Nothing is asked for by enough employers yet" in browser.get(page_of(provider)).text


# --- What is hidden stays hidden ----------------------------------------------------------------

SKILLS = ["SQL", "Go", "Cobol"]
WORLDS = st.lists(
    st.tuples(st.sampled_from([WEB, SUPPORT, SCIENCE]), st.lists(st.sampled_from(SKILLS), max_size=2, unique=True)),
    max_size=8,
)
TAUGHT = st.lists(st.sampled_from([WEB, SUPPORT, SCIENCE, QA]), max_size=3, unique=True)


def all_that_is_told(client: Client, desk: Client, provider: Provider) -> list[str]:
    """Return every public output about demand, and what a provider reads at its desk."""
    tried = {"kind": "training_provider", "occupations": [WEB, SUPPORT, SCIENCE], "skills": ", ".join(SKILLS)}
    told = [
        client.get(DEMAND).text,
        json.dumps(client.get("/demand.json").json()),
        client.get("/").text,
        client.get(reverse("providers:criteria")).text,
        client.get(reverse("providers:self-check"), tried).text,
        desk.get(page_of(provider)).text,
    ]
    return [" ".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line) for page in told]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS, taught=TAUGHT)
def test_no_output_changes_with_a_count_that_stays_hidden(
    rivertown: Community, client: Client, world: list[tuple[str, list[str]]], taught: list[str]
) -> None:
    """One employer or two in a hidden cell: pages, data, gaps, self-check and desk say the same to the letter."""
    with transaction.atomic():
        make.criteria(rivertown)
        provider = teach(rivertown, "Code School", *taught, skills=("SQL", "Cobol"))
        desk, late = desk_of(provider), make.active(rivertown).employer
        for code, skills in world:
            ask(rivertown, code, *skills)
        seen = demand.now(rivertown, today=timezone.localdate())
        shown = {role.code for role in seen.roles} | {skill.name for skill in seen.skills}
        before = all_that_is_told(client, desk, provider)
        counts = {code: sum(asked == code for asked, _skills in world) for code in (WEB, SUPPORT, SCIENCE)}
        alone = [code for code, count in counts.items() if count == 1 and code not in shown]
        hidden = [skill for skill in SKILLS if sum(skill in skills for _code, skills in world) == 1]
        for code in alone:
            ask(rivertown, code, *hidden, by=late)
        assert all_that_is_told(client, desk, provider) == before
        transaction.set_rollback(True)


def test_merged_providers_teach_under_the_name_that_stays(rivertown: Community) -> None:
    for _ in range(3):
        ask(rivertown, WEB)
    provider = teach(rivertown, "Code School", WEB)
    Organization.objects.filter(pk=provider.organization_id).update(name="Code School of Rivertown")
    found = teaching.gap_map(rivertown, demand.now(rivertown, today=timezone.localdate()))
    assert [gap.providers for gap in found.roles] == [("Code School of Rivertown",)]
