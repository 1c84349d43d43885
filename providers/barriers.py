"""A rule: the nine barriers that the TechHire Playbook names, and one for whatever else, each explained."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from providers.kinds import Barrier

MEANINGS = {
    Barrier.LOW_INCOME: _("Paying for training, or a few months without pay, is out of the question."),
    Barrier.EDUCATIONAL_ATTAINMENT: _("No high school diploma, or nothing after it."),
    Barrier.INTERMITTENT_WORK: _("In and out of jobs: seasonal work, care for children or parents, illness."),
    Barrier.OUTDATED_SKILLS: _("Years of experience, with tools that nobody uses any more."),
    Barrier.FORCED_CAREER_SWITCH: _("The trade itself went away: a plant closed, a machine took over, an injury."),
    Barrier.LONG_TERM_UNEMPLOYED: _("Out of work and looking for 27 weeks or longer."),
    Barrier.VETERAN_TRANSITION: _("Years of service that civilian employers do not know how to read."),
    Barrier.RETURNING_CITIZEN: _("Coming home with a record that closes doors."),
    Barrier.IMMIGRATION_STATUS: _("Allowed to work, with a status or papers that make employers hesitate."),
    Barrier.OTHER: _("What else stands in the way where you are: a disability, housing, the way to work. Name it."),
}


@dataclass(frozen=True)
class Explained:
    """A barrier with its name and what is meant."""

    key: str
    name: str
    meaning: str


def explained() -> list[Explained]:
    """Return every barrier in its order."""
    return [Explained(one.value, str(one.label), str(MEANINGS[one])) for one in Barrier]
