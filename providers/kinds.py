"""A rule: the words of training: kinds of provider, how a program is taught, and what graduates came to.

Codes of outcomes are those of the Council on Integrity in Results Reporting (CIRR).
"""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a provider is; each is asked only what applies to it."""

    TRAINING_PROVIDER = "training_provider", _("Training provider")
    ON_RAMP = "on_ramp", _("On-ramp")
    INTERMEDIARY = "intermediary", _("Intermediary")
    OTHER_RESOURCE = "other_resource", _("Other resource for job seekers")


class Standing(TextChoices):
    """Where a provider stands after vetting; only a published decision changes it."""

    APPLICANT = "applicant", _("Not decided yet")
    LISTED = "listed", _("Listed")
    CONDITIONAL = "conditional", _("Listed with conditions")
    DECLINED = "declined", _("Not listed")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrew")


LISTED = frozenset({Standing.LISTED, Standing.CONDITIONAL})


class Barrier(TextChoices):
    """The barriers that job seekers face, as the TechHire Playbook names them; counted per cohort, never per person."""

    LOW_INCOME = "low_income", _("Level of income")
    EDUCATIONAL_ATTAINMENT = "educational_attainment", _("Level of educational attainment")
    INTERMITTENT_WORK = "intermittent_work", _("Moving in and out of the workforce")
    OUTDATED_SKILLS = "outdated_skills", _("Out of date skills")
    FORCED_CAREER_SWITCH = "forced_career_switch", _("Forced career switch")
    LONG_TERM_UNEMPLOYED = "long_term_unemployed", _("Long-term unemployment")
    VETERAN_TRANSITION = "veteran_transition", _("Returning to civilian work from military service")
    RETURNING_CITIZEN = "returning_citizen", _("Returning home from incarceration")
    IMMIGRATION_STATUS = "immigration_status", _("Immigration status")
    OTHER = "other", _("Another barrier")


class Pace(TextChoices):
    """Who sets the pace."""

    REAL_TIME = "real_time", _("In real time")
    SELF_PACED = "self_paced", _("Self-paced")
    BOTH = "both", _("Some of both")


class Intensity(TextChoices):
    """How much of a week it takes."""

    FULL_TIME = "full_time", _("Full-time")
    PART_TIME = "part_time", _("Part-time")
    BOTH = "both", _("Full- or part-time")


class Mode(TextChoices):
    """Where it happens."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class Status(TextChoices):
    """What a graduate came to, by CIRR's codes."""

    FULL_TIME = "1A", _("Full-time employee in the field")
    FIXED_TERM = "1B", _("Full-time apprenticeship, internship or contract in the field")
    BY_SCHOOL = "1C", _("Hired by the school in the field")
    OWN_VENTURE = "1D", _("Own venture in the field")
    SHORT_TERM = "1E", _("Short-term, part-time or freelance in the field")
    BY_SCHOOL_ELSEWHERE = "2A", _("Hired by the school out of the field")
    ELSEWHERE = "2B", _("Works out of the field")
    SEEKING = "3A", _("Still seeking")
    NOT_SEEKING = "3B", _("Not seeking")
    NOT_KNOWN = "4", _("Not reporting")
    EXCLUDED = "X", _("Excluded at intake")


HEADLINE = frozenset({Status.FULL_TIME, Status.FIXED_TERM})
IN_FIELD = HEADLINE | {Status.BY_SCHOOL, Status.OWN_VENTURE, Status.SHORT_TERM}
EMPLOYED = IN_FIELD | {Status.BY_SCHOOL_ELSEWHERE, Status.ELSEWHERE}


class PayUnit(TextChoices):
    """What base pay is per."""

    HOUR = "hour", _("an hour")
    WEEK = "week", _("a week")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")


class Documentation(TextChoices):
    """How the provider knows."""

    OFFER_LETTER = "offer_letter", _("Offer letter")
    PAY_RECORD = "pay_record", _("Pay record")
    EMPLOYER = "employer", _("The employer said so")
    GRADUATE = "graduate", _("The graduate said so")
    PROFILE = "profile", _("Public profile")
    WAGE_RECORD = "wage_record", _("Wage record of the state")
    OTHER = "other", _("Something else")


def half_year_of(day: date) -> date:
    """Return the first day of the half-year in which a day lies: cohorts are half-years by graduation date.

    >>> half_year_of(date(2026, 11, 28))
    datetime.date(2026, 7, 1)
    """
    return date(day.year, 7 if day.month > 6 else 1, 1)


def half_year_after(first: date) -> date:
    """Return the first day of the half-year after the one that begins on `first`."""
    return date(first.year + 1, 1, 1) if first.month > 6 else date(first.year, 7, 1)


def half(cohort: date) -> str:
    """Return a half-year as people say it.

    >>> half(date(2026, 7, 1))
    'July to December 2026'
    """
    words = gettext("January to June %(year)d") if cohort.month == 1 else gettext("July to December %(year)d")
    return words % {"year": cohort.year}
