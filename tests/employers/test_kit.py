"""The advocate kit: its words are the community's, approved by somebody, and carry the link of whoever uses them."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from community.models import AuditEntry, Community, User
from employers import kit
from employers.models import KitText, ReferralLink
from employers.pieces import Piece, as_page, problem
from tests import make
from tests.conftest import signed_in
from tests.make import NOW

pytestmark = pytest.mark.django_db
INTRO = "Join us at ((community)).\nAll of it: ((link))"


@pytest.fixture
def jo(rivertown: Community) -> User:
    """A partner who signed for Brightmill and has a link."""
    jo = make.user(name="Jo Park", email="jo@brightmill.example")
    signed = make.active(rivertown, name="Brightmill", slug="brightmill", signer=jo, signer_email=jo.email)
    make.affiliation(make.person(rivertown, name=jo.name, user=jo), signed.employer.organization, has_desk=True)
    ReferralLink.objects.create(community=rivertown, user=jo, employer=signed.employer, code="JJJJJJJJJJ")
    return jo


def approved(community: Community, piece: str, words: str, by: User) -> KitText:
    """Write and approve a piece."""
    draft = kit.write(community, piece, words=words, by=by, at=NOW)
    return kit.approve(draft, shown=draft.fingerprint, by=by, at=NOW)


def at_desk(jo: User, page: str = "desk-kit") -> str:
    return signed_in(jo).get(reverse(f"employers:{page}", args=["brightmill"])).content.decode()


def test_without_words_of_its_own_a_community_has_the_portals(rivertown: Community, jo: User) -> None:
    shown = at_desk(jo)
    assert "We signed the commitment of Rivertown TechHire: we interview" in shown
    assert shown.count("http://testserver/r/JJJJJJJJJJ/") >= 4
    assert "((" not in shown
    assert all(problem(piece, kit.first_words(piece), kit.example(rivertown)) == "" for piece in Piece)


def test_who_has_not_signed_does_not_say_that_they_did(rivertown: Community) -> None:
    link = ReferralLink.objects.create(community=rivertown, employer=make.employer(rivertown, name="Acme"))
    said = kit.spoken(kit.words(rivertown), kit.values(link, link.employer, rivertown))
    assert "We stand behind Rivertown TechHire" in said[0].text
    assert not any("signed" in words.text for words in said)


def test_a_draft_is_used_once_it_is_approved(rivertown: Community, coordinator: User, jo: User) -> None:
    draft = kit.write(rivertown, "intro", words=INTRO, by=coordinator, at=NOW)
    assert "Join us at" not in at_desk(jo)
    kit.approve(draft, shown=draft.fingerprint, by=coordinator, at=NOW)
    assert "Join us at Rivertown TechHire.\nAll of it: http://testserver/r/JJJJJJJJJJ/" in at_desk(jo)
    assert AuditEntry.objects.get().sentence == "approved version 1 of “Three lines” in the advocate kit"
    again = approved(rivertown, "intro", "Or so: ((link))", coordinator)
    assert (again.version, again.approved_by) == (2, coordinator)
    assert "Or so: http" in at_desk(jo)


def test_nobody_approves_what_they_have_not_read(rivertown: Community, coordinator: User) -> None:
    draft = kit.write(rivertown, "post", words="One ((link))", by=coordinator, at=NOW)
    kit.write(rivertown, "post", words="Two ((link))", by=coordinator, at=NOW)
    with pytest.raises(kit.CannotApprove):
        kit.approve(draft, shown=draft.fingerprint, by=coordinator, at=NOW)
    draft.refresh_from_db()
    kit.approve(draft, shown=draft.fingerprint, by=coordinator, at=NOW)
    with pytest.raises(kit.CannotApprove):
        kit.approve(draft, shown=draft.fingerprint, by=coordinator, at=NOW)


def test_the_page_is_markdown_and_its_values_are_neither_markdown_nor_html() -> None:
    values = {"organization": "<b>*Acme*</b>", "link": "https://portal.example/r/X/", "region": "javascript:alert(1)"}
    words = "# We *do* this\n\n**((organization))** [here](((link))) [there](((region))) <script>alert(1)</script>"
    headline, body = as_page(words, values)
    assert headline == "We *do* this"
    assert "<strong>&lt;b&gt;*Acme*&lt;/b&gt;</strong>" in body
    assert 'href="https://portal.example/r/X/"' in body
    assert 'javascript:alert(1)"' not in body
    assert "<script>" not in body


def test_a_coordinator_writes_reads_and_approves(coordinators_browser: Client, rivertown: Community, jo: User) -> None:
    address = reverse("employers:kit-piece", args=["intro"])
    assert "((what we did))" in coordinators_browser.get(address).content.decode()
    for words, said in [
        ("Nothing to follow", "Put ((link)) where"),
        ("((link)) ((password))", "((password)) is not one of the places"),
        ("", "Write the words"),
        ("((link)) " + "n" * 700, "at most 700"),
    ]:
        assert said in coordinators_browser.post(address, {"words": words}).content.decode()
    page = coordinators_browser.post(address, {"words": INTRO}, follow=True).content.decode()
    assert "Join us at Rivertown TechHire." in page
    draft = KitText.objects.get()
    coordinators_browser.post(reverse("employers:kit-approve", args=["intro"]), {"shown": "other"})
    assert "A draft waits" in coordinators_browser.get(reverse("employers:kit")).content.decode()
    coordinators_browser.post(reverse("employers:kit-approve", args=["intro"]), {"shown": draft.fingerprint})
    overview = coordinators_browser.get(reverse("employers:kit")).content.decode()
    assert "Version 1, approved by Dana Whitfield" in overview
    assert "Join us at" in at_desk(jo)
    assert "We signed the commitment" not in at_desk(jo)
    ours = coordinators_browser.get(address, {"ours": "1"}).content.decode()
    assert "We ((what we did)): we interview" in ours


def test_a_place_that_is_empty_here_wants_words_to_stand_in(coordinators_browser: Client, rivertown: Community) -> None:
    Community.objects.update(contact_phone="")
    address = reverse("employers:kit-piece", args=["phone"])
    page = coordinators_browser.post(address, {"words": "((link)) ((contact phone))"}).content.decode()
    assert "((contact phone??some words))" in page


def test_the_page_to_hand_over_is_in_the_approved_words(rivertown: Community, coordinator: User, jo: User) -> None:
    approved(rivertown, "page", "Hire with us\n\nSays **((organization))**.", coordinator)
    page = at_desk(jo, "desk-kit-page")
    assert "<h1>Hire with us</h1>" in page
    assert "Says <strong>Brightmill</strong>." in page


def test_another_community_has_words_of_its_own(rivertown: Community, lakeside: Community, coordinator: User) -> None:
    approved(lakeside, "intro", INTRO, coordinator)
    assert kit.words(rivertown)["intro"] == kit.first_words("intro")
    assert kit.words(lakeside)["intro"] == INTRO


@pytest.mark.parametrize("versions", [1, 30])
def test_the_kit_asks_as_little_for_many_versions_as_for_one(
    coordinators_browser: Client,
    rivertown: Community,
    coordinator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    versions: int,
) -> None:
    for _ in range(versions):
        approved(rivertown, "intro", INTRO, coordinator)
    coordinators_browser.get(reverse("employers:kit"))
    with django_assert_num_queries(9):
        coordinators_browser.get(reverse("employers:kit"))
