"""Tests of results: what came of campaigns, by any road, once, and the organizations behind every figure."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from community.models import Community, User
from community.roles import Role
from directory import merging, notes
from directory.entries import Kind
from directory.models import Organization
from employers.models import CheckIn, Commitment
from outreach import blocks, crediting, happening, replying, sequencing
from outreach.funnel import Figures, Said
from outreach.models import Campaign, Letter, Recipient, Reply
from outreach.planned import Question
from outreach.results import Look
from tests import make
from tests.conftest import signed_in
from tests.make import NOW
from tests.outreach.campaigning import of, spring, started

pytestmark = pytest.mark.django_db
LIST = "/workspace/campaigns/"


def later(days: int, hours: int = 0) -> datetime:
    return NOW + timedelta(days=days, hours=hours)


def leave(campaign: Campaign, number: int = 1, *, at: datetime = NOW) -> None:
    """Hand over the letters of a step."""
    of(campaign, number).filter(state="waiting").update(state="sent", settled_at=at)


def gone_out(at: Community, by: User, *, people: int = 3, name: str = "Spring") -> tuple[Campaign, list[Organization]]:
    """Make a campaign whose first letters were sent, and return it with whom they went to, in order."""
    campaign = started(spring(at, people=people, name=name), by)
    leave(campaign)
    places = [letter.organization for letter in of(campaign).select_related("organization")]
    return campaign, [place for place in places if place]


def total(campaign: Campaign) -> Figures:
    return Look(campaign.community, [campaign]).total()


def counts(campaign: Campaign) -> tuple[int, int, int, int]:
    found = total(campaign)
    return found.sent, found.replied, found.met, found.signed


def talk(whom: Organization, by: User, *, at: datetime, kind: Kind = Kind.CALL) -> None:
    notes.write(kind, community=whom.community, text="Spoke.", by=by, at=at, organization=whom)


def by_link(campaign: Campaign, number: int, *, at: datetime, step: int = 1, **fields: Any) -> Commitment:
    """Sign by the link of the letter to one recipient."""
    letter = of(campaign, step)[number]
    assert letter.recipient
    made = make.commitment(campaign.community, signed_at=at, **{"state": "confirmed", "confirmed_at": at, **fields})
    crediting.credit(made, f"{letter.recipient.code}-{step}", at=at)
    return made


def employer_of(whom: Organization) -> Any:
    return make.employer(whom.community, organization=whom)


def settled(whom: Organization) -> dict[str, Any]:
    """Return what a commitment has once it is settled whose it is."""
    return {"state": "active", "employer": employer_of(whom), "settled_at": NOW, "ends_on": later(365).date()}


def test_each_road_to_a_signature_counts_and_each_organization_once(rivertown: Community, coordinator: User) -> None:
    campaign, places = gone_out(rivertown, coordinator, people=4)
    assert counts(campaign) == (4, 0, 0, 0)
    letter = of(campaign)[0]
    for day in (1, 2):
        replying.log(letter, text="Yes.", on=later(day), by=coordinator, at=later(day))
    talk(places[0], coordinator, at=later(3))
    talk(places[1], coordinator, at=later(4), kind=Kind.MEETING)
    talk(places[1], coordinator, at=later(5), kind=Kind.EMAIL)
    by_link(campaign, 0, at=later(5))
    make.active(rivertown, employer=employer_of(places[2]), signed_at=later(6))
    make.active(rivertown, employer=places[2].employer, signed_at=later(7), signer_email="second@acme.example")
    assert counts(campaign) == (4, 1, 2, 2)
    assert total(campaign).by_link == 1
    assert happening.signed_of(rivertown, [campaign]) == {campaign.pk: 2}


@pytest.mark.parametrize(
    ("days", "fields", "is_counted"),
    [
        (-1, {}, False),
        (0, {}, True),
        (90, {}, True),
        (91, {}, False),
        (3, {"state": "rejected", "employer": None, "settled_at": None}, False),
        (3, {"state": "withdrawn"}, True),
        (3, {"state": "expired"}, True),
    ],
)
def test_a_signature_by_another_road_counts_within_the_window(
    rivertown: Community, coordinator: User, days: int, fields: dict[str, Any], is_counted: bool
) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    make.active(rivertown, **{"employer": employer_of(places[0]), "signed_at": later(days), **fields})
    assert counts(campaign)[3] == is_counted


def test_a_signature_by_the_link_counts_whenever_it_comes_once_its_address_has_answered(
    rivertown: Community, coordinator: User
) -> None:
    campaign, _places = gone_out(rivertown, coordinator)
    made = by_link(campaign, 0, at=later(200), state="awaiting", confirmed_at=None)
    assert counts(campaign)[3] == 0
    Commitment.objects.filter(pk=made.pk).update(state="confirmed", confirmed_at=later(200))
    assert counts(campaign)[3] == 1
    Commitment.objects.filter(pk=made.pk).update(state="rejected")
    assert counts(campaign)[3] == 0


def test_opening_letters_and_following_links_counts_nothing(
    rivertown: Community, coordinator: User, client: Client
) -> None:
    campaign, _places = gone_out(rivertown, coordinator)
    letter = of(campaign)[0]
    assert letter.recipient
    path = sequencing.sign_up_path(letter.recipient, campaign.steps.get(number=1))
    for _visit in range(3):  # a scanner, the signer, and the scanner again
        client.get(path, follow=True)
    assert counts(campaign) == (3, 0, 0, 0)


def test_a_letter_passed_on_counts_for_the_campaign_and_leads_to_who_signed(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, _places = gone_out(rivertown, coordinator, people=1)
    elsewhere = make.employer(rivertown, name="Brightmill")
    by_link(
        campaign, 0, at=later(2), state="active", employer=elsewhere, settled_at=later(3), ends_on=later(365).date()
    )
    by_link(campaign, 0, at=later(2), organization_name="Nobody has settled Inc.")
    assert counts(campaign) == (1, 0, 0, 2)
    page = coordinators_browser.get(f"{LIST}{campaign.pk}/results/signed/").content.decode()
    assert "Brightmill" in page
    assert "passed on to them" in page
    assert "Nobody has settled Inc." in page
    assert "whose it is has to be settled" in page


def test_a_readers_own_signature_is_of_where_they_were_written_to_before_anybody_settles_it(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, places = gone_out(rivertown, coordinator, people=2)
    by_link(campaign, 0, at=later(2), signer_email=of(campaign)[0].to_email.upper())
    assert counts(campaign) == (2, 0, 0, 1)
    page = coordinators_browser.get(f"{LIST}{campaign.pk}/results/signed/").text
    assert str(places[0]) in page and "passed on to them" not in page and "has to be settled" not in page


def test_what_two_campaigns_may_have_brought_is_credited_to_the_last_letter(
    rivertown: Community, coordinator: User
) -> None:
    first, places = gone_out(rivertown, coordinator)
    fall = make.campaign(rivertown, name="Fall", audience=first.audience)
    make.step(fall)
    fall = started(fall, coordinator, at=later(10))
    leave(fall, at=later(10))
    talk(places[0], coordinator, at=later(5))
    talk(places[0], coordinator, at=later(12))
    make.active(rivertown, employer=employer_of(places[0]), signed_at=later(13))
    assert counts(first) == (3, 0, 1, 0)
    assert counts(fall) == (3, 0, 1, 1)
    together = Look(rivertown, [first, fall]).total()
    assert (together.sent, together.met, together.signed) == (3, 1, 1)


def test_steps_add_up_to_their_campaign(rivertown: Community, coordinator: User) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    leave(campaign, 2, at=later(7))
    for number, days in ((1, 1), (2, 8)):
        replying.log(of(campaign, number)[0], text="Yes.", on=later(days), by=coordinator, at=later(days))
    talk(places[1], coordinator, at=later(9))
    by_link(campaign, 2, at=later(8), step=2)
    lines = Look(rivertown, [campaign]).by_step()
    found = [(one.figures.sent, one.figures.replied, one.figures.met, one.figures.signed) for one in lines]
    assert found == [(3, 1, 0, 0), (3, 0, 1, 1)]
    assert [sum(column) for column in list(zip(*found, strict=True))[1:]] == list(counts(campaign)[1:])


def test_days_are_those_of_the_community(rivertown: Community, coordinator: User) -> None:
    """A call of the day on which the letter left counts, though it was noted for noon and the letter left at night."""
    rivertown.time_zone = "America/New_York"
    rivertown.save()
    campaign, places = gone_out(rivertown, coordinator)
    night = datetime(2026, 11, 23, 3, 30, tzinfo=NOW.tzinfo)  # half past ten in the evening of November 22
    Letter.objects.filter(step__campaign=campaign, state="sent").update(settled_at=night)
    talk(places[0], coordinator, at=datetime(2026, 11, 22, 17, tzinfo=NOW.tzinfo))
    talk(places[1], coordinator, at=datetime(2026, 11, 22, 4, tzinfo=NOW.tzinfo))  # still November 21
    assert counts(campaign)[2] == 1


def test_check_ins_that_nobody_answered_are_unknown_and_zero_is_zero(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    made = make.active(rivertown, employer=employer_of(places[0]), signed_at=later(2))
    other = make.active(rivertown, employer=employer_of(places[1]), signed_at=later(2))
    asked = CheckIn.objects.create(commitment=made, quarter=later(40).date())
    assert (total(campaign).interviewed, total(campaign).hired) == (Said(), Said())
    page = coordinators_browser.get(f"{LIST}{campaign.pk}/results/").content.decode()
    assert page.count("not known") >= 2
    asked.answered_at, asked.interviewed, asked.hired = later(50), 0, None
    asked.save()
    CheckIn.objects.create(commitment=other, quarter=later(40).date(), answered_at=later(50), interviewed=3)
    assert (total(campaign).interviewed, total(campaign).hired) == (Said(3, 2), Said())
    assert "said by 2 of 2" in coordinators_browser.get(f"{LIST}{campaign.pk}/results/").content.decode()
    behind = coordinators_browser.get(f"{LIST}{campaign.pk}/results/interviewed/").content.decode()
    assert places[0].name in behind
    assert places[1].name in behind


def test_automatic_answers_are_none(rivertown: Community, coordinator: User) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    letter = of(campaign)[0]
    Reply.objects.create(
        community=rivertown, key="a", letter=letter, organization=places[0], is_automatic=True, at=later(1)
    )
    assert counts(campaign)[1] == 0


def test_letters_that_failed_were_skipped_or_are_unknown_were_not_written(
    rivertown: Community, coordinator: User
) -> None:
    campaign, _places = gone_out(rivertown, coordinator)
    for number, state in enumerate(("failed", "skipped", "unknown")):
        Letter.objects.filter(pk=of(campaign)[number].pk).update(state=state)
    assert counts(campaign) == (0, 0, 0, 0)


def test_two_records_that_become_one_count_once(rivertown: Community, coordinator: User) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    for place in places[:2]:
        talk(place, coordinator, at=later(2))
    assert counts(campaign)[:3] == (3, 0, 2)
    merging.merge(places[0], places[1], by=coordinator, at=later(3))
    assert counts(campaign)[:3] == (2, 0, 1)


def test_by_messenger_version_and_alliance(rivertown: Community, coordinator: User) -> None:
    def why(words: str) -> None:
        draft = blocks.write(rivertown, None, Question.WHY, words=words, by=coordinator, at=NOW)
        blocks.approve(draft, shown=draft.fingerprint, expires_on=None, by=coordinator, at=NOW)

    why("They hire.")
    first = spring(rivertown, people=2, messenger="Dana")
    first.steps.filter(number=1).update(body="Dear you,\n\n((answer why))")
    first = started(first, coordinator)
    leave(first)
    why("They hire people.")
    fall = make.campaign(rivertown, name="Fall", audience=first.audience, messenger="Mayor Ortiz")
    make.step(fall, body="Dear you,\n\n((answer why))")
    fall = started(fall, coordinator, at=later(10))
    leave(fall, at=later(10))
    places = [letter.organization for letter in of(first).select_related("organization")]
    assert places[0]
    make.ally(make.alliance(rivertown, name="Chamber"), places[0])
    by_link(first, 0, at=later(3), **settled(places[0]))

    look = Look(rivertown, [first, fall])
    told = [(one.label, one.figures.sent, one.figures.signed) for one in look.by_messenger()]
    assert told == [("Dana", 2, 1), ("Mayor Ortiz", 2, 0)]
    versions = [(one.label[-25:], one.figures.sent, one.figures.signed) for one in look.by_version()]
    assert versions == [(" Version 1, for everybody", 2, 1), (" Version 2, for everybody", 2, 0)]
    (chamber,) = look.by_alliance()
    assert (chamber.label, chamber.figures.sent, chamber.figures.signed) == ("Chamber", 1, 1)
    for line in [*look.by_messenger(), *look.by_version(), *look.by_alliance(), *look.by_step(), *look.by_campaign()]:
        part, came, letters = look.narrowed(line.narrowing)
        assert part
        assert len(came.signed) == line.figures.signed
        assert letters.values("organization").distinct().count() == line.figures.sent


def test_a_letter_in_an_advocates_name_counts_as_theirs(rivertown: Community, coordinator: User) -> None:
    campaign = started(spring(rivertown, people=2, messenger="Dana"), coordinator)
    leave(campaign)
    campaign.steps.filter(number=1).update(pinned_name="Nora Kim")
    look = Look(rivertown, [campaign])
    told = {one.label: one.figures.sent for one in look.by_messenger()}
    assert told["Nora Kim"] == 2
    hers = next(one for one in look.by_messenger() if one.label == "Nora Kim")
    assert look.narrowed(hers.narrowing)[2].count() == 2


def test_every_number_leads_to_the_rows_behind_it(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    replying.log(of(campaign)[0], text="Yes.", on=later(1), by=coordinator, at=later(1))
    talk(places[1], coordinator, at=later(2))
    by_link(campaign, 2, at=later(2), **settled(places[2]))
    page = coordinators_browser.get(f"{LIST}{campaign.pk}/results/").content.decode()
    for what, inside in (("sent", places), ("replied", places[:1]), ("met", places[1:2]), ("signed", places[2:])):
        for query in ("", f"?by=step&amp;value={campaign.steps.get(number=1).pk}"):
            assert f'href="{LIST}{campaign.pk}/results/{what}/{query}"' in page
            behind = coordinators_browser.get(f"{LIST}{campaign.pk}/results/{what}/{query.replace('&amp;', '&')}")
            shown = behind.content.decode()
            assert [place.name for place in places if f">{place.name}</a>" in shown] == [one.name for one in inside]


def test_campaigns_stand_side_by_side_up_to_four(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    made = [make.campaign(rivertown, name=f"Round {number}", state="running") for number in range(5)]
    draft = make.campaign(rivertown, name="Only a draft")
    make.campaign(rivertown, name="Tomorrow", state="scheduled")
    empty = coordinators_browser.get(f"{LIST}compare/").content.decode()
    assert "the two newest" in empty and "Only a draft" not in empty and "Tomorrow" not in empty
    head = '<th scope="row"><a href="{}results/">{}</a></th>'
    assert [head.format(one.get_absolute_url(), one) in empty for one in made] == [False] * 3 + [True] * 2
    none = coordinators_browser.get(f"{LIST}compare/?campaign=&campaign=").content.decode()
    assert "Choose at least one campaign" in none and '<th scope="row">' not in none
    query = "&".join(f"campaign={one.pk}" for one in [*made, draft])
    page = coordinators_browser.get(f"{LIST}compare/?{query}").content.decode()
    assert "Up to 4 stand side by side" in page
    heads = [head.format(one.get_absolute_url(), one) in page for one in made]
    assert heads == [False, True, True, True, True]


def test_campaigns_side_by_side_are_kept_as_a_file_with_the_figures_of_the_page(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    by_link(campaign, 0, at=later(2), **settled(places[0]))
    make.campaign(rivertown, name="Other", state="running")
    answer = coordinators_browser.get(f"{LIST}compare/export.csv?campaign={campaign.pk}")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == {
        "Table": "Campaigns",
        "Line": str(campaign),
        "Written to": str(len(places)),
        "Replied": "0",
        "Spoke or met": "0",
        "Signed": "1",
        "Interviews": "",
        "Hires": "",
        "Signed by its link": "1",
    }
    assert "Other" not in [row["Line"] for row in rows] and {"Who spoke"} <= {row["Table"] for row in rows}
    both = b"".join(coordinators_browser.get(f"{LIST}compare/export.csv").streaming_content).decode()
    assert "Other" in both and str(campaign) in both


def test_nobody_compares_campaigns_of_another_community(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    elsewhere = make.community(name="Hilltown", host="hilltown.example")
    theirs = make.campaign(elsewhere, name="Theirs", state="running")
    ours, _places = gone_out(rivertown, coordinator, people=1)
    for query in (f"campaign={theirs.pk}", f"campaign={theirs.pk}&campaign={ours.pk}", "campaign=x&campaign=%C2%B2"):
        page = coordinators_browser.get(f"{LIST}compare/?{query}").content.decode()
        assert "Theirs" not in page
        assert coordinators_browser.get(f"{LIST}compare/?{query}&what=sent").status_code == 200
    assert coordinators_browser.get(f"{LIST}{theirs.pk}/results/signed/").status_code == 404


def test_a_part_that_is_none_is_not_found(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, _places = gone_out(rivertown, coordinator, people=1)
    draft = make.campaign(rivertown)
    for path in (
        "opened/",
        "signed/?by=step&value=0",
        "signed/?by=nothing&value=1",
        "sent/?by=alliance&value=x",
        "sent/?by=version&value=99999999999999999999999",
    ):
        assert coordinators_browser.get(f"{LIST}{campaign.pk}/results/{path}").status_code == 404, path
    assert coordinators_browser.get(f"{LIST}compare/?campaign={campaign.pk}&what=opened").status_code == 404
    assert coordinators_browser.get(f"{LIST}{draft.pk}/results/").url == f"{LIST}{draft.pk}/"
    assert coordinators_browser.get(f"{LIST}{draft.pk}/results/sent/").status_code == 404
    assert coordinators_browser.get(f"{LIST}{draft.pk}/results/export.csv").status_code == 404


def test_results_are_kept_as_a_file_that_is_no_formula(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    Organization.objects.filter(pk=places[0].pk).update(name="=HYPERLINK(1)", normalized_name="a")
    leave(campaign, 2, at=later(7))
    talk(places[0], coordinator, at=later(3))
    made = by_link(campaign, 0, at=later(8), step=2, **settled(places[0]))
    CheckIn.objects.create(commitment=made, quarter=later(40).date(), answered_at=later(50), interviewed=0)
    by_link(campaign, 1, at=later(9), organization_name="Whose is it")
    answer = coordinators_browser.get(f"{LIST}{campaign.pk}/results/export.csv")
    assert f'filename="results-{slugify(campaign.name)}-' in answer.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[0]["Organization"] == "'=HYPERLINK(1)"
    first = {name: lines[0][name] for name in ("Letters", "By its link", "For step", "Interviews", "Hires")}
    assert first == {"Letters": "2", "By its link": "yes", "For step": "2", "Interviews": "0", "Hires": ""}
    assert lines[0]["Spoke or met on"] == "2026-11-25"
    assert (len(lines), lines[-1]["Organization"], lines[-1]["Letters"]) == (4, "Whose is it", "0")


def test_a_viewer_reads_results_and_the_lists_lead_to_them(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    make.active(rivertown, employer=employer_of(places[0]), signed_at=later(1))
    place = f"{LIST}{campaign.pk}/results/"
    viewer = signed_in(make.member(rivertown, Role.VIEWER))
    assert viewer.get(place).status_code == 200
    assert signed_in(make.member(rivertown, Role.REVIEWER)).get(place).status_code == 403
    for path in (LIST, f"{LIST}{campaign.pk}/"):
        assert place in coordinators_browser.get(path).content.decode()


def test_small_numbers_are_told_as_counts(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, places = gone_out(rivertown, coordinator)
    talk(places[0], coordinator, at=later(1))
    page = coordinators_browser.get(f"{LIST}{campaign.pk}/results/").content.decode()
    assert "33%" not in page


def grow(campaign: Campaign, by: User, number: int) -> None:
    """Write to one more organization that answers, is met, signs and says what came of it."""
    place = make.organization(campaign.community)
    one = Recipient.objects.create(campaign=campaign, organization=place, email=f"more{number}@acme.example")
    step = campaign.steps.get(number=1)
    letter = sequencing.letter(campaign, step, one, due_at=NOW, why_not="", at=NOW)
    letter.state, letter.settled_at = "sent", NOW
    letter.save()
    Reply.objects.create(community=campaign.community, key=str(number), letter=letter, organization=place, at=later(1))
    talk(place, by, at=later(2))
    made = make.active(campaign.community, employer=employer_of(place), signed_at=later(3))
    if number % 2:
        crediting.credit(made, f"{one.code}-1", at=later(3))
    CheckIn.objects.create(commitment=made, quarter=later(40).date(), answered_at=later(50), interviewed=1, hired=1)
    make.ally(make.alliance(campaign.community), place)


def test_results_ask_as_much_for_thirty_as_for_one(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, _places = gone_out(rivertown, coordinator, people=1)
    other, _places = gone_out(rivertown, coordinator, people=1, name="Other")
    place = f"{LIST}{campaign.pk}/results/"
    wanted = {
        place: 18,
        f"{place}sent/": 19,
        f"{place}signed/": 18,
        f"{place}signed/?by=step&value={campaign.steps.get(number=1).pk}": 18,
        f"{LIST}compare/?campaign={campaign.pk}&campaign={other.pk}": 18,
        LIST: 13,
    }
    asked = []
    for numbers in (range(1, 4), range(4, 31)):
        for number in numbers:
            grow(campaign, coordinator, number)
        found = {}
        for path in wanted:
            coordinators_browser.get(path)
            with CaptureQueriesContext(connection) as context:
                assert coordinators_browser.get(path).status_code == 200
            found[path] = len(context)
        asked.append(found)
    assert asked == [wanted, wanted]


def test_steps_are_called_by_their_subject_as_one_reads_it(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign, _places = gone_out(rivertown, coordinator)
    subject = "Ten minutes about your openings, ‹first name›?"
    assert Look(rivertown, [campaign]).by_step()[0].label == f"1. {subject}"
    assert str(campaign.steps.get(number=1)) == f"Step 1: {subject}"
    draft = spring(rivertown, people=0, name="Draft", audience=campaign.audience)
    place = campaign.get_absolute_url()
    for path in (f"{place}results/", place, draft.get_absolute_url()):
        page = coordinators_browser.get(path).content.decode()
        assert subject in page and "((" not in page, path
