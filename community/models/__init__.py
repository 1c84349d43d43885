"""What the community app holds."""

from community.models.audit import AuditEntry
from community.models.community import Community
from community.models.job import Heartbeat, Installation, Job, Lease
from community.models.limit import Allowance
from community.models.link import Link
from community.models.membership import Invitation, Membership
from community.models.user import User
from community.models.view import SavedView

__all__ = [
    "Allowance",
    "AuditEntry",
    "Community",
    "Heartbeat",
    "Installation",
    "Invitation",
    "Job",
    "Lease",
    "Link",
    "Membership",
    "SavedView",
    "User",
]
