"""The one way to read the criteria: page, self-check, application, review and "how we choose" all come here."""

from community.models import Community
from providers.criteria import Criteria, Gate, fill, in_order, lines
from providers.models import CriteriaVersion, Criterion


def now(community: Community) -> Criteria | None:
    """Return what holds in this community now; None before the first version is published."""
    version = CriteriaVersion.objects.newest(community)
    return read(version) if version else None


def at(community: Community, number: int) -> Criteria | None:
    """Return one published version; None where there is none of this number."""
    versions = CriteriaVersion.objects.of(community).published().prefetch_related("criteria")
    version = versions.filter(version=number).first()
    return read(version) if version else None


def read(version: CriteriaVersion) -> Criteria:
    """Return a version as it is read, with its thresholds in its words."""
    places = version.thresholds.in_words()
    return Criteria(
        version=version.version,
        published_at=version.published_at,
        sha256=version.sha256,
        intro=fill(version.intro, places),
        selection=fill(version.selection, places),
        thresholds=version.thresholds,
        gates=tuple(gate(row, places) for row in sorted(version.criteria.all(), key=lambda row: in_order(row.key))),
    )


def gate(row: Criterion, places: dict[str, str]) -> Gate:
    """Return one criterion as it is read."""
    return Gate(
        key=row.key,
        title=fill(row.title, places),
        rule=fill(row.rule, places),
        explanation=fill(row.explanation, places),
        evidence=lines(fill(row.evidence, places)),
        rubric=tuple(fill(words, places) for words in (row.rubric_0, row.rubric_1, row.rubric_2, row.rubric_3)),
    )
