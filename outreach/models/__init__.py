"""What the outreach app holds."""

from outreach.models.audience import Audience
from outreach.models.byline import Byline, TakenOff
from outreach.models.campaign import Campaign, Credit, Recipient, Step
from outreach.models.errand import Errand
from outreach.models.event import MailEvent
from outreach.models.letter import Attempt, Letter
from outreach.models.pace import Pace
from outreach.models.pause import Pause
from outreach.models.plan import Block, PlanAudience, PlanItem
from outreach.models.reply import Mailbox, Reply
from outreach.models.suppression import Salt, Suppression
from outreach.models.trial import TrialReader

__all__ = [
    "Attempt",
    "Audience",
    "Block",
    "Byline",
    "Campaign",
    "Credit",
    "Errand",
    "Letter",
    "MailEvent",
    "Mailbox",
    "Pace",
    "Pause",
    "PlanAudience",
    "PlanItem",
    "Recipient",
    "Reply",
    "Salt",
    "Step",
    "Suppression",
    "TakenOff",
    "TrialReader",
]
