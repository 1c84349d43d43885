"""Criteria in the making: a draft begun from the version before, written part by part, published once and frozen."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from community import audit
from community.models import Community, User
from employers import evidence
from providers import first_criteria
from providers.criteria import Thresholds
from providers.models import CriteriaVersion, Criterion
from providers.models.criteria import OF_VERSION
from providers.parts import CRITERIA, Key


class CannotPublish(Exception):
    """The criteria cannot be published or changed; the message says why."""


def first_words(version: CriteriaVersion | None, part: str) -> dict[str, Any]:
    """Return what a part begins with: what the version says, or the portal's own words before the first."""
    if version is None:
        is_criterion = part in CRITERIA
        first = {"intro": first_criteria.INTRO, "selection": first_criteria.SELECTION, **asdict(Thresholds())}
        return dict(first_criteria.CRITERIA[Key(part)]) if is_criterion else first
    if part in CRITERIA:
        return next(row.words for row in version.criteria.all() if row.key == part)
    return {name: getattr(version, name) for name in OF_VERSION}


@transaction.atomic
def draft_of(community: Community, *, by: User | None) -> CriteriaVersion:
    """Return the community's draft, begun from the newest version where there is none; two who begin it share it."""
    draft = CriteriaVersion.objects.draft(community)
    if draft:
        return draft
    newest = CriteriaVersion.objects.newest(community)
    highest = CriteriaVersion.objects.of(community).aggregate(highest=Max("version"))["highest"] or 0
    begun, is_new = CriteriaVersion.objects.get_or_create(
        community=community,
        version=highest + 1,
        defaults={**first_words(newest, "intro"), "created_by": by},
    )
    if is_new:
        Criterion.objects.bulk_create(
            Criterion(criteria_version=begun, key=key, **first_words(newest, key)) for key in CRITERIA
        )
    return begun


@transaction.atomic
def write(community: Community, part: str, words: Mapping[str, Any], *, by: User) -> CriteriaVersion:
    """Write one part of the community's draft, begun where there is none.

    A part is one of the four criteria, or anything else for fields of the version. Raises CannotPublish where the
    draft was just published.
    """
    draft = CriteriaVersion.objects.select_for_update().get(pk=draft_of(community, by=by).pk)
    if draft.is_published:
        raise CannotPublish(f"Version {draft.version} is published, and published criteria are never changed.")
    row = draft.criteria.get(key=part) if part in CRITERIA else draft
    for name, value in words.items():
        setattr(row, name, value)
    row.save(update_fields=list(words))
    return draft


@transaction.atomic
def publish(draft: CriteriaVersion, *, by: User | None, at: datetime) -> CriteriaVersion:
    """Freeze, hash and date a version; from now on applicants are measured by it, and earlier ones stay with theirs.

    Raises CannotPublish where it is published already, no longer reads as in the draft given, or says the same as the
    version before.
    """
    read, version = draft.wording, CriteriaVersion.objects.select_for_update().get(pk=draft.pk)
    if version.is_published:
        raise CannotPublish(f"Version {version.version} is published already.")
    if version.wording != read:
        raise CannotPublish("A colleague changed the draft since you opened this page. Read it once more.")
    newest = CriteriaVersion.objects.newest(version.community)
    if newest and newest.wording == version.wording:
        raise CannotPublish(f"It says the same as version {newest.version}. Change it before you publish it.")
    version.published_at, version.published_by, version.sha256 = at, by, evidence.sha256(*version.wording)
    version.save(update_fields=["published_at", "published_by", "sha256"])
    audit.record(f"published version {version.version} of the criteria", community=version.community, by=by, at=at)
    return version
