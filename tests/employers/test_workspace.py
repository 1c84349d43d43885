"""The coordinators' pages: the queue with its cards, one commitment with its evidence, and who may do what."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from community import navigation
from community.models import Job
from community.roles import Role
from directory.models import Domain, Organization
from employers import panels, retention, settling, signing
from employers.models import Ask, Commitment, Consent, Event, Promise
from employers.stages import Stage
from tests import make
from tests.conftest import signed_in
from tests.employers import signatures

QUEUE = "/workspace/sign-ups/"
HISTORY = "/workspace/sign-ups/history/"


def settle_at(commitment):
    """Return where a signature is settled."""
    return f"{QUEUE}{commitment.pk}/settle/"


# --- The queue ---


def test_the_queue_shows_what_was_typed_and_everything_a_decision_needs(rivertown, coordinators_browser):
    signatures.confirmed(rivertown)
    page = coordinators_browser.get(QUEUE).text
    for words in (
        "One signature waits",
        "Acme Corp",
        "Jo Park",
        "Director of IT",
        "jo@acme.example",
        "Manufacturing",
        "two interns each summer",
        "List our name on the public wall",
        "Web Developers",
        "acme.example</strong> belongs to them",
        "A new organization",
        "Acme Corp is added to the directory",
    ):
        assert words in page, words


def test_an_empty_queue_says_so_and_before_the_first_signature_what_to_do(rivertown, coordinators_browser):
    assert "Nobody has signed yet" in coordinators_browser.get(QUEUE).text
    signatures.settled(rivertown)
    assert "All settled" in coordinators_browser.get(QUEUE).text


def test_the_oldest_signature_comes_first(rivertown, coordinators_browser):
    signatures.confirmed(rivertown, at=make.NOW, organization_name="Younger")
    signatures.confirmed(
        rivertown, at=make.NOW - timedelta(days=2), organization_name="Elder", signer_email="e@elder.example"
    )
    page = coordinators_browser.get(QUEUE).text
    assert page.index("Elder") < page.index("Younger")


def test_the_likely_organization_is_offered_with_its_reasons(rivertown, coordinators_browser):
    acme = make.organization(rivertown, name="Acme Corporation", town="Lakeside")
    make.domain(acme, "acme.example", is_verified=False)
    signatures.confirmed(rivertown)
    page = coordinators_browser.get(QUEUE).text
    assert "same domain acme.example (not verified), same name" in page
    assert f'value="{acme.pk}-none" id=' in page
    assert f'value="{acme.pk}-second"' not in page


def test_of_several_that_a_search_found_none_is_chosen_beforehand(rivertown, coordinators_browser):
    commitment = signatures.confirmed(rivertown, organization_name="Zebra")
    first = make.organization(rivertown, name="Alder Dental")
    at_once = coordinators_browser.get(f"{QUEUE}{commitment.pk}/?q=alder").text
    assert f'value="{first.pk}-none"' in at_once and at_once.count(" checked") == 1
    make.organization(rivertown, name="Alder Foods")
    page = coordinators_browser.get(f"{QUEUE}{commitment.pk}/?q=alder").text
    assert page.count("the one you looked for") == 2
    assert page.count(" checked") == 0


def test_a_name_alike_says_how_much(rivertown, coordinators_browser):
    make.organization(rivertown, name="Acmes Corps")
    signatures.confirmed(rivertown, organization_name="Acme Corps")
    assert "% alike" in coordinators_browser.get(QUEUE).text


def test_an_active_commitment_offers_second_signer_and_supersede(rivertown, coordinators_browser):
    first = signatures.settled(rivertown)
    signatures.confirmed(rivertown, signer_name="Sam Reed", signer_email="sam@acme.example")
    page = coordinators_browser.get(QUEUE).text
    assert "A second signer for Acme Corp" in page
    assert f"It takes the place of Jo Park’s ({first.reference})" in page
    assert "That one ends today as superseded" in page


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"signer_email": "jo@gmail.com"}, "free mailbox"),
        ({"signer_email": "jo@\u0430cme.example"}, "xn--cme-5cd.example"),
        ({"is_to_check": True}, "came in an odd way"),
    ],
)
def test_what_is_odd_is_flagged(rivertown, coordinators_browser, fields, flag):
    signatures.confirmed(rivertown, **fields)
    page = coordinators_browser.get(QUEUE).text
    assert flag in page


def test_a_free_mailbox_or_a_domain_of_somebody_else_cannot_be_vouched_for(rivertown, coordinators_browser):
    make.domain(make.organization(rivertown, name="Acme Group"), "acme.example")
    signatures.confirmed(rivertown, signer_email="jo@gmail.com")
    signatures.confirmed(rivertown, is_to_check=True)
    page = coordinators_browser.get(QUEUE).text
    assert "belongs to them" not in page
    assert "acme.example is known to belong to" in page


def test_what_is_not_confirmed_stands_apart_and_its_letter_can_be_sent_again(rivertown, coordinators_browser):
    commitment = signatures.sign(rivertown)
    assert "Not confirmed yet" in coordinators_browser.get(QUEUE).text
    answer = coordinators_browser.post(
        f"/workspace/commitments/{commitment.pk}/ask-again/", {"back": "queue"}, follow=True
    )
    assert "A new letter to jo@acme.example is on its way" in answer.text
    assert answer.redirect_chain[-1][0] == QUEUE
    signing.confirm(commitment, at=make.NOW)
    answer = coordinators_browser.post(f"/workspace/commitments/{commitment.pk}/ask-again/", follow=True)
    assert "has been confirmed already" in answer.text


@pytest.mark.parametrize("count", [1, 30])
def test_the_queue_asks_the_database_as_often_for_one_card_as_for_thirty(
    rivertown, coordinators_browser, django_assert_num_queries, count
):
    for number in range(count):
        acme = make.organization(rivertown, name=f"Firm {number}")
        make.domain(acme, f"firm{number}.example", is_verified=False)
        of_acme = {"organization_name": acme.name, "signer_email": f"a@firm{number}.example", "confirmed_at": make.NOW}
        term = {
            "employer": make.employer(rivertown, organization=acme),
            "settled_at": make.NOW,
            "ends_on": make.NOW.date(),
        }
        make.commitment(rivertown, state="active", **of_acme, **term)
        make.commitment(rivertown, state="awaiting", **of_acme)
        waiting = make.commitment(rivertown, state="confirmed", **of_acme)
        Promise.objects.create(commitment=waiting, kind="interview")
        Consent.objects.create(commitment=waiting, kind="list_name", given_at=make.NOW)
        Ask.objects.create(commitment=waiting, occupation="15-1254", valid_until=make.NOW.date())
    coordinators_browser.get(QUEUE)
    with django_assert_num_queries(17):
        assert coordinators_browser.get(QUEUE).text.count('class="card signature"') == count


# --- Settling ---


def test_settling_for_a_new_organization(rivertown, coordinator, coordinators_browser):
    commitment = signatures.confirmed(rivertown)
    answer = coordinators_browser.post(settle_at(commitment), {"choice": "new", "verify_domain": "on"}, follow=True)
    assert "Acme Corp shows on the wall now." in answer.text
    commitment.refresh_from_db()
    assert (commitment.state, commitment.settled_by) == ("active", coordinator)
    assert Domain.objects.get().name == "acme.example"


def test_settling_one_that_is_not_to_be_listed_says_that_nothing_shows(rivertown, coordinators_browser):
    commitment = signatures.confirmed(rivertown, consents=frozenset())
    answer = coordinators_browser.post(settle_at(commitment), {"choice": "new"}, follow=True)
    assert "did not agree to be listed" in answer.text


@pytest.mark.parametrize(("beside", "older"), [("second", "active"), ("supersede", "superseded")])
def test_settling_beside_an_active_commitment(rivertown, coordinators_browser, beside, older):
    first = signatures.settled(rivertown)
    commitment = signatures.confirmed(rivertown, signer_email="sam@acme.example")
    coordinators_browser.post(settle_at(commitment), {"choice": f"{first.employer.organization.pk}-{beside}"})
    commitment.refresh_from_db()
    first.refresh_from_db()
    assert (commitment.state, first.state, commitment.employer) == ("active", older, first.employer)


def test_another_organization_is_found_by_search_and_settled_for(rivertown, coordinators_browser):
    other = make.organization(rivertown, name="Brightmill Health")
    commitment = signatures.confirmed(rivertown)
    page = coordinators_browser.get(f"{QUEUE}{commitment.pk}/?q=bright").text
    assert "the one you looked for" in page
    assert f'value="{other.pk}-none"' in page
    coordinators_browser.post(settle_at(commitment), {"choice": f"{other.pk}-none"})
    commitment.refresh_from_db()
    assert commitment.employer.organization == other


@pytest.mark.parametrize(
    "choice", ["", "old", "1-", "x-none", "999999-none", "1-never", "9" * 5000 + "-none", "\u0661-none"]
)
def test_a_choice_that_makes_no_sense_is_asked_again(rivertown, coordinators_browser, choice):
    commitment = signatures.confirmed(rivertown)
    answer = coordinators_browser.post(settle_at(commitment), {"choice": choice})
    assert answer.status_code == 422
    assert "Choose whose signature this is" in answer.text
    commitment.refresh_from_db()
    assert commitment.state == "confirmed"


def test_an_organization_of_another_community_is_no_choice(rivertown, lakeside, coordinators_browser):
    commitment = signatures.confirmed(rivertown)
    other = make.organization(lakeside)
    assert coordinators_browser.post(settle_at(commitment), {"choice": f"{other.pk}-none"}).status_code == 422


def test_who_comes_second_is_told_who_came_first(rivertown, administrator, coordinators_browser):
    commitment = signatures.confirmed(rivertown)
    settling.settle(commitment, organization=None, by=administrator, at=make.NOW)
    answer = coordinators_browser.post(settle_at(commitment), {"choice": "new"}, follow=True)
    assert answer.status_code == 200
    assert "settled already by Ada Moreno" in answer.text
    answer = coordinators_browser.post(f"{QUEUE}{commitment.pk}/put-aside/", {"reason": "Spam"}, follow=True)
    assert "settled already by Ada Moreno" in answer.text
    assert Commitment.objects.get(pk=commitment.pk).state == "active"


def test_a_colleague_who_settled_another_of_the_same_organization_meanwhile_stops_this_one(
    rivertown, coordinators_browser
):
    acme = make.organization(rivertown, name="Acme Corp")
    first = signatures.confirmed(rivertown)
    second = signatures.confirmed(rivertown, signer_email="sam@acme.example")
    for commitment in (first, second):
        answer = coordinators_browser.post(settle_at(commitment), {"choice": f"{acme.pk}-none"})
    assert answer.status_code == 409
    assert "Is this a second signature, or does it supersede?" in answer.text
    assert "A second signer for Acme Corp" in answer.text


def test_putting_aside_asks_why(rivertown, coordinators_browser):
    commitment = signatures.confirmed(rivertown)
    address = f"{QUEUE}{commitment.pk}/put-aside/"
    assert "Say why" in coordinators_browser.post(address, {"reason": ""}, follow=True).text
    assert "is put aside" in coordinators_browser.post(address, {"reason": "A prank"}, follow=True).text
    commitment.refresh_from_db()
    assert (commitment.state, commitment.end_reason) == ("rejected", "A prank")


def test_a_signature_that_waits_no_more_leads_to_its_commitment(rivertown, coordinators_browser):
    commitment = signatures.settled(rivertown)
    answer = coordinators_browser.get(f"{QUEUE}{commitment.pk}/", follow=True)
    assert answer.redirect_chain[-1][0] == commitment.get_absolute_url()


# --- All signatures ---


def test_the_history_is_narrowed_by_state_and_words(rivertown, coordinator, coordinators_browser):
    signatures.settled(rivertown)
    gone = signatures.settled(
        rivertown, organization_name="Beta Labs", signer_email="b@beta.example", signer_name="Bo Li"
    )
    signing.withdraw(gone, by=coordinator, at=make.NOW)

    def names(query):
        page = coordinators_browser.get(f"{HISTORY}?{query}").text
        return [name for name in ("Acme Corp", "Beta Labs") if f">{name}</a>" in page]

    assert names("") == ["Acme Corp", "Beta Labs"]
    assert names("state=withdrawn") == ["Beta Labs"]
    assert names("q=bo+beta") == names(f"q={gone.reference.lower()}") == ["Beta Labs"]
    assert names("q=BETA+b@beta") == names("q=et+bo") == ["Beta Labs"]
    assert names("q=%22OR%22") == names("q=beta%25") == []
    settled = Commitment.objects.exclude(pk=gone.pk).get()
    Organization.objects.filter(pk=settled.employer.organization_id).update(name="Zenith", search_text="zenith\nohio")
    assert names("q=zenith") == names("q=ze") == ["Acme Corp"]
    Commitment.objects.filter(pk=gone.pk).update(signer_name="")
    assert names("q=bo+li") == []
    assert names("state=active&q=beta") == []
    assert names("state=nonsense") == ["Acme Corp", "Beta Labs"]


@pytest.mark.sqlite
@pytest.mark.django_db
def test_no_migration_lost_the_triggers_of_the_search():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = {row[0] for row in cursor.fetchall()}
    wanted = {f"employers_commitment_words_{event}" for event in ("added", "gone", "changed")}
    assert wanted <= triggers, "a migration remade the table: run the SQL of employers 0002_search in it again"


def test_expiring_ones_can_be_asked_for(rivertown, coordinators_browser):
    near = signatures.settled(rivertown)
    beta = {"organization_name": "Beta Labs", "signer_email": "b@beta.example"}
    signatures.settled(rivertown, at=timezone.now(), **beta)
    today = timezone.localdate(timezone=rivertown.zone)
    Commitment.objects.filter(pk=near.pk).update(ends_on=today + timedelta(days=20))
    page = coordinators_browser.get(f"{HISTORY}?state=expiring").text
    assert "Acme Corp" in page
    assert "Beta Labs" not in page
    assert ">Expiring</span>" in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_history_asks_as_often_for_one_row_as_for_thirty(
    rivertown, coordinators_browser, django_assert_num_queries, count
):
    for number in range(count):
        make.commitment(rivertown, organization_name=f"Firm {number}")
    coordinators_browser.get(HISTORY)
    with django_assert_num_queries(6):
        coordinators_browser.get(HISTORY)


# --- One commitment ---


def test_the_commitment_page_shows_the_whole_evidence(rivertown, coordinator, coordinators_browser):
    commitment = signatures.settled(rivertown)
    signing.change_consents(commitment, ["list_name"], by=coordinator, at=make.NOW)
    signing.note_receipt(commitment, message_id="<receipt-1@rivertown.example>")
    page = coordinators_browser.get(commitment.get_absolute_url()).text
    shown = [
        commitment.reference,
        commitment.text_sha256,
        commitment.document_sha256,
        "203.0.113.7",
        "Mozilla/5.0",
        commitment.request_id,
        "2026-11-22 15:00:00 UTC",
        "November 22, 2026, 10:00:00 a.m.",
        "&lt;receipt-1@rivertown.example&gt;",
        "I may sign for Acme Corp",
        "consented to sign electronically",
        "taken back November 22, 2026",
        "two interns each summer",
    ]
    shown += [event.hash for event in Event.objects.all()]
    for value in shown:
        assert value in page, value


@pytest.mark.parametrize("state", Commitment.State)
def test_every_state_has_its_page_even_without_evidence(rivertown, coordinators_browser, state):
    settled = (
        {"employer": make.employer(rivertown), "settled_at": make.NOW, "ends_on": make.NOW.date()}
        if state == "active"
        else {}
    )
    commitment = make.commitment(rivertown, state=state, confirmed_at=make.NOW, **settled)
    for part in ("", "record/", "withdraw/", "consents/"):
        assert coordinators_browser.get(commitment.get_absolute_url() + part).status_code == 200
    answer = coordinators_browser.post(f"{commitment.get_absolute_url()}verify/")
    assert "the event of its signature is missing" in answer.text


def test_verifying_says_that_nothing_was_altered(rivertown, coordinators_browser):
    commitment = signatures.settled(rivertown)
    page = coordinators_browser.post(f"{commitment.get_absolute_url()}verify/").text
    assert "Nothing was altered" in page
    assert "all 3 events" in page


def test_verifying_says_what_was_altered_here_and_elsewhere(rivertown, coordinators_browser):
    signatures.settled(rivertown, organization_name="Beta", signer_email="b@beta.example")
    commitment = signatures.settled(rivertown)
    Commitment.objects.filter(pk=commitment.pk).update(signer_title="Owner")
    Event.objects.filter(number=2).update(hash="f" * 64)
    page = coordinators_browser.post(f"{commitment.get_absolute_url()}verify/").text
    assert "Something was altered" in page
    assert "its signer title was altered after it was signed" in page
    assert "Event 2" in page


def test_verifying_all_is_one_job_however_often_it_is_asked_for(rivertown, coordinator, coordinators_browser):
    signatures.settled(rivertown)
    addresses = {coordinators_browser.post("/workspace/commitments/verify/").url for _ in range(3)}
    job = Job.objects.get()
    assert addresses == {f"/workspace/jobs/{job.pk}/"}
    assert (job.kind, job.requested_by) == ("verify_commitments", coordinator)


def test_withdrawing_for_the_signer_asks_how_they_asked(rivertown, coordinators_browser):
    commitment = signatures.settled(rivertown)
    address = f"{commitment.get_absolute_url()}withdraw/"
    assert "What will happen" in coordinators_browser.get(address).text
    assert coordinators_browser.post(address, {"reason": ""}).status_code == 200
    assert Commitment.objects.get().state == "active"
    answer = coordinators_browser.post(address, {"reason": "Jo asked by phone"}, follow=True)
    assert "is withdrawn" in answer.text
    again = coordinators_browser.post(address, {"reason": "Twice"})
    assert "has ended already" in again.text


def test_changing_consents_for_the_signer(rivertown, coordinators_browser):
    commitment = signatures.settled(rivertown)
    address = f"{commitment.get_absolute_url()}consents/"
    coordinators_browser.post(address, {"consents": ["news", "show_logo"]})
    assert sorted(consent.kind for consent in commitment.consents.filter(withdrawn_at=None)) == ["news", "show_logo"]
    assert coordinators_browser.post(address, {"consents": ["everything"]}).status_code == 200


def test_what_a_stranger_typed_never_becomes_markup(rivertown, coordinators_browser):
    evil = '<script>alert(1)</script>"><img src=x>'
    commitment = signatures.confirmed(rivertown, organization_name=evil, signer_name=evil, signer_title=evil)
    for page in (
        QUEUE,
        f"{QUEUE}{commitment.pk}/",
        commitment.get_absolute_url(),
        f"{commitment.get_absolute_url()}record/",
        HISTORY,
    ):
        text = coordinators_browser.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_an_erased_commitment_still_has_its_pages(rivertown, coordinator, coordinators_browser):
    commitment = signatures.settled(rivertown)
    signing.withdraw(commitment, by=coordinator, at=make.NOW)
    retention.forget(commitment, at=make.NOW.replace(year=2034))
    page = coordinators_browser.get(commitment.get_absolute_url())
    assert "what was personal in it was erased" in page.text
    assert "Jo Park" not in page.text
    assert coordinators_browser.get(f"{commitment.get_absolute_url()}record/").status_code == 200
    assert ">Erased</a>" in coordinators_browser.get(HISTORY).text
    assert "Nothing was altered" in coordinators_browser.post(f"{commitment.get_absolute_url()}verify/").text


# --- Who may ---

READ = [QUEUE, HISTORY, QUEUE + "{pk}/", "/workspace/commitments/{pk}/", "/workspace/commitments/{pk}/record/"]
WRITE = [
    QUEUE + "{pk}/settle/",
    QUEUE + "{pk}/put-aside/",
    "/workspace/commitments/paper/",
    "/workspace/commitments/verify/",
    "/workspace/commitments/{pk}/verify/",
    "/workspace/commitments/{pk}/ask-again/",
    "/workspace/commitments/{pk}/consents/",
    "/workspace/commitments/{pk}/withdraw/",
]


def test_a_viewer_reads_everything_and_changes_nothing(rivertown, viewer):
    commitment = signatures.confirmed(rivertown)
    browser = signed_in(viewer)
    for address in READ:
        page = browser.get(address.format(pk=commitment.pk))
        assert page.status_code == 200
        assert "/settle/" not in page.text
        assert "Enter a signature" not in page.text
    for address in WRITE:
        assert browser.post(address.format(pk=commitment.pk), {"choice": "new", "reason": "x"}).status_code == 403
    commitment.refresh_from_db()
    assert commitment.state == "confirmed"


@pytest.mark.parametrize("who", ["reviewer", "evaluator", "foreigner"])
def test_others_of_the_team_and_of_other_communities_are_refused(rivertown, request, who):
    commitment = signatures.confirmed(rivertown)
    browser = signed_in(request.getfixturevalue(who))
    for address in READ:
        assert browser.get(address.format(pk=commitment.pk)).status_code == 403
    for address in WRITE:
        assert browser.post(address.format(pk=commitment.pk)).status_code == 403


def test_a_partner_is_refused_and_a_stranger_is_asked_to_sign_in(rivertown, client):
    commitment = signatures.confirmed(rivertown)
    for address in READ + WRITE:
        answer = (
            client.post(address.format(pk=commitment.pk))
            if address in WRITE
            else client.get(address.format(pk=commitment.pk))
        )
        assert answer.status_code == 302
        assert "/sign-in/" in answer.url
        assert signed_in(commitment.signer).get(address.format(pk=commitment.pk)).status_code in {403, 405}


def test_a_commitment_of_another_community_is_not_found(rivertown, lakeside, coordinators_browser):
    other = signatures.confirmed(lakeside)
    for address in [*READ[2:], "/workspace/commitments/{pk}/scan/"]:
        assert coordinators_browser.get(address.format(pk=other.pk)).status_code == 404
    for address in WRITE:
        if "{pk}" in address:
            assert (
                coordinators_browser.post(address.format(pk=other.pk), {"choice": "new", "reason": "x"}).status_code
                == 404
            )
    other.refresh_from_db()
    assert other.state == "confirmed"
    assert other.organization_name not in coordinators_browser.get(HISTORY).text


def test_reading_changes_no_row(rivertown, coordinators_browser):
    commitment = signatures.confirmed(rivertown)
    before = (Event.objects.count(), Organization.objects.count(), Job.objects.count())
    for address in [*READ, *WRITE]:
        coordinators_browser.get(address.format(pk=commitment.pk))
    assert (Event.objects.count(), Organization.objects.count(), Job.objects.count()) == before


# --- Pieces of other pages ---


def lines_of(rivertown, rf, user):
    """Return the lines of Today for somebody."""
    request = rf.get("/")
    request.user, request.community = user, rivertown
    context = panels.on_today(request, rivertown)
    return None if context is None else {line.what: line for line in context["lines"] if line.count}


def test_today_says_what_signatures_want(rivertown, rf, coordinator):
    signatures.confirmed(rivertown, at=timezone.now() - timedelta(days=1))
    signatures.sign(rivertown, signer_email="odd@acme.example", is_to_check=True)
    ending = signatures.settled(rivertown, organization_name="Beta", signer_email="b@beta.example")
    today = timezone.localdate(timezone=rivertown.zone)
    Commitment.objects.filter(pk=ending.pk).update(ends_on=today + timedelta(days=5))
    lines = lines_of(rivertown, rf, coordinator)
    line = lines["signature to settle"]
    assert (line.count, line.verb, line.harm, line.url) == (1, "Review", 10, QUEUE)
    assert line.detail.startswith("Oldest since yesterday, ")
    assert line.detail.endswith("Nothing shows on the wall until you do.")
    assert lines["sign-up to check"].count == 1
    assert "in 5 days" in lines["commitment expiring within 30 days"].detail


def test_today_is_silent_where_nothing_waits_and_for_who_does_not_read_signatures(rivertown, rf, coordinator, reviewer):
    assert lines_of(rivertown, rf, coordinator) == {}
    assert lines_of(rivertown, rf, reviewer) is None


def test_too_many_sign_ups_in_an_hour_are_told(rivertown, rf, coordinator, monkeypatch):
    monkeypatch.setattr(panels, "FUSE", 2)
    for number in range(3):
        signatures.sign(rivertown, at=timezone.now(), signer_email=f"a@firm{number}.example")
    assert lines_of(rivertown, rf, coordinator)["sign-ups in the last hour"].harm == 5


def test_the_funnel_counts_who_came_further_on_every_step_before(rivertown, rf):
    for stage in (
        Stage.IDENTIFIED,
        Stage.CONTACTED,
        Stage.IN_CONVERSATION,
        Stage.SIGNED,
        Stage.ACTIVE,
        Stage.DO_NOT_CONTACT,
    ):
        make.employer(rivertown, stage=stage)
    bars = panels.in_funnel(rf.get("/"), rivertown)["bars"]
    assert [(bar["label"], bar["count"]) for bar in bars] == [
        ("Identified", 5),
        ("Contacted", 4),
        ("In conversation", 3),
        ("Signed", 2),
    ]


def test_the_organizations_page_shows_its_commitment(rivertown, coordinators_browser, viewer):
    commitment = signatures.settled(rivertown)
    page = coordinators_browser.get(commitment.employer.get_absolute_url()).text
    assert f"Evidence of {commitment.reference}" in page
    assert commitment.text.ask in page
    assert "Enter a signature on paper" in page
    assert "Enter a signature on paper" not in signed_in(viewer).get(commitment.employer.get_absolute_url()).text


def test_an_organization_that_hires_nobody_has_no_commitment_card(rivertown, coordinators_browser):
    assert (
        "Enter a signature on paper"
        not in coordinators_browser.get(make.organization(rivertown).get_absolute_url()).text
    )


def test_the_menu_counts_what_waits(rivertown, coordinator):
    signatures.confirmed(rivertown)
    signatures.sign(rivertown, signer_email="s@acme.example")
    groups = navigation.menu(rivertown, frozenset({Role.COORDINATOR}), "/workspace/")
    counts = {line["label"]: line["count"] for group in groups for line in group["lines"]}
    assert counts["Sign-ups"] == 1


def test_each_timeline_sentence_names_the_commitment(rivertown, coordinator, coordinators_browser):
    first = signatures.settled(rivertown)
    organization = first.employer.organization
    second = signatures.confirmed(rivertown, signer_email="s@acme.example")
    settling.settle(second, organization=organization, by=coordinator, at=make.NOW, beside=settling.Beside.SUPERSEDE)
    signing.change_consents(second, [], by=coordinator, at=make.NOW)
    signing.withdraw(second, by=coordinator, at=make.NOW)
    third = signatures.settled(rivertown, organization=organization)
    settling.end(third, Event.Kind.EXPIRED, by=None, at=make.NOW)
    settling.reject(
        signatures.confirmed(rivertown, signer_email="x@acme.example"), by=coordinator, at=make.NOW, reason="Spam"
    )
    page = coordinators_browser.get(organization.get_absolute_url()).text
    for words in (
        "The portal settled the signature of Acme Corp",
        "Dana Whitfield settled the signature",
        "A newer signature took the place",
        "Dana Whitfield changed what Acme Corp agrees to",
        "Dana Whitfield withdrew the commitment",
        "came to its end",
    ):
        assert words in page, words
