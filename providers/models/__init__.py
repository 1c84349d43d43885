"""What the providers app holds."""

from providers.models.agreement import Agreement
from providers.models.application import Application, DeclaredCohort, Evidence, Part, Revision
from providers.models.confirmation import Confirmation, Inquiry
from providers.models.count import SubmissionCount
from providers.models.criteria import CriteriaVersion, Criterion
from providers.models.decision import Appeal, Condition, Decision, GateSetting
from providers.models.filing import EmployerName, ReturnDraft
from providers.models.placement import Outcome, Return, Submission
from providers.models.provider import BarrierCount, Program, ProgramOccupation, Provider
from providers.models.release import Figure, Hold, ListingNotice, Release
from providers.models.request import ReturnRequest
from providers.models.review import CriterionReview, Disclosure, Review
from providers.models.start import Start
from providers.models.upload import ReturnUpload, SheetMemory

__all__ = [
    "Agreement",
    "Appeal",
    "Application",
    "BarrierCount",
    "Condition",
    "Confirmation",
    "CriteriaVersion",
    "Criterion",
    "CriterionReview",
    "Decision",
    "DeclaredCohort",
    "Disclosure",
    "EmployerName",
    "Evidence",
    "Figure",
    "GateSetting",
    "Hold",
    "Inquiry",
    "ListingNotice",
    "Outcome",
    "Part",
    "Program",
    "ProgramOccupation",
    "Provider",
    "Release",
    "Return",
    "ReturnDraft",
    "ReturnRequest",
    "ReturnUpload",
    "Review",
    "Revision",
    "SheetMemory",
    "Start",
    "Submission",
    "SubmissionCount",
]
