"""What becomes of providers when two organizations become one."""

from datetime import date

import pytest

from community.models import Community
from community.roles import Role
from directory import merging
from directory.models import Merge
from providers.models import Outcome, Program, Provider
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_programs_and_placements_go_along_and_come_back(rivertown: Community) -> None:
    kept, gone = make.organization(rivertown), make.organization(rivertown, name="Code Riverside")
    ours, theirs = make.provider(rivertown, organization=kept), make.provider(rivertown, organization=gone)
    make.program(ours, name="Web development")
    their_program = make.program(theirs, name="Web development", occupations=["15-1254"])
    filed = make.placement_return(their_program, date(2025, 7, 1))
    submission = make.submission(filed, [{"status": "1A", "employer": gone}])
    before = list(Program.objects.order_by("pk").values())
    dana = make.member(rivertown, Role.COORDINATOR)
    merging.merge(kept, gone, by=dana, at=NOW)
    assert Provider.objects.get() == ours
    assert {program.name.split(" (")[0] for program in ours.programs.all()} == {"Web development"}
    assert ours.programs.count() == 2
    assert submission.outcomes.get().employer == kept
    merging.undo(Merge.objects.get(), by=dana, at=NOW)
    assert list(Program.objects.order_by("pk").values()) == before
    assert Outcome.objects.get().employer == gone
