"""What is exported enters again as it was, what we know is not doubled, an undo leaves no trace: whatever there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.models import Community, User
from directory import exporting, spreadsheets
from directory.bonds import AllianceKind, Strength, TieKind
from directory.importing.cells import FAILED
from directory.models import (
    Affiliation,
    Alliance,
    AllianceMember,
    Domain,
    Organization,
    Person,
    Sector,
    SizeBand,
    Tag,
    Tie,
)
from directory.names import fold, normalize_name
from tests import make
from tests.directory.spreadsheets import checked, imported, undone
from tests.directory.test_importing import everything

FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
LISTS: dict[str, tuple[dict[str, str], Any, Any]] = {
    "organizations": (exporting.ORGANIZATIONS, Organization, exporting.organizations),
    "people": (exporting.PEOPLE, Person, exporting.people),
    "alliances": (exporting.ALLIANCES, Alliance, exporting.alliances),
    "ties": (exporting.TIES, Tie, exporting.ties),
}
SIGNS = "=+-@'\"#;,|(&"
LETTERS = st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="\u061c\u200e\u200f")
Draw = Any


def lines(longest: int) -> st.SearchStrategy[str]:
    """Texts of one line that a form would take, many of them beginning as no spreadsheet likes it."""
    odd = st.builds(lambda sign, text: f"{sign}{text}", st.sampled_from(SIGNS), st.text(LETTERS, max_size=5))
    plain = st.sampled_from(["Acme", "Acme Inc", "Café Zürich", "a, b", "1e5", "0123", "true", "2026-01-02", "O’Neill"])
    drawn = st.one_of(plain, odd, st.text(LETTERS, max_size=longest)).map(lambda text: " ".join(text.split())[:longest])
    return drawn.filter(lambda text: text.upper() not in FAILED)


names = lines(40).map(str.strip).filter(bool)
maybe = st.one_of(st.just(""), lines(40))
days = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2026, 1, 1)))
words = st.lists(st.sampled_from(["a", "B", "downtown", "=x", "job fair"]), unique=True, max_size=3)


@st.composite
def networks(draw: Draw) -> dict[str, Any]:
    """Draw a small network of which a sheet can tell every part from every other."""
    places = draw(
        st.lists(
            st.tuples(names, maybe),
            max_size=5,
            unique_by=lambda place: (normalize_name(place[0])[:200], fold(place[1])),
        )
    )
    people = draw(st.lists(st.tuples(names, st.booleans()), max_size=5, unique_by=lambda one: fold(one[0])))
    source = draw(maybe)  # one for all: somebody who comes with an organization comes from where it does
    pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), unique=True, max_size=8)
    return {
        "places": [
            {
                "name": name,
                "town": town,
                "sector": draw(st.sampled_from(["", *Sector.values])),
                "size_band": draw(st.sampled_from(["", *SizeBand.values])),
                "website": draw(st.sampled_from(["", "https://acme.example", "http://x.example/a?b=%3D"])),
                "phone": draw(maybe)[:40],
                "source": source,
                "domain": draw(st.sampled_from(["", "acme.example", "xn--caf-dma.example"])),
                "tags": draw(words),
                "is_owned": draw(st.booleans()),
            }
            for name, town in places
        ],
        "people": [
            {
                "name": name,
                "email": f"person{number}@x.example" if has_address else "",
                "phone": draw(maybe)[:40],
                "source": source,
            }
            for number, (name, has_address) in enumerate(people)
        ],
        "jobs": [(*pair, draw(maybe), draw(days)) for pair in draw(pairs)],
        "alliances": draw(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(AllianceKind.values)), max_size=3)),
        "members": [(*pair, draw(days)) for pair in draw(pairs)],
        "ties": [
            (
                *pair,
                draw(st.sampled_from(TieKind.values)),
                draw(st.sampled_from(Strength.values)),
                draw(days),
                draw(maybe),
            )
            for pair in draw(pairs)
        ],
    }


def build(community: Community, network: dict[str, Any], by: User) -> None:
    """Make a network of a drawing; what it says twice, or of nobody, is left out."""
    places = [build_place(community, dict(told), by) for told in network["places"]]
    people = [Person.objects.create(community=community, **told) for told in network["people"]]
    busy = set()  # without an address: in two places they would be two people to any sheet
    for one, at, title, since in network["jobs"]:
        if one < len(people) and at < len(places) and one not in busy:
            if not people[one].email:
                busy.add(one)
            Affiliation.objects.create(person=people[one], organization=places[at], title=title, since=since)
    alliances = {}
    for at, kind in network["alliances"]:
        if at < len(places) and at not in alliances:
            job = Affiliation.objects.filter(organization=places[at]).order_by("pk").first()
            alliances[at] = Alliance.objects.create(
                organization=places[at],
                kind=kind,
                contact=job.person if job else None,
                agreed_to="Meet\nagain" if job else "",
            )
    for at, member, since in network["members"]:
        if at in alliances and member < len(places) and member != at:
            AllianceMember.objects.create(alliance=alliances[at], organization=places[member], since=since)
    said = set()
    for one, other, kind, strength, since, text in network["ties"]:
        pair = (frozenset((one, other)), kind)
        if max(one, other) < len(people) and one != other and pair not in said:
            said.add(pair)
            Tie.objects.create(
                community=community,
                from_person=people[one],
                to_person=people[other],
                kind=kind,
                strength=strength,
                since=since,
                words=text,
                said_by=by,
                said_by_person=people[one] if strength == Strength.TRUST else None,
            )


def build_place(community: Community, told: dict[str, Any], by: User) -> Organization:
    """Make one organization."""
    domain, tags, is_owned = told.pop("domain"), told.pop("tags"), told.pop("is_owned")
    place = make.organization(community, owner=by if is_owned else None, **told)
    if domain:
        Domain.objects.create(community=community, organization=place, name=domain)
    place.tags.add(*(Tag.objects.get_or_create(community=community, name=name)[0] for name in tags))
    return place


def listed(community: Community) -> dict[str, list[list[Any]]]:
    """Return all four lists of a community."""
    return {name: list(rows(model.objects.of(community))) for name, (_heads, model, rows) in LISTS.items()}


def file_of(name: str, rows: list[list[Any]], form: str) -> bytes:
    """Return a list as a file."""
    return b"".join(spreadsheets.written(form, list(LISTS[name][0]), rows, title=name))


def bring(community: Community, lists: dict[str, list[list[Any]]], form: str, by: User) -> None:
    """Import all four lists."""
    for name, rows in lists.items():
        if rows:
            batch = imported(community, file_of(name, rows, form), by=by, holds=name, source="", joins=False)
            assert not batch.problems
            assert batch.state == "done" or batch.counts.keys() == {"duplicate"}


@contextmanager
def aside() -> Iterator[None]:
    """Let nothing stay of what happens here: each example begins with an empty directory."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@FEW
@given(network=networks(), form=st.sampled_from(["csv", "xlsx"]))
def test_what_is_exported_enters_an_empty_community_as_it_was(
    rivertown: Community, lakeside: Community, coordinator: User, network: dict[str, Any], form: str
) -> None:
    with aside():
        make.Membership.objects.create(community=lakeside, user=coordinator, is_coordinator=True)
        build(rivertown, network, coordinator)
        lists = listed(rivertown)
        bring(lakeside, lists, form, coordinator)
        assert listed(lakeside) == lists


@FEW
@given(network=networks(), form=st.sampled_from(["csv", "xlsx"]), way=st.sampled_from(["fill", "replace", "leave"]))
def test_what_a_community_exported_itself_is_known_already(
    rivertown: Community, coordinator: User, network: dict[str, Any], form: str, way: str
) -> None:
    with aside():
        build(rivertown, network, coordinator)
        lists = listed(rivertown)
        for name, rows in lists.items():
            if rows:
                batch = checked(
                    rivertown, file_of(name, rows, form), by=coordinator, holds=name, source="", known=way, joins=False
                )
                assert batch.counts == {"duplicate": len(rows)}, (name, batch.problems)


@FEW
@given(here=networks(), there=networks(), way=st.sampled_from(["fill", "replace", "leave"]), joins=st.booleans())
@pytest.mark.parametrize("name", LISTS)
def test_an_undo_leaves_no_trace_of_whatever_came(
    rivertown: Community,
    lakeside: Community,
    coordinator: User,
    name: str,
    here: dict[str, Any],
    there: dict[str, Any],
    way: str,
    joins: bool,
) -> None:
    with aside():
        build(lakeside, there, coordinator)
        rows = listed(lakeside)[name]
        build(rivertown, here, coordinator)
        before = everything()
        if rows:
            batch = imported(rivertown, file_of(name, rows, "csv"), by=coordinator, holds=name, known=way, joins=joins)
            if batch.state == "done":
                undone(batch, by=coordinator)
                assert (batch.state, batch.trouble) == ("undone", "")
        assert everything() == before
