"""What the employers app holds."""

from employers.models.advocate import Advocate
from employers.models.ask import Ask
from employers.models.check_in import CheckIn
from employers.models.commitment import Commitment, Consent, Promise
from employers.models.draft import SignupDraft
from employers.models.employer import Employer
from employers.models.event import Chain, Event
from employers.models.kit import KitText
from employers.models.need import Need
from employers.models.referral import Referral, ReferralLink
from employers.models.skill import SkillAlias
from employers.models.text import CommitmentText

__all__ = [
    "Advocate",
    "Ask",
    "Chain",
    "CheckIn",
    "Commitment",
    "CommitmentText",
    "Consent",
    "Employer",
    "Event",
    "KitText",
    "Need",
    "Promise",
    "Referral",
    "ReferralLink",
    "SignupDraft",
    "SkillAlias",
]
