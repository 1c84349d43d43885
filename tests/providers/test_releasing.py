"""Releases: drafted by the clock, looked through, published once a quarter, and the same ever after."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from community import jobs
from community.models import AuditEntry, Community, Job, User
from providers import counting, holding, releasing, returns_board
from providers.models import Figure, Hold, Program, Release, Submission
from providers.outcomes import Kind, matures_on
from providers.releasing import CannotRelease
from providers.signals import release_published
from providers.suppression import Bound, Shown, State
from tests import make
from tests.providers.cohorts import HALVES, file, listed

pytestmark = pytest.mark.django_db


def after(cohort: date) -> datetime:
    """Return noon of the day on which a cohort is mature, far from any other quarter's end."""
    day = matures_on(cohort) + timedelta(days=40)
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def drafted(community: Community, by: User, at: datetime) -> Release:
    """Draft a release and compute it to its end."""
    release = releasing.draft(community, by=by, at=at)
    compute(at)
    release.refresh_from_db()
    return release


def compute(at: datetime) -> None:
    """Do all work that waits, as beat does."""
    while job := jobs.claim(at=at):
        while not releasing.work(job, until=datetime(2100, 1, 1, tzinfo=UTC)):
            pass
        jobs.release(job, state=Job.State.DONE, at=at)


def published(community: Community, by: User, at: datetime) -> Release:
    return releasing.publish(drafted(community, by, at), by=by, at=at)


def told(release: Release, program: Program, kind: Kind = Kind.HEADLINE) -> Shown:
    return release.figures.get(program=program, kind=kind).shown


def test_a_draft_is_computed_in_the_background_and_holds_one_figure_of_each_kind(
    rivertown: Community, coordinator: User
) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 43, enrollments=80)
    release = drafted(rivertown, coordinator, after(HALVES[0]))
    assert release.state == Release.State.DRAFT
    assert Job.objects.get().outcome == "1 program computed."
    assert set(release.figures.values_list("kind", flat=True)) == set(Kind)
    assert told(release, program) == Shown(Kind.HEADLINE, State.PUBLISHED, value=72, n_from=60, n_to=60)
    assert told(release, program, Kind.GRADUATION).value == 75
    salary = told(release, program, Kind.SALARY)
    assert (salary.value, salary.n_from, salary.n_to, salary.is_rounded) == (61_000, 20, 49, True)
    assert not release.figures.exclude(definition=1).exists()


def test_a_release_killed_in_the_middle_goes_on_where_it_was(
    rivertown: Community, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = [listed(rivertown) for _ in range(3)]
    monkeypatch.setattr(releasing, "AT_ONCE", 1)
    release = releasing.draft(rivertown, by=coordinator, at=make.NOW)
    job = jobs.claim(at=make.NOW)
    begun = releasing.write

    def killed(release: Release, batch: list[int]) -> None:
        begun(release, batch)
        if batch[0] == programs[1].pk:
            raise KeyboardInterrupt

    monkeypatch.setattr(releasing, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        releasing.work(job, until=datetime(2100, 1, 1, tzinfo=UTC))
    assert Figure.objects.values("program").distinct().count() == 1
    monkeypatch.setattr(releasing, "write", begun)
    job = Job.objects.get()
    assert releasing.work(job, until=datetime(2100, 1, 1, tzinfo=UTC))
    release.refresh_from_db()
    assert release.state == Release.State.DRAFT
    assert Figure.objects.count() == 3 * len(Kind)


@pytest.mark.parametrize("standing", ["applicant", "declined", "withdrawn"])
def test_who_was_never_listed_has_no_figures(rivertown: Community, coordinator: User, standing: str) -> None:
    file(listed(rivertown, standing=standing), HALVES[0], 60, 40)
    assert not drafted(rivertown, coordinator, after(HALVES[0])).figures.exists()


def test_another_communitys_programs_stay_out(rivertown: Community, lakeside: Community, coordinator: User) -> None:
    file(listed(lakeside), HALVES[0], 60, 40)
    assert not drafted(rivertown, coordinator, after(HALVES[0])).figures.exists()


def test_one_release_is_prepared_at_a_time(rivertown: Community, coordinator: User) -> None:
    releasing.draft(rivertown, by=coordinator, at=make.NOW)
    with pytest.raises(CannotRelease, match="already"):
        releasing.draft(rivertown, by=coordinator, at=make.NOW)


def test_a_release_a_quarter_is_the_most(rivertown: Community, coordinator: User) -> None:
    file(listed(rivertown), HALVES[0], 60, 40)
    at = after(HALVES[0])
    first = published(rivertown, coordinator, at)
    assert first.is_published and first.quarter == date(2019, 1, 1) and len(first.sha256) == 64
    with pytest.raises(CannotRelease, match="One a quarter is the most"):
        published(rivertown, coordinator, at + timedelta(days=1))
    releasing.publish(Release.objects.get(number=2), by=coordinator, at=at + timedelta(days=92))
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(number=2).update(quarter=first.quarter)


def test_a_release_without_figures_is_not_published(rivertown: Community, coordinator: User) -> None:
    with pytest.raises(CannotRelease, match="no figures"):
        published(rivertown, coordinator, make.NOW)


def test_a_published_release_is_never_written_to_again(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 40)
    release = published(rivertown, coordinator, after(HALVES[0]))
    before = list(release.figures.order_by("pk").values())
    file(program, HALVES[0], 60, 50)
    held = Hold.objects.create(program=program, kind=Kind.SALARY, reason="Why")
    for change in (
        lambda: holding.hold(release, program, Kind.HEADLINE, reason="No", by=coordinator, at=make.NOW),
        lambda: holding.lift(release, held, by=coordinator, at=make.NOW),
        lambda: releasing.put_away(release, by=coordinator, at=make.NOW),
        lambda: releasing.publish(release, by=coordinator, at=make.NOW),
    ):
        with pytest.raises(CannotRelease, match="stays as it is"):
            change()
    assert list(release.figures.order_by("pk").values()) == before
    assert releasing.seal(release) == release.sha256


def test_publishing_is_told_upwards_and_written_down(rivertown: Community, coordinator: User) -> None:
    file(listed(rivertown), HALVES[0], 60, 40)
    heard = []

    def hear(sender: object, release: Release, **kwargs: object) -> None:
        heard.append(release)

    release_published.connect(hear)
    try:
        release = published(rivertown, coordinator, after(HALVES[0]))
    finally:
        release_published.disconnect(hear)
    assert heard == [release]
    assert "published release 1 of figures" in AuditEntry.objects.values_list("sentence", flat=True)


# --- What a release says, and what the next one says ------------------------------------------


def test_a_small_cohort_is_hidden_then_pooled_and_what_was_told_stays_word_for_word(
    rivertown: Community, coordinator: User
) -> None:
    program = listed(rivertown)
    for cohort, (n, placed) in zip(HALVES, [(8, 6), (8, 5), (4, 4), (9, 9)], strict=False):
        file(program, cohort, n, placed)
    said = [published(rivertown, coordinator, after(cohort)) for cohort in HALVES[:4]]
    assert told(said[0], program) == Shown(Kind.HEADLINE, State.SUPPRESSED_SMALL)
    pooled = Shown(Kind.HEADLINE, State.POOLED, value=70, n_from=10, n_to=19, is_rounded=True)
    assert told(said[1], program) == told(said[2], program) == pooled
    figure = said[2].figures.get(program=program, kind=Kind.HEADLINE)
    assert (figure.window_from, figure.window_to) == (HALVES[0], HALVES[1])
    assert told(said[3], program).bound == Bound.OR_MORE
    figure = said[3].figures.get(program=program, kind=Kind.HEADLINE)
    assert (figure.window_from, figure.window_to) == (HALVES[2], HALVES[3])


def test_a_return_says_what_became_of_its_figures(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    for cohort, n in zip(HALVES, [8, 60, 60], strict=False):
        file(program, cohort, n, n // 2)
    published(rivertown, coordinator, after(HALVES[1]))
    lines = returns_board.lines(program.provider, today=after(HALVES[2]).date())
    said = {line.owed.cohort: line.figures for line in lines}
    assert [said[cohort] for cohort in HALVES[:3]] == [
        "A later half-year is shown",
        "Published",
        "With the next release",
    ]


def test_a_correction_is_told_coarsely_and_stays_so(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 43, enrollments=70)
    first = published(rivertown, coordinator, after(HALVES[0]))
    assert told(first, program).value == 72
    file(program, HALVES[0], 61, 44, enrollments=70)
    second = published(rivertown, coordinator, after(HALVES[0]) + timedelta(days=92))
    assert told(second, program) == Shown(Kind.HEADLINE, State.PUBLISHED, value=70, n_from=50, is_rounded=True)
    assert second.figures.get(program=program, kind=Kind.HEADLINE).is_corrected
    third = published(rivertown, coordinator, after(HALVES[0]) + timedelta(days=183))
    assert told(third, program) == told(second, program)
    assert told(first, program).value == 72


def test_nothing_new_repeats_the_same_figures_though_employers_signed_meanwhile(
    rivertown: Community, coordinator: User
) -> None:
    program, employer = listed(rivertown), make.employer(rivertown)
    file(program, HALVES[0], 80, 60, employer=employer.organization)
    first = published(rivertown, coordinator, after(HALVES[0]))
    make.active(rivertown, employer=employer)
    second = published(rivertown, coordinator, after(HALVES[0]) + timedelta(days=92))
    for kind in Kind:
        assert told(first, program, kind) == told(second, program, kind), kind
    assert told(first, program, Kind.SIGNED_EMPLOYER).value == 0


def test_what_employers_confirm_meanwhile_is_told_in_the_next_release(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    submission = file(program, HALVES[0], 80, 60, confirmed=30)
    first = published(rivertown, coordinator, after(HALVES[0]))
    assert told(first, program, Kind.CONFIRMED) == Shown(
        Kind.CONFIRMED, State.PUBLISHED, value=50, n_from=50, is_rounded=True
    )
    submission.outcomes.filter(row__lte=42).update(is_confirmed=True)
    second = published(rivertown, coordinator, after(HALVES[0]) + timedelta(days=92))
    assert told(second, program, Kind.CONFIRMED).value == 70


def test_pay_has_a_window_of_its_own(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 40, 30, paid=6)
    file(program, HALVES[1], 40, 30, paid=7)
    release = published(rivertown, coordinator, after(HALVES[1]))
    salary = release.figures.get(program=program, kind=Kind.SALARY)
    assert (salary.state, salary.window_from, salary.n_from) == (State.POOLED, HALVES[0], 10)
    headline = release.figures.get(program=program, kind=Kind.HEADLINE)
    assert (headline.state, headline.window_from) == (State.PUBLISHED, HALVES[1])


def test_nobodys_pay_is_not_shared_rather_than_nothing(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 40, 30, paid=0)
    release = drafted(rivertown, coordinator, after(HALVES[0]))
    assert told(release, program, Kind.SALARY) == Shown(Kind.SALARY, State.NOT_SHARED)


def test_what_is_not_mature_is_not_told(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 40)
    at = datetime.combine(matures_on(HALVES[0]) - timedelta(days=1), datetime.min.time(), UTC) + timedelta(hours=17)
    assert told(drafted(rivertown, coordinator, at), program) == Shown(Kind.HEADLINE, State.NOT_MATURE)


def test_a_return_past_its_day_is_not_shared(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    awaited = make.placement_return(program, HALVES[0])
    at = datetime.combine(awaited.due_on, datetime.min.time(), UTC) + timedelta(hours=17)
    assert told(drafted(rivertown, coordinator, at), program).state == State.NOT_MATURE
    releasing.put_away(Release.objects.get(), by=coordinator, at=at)
    assert told(drafted(rivertown, coordinator, at + timedelta(days=1)), program).state == State.NOT_SHARED


def test_the_thresholds_are_those_of_the_draft(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 15, 10)
    release = releasing.draft(rivertown, by=coordinator, at=after(HALVES[0]))
    rivertown.min_cell = 20
    rivertown.save()
    assert releasing.work(jobs.claim(at=make.NOW), until=datetime(2100, 1, 1, tzinfo=UTC))
    assert release.policy == {"min_cell": 10, "known_percent": 80, "rules": 1, "definitions": 1}
    assert told(release, program).is_told
    releasing.put_away(release, by=coordinator, at=make.NOW)
    assert told(drafted(rivertown, coordinator, after(HALVES[0])), program).state == State.SUPPRESSED_SMALL


def test_a_declared_track_record_stands_there_until_the_first_figure_does_and_is_coarse(
    rivertown: Community, coordinator: User
) -> None:
    program = listed(rivertown)
    make.declared(program, HALVES[0], graduated=63, placed=44)
    first = published(rivertown, coordinator, after(HALVES[0]))
    said = Shown(Kind.DECLARED, State.PUBLISHED, value=70, n_from=50, is_rounded=True)
    assert told(first, program, Kind.DECLARED) == said
    assert told(first, program) == Shown(Kind.HEADLINE, State.NOT_MATURE)
    file(program, HALVES[1], 8, 6)
    second = published(rivertown, coordinator, after(HALVES[1]))
    assert told(second, program) == Shown(Kind.HEADLINE, State.SUPPRESSED_SMALL)
    assert told(second, program, Kind.DECLARED) == said
    file(program, HALVES[2], 60, 40)
    third = published(rivertown, coordinator, after(HALVES[2]))
    assert told(third, program).is_told
    assert told(third, program, Kind.DECLARED) == Shown(Kind.DECLARED, State.NOT_APPLICABLE)


def test_a_cohort_told_as_declared_is_never_pooled_and_never_told_exactly(
    rivertown: Community, coordinator: User
) -> None:
    program, other = listed(rivertown), listed(rivertown)
    for one in (program, other):
        make.declared(one, HALVES[0], graduated=60, placed=40)
    published(rivertown, coordinator, after(HALVES[0]))
    file(program, HALVES[0], 60, 43)
    file(other, HALVES[0], 60, 43)
    file(other, HALVES[1], 8, 8)
    second = published(rivertown, coordinator, after(HALVES[1]))
    assert told(second, program) == Shown(Kind.HEADLINE, State.PUBLISHED, value=70, n_from=50, is_rounded=True)
    assert told(second, other) == Shown(Kind.HEADLINE, State.SUPPRESSED_SMALL)


# --- Putting away ----------------------------------------------------------------------------


def test_putting_away_a_draft_frees_its_number(rivertown: Community, coordinator: User) -> None:
    release = drafted(rivertown, coordinator, make.NOW)
    releasing.put_away(release, by=coordinator, at=make.NOW)
    assert drafted(rivertown, coordinator, make.NOW).number == 1


# --- How much is asked ----------------------------------------------------------------------


def test_a_slice_asks_as_often_for_thirty_programs_as_for_one(rivertown: Community, coordinator: User) -> None:
    def queries(count: int) -> int:
        while Program.objects.count() < count:
            program = listed(rivertown)
            file(program, HALVES[0], 15, 12)
        release = releasing.draft(rivertown, by=coordinator, at=after(HALVES[0]))
        counting.keep(Submission.objects.filter(count=None).values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as asked:
            releasing.write(release, list(Program.objects.values_list("pk", flat=True)))
        releasing.put_away(release, by=coordinator, at=make.NOW)
        return len(asked)

    assert queries(1) == queries(30) == 10
