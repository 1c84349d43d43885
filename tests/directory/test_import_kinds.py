"""Sheets of people, of alliances and of ties: by the same road as organizations, and back."""

from datetime import date

import pytest

from community.models import Community, User
from directory import ties as tying
from directory.importing import batches
from directory.models import (
    Affiliation,
    Alliance,
    AllianceMember,
    Entry,
    ImportBatch,
    ImportRow,
    Organization,
    Person,
    Tie,
)
from employers.models import Employer
from employers.stages import Stage
from tests import make
from tests.directory.spreadsheets import checked, imported, undone
from tests.directory.test_importing import everything, messages, outcomes
from tests.make import NOW

PEOPLE = "Name,E-mail,Phone,Company,Town,Job title\n"
ALLIANCES = "Alliance,What it is,Contact,Contact e-mail,Member,Member town,Since\n"
TIES = "Name,E-mail,Organization,Knows,Their e-mail,Their organization,How,How well,In words,Said by\n"


@pytest.mark.parametrize(
    ("headings", "holds"),
    [
        ("Name,Town", "organizations"),
        ("Company,Contact name,Contact e-mail", "organizations"),
        ("Company,City,Website,Contact,Email,Title", "organizations"),
        ("Name,Website,E-mail", "organizations"),
        ("Name,E-mail", "people"),
        ("First name,Last name,Email,Company,Title,City", "people"),
        ("Name,Email,Company,Title,Phone", "people"),
        ("Alliance,Member,Since", "alliances"),
        ("Name,Knows,How well", "ties"),
        ("Who,What", "organizations"),
    ],
)
def test_what_a_sheet_holds_is_seen_from_its_columns(
    rivertown: Community, coordinator: User, headings: str, holds: str
) -> None:
    batch = batches.begin(rivertown, name="a.csv", content=f"{headings}\nx,y\n".encode(), by=coordinator, at=NOW)
    assert batch.holds == holds


def test_what_was_chosen_for_these_headings_before_decides(rivertown: Community, coordinator: User) -> None:
    content = "Name,E-mail\nAcme,jo@acme.example\n"
    begun = batches.begin(
        rivertown, name="a.csv", content=content.encode(), by=coordinator, at=NOW, holds="organizations"
    )
    meanings = ["name", "contact_email"]
    batches.check(begun, meanings=meanings, source="x", known="fill", is_joining=True, by=coordinator, at=NOW)
    again = batches.begin(rivertown, name="b.csv", content=content.encode(), by=coordinator, at=NOW)
    assert (again.holds, again.columns) == ("organizations", meanings)


def test_people_come_with_their_organizations(rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown, name="Acme Inc", town="Ohio")
    jo = make.person(rivertown, name="Jo Park", email="jo@acme.example", phone="")
    make.affiliation(make.person(rivertown, name="Al Diaz", email=""), acme, title="")
    batch = imported(
        rivertown,
        f"{PEOPLE}Joanna,JO@acme.example,555,Acme,Ohio,CIO\n"  # known by the address
        "al diaz,al@acme.example,,Acme,,HR\n"  # known by the name there, and has an address now
        "Bo,,,Borealis,Iowa,\n"  # new, with a new organization
        "Cy,cy@x.example,,,,\n"
        "Cy,cy@x.example,,,,\n",
        by=coordinator,
    )
    assert batch.holds == "people"
    assert batch.counts == {"update": 2, "new": 2, "duplicate": 1, "people": 2, "changed": 2, "organizations": 1}
    jo.refresh_from_db()
    assert (jo.name, jo.phone) == ("Jo Park", "555")
    al = Person.objects.get(name="Al Diaz")
    assert (al.email, al.affiliations.get().title) == ("al@acme.example", "HR")
    assert Affiliation.objects.get(person=jo).title == "CIO"
    bo = Person.objects.get(name="Bo")
    assert bo.affiliations.get().organization.town == "Iowa"
    assert not Employer.objects.exists()
    assert Entry.objects.filter(person=bo).get().verb == "organization_imported"
    assert Entry.objects.get(person__name="Cy").verb == "person_imported"
    assert [found.name for found in Person.objects.of(rivertown).search("al@acme")] == ["Al Diaz"]


def test_organizations_of_people_come_into_the_pipeline_where_one_says_so(
    rivertown: Community, coordinator: User
) -> None:
    make.organization(rivertown, name="Acme", town="Ohio")
    imported(rivertown, f"{PEOPLE}Jo,jo@x.example,,Acme,Ohio,\nBo,bo@x.example,,New,,\n", by=coordinator, joins=True)
    assert set(Employer.objects.values_list("organization__name", "stage")) == {
        ("Acme", Stage.IDENTIFIED),
        ("New", Stage.IDENTIFIED),
    }


def test_problems_of_people_say_what_to_do(rivertown: Community, coordinator: User) -> None:
    for town in ("Ohio", "Iowa"):
        make.organization(rivertown, name="Acme", town=town)
    for _twin in range(2):
        make.person(rivertown, name="Jo Park", email="")
    batch = checked(
        rivertown,
        f"{PEOPLE},,555,Acme,Ohio,\n"
        "Bo,bo@,,,,CIO\n"
        "Cy,,,Acme,,\n"  # which of the two
        "Jo Park,,,,,\n"  # which of the two
        "Di,,,Acme,Ohio,\n"
        f"Ed,,{'5' * 50},Acme,,\n"  # which of the two, and a phone that is none
        "Jo Park,jo@,,,,\n",  # the address would say which of the two
        by=coordinator,
    )
    assert outcomes(batch) == dict.fromkeys((2, 3, 4, 5, 7, 8), "rejected") | {6: "new"}
    [towns] = batch.problems["Organization"].values()
    assert [number for number, _typed in towns["rows"]] == [4, 7]
    found = messages(batch)
    assert [words[:30] for words in sorted(found["Name"])] == [
        "There is neither a name nor an",
        "We know several people of this",
    ]
    assert "Write its town as well" in found["Organization"][0]
    assert "No organization is named" in found["Title"][0]
    assert set(found) == {"Name", "E-mail", "Phone", "Title", "Organization"}


def test_alliances_come_with_their_members_and_whom_to_ask(rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown, name="Acme Inc", town="Ohio")
    batch = imported(
        rivertown,
        f"{ALLIANCES}Rivertown Chamber,,Ann Lee,ann@chamber.example,ACME,Ohio,2024-01-02\n"
        "Rivertown Chamber,,,,Borealis,,\n"
        "Rivertown Chamber,,,,Borealis,,\n"
        "City Board,workforce board,,,,,\n"
        "City Board,,,,City Board,,\n",
        by=coordinator,
    )
    assert batch.counts["new"] == 3
    assert batch.counts["rejected"] == 1
    chamber = Alliance.objects.get(kind="chamber")
    assert (chamber.organization.name, chamber.contact.email) == ("Rivertown Chamber", "ann@chamber.example")
    assert chamber.contact.affiliations.get().organization == chamber.organization
    assert set(chamber.members.values_list("organization__name", "since")) == {
        ("Acme Inc", date(2024, 1, 2)),
        ("Borealis", None),
    }
    assert Alliance.objects.get(kind="workforce_board").members.count() == 0
    assert Entry.objects.filter(verb="alliance_joined", organization=acme).count() == 1
    assert batches.brought(batch.counts) == (
        "3 organizations added, 1 person added, 2 alliances named, 2 members put into alliances"
    )


def test_a_list_of_members_needs_no_column_for_its_alliance(rivertown: Community, coordinator: User) -> None:
    batch = imported(
        rivertown, "Company,City\nAcme,Ohio\n", by=coordinator, holds="alliances", fixed={"alliance": "The Chamber"}
    )
    assert batch.columns == ["member", "member_town"]
    assert AllianceMember.objects.get().organization.name == "Acme"
    assert Alliance.objects.get().organization.name == "The Chamber"


def test_an_alliance_that_we_know_is_filled_replaced_or_left(rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown, name="Acme", town="Ohio")
    chamber = make.alliance(rivertown, name="Chamber", kind="other")
    make.ally(chamber, acme)
    content = f"{ALLIANCES}Chamber,chamber,Ann,ann@x.example,Acme,Ohio,\n"
    for way, kind, contact in (("leave", "other", None), ("fill", "other", "Ann"), ("replace", "chamber", "Ann")):
        batch = checked(rivertown, content, by=coordinator, known=way)
        assert outcomes(batch) == {2: "duplicate" if way == "leave" else "update"}
        if way != "leave":
            imported(rivertown, content, by=coordinator, known=way)
        chamber.refresh_from_db()
        assert (chamber.kind, chamber.contact.name if chamber.contact else None) == (kind, contact)
    assert outcomes(checked(rivertown, content, by=coordinator, known="replace")) == {2: "duplicate"}
    assert AllianceMember.objects.count() == 1


def test_ties_meet_or_add_people(rivertown: Community, coordinator: User) -> None:
    ann = make.person(rivertown, name="Ann Lee", email="ann@chamber.example")
    jo = make.person(rivertown, name="Jo Park", email="")
    make.affiliation(jo, make.organization(rivertown, name="Acme"))
    batch = imported(
        rivertown,
        f"{TIES}Ann Lee,,,Jo Park,,Acme Inc,board,strong,On a board,ann lee\n"
        "Jo Park,,Acme,Ann Lee,ann@chamber.example,,On a board together,,,\n"  # the same, the other way round
        "Ann Lee,,,Bo,bo@new.example,New Co,,,,dana@rivertown.example\n",
        by=coordinator,
    )
    assert batch.counts == {"new": 2, "duplicate": 1, "ties": 2, "people": 1, "organizations": 1}
    tie = Tie.objects.get(from_person=ann, to_person=jo)
    assert (tie.kind, tie.strength, tie.words) == ("board", 3, "On a board")
    assert (tie.said_by_person, tie.said_by) == (ann, coordinator)
    other = Tie.objects.get(to_person__email="bo@new.example")
    assert (other.kind, other.strength, other.said_by, other.said_by_person) == ("other", 1, coordinator, None)
    assert Entry.objects.filter(verb="tie_added").count() == 4
    assert set(Entry.objects.filter(verb="tie_added", person=jo).values_list("facts__name", flat=True)) == {"Ann Lee"}


def test_problems_of_ties_say_what_to_do(rivertown: Community, coordinator: User) -> None:
    make.person(rivertown, name="Ann Lee", email="ann@chamber.example")
    batch = checked(
        rivertown,
        f"{TIES}Ann Lee,,,Nobody Known,,,,,,\n"  # too little to add them
        "Ann Lee,,,,ann@chamber.example,,,,,\n"  # one person
        "Ann Lee,,,,,,,,,\n"
        "Ann Lee,,,Bo,bo@x.example,,sworn enemies,,,\n"
        "Ann Lee,,,Bo,bo@x.example,,,,,Somebody Else\n"
        "Ann Lee,,,Bo,bo@x.example,,,5,,\n",
        by=coordinator,
    )
    assert batch.counts == {"rejected": 6}
    found = messages(batch)
    assert [words[:18] for words in sorted(found["Knows"])] == [
        "Nobody is named. W",
        "This is one person",
        "We know nobody of ",
    ]
    assert set(found) == {"Knows", "How they know each other", "How well", "Said by"}


def test_a_tie_that_we_know_is_filled_or_replaced(rivertown: Community, coordinator: User) -> None:
    ann, jo = (make.person(rivertown, name=name, email=f"{name.lower()}@x.example") for name in ("Ann", "Jo"))
    tie = make.tie(ann, jo, kind="board", strength=2, words="")
    content = f"{TIES}Jo,jo@x.example,,Ann,ann@x.example,,,strong,Sailing,\n"
    imported(rivertown, content, by=coordinator)
    tie.refresh_from_db()
    assert (tie.strength, tie.words) == (2, "Sailing")
    imported(rivertown, content, by=coordinator, known="replace")
    tie.refresh_from_db()
    assert tie.strength == 3
    assert Tie.objects.count() == 1
    assert outcomes(checked(rivertown, content, by=coordinator, known="replace")) == {2: "duplicate"}


SHEETS = {
    "people": f"{PEOPLE}Jo,jo@acme.example,777,Acme,Ohio,CIO\nAl,al@known.example,777,New,,HR\nBo,,,Acme,Ohio,\n",
    "alliances": f"{ALLIANCES}Chamber,chamber,Cy,cy@x.example,Acme,Ohio,\nNew,,Di,di@x.example,Older,Ohio,\n",
    "ties": f"{TIES}Al,al@known.example,,Ed,,Acme,,strong,Words,\nAl,al@known.example,,Fy,fy@x.example,New,,,,\n",
}


def known_before(community: Community) -> None:
    """Have some of what the sheets name."""
    acme = make.organization(community, name="Acme", town="Ohio")
    al = make.person(community, name="Al", email="al@known.example", phone="")
    ed = make.person(community, name="Ed", email="")
    make.affiliation(ed, acme, title="")
    make.tie(al, ed, kind="other", words="")
    make.ally(make.alliance(community, name="Chamber", kind="other"), make.organization(community, name="Old"))


@pytest.mark.parametrize("way", ["fill", "replace", "leave"])
@pytest.mark.parametrize("holds", SHEETS)
def test_an_undo_of_any_kind_leaves_no_trace_but_the_audit(
    rivertown: Community, coordinator: User, holds: str, way: str
) -> None:
    known_before(rivertown)
    before = everything()
    batch = imported(rivertown, SHEETS[holds], by=coordinator, known=way, joins=True)
    assert batch.holds == holds
    assert batch.counts.get("rejected") is None
    assert everything() != before
    assert undone(batch, by=coordinator).trouble == ""
    assert everything() == before
    assert batch.state == "undone"


@pytest.mark.parametrize(
    "what", ["tie", "member left", "another member", "person changed", "alliance changed", "made an alliance"]
)
def test_an_undo_of_any_kind_is_refused_where_something_was_built_on_it(
    rivertown: Community, coordinator: User, what: str
) -> None:
    known_before(rivertown)
    holds = {"tie": "ties", "person changed": "people"}.get(what, "alliances")
    batch = imported(rivertown, SHEETS[holds], by=coordinator)
    new = Organization.objects.filter(name="New").first()
    match what:
        case "tie":
            tie = Tie.objects.get(to_person__name="Fy")
            tying.tie(tie.from_person, tie.to_person, kind=tie.kind, strength=3, by=coordinator, at=make.NOW)
        case "member left":
            AllianceMember.objects.filter(organization__name="Acme").update(until=NOW.date())
        case "another member":
            make.ally(new.alliance, make.organization(rivertown))
        case "person changed":
            Person.objects.filter(name="Al").update(phone="1")
        case "alliance changed":
            Alliance.objects.filter(organization__name="Chamber").update(contact=None)
        case "made an alliance":
            make.alliance(rivertown, organization=Organization.objects.get(name="Older"))
    before = everything()
    undone(batch, by=coordinator)
    assert batch.state == "done"
    assert "Nothing was undone" in batch.trouble
    assert everything() == before


def test_the_first_rows_show_their_values_in_words(
    rivertown: Community, coordinator: User, coordinators_browser: object
) -> None:
    batch = checked(rivertown, SHEETS["ties"], by=coordinator)
    assert ImportRow.objects.filter(batch=batch).count() == 2
    page = coordinators_browser.get(batch.get_absolute_url()).content.decode()
    assert "They would do each other a favor" in page
    assert ImportBatch.objects.get().holds == "ties"
