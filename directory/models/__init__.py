"""What the directory holds."""

from directory.models.duplicate import DuplicateKey, DuplicatePair
from directory.models.importing import ImportBatch, ImportMemory, ImportRow, ImportTrace
from directory.models.introduction import Introduction
from directory.models.merge import Merge
from directory.models.organization import Domain, Organization, Sector, SizeBand, Tag
from directory.models.person import Affiliation, Person
from directory.models.relation import Alliance, AllianceMember, Tie
from directory.models.timeline import Entry, Task

__all__ = [
    "Affiliation",
    "Alliance",
    "AllianceMember",
    "Domain",
    "DuplicateKey",
    "DuplicatePair",
    "Entry",
    "ImportBatch",
    "ImportMemory",
    "ImportRow",
    "ImportTrace",
    "Introduction",
    "Merge",
    "Organization",
    "Person",
    "Sector",
    "SizeBand",
    "Tag",
    "Task",
    "Tie",
]
