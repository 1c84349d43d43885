"""Writing an application: saved as one goes, submitted as a whole, changed where that was asked."""

from datetime import timedelta

import pytest

from community.models import Community, User
from directory.models import Entry
from providers import applying, declaring, evidencing, moving, offering, revising, revisions
from providers.applying_states import State
from providers.kinds import Kind, Standing
from providers.models import Application, Part, Program, Revision
from providers.parts import Key, Progress
from providers.tasklist import tasks
from tests import make
from tests.make import NOW
from tests.providers import applicants

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=10)


@pytest.fixture
def sam(rivertown: Community) -> User:
    """Somebody who applies."""
    return make.user(email="sam@riverbend.example", name="Sam Okafor")


@pytest.fixture
def draft(rivertown: Community, sam: User) -> Application:
    """An application of which nothing is written yet."""
    return applicants.begun(rivertown, sam)


def progress(application: Application) -> dict[str, Progress]:
    """Return how far each part is."""
    return {task.part.key: task.progress for task in tasks(application)}


def test_an_unfinished_answer_is_saved(draft: Application, sam: User) -> None:
    assert set(progress(draft).values()) == {Progress.NOT_STARTED}
    applying.save(draft, "organization", {"summary": "We teach.", "no such question": "x"}, by=sam, at=NOW)
    part = draft.parts.get(key="organization")
    assert (part.answers, part.version, part.touched_by) == ({"summary": "We teach."}, 1, sam)
    assert progress(draft)["organization"] == Progress.IN_PROGRESS
    applying.save(draft, "organization", {"town": "Rivertown", "contact_name": "Sam"}, by=sam, at=NOW)
    assert draft.parts.get(key="organization").answers["summary"] == "We teach."
    assert progress(draft)["organization"] == Progress.READY


def test_the_same_saved_twice_is_saved_once(draft: Application, sam: User) -> None:
    for _ in range(2):
        part = applying.save(draft, "organization", {"summary": "We teach."}, seen=0, by=sam, at=NOW)
    assert part.version == 1


def test_a_colleague_is_not_overwritten(draft: Application, sam: User) -> None:
    al = make.user(name="Al")
    applying.save(draft, "demand", {"roles": "Web developers"}, seen=0, by=al, at=NOW)
    with pytest.raises(applying.Overtaken, match="Al saved this part while you wrote") as caught:
        applying.save(draft, "demand", {"roles": "Help desk"}, seen=0, by=sam, at=NOW)
    assert draft.parts.get(key="demand").answers == {"roles": "Web developers"}
    applying.save(draft, "demand", {"roles": "Help desk"}, seen=caught.value.part.version, by=sam, at=NOW)
    assert draft.parts.get(key="demand").answers == {"roles": "Help desk"}


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_can_be_submitted_with_what_it_is_asked(rivertown: Community, sam: User, kind: str) -> None:
    application = applicants.begun(rivertown, sam, kind=kind)
    with pytest.raises(applying.CannotSubmit, match="Something is missing in: Your organization"):
        applying.submit(application, typed_name="Sam", by=sam, at=NOW)
    applicants.write(application, sam)
    assert set(progress(application).values()) == {Progress.READY}
    applying.submit(application, typed_name="Sam", by=sam, at=NOW)
    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert application.decide_by == NOW.date() + timedelta(days=30)
    assert not application.parts.filter(is_open=True).exists()
    assert application.provider.summary == "About summary."


def test_without_a_record_a_goal_is_asked_and_without_evidence_none_is_ready(draft: Application, sam: User) -> None:
    said = applicants.answers_for(draft.kind, Key.QUALITY) | {"goal": ""}
    applying.save(draft, "quality", said, self_score=1, by=sam, at=NOW)
    missing = next(task.missing for task in tasks(draft) if task.part.key == "quality")
    assert missing == ["A cohort with what became of it, or what you aim for", "A file or a link that bears it out"]
    program = offering.add(draft, {"name": "Web"}, by=sam, at=NOW)
    declaring.declare(
        draft, program=program, cohort=NOW.date().replace(month=1, day=1), graduated=9, placed=0, median_salary=None,
        by=sam, at=NOW,
    )  # fmt: skip
    link = evidencing.add_link(
        draft, "quality", url="https://a.example", title="A", dated_on=None, description="", by=sam, at=NOW
    )
    assert progress(draft)["quality"] == Progress.READY
    evidencing.take_away(link, by=sam, at=NOW)
    assert progress(draft)["quality"] == Progress.IN_PROGRESS


def test_zero_is_said_and_empty_is_not(draft: Application, sam: User) -> None:
    facts = applicants.facts_for(draft.kind)
    program = offering.add(draft, facts, by=sam, at=NOW)
    assert progress(draft)["programs"] == Progress.READY
    offering.change(draft, program, {"tuition": None}, by=sam, at=NOW)
    missing = next(task.missing for task in tasks(draft) if task.part.key == "programs")
    assert missing == ["Web Development: tuition"]


def test_five_presses_submit_once(rivertown: Community, sam: User, draft: Application) -> None:
    applicants.write(draft, sam)
    revisions = {applying.submit(draft, typed_name="Sam", by=sam, at=NOW) for _ in range(5)}
    assert len(revisions) == Revision.objects.count() == 1
    assert Entry.objects.filter(verb="application_moved").count() == 1
    with pytest.raises(applying.CannotSubmit, match="Submitted"):
        applying.submit(draft, typed_name="Al", by=make.user(), at=LATER)


def test_nothing_is_written_while_it_is_with_the_community(rivertown: Community, sam: User) -> None:
    application, _ = applicants.submitted(rivertown, sam)
    program, link = Program.objects.get(), application.parts.get(key="demand").evidence.get()
    for write in (
        lambda: applying.save(application, "demand", {"roles": "x"}, by=sam, at=LATER),
        lambda: offering.add(application, {"name": "More"}, by=sam, at=LATER),
        lambda: offering.change(application, program, {"name": "Other"}, by=sam, at=LATER),
        lambda: offering.take_away(application, program, by=sam, at=LATER),
        lambda: evidencing.take_away(link, by=sam, at=LATER),
    ):
        with pytest.raises(applying.CannotWrite, match="Submitted"):
            write()
    assert Part.objects.get(application=application, key="demand").version == 2


def test_only_what_was_asked_to_change_opens_again(rivertown: Community, sam: User, coordinator: User) -> None:
    application, first = applicants.submitted(rivertown, sam)
    applying.request_changes(application, {"mission": "Please count."}, by=coordinator, at=LATER)
    application.refresh_from_db()
    assert application.state == State.CHANGES_REQUESTED
    assert list(application.parts.filter(is_open=True).values_list("key", "change_wanted")) == [
        ("mission", "Please count.")
    ]
    with pytest.raises(applying.CannotWrite, match="Only the parts"):
        applying.save(application, "demand", {"roles": "x"}, by=sam, at=LATER)
    assert progress(application)["mission"] == Progress.NEEDS_CHANGE
    with pytest.raises(applying.CannotSubmit, match=r"missing in: Mission\."):
        applying.submit(application, typed_name="Sam", by=sam, at=LATER)
    applying.save(
        application, "mission", {"support": "Counted: 31."}, self_score=2, by=sam, at=LATER + timedelta(hours=1)
    )
    second = applying.submit(application, typed_name="Sam", by=sam, at=LATER + timedelta(days=5))
    application.refresh_from_db()
    assert (second.number, application.state) == (2, State.SUBMITTED)
    assert application.decide_by == NOW.date() + timedelta(days=35), "five days with the applicant are not ours"
    assert [change.after for change in revising.differences(first, second)] == ["Counted: 31."]
    assert revising.is_whole(first) and revising.is_whole(second)


def test_saving_the_same_again_answers_a_wish_too(rivertown: Community, sam: User, coordinator: User) -> None:
    application, _ = applicants.submitted(rivertown, sam)
    applying.request_changes(application, {"demand": "Are you sure?"}, by=coordinator, at=LATER)
    part = application.parts.get(key="demand")
    applying.save(application, "demand", part.answers, self_score=part.self_score, by=sam, at=LATER + timedelta(days=1))
    assert progress(application)["demand"] == Progress.READY


def test_changes_want_a_part_and_the_right_moment(rivertown: Community, sam: User, coordinator: User) -> None:
    application, _ = applicants.submitted(rivertown, sam)
    with pytest.raises(applying.CannotWrite):
        applying.request_changes(application, {}, by=coordinator, at=LATER)
    draft = applicants.begun(rivertown, make.user(), name="Other")
    with pytest.raises(moving.CannotMove):
        applying.request_changes(draft, {"demand": "x"}, by=coordinator, at=LATER)


def test_what_was_submitted_is_never_rewritten(rivertown: Community, sam: User) -> None:
    _, revision = applicants.submitted(rivertown, sam)
    revision.signed_off_as = "Somebody else"
    with pytest.raises(TypeError):
        revision.save()
    Revision.objects.update(content=revision.content | {"kind": "on_ramp"})
    assert not revising.is_whole(Revision.objects.get())


def test_withdrawing_ends_it_and_takes_a_listing_along(rivertown: Community, sam: User) -> None:
    application, _ = applicants.submitted(rivertown, sam)
    application.provider.standing = Standing.LISTED
    application.provider.save()
    Application.objects.update(state=State.LISTED)
    applying.withdraw(application, by=sam, at=LATER, reason="We move away.")
    application.refresh_from_db()
    assert (application.state, application.reason) == (State.WITHDRAWN, "We move away.")
    assert application.provider.standing == Standing.WITHDRAWN
    with pytest.raises(moving.CannotMove):
        applying.withdraw(application, by=sam, at=LATER)


def test_a_program_of_which_returns_are_owed_ends_and_is_kept(draft: Application, sam: User) -> None:
    kept, gone = (offering.add(draft, {"name": name}, by=sam, at=NOW) for name in ("Kept", "Gone"))
    make.placement_return(kept, NOW.date().replace(month=1, day=1))
    for program in (kept, gone):
        offering.take_away(draft, program, by=sam, at=NOW)
    kept.refresh_from_db()
    assert kept.ended_on == NOW.date()
    assert not Program.objects.filter(pk=gone.pk).exists()


def test_two_programs_of_one_name_are_told_apart(draft: Application, sam: User) -> None:
    offering.add(draft, {"name": "Web"}, by=sam, at=NOW)
    with pytest.raises(offering.CannotOffer, match="of this name"):
        offering.add(draft, {"name": "Web"}, by=sam, at=NOW)


def test_a_cohort_said_again_replaces_what_was_said(draft: Application, sam: User) -> None:
    program = offering.add(draft, {"name": "Web"}, by=sam, at=NOW)
    spring = NOW.date().replace(month=1, day=1)
    for placed in (5, 7):
        declaring.declare(
            draft, program=program, cohort=spring, graduated=9, placed=placed, median_salary=None, by=sam, at=NOW
        )
    assert list(draft.declared.values_list("graduated", "placed", "median_salary")) == [(9, 7, None)]
    with pytest.raises(declaring.CannotDeclare, match="More were placed"):
        declaring.declare(
            draft, program=program, cohort=spring, graduated=1, placed=2, median_salary=None, by=sam, at=NOW
        )
    with pytest.raises(declaring.CannotDeclare, match="still to come"):
        declaring.declare(
            draft, program=program, cohort=spring.replace(year=2031), graduated=2, placed=1, median_salary=None,
            by=sam, at=NOW,
        )  # fmt: skip


def test_in_which_order_a_database_keeps_facts_is_no_change() -> None:
    program = {"name": "Web Development", "summary": "Evenings.", "weeks": 40, "town": "", "tuition": 0}
    content = {"kind": "training_provider", "parts": [], "programs": [program]}
    turned = content | {"programs": [dict(reversed(program.items()))]}
    assert revisions.compare(content, turned) == []
    assert [one.words for one in revisions.statements(turned)] == [
        "What it is: Evenings.\n\nLength in weeks: 40\n\nTuition in US dollars: 0"
    ]


def test_a_version_remembers_the_criteria_that_were_acknowledged(rivertown: Community) -> None:
    assert applicants.submitted(rivertown, make.user(), name="Early School")[1].criteria_version is None
    version = make.criteria(rivertown)
    _application, revision = applicants.submitted(rivertown, make.user())
    assert revision.criteria_version == version
    assert revision.content["criteria"] == {"version": 1, "sha256": version.sha256}
    assert revising.is_whole(revision)
    make.criteria(rivertown)
    revision.refresh_from_db()
    assert revision.criteria_version == version


def test_who_read_older_criteria_reads_the_newer_first(rivertown: Community) -> None:
    user = make.user()
    make.criteria(rivertown)
    application = applicants.write(applicants.begun(rivertown, user), user)
    make.criteria(rivertown)
    with pytest.raises(applying.CannotSubmit, match="Version 2 of the criteria was published meanwhile"):
        applying.submit(application, typed_name="Sam Okafor", by=user, at=NOW, acknowledged=1)
    assert applying.submit(application, typed_name="Sam Okafor", by=user, at=NOW, acknowledged=2).number == 1
