"""Tests of gathering: who is in an audience and through which organization, and who is left out of it."""

from datetime import timedelta
from typing import Any

import pytest

from community.models import Community, User
from directory import notes
from directory.entries import Kind
from directory.models import Affiliation, Person, Tag
from employers.models import Consent
from outreach import audience_rules, exclusions, gathering, suppressing
from outreach.audience_rules import Group, Match, Rule, Rules, WrongRules
from outreach.models import Audience, Letter, Recipient, Suppression
from outreach.traits import Names
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
EMPLOYERS = Rule("kind", "is", ("employer",))


def audience(at: Community, *rules: Rule, **exclusions: list[str]) -> Audience:
    """Return an audience whose rules must all be true."""
    said = audience_rules.write(audience_rules.one_group(*rules))
    return Audience.objects.create(community=at, name="Some", rules=said, exclusions=exclusions)


def works(at: Community, name: str, **facts: Any) -> Person:
    """Return somebody at an employer of their own."""
    person = make.person(at, name=name, email=f"{name.lower()}@example.com")
    make.affiliation(person, make.employer(at, **facts).organization)
    return person


def names(found: Any) -> list[str]:
    """Return who is there, by name."""
    return sorted(found.values_list("name", flat=True))


def test_people_come_through_where_they_work(rivertown: Community, lakeside: Community) -> None:
    ada, ben = works(rivertown, "Ada", stage="signed"), works(rivertown, "Ben")
    works(lakeside, "Far", stage="signed")
    also = make.employer(rivertown, stage="signed")
    second = make.affiliation(ada, also.organization)
    former = make.person(rivertown)
    make.affiliation(former, also.organization, until=NOW.date())
    make.affiliation(make.person(rivertown, email=""), also.organization)
    signed = audience(rivertown, Rule("stage", "is", ("signed",)))
    [found] = gathering.people(signed, at=NOW)
    assert found == ada
    assert found.through == Affiliation.objects.filter(person=ada).order_by("pk")[0].pk != second.pk
    assert found.through_organization == ada.affiliations.order_by("pk")[0].organization_id
    signed.rules = audience_rules.write(
        Rules(
            Match.ANY,
            (Group(rules=(Rule("stage", "is", ("signed",)),)), Group(rules=(Rule("stage", "is_not", ("signed",)),))),
        )
    )
    assert set(gathering.people(signed, at=NOW)) == {ada, ben}
    assert gathering.people(signed, at=NOW).count() == 2


def test_without_a_rule_nobody_is_found(rivertown: Community) -> None:
    works(rivertown, "Ada")
    assert not gathering.people(Audience(community=rivertown, name="Nobody"), at=NOW).exists()


@pytest.mark.parametrize(
    "rule",
    [
        Rule("no_such", "is", ("x",)),
        Rule("stage", "before", ("x",)),
        Rule("stage", "is", ()),
        Rule("last_contact", "before", ("many",)),
        Rule("last_contact", "before", ("0",)),
        Rule("last_contact", "before", ("99999999999",)),
    ],
)
def test_what_nobody_can_answer_is_refused(rivertown: Community, rule: Rule) -> None:
    with pytest.raises(WrongRules):
        gathering.people(audience(rivertown, rule), at=NOW)


def test_rules_of_organizations(rivertown: Community, coordinator: User) -> None:
    ada = works(rivertown, "Ada", sector="health", town="Rivertown").affiliations.get().organization
    works(rivertown, "Ben", sector="", town="Millbrook")
    ada.owner, ada.size_band = coordinator, "10-49"
    ada.save()
    downtown = Tag.objects.create(community=rivertown, name="downtown")
    ada.tags.add(downtown)
    chamber = make.alliance(rivertown)
    make.ally(chamber, ada)
    for trait, value in {
        "sector": "health",
        "size": "10-49",
        "town": "Rivertown",
        "owner": str(coordinator.pk),
        "tag": str(downtown.pk),
        "alliance": str(chamber.pk),
    }.items():
        some = audience(rivertown, EMPLOYERS, Rule(trait, "is", (value,)))
        assert names(gathering.people(some, at=NOW)) == ["Ada"], trait
        some.rules = audience_rules.write(audience_rules.one_group(EMPLOYERS, Rule(trait, "is_not", (value,))))
        assert names(gathering.people(some, at=NOW)) == ["Ben"], trait
        some.delete()
    unknown = audience(rivertown, Rule("sector", "is", ("",)), Rule("owner", "is", ("nobody",)))
    assert names(gathering.people(unknown, at=NOW)) == ["Ben"]


def test_rules_of_employers(rivertown: Community) -> None:
    today = NOW.date()
    works(rivertown, "Ada", last_contact_on=today - timedelta(days=91))
    works(rivertown, "Ben", last_contact_on=today - timedelta(days=90))
    works(rivertown, "Chen")
    dana = make.person(rivertown, name="Dana")
    make.affiliation(dana, make.active(rivertown, asks={"15-1252": 2}).employer.organization)
    for rule, expected in {
        Rule("last_contact", "before", ("90",)): ["Ada"],
        Rule("last_contact", "within", ("90",)): ["Ben"],
        Rule("last_contact", "never"): ["Chen", "Dana"],
        Rule("asks", "is", ("15-1252", "15-1254")): ["Dana"],
        Rule("asks", "is_not", ("15-1252",)): ["Ada", "Ben", "Chen"],
    }.items():
        some = audience(rivertown, rule)
        assert names(gathering.people(some, at=NOW)) == expected, rule
        some.delete()


def test_nobody_is_written_to_against_their_wish(rivertown: Community, coordinator: User) -> None:
    works(rivertown, "Ada")
    for name in ("Bounced", "Zoë"):
        person = works(rivertown, name)
        person.email = f"{name.lower()[0]}@zoë.example"
        person.save()
        hashed = suppressing.hash_of(rivertown, person.email)
        suppressing.suppress(
            rivertown, hashed, reason=Suppression.Reason.HARD_BOUNCE, scope=Suppression.Scope.NEWS, at=NOW
        )
    suppressed = works(rivertown, "Unsubscribed")
    hashed = suppressing.hash_of(rivertown, suppressed.email)
    suppressing.suppress(
        rivertown, hashed, reason=Suppression.Reason.UNSUBSCRIBED, scope=Suppression.Scope.NEWS, at=NOW
    )
    hermit = works(rivertown, "Hermit", stage="do_not_contact")
    make.affiliation(hermit, make.employer(rivertown).organization)
    quiet, eager = works(rivertown, "Quiet"), works(rivertown, "Eager")
    make.active(rivertown, signer_email=quiet.email, consents=("list_name",))
    make.active(rivertown, signer_email=eager.email, consents=("news",))
    make.active(rivertown, signer_email=eager.email, consents=())
    everybody = audience(rivertown, EMPLOYERS)
    assert names(gathering.people(everybody, at=NOW)) == ["Ada", "Eager"]
    why = dict(gathering.left_out(everybody, at=NOW).values_list("name", "why"))
    assert why == {
        "Bounced": "suppressed",
        "Zoë": "suppressed",
        "Unsubscribed": "suppressed",
        "Hermit": "do_not_contact",
        "Quiet": "no_consent",
    }
    Consent.objects.update(withdrawn_at=NOW)
    assert names(gathering.people(everybody, at=NOW)) == ["Ada"]


def test_an_organization_hears_one_voice(rivertown: Community, coordinator: User) -> None:
    called = works(rivertown, "Called").affiliations.get().organization
    make.affiliation(make.person(rivertown, name="Colleague"), called)
    for day, name in ((NOW - timedelta(days=3), "Called"), (NOW - timedelta(days=40), "Long ago")):
        at = called if name == "Called" else works(rivertown, "Longago").affiliations.get().organization
        notes.write(Kind.CALL, community=rivertown, organization=at, text="Spoke.", by=coordinator, at=day)
    noted = works(rivertown, "Noted").affiliations.get().organization
    notes.write(Kind.NOTE, community=rivertown, organization=noted, text="Read.", by=coordinator, at=NOW)
    for name, is_transactional, state in (
        ("Written", False, "sent"),
        ("Answered", True, "sent"),
        ("Skipped", False, "skipped"),
    ):
        person = works(rivertown, name)
        Letter.objects.create(
            community=rivertown,
            kind="note",
            promise=Letter.Promise.AT_MOST_ONCE,
            is_transactional=is_transactional,
            state=state,
            once_key=name,
            message_id=name,
            to_email=person.email,
            person=person,
            subject="Hello",
            body="Hello",
            created_at=NOW - timedelta(days=2),
        )
    works(rivertown, "Talking", stage="in_conversation")
    some = audience(rivertown, EMPLOYERS, lately=["30"], in_conversation=[])
    assert names(gathering.people(some, at=NOW)) == ["Answered", "Longago", "Noted", "Skipped"]
    why = dict(gathering.left_out(some, at=NOW).values_list("name", "why"))
    assert why == {
        "Called": "lately",
        "Colleague": "lately",
        "Written": "lately",
        "Talking": "in_conversation",
    }


def test_it_is_told_who_spoke_with_them_last(rivertown: Community, coordinator: User) -> None:
    called = works(rivertown, "Called").affiliations.get().organization
    make.affiliation(make.person(rivertown, name="Colleague"), called)
    for days in (9, 3):
        at = NOW - timedelta(days=days)
        notes.write(Kind.CALL, community=rivertown, organization=called, text="Spoke.", by=coordinator, at=at)
    written = works(rivertown, "Written")
    Letter.objects.create(
        community=rivertown,
        kind="note",
        promise=Letter.Promise.AT_MOST_ONCE,
        is_transactional=False,
        once_key="one",
        message_id="one",
        to_email=written.email,
        person=written,
        subject="Hello",
        body="Hello",
        created_at=NOW - timedelta(days=2),
    )
    some = audience(rivertown, EMPLOYERS, lately=["30"])
    rows = gathering.left_out(some, at=NOW).order_by("pk").values(*gathering.ROW)
    found = gathering.explained(some, rows, names=Names(rivertown), at=NOW)
    by_name = {one.name: (one.why_not, one.reasons) for one in found}
    of_call = f"Call with {called} on November 19, 2026, by {coordinator}."
    assert by_name == {
        "Called": (of_call, ["It is an employer"]),
        "Colleague": (of_call, ["It is an employer"]),
        "Written": ("A letter went to Written on November 20, 2026.", ["It is an employer"]),
    }


def test_whoever_got_a_campaign_can_be_left_out_of_the_next(rivertown: Community) -> None:
    campaign = make.campaign(rivertown, state="running")
    step = make.step(campaign)
    for name, state, left_out in (("Sent", "sent", ""), ("Skipped", "skipped", ""), ("Out", "", "Unsubscribed.")):
        person = works(rivertown, name)
        email = "" if left_out else person.email
        place = Recipient.objects.create(campaign=campaign, person=person, email=email, left_out=left_out)
        if state:
            Letter.objects.create(
                community=rivertown,
                kind="campaign",
                promise=Letter.Promise.AT_MOST_ONCE,
                is_transactional=False,
                state=state,
                step=step,
                recipient=place,
                once_key=name,
                message_id=name,
                to_email=person.email,
                created_at=NOW - timedelta(days=400),
            )
    some = audience(rivertown, EMPLOYERS, received=[str(campaign.pk)])
    assert names(gathering.people(some, at=NOW)) == ["Out", "Skipped"]
    assert dict(gathering.left_out(some, at=NOW).values_list("name", "why")) == {"Sent": "received"}
    words = exclusions.sentence("received", [str(campaign.pk), "0"], rivertown)
    assert words.endswith(f"already: {campaign}, something that no longer exists")
