"""The provider's desk: tasks, parts, evidence, signing off – and nobody else's."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from community.models import Community, User
from providers import applying
from providers.models import Application, DeclaredCohort, Evidence, Program, Revision
from providers.parts import Key
from tests import make
from tests.community.attached import PDF, WORKBOOK, picture, zipped
from tests.conftest import signed_in
from tests.make import NOW
from tests.providers import applicants

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(rivertown: Community) -> User:
    """Somebody who applies."""
    return make.user(email="sam@riverbend.example", name="Sam Okafor")


@pytest.fixture
def draft(rivertown: Community, sam: User) -> Application:
    """An application of which nothing is written yet."""
    return applicants.begun(rivertown, sam)


@pytest.fixture
def sams(sam: User) -> Client:
    """Where Sam is signed in."""
    return signed_in(sam)


def path(application: Application, rest: str = "") -> str:
    return f"/desk/applications/{application.reference}/{rest}"


def test_the_desk_leads_to_the_tasks_and_each_task_to_its_page(sams: Client, draft: Application) -> None:
    assert path(draft) in sams.get("/desk/").text
    tasks = sams.get(path(draft)).text
    for key in Key:
        assert path(draft, f"parts/{key}/") in tasks
        assert sams.get(path(draft, f"parts/{key}/")).status_code == 200
    assert sams.get(path(draft, "parts/nothing/")).status_code == 404


def test_a_desk_without_a_signature_is_not_asked_for_one(sams: Client, draft: Application) -> None:
    assert "No commitment holds" not in sams.get("/desk/").text
    assert "Nothing is on your desk yet" in signed_in(make.user()).get("/desk/").text


@pytest.mark.parametrize("number", [1, 30])
def test_tasks_ask_as_often_for_one_program_as_for_thirty(
    sams: Client, draft: Application, django_assert_num_queries, number: int
) -> None:
    for _ in range(number):
        make.program(draft.provider, occupations=["15-1254"])
    sams.get(path(draft))
    with django_assert_num_queries(14):
        sams.get(path(draft))


def test_answers_are_saved_and_shown_again(sams: Client, draft: Application) -> None:
    here = path(draft, "parts/demand/")
    answer = sams.post(here, {"roles": "Web developers", "self_score": "2", "seen": "0", "do": "list"})
    assert answer.headers["Location"] == path(draft)
    part = draft.parts.get(key="demand")
    assert (part.answers["roles"], part.self_score) == ("Web developers", 2)
    assert "Web developers" in sams.get(here).text
    assert "things are missing" in sams.get(path(draft)).text


def test_one_wrong_answer_keeps_no_other_from_being_saved(sams: Client, draft: Application) -> None:
    typed = {"tracking": "We call.", "sender_name": "Sam", "sender_email": "sam at riverbend", "do": "save"}
    page = sams.post(path(draft, "parts/data/"), typed)
    assert page.status_code == 200
    assert "Write a whole address" in page.text and "sam at riverbend" in page.text
    assert draft.parts.get(key="data").answers == {"tracking": "We call.", "sender_name": "Sam", "limits": ""}


def test_a_page_saves_itself_and_says_so(sams: Client, draft: Application) -> None:
    here, script = path(draft, "parts/demand/"), {"HX-Request": "true"}
    said = sams.post(here, {"roles": "Web", "seen": "0"}, headers=script).text
    assert "Saved at" in said and 'name="seen" value="1" id="id_seen" hx-swap-oob="true"' in said
    said = sams.post(path(draft, "parts/data/"), {"sender_email": "x", "tracking": "Calls"}, headers=script).text
    assert "Saved at" in said and "Write a whole address" in said
    assert draft.parts.get(key="data").answers["tracking"] == "Calls"


def test_what_a_colleague_saved_meanwhile_is_shown_beside_ones_own(sams: Client, draft: Application) -> None:
    applying.save(draft, "demand", {"roles": "Theirs"}, by=make.user(name="Al"), at=NOW)
    here = path(draft, "parts/demand/")
    page = sams.post(here, {"roles": "Mine", "seen": "0", "do": "save"}).text
    assert "Al saved this part while you wrote" in page and "Theirs" in page and "Mine" in page
    assert "Al saved" in sams.post(here, {"roles": "Mine", "seen": "0"}, headers={"HX-Request": "true"}).text
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    sams.post(here, {"roles": "Mine", "seen": seen, "do": "save"})
    assert draft.parts.get(key="demand").answers["roles"] == "Mine"


def test_a_file_is_added_and_handed_back_as_a_file(sams: Client, draft: Application) -> None:
    here = path(draft, "parts/demand/")
    file = SimpleUploadedFile("Our <plan>.pdf", PDF, content_type="text/html")
    answer = sams.post(here, {"evidence-file": file, "roles": "Typed in passing", "do": "add"})
    assert answer.headers["Location"] == f"{here}#evidence"
    assert draft.parts.get(key="demand").answers["roles"] == "Typed in passing"
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.file_name) == ("Our plan", "Our plan.pdf")
    handed = sams.get(path(draft, f"evidence/{evidence.pk}/"))
    assert handed.content == PDF
    assert handed["Content-Type"] == "application/pdf"
    assert handed["Content-Disposition"] == 'attachment; filename="Our plan.pdf"'
    assert handed["X-Content-Type-Options"] == "nosniff"
    assert handed["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "public" not in handed["Cache-Control"] and "no-store" in handed["Cache-Control"]


BAD = {
    "HTML named PDF": ("a.pdf", b"<script>alert(1)</script>"),
    "SVG named PNG": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "a macro workbook": ("a.xlsm", zipped(WORKBOOK | {"xl/vbaProject.bin": b"x"})),
    "a macro workbook named XLSX": ("a.xlsx", zipped(WORKBOOK | {"xl/vbaProject.bin": b"x"})),
    "a CSV with formulas": ("a.csv", b"=1+1\n"),
    "NUL bytes": ("a.pdf", b"\x00" * 2000),
    "nothing": ("a.pdf", b""),
    "a path": ("../../../../etc/passwd", b"root"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_in_words_and_nothing_typed_is_lost(sams: Client, draft: Application, what: str) -> None:
    name, content = BAD[what]
    here = path(draft, "parts/demand/")
    typed = {
        "evidence-file": SimpleUploadedFile(name, content),
        "evidence-title": "Minutes of March",
        "evidence-description": "Page 4",
        "roles": "Web developers",
        "do": "add",
    }
    page = sams.post(here, typed)
    assert page.status_code == 200
    assert re.search(r'id="id_evidence-file_error" class="invalid-feedback"><p>\w', page.text)
    assert "Minutes of March" in page.text and "Page 4" in page.text
    assert draft.parts.get(key="demand").answers["roles"] == "Web developers"
    assert not Evidence.objects.exists()


def test_500_megabytes_are_refused_before_they_are_read(sams: Client, draft: Application) -> None:
    here = path(draft, "parts/demand/")
    for size, status in ((500 * 1024 * 1024, 413), (11 * 1024 * 1024 + 1, 413)):
        answer = sams.generic("POST", here, b"", "multipart/form-data; boundary=b", CONTENT_LENGTH=str(size))
        assert answer.status_code == status
        assert "larger than 11 megabytes" in answer.text
    big = SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(10 * 1024 * 1024))
    assert "larger than 10 MB" in sams.post(here, {"evidence-file": big, "do": "add"}).text
    assert settings.UPLOAD_MAX_BYTES < 6 * 1024 * 1024, "elsewhere less is taken"
    assert sams.generic("POST", path(draft, "submit/"), b"", CONTENT_LENGTH=str(9_000_000)).status_code == 413


def test_a_link_leads_to_the_web_alone(sams: Client, draft: Application) -> None:
    here = path(draft, "parts/demand/")
    for bad in ("javascript:alert(1)", "ftp://a.example/", "http://", "data:text/html,x"):
        page = sams.post(here, {"evidence-url": bad, "do": "add"})
        assert page.status_code == 200 and 'id="id_evidence-url_error"' in page.text, bad
    sams.post(here, {"evidence-url": "a.example/minutes", "evidence-dated_on": "2026-03-01", "do": "add"})
    evidence = Evidence.objects.get()
    assert (evidence.url, evidence.title) == ("https://a.example/minutes", "a.example")
    assert 'rel="noopener noreferrer nofollow"' in sams.get(here).text
    sams.post(here, {"do": f"take-away:{evidence.pk}"})
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("do", ["save", "list", "declare"])
def test_whichever_button_is_pressed_what_was_begun_beside_the_answers_is_added(
    sams: Client, draft: Application, do: str
) -> None:
    program = make.program(draft.provider, name="Web Development")
    here = path(draft, "parts/quality/")
    cohort = {"declare-program": str(program.pk), "declare-cohort": "2025-01-01", "declare-graduated": "20"}
    page = sams.post(here, {**cohort, "evidence-url": "javascript:alert(1)", "do": do})
    assert page.status_code == 200 and "Write how many. 0 is fine." in page.text
    assert 'id="id_evidence-url_error"' in page.text and 'value="20"' in page.text
    assert "Your answers are saved. Something could not be added" in page.text
    file = SimpleUploadedFile("Exams.pdf", PDF)
    answer = sams.post(here, {**cohort, "declare-placed": "16", "evidence-file": file, "do": do})
    assert answer.status_code == 302
    assert Evidence.objects.get().title == "Exams" and draft.declared.get().placed == 16


def test_evidence_of_another_part_is_not_taken_away_here(sams: Client, draft: Application) -> None:
    sams.post(path(draft, "parts/demand/"), {"evidence-url": "a.example", "do": "add"})
    deed = f"take-away:{Evidence.objects.get().pk}"
    for do in (deed, "take-away:", "take-away:x", "take-away:" + "9" * 40):
        assert sams.post(path(draft, "parts/quality/"), {"do": do}).status_code == 404
    assert Evidence.objects.count() == 1


def test_programs_are_added_changed_and_taken_away(sams: Client, draft: Application) -> None:
    assert "Give it a name" in sams.post(path(draft, "programs/add/"), {"name": ""}).text
    sams.post(path(draft, "programs/add/"), {"name": "Web Development"})
    program = Program.objects.get()
    assert "Missing: " in sams.get(path(draft, "parts/programs/")).text
    here = path(draft, f"programs/{program.pk}/")
    typed = {
        "name": "Web Development",
        "tuition": "0",
        "weeks": "no",
        "occupations": ["15-1254", "15-1252"],
        "skills": "Python, SQL",
        "annual_enrollment": "5",
        "annual_completion": "9",
    }
    page = sams.post(here, typed).text
    assert "Write a whole number" in page and "More complete than begin" in page and 'value="no"' in page
    program.refresh_from_db()
    assert program.tuition == 0 and program.annual_enrollment == 5 and program.weeks is None
    assert program.skills == ["Python", "SQL"]
    assert program.occupations.count() == 2
    assert (
        "Saved at"
        in sams.post(here, typed | {"weeks": "4", "annual_completion": "4"}, headers={"HX-Request": "true"}).text
    )
    sams.post(path(draft, f"programs/{program.pk}/take-away/"))
    assert not Program.objects.exists()


def test_a_kind_is_asked_what_applies(rivertown: Community, sam: User, sams: Client) -> None:
    school = applicants.begun(rivertown, sam)
    helper = applicants.begun(rivertown, sam, name="Child care", kind="other_resource")
    assert 'name="tuition"' in sams.get(path(school, "programs/add/")).text
    assert 'name="tuition"' not in sams.get(path(helper, "programs/add/")).text
    assert "earlier cohorts" in sams.get(path(school, "parts/quality/")).text
    assert "earlier cohorts" not in sams.get(path(helper, "parts/quality/")).text
    assert sams.post(path(helper, "parts/quality/"), {"do": "declare"}).status_code == 302
    assert not DeclaredCohort.objects.exists()


def test_a_cohort_is_declared_and_taken_back(sams: Client, draft: Application) -> None:
    program = make.program(draft.provider)
    here = path(draft, "parts/quality/")
    page = sams.get(here).text
    cohort = re.findall(r'<option value="(\d{4}-0[17]-01)"', page)[2]
    said = {"declare-program": program.pk, "declare-cohort": cohort, "declare-graduated": "9", "do": "declare"}
    assert "More than finished" in sams.post(here, said | {"declare-placed": "10"}).text
    sams.post(here, said | {"declare-placed": "6", "teaching": "By a project."})
    declared = DeclaredCohort.objects.get()
    assert (declared.cohort.isoformat(), declared.median_salary) == (cohort, None)
    assert draft.parts.get(key="quality").answers["teaching"] == "By a project."
    sams.post(here, {"do": f"take-back:{declared.pk}"})
    assert not DeclaredCohort.objects.exists()
    stranger = make.program(make.provider(draft.provider.organization.community))
    page = sams.post(here, said | {"declare-program": stranger.pk, "declare-placed": "6"}).text
    assert "Choose one of what you offer" in page


def test_signing_off_submits_once_however_often_it_is_pressed(sams: Client, draft: Application, sam: User) -> None:
    here = path(draft, "submit/")
    assert "Still missing" in sams.get(here).text
    signed = {"typed_name": "Sam Okafor", "is_true": "on", "knows_criteria": "on"}
    assert "Something is missing in" in sams.post(here, signed).text
    applicants.write(draft, sam)
    page = sams.get(here).text
    assert "About teaching." in page and "Submit the application of Riverbend" in page
    assert "Tick this" in sams.post(here, {"typed_name": "Sam"}).text
    for _ in range(5):
        assert sams.post(here, signed).headers["Location"] == path(draft)
    revision = Revision.objects.get()
    assert (revision.number, revision.signed_off_as) == (1, "Sam Okafor")
    assert "You get an answer by" in sams.get(path(draft)).text
    assert "About teaching." in sams.get(path(draft, "submitted/1/")).text
    page = sams.get(path(draft, "parts/demand/")).text
    assert "About roles." in page and "<textarea" not in page
    assert sams.get(here).headers["Location"] == path(draft)


def test_withdrawing_says_what_it_does(sams: Client, draft: Application) -> None:
    here = path(draft, "withdraw/")
    assert "It cannot be undone" in sams.get(here).text
    assert sams.post(here, {"reason": "No time."}).headers["Location"] == "/desk/"
    assert "It was withdrawn on" in sams.get(here).text
    assert sams.post(here, {"reason": "Again"}).status_code == 200


AFTER_A_DECISION = {"desk-appeal", "desk-condition"}  # and before it not there, for the applicant either


def test_a_second_provider_never_sees_the_firsts_things(rivertown: Community, sam: User) -> None:
    application, _ = applicants.submitted(rivertown, sam)
    Application.objects.update(state="changes_requested")
    application.parts.update(is_open=True)
    program, part = Program.objects.get(), application.parts.get(key="demand")
    file = SimpleUploadedFile("room.png", picture())
    signed_in(sam).post(path(application, "parts/demand/"), {"evidence-file": file, "do": "add"})
    evidence, guest = Evidence.objects.exclude(file="").get(), make.user()
    application.people.add(guest)
    values = {
        "reference": application.reference,
        "key": part.key,
        "pk": {"desk-program": program.pk, "desk-evidence": evidence.pk, "desk-application-take-off": guest.pk},
        "number": 1,
    }
    other = make.user(email="eve@other.example")
    theirs = applicants.begun(rivertown, other, name="Riverbend")
    from providers.urls import urlpatterns

    tried = 0
    for route in urlpatterns:
        wanted = re.findall(r"<\w+:(\w+)>", str(route.pattern))
        if "desk/applications/<" not in str(route.pattern):
            continue
        pks = values["pk"]
        found = {
            name: pks.get(route.name.removesuffix("-take-away"), program.pk) if name == "pk" else values[name]
            for name in wanted
        }
        for who, reference in ((other, application.reference), (other, theirs.reference)):
            address = reverse(f"providers:{route.name}", kwargs=found | {"reference": reference})
            if reference == theirs.reference and not {"pk", "number"} & set(wanted):
                continue
            for method in ("get", "post"):
                answer = getattr(signed_in(who), method)(address)
                assert answer.status_code in {404, 405}, f"{method} {address}"
                tried += 1
        answer = signed_in(sam).get(reverse(f"providers:{route.name}", kwargs=found))
        assert answer.status_code in ({404, 405} if route.name in AFTER_A_DECISION else {200, 302, 405})
    assert tried > 20


def test_signing_off_names_the_criteria_and_asks_once_more_where_newer_ones_came(
    rivertown: Community, sams: Client, draft: Application, sam: User
) -> None:
    make.criteria(rivertown)
    applicants.write(draft, sam)
    page = sams.get(path(draft, "submit/")).text
    assert "We have read version 1 of the four criteria" in page
    typed = {"typed_name": "Sam Okafor", "is_true": "on", "knows_criteria": "on", "criteria": "1"}
    make.criteria(rivertown)
    page = sams.post(path(draft, "submit/"), typed).text
    assert "Version 2 of the criteria was published meanwhile" in page
    assert 'name="criteria" value="2"' in page and "Sam Okafor" in page
    assert not Revision.objects.exists()
    sams.post(path(draft, "submit/"), typed | {"criteria": "2"})
    assert Revision.objects.get().criteria_version.version == 2
    assert "version 2 of the criteria" in sams.get(path(draft, "submitted/1/")).text


def test_the_steps_of_the_scale_say_what_they_mean(rivertown: Community, sams: Client, draft: Application) -> None:
    assert "2, Solid" not in sams.get(path(draft, "parts/demand/")).text
    make.criteria(rivertown)
    assert "2, Solid: It prepares for a role" in sams.get(path(draft, "parts/demand/")).text
