"""Commitment texts: drafted, published once, and never changed after."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from community import audit
from community.models import Community, User
from employers import evidence
from employers.models import CommitmentText

FIRST_BODY = """\
We are willing to interview candidates for IT roles who come from a nontraditional training source.

When we have an open IT role, we will look at what a person can do. A candidate who learned in a bootcamp, an \
apprenticeship, a community program, in the military or on their own gets the same hearing as one with a degree.

We will interview qualified candidates whom the community's training partners introduce to us, and tell them the \
outcome.

Each quarter we will confirm in a line what came of it."""

FIRST_IN_SHORT = """\
It is a commitment to interview, not to hire
There is no fee
You may withdraw at any time
It lasts 12 months, then we ask whether you renew it"""


class CannotPublish(Exception):
    """The text cannot be published or changed; the message says why."""


def draft_of(community: Community, *, by: User | None) -> CommitmentText:
    """Return the community's draft, begun from the newest version where there is none; two who begin it share it."""
    draft = CommitmentText.objects.of(community).filter(published_at=None).first()
    if draft:
        return draft
    newest = CommitmentText.objects.newest(community)
    highest = CommitmentText.objects.of(community).aggregate(highest=Max("version"))["highest"] or 0
    draft, _ = CommitmentText.objects.get_or_create(
        community=community,
        version=highest + 1,
        defaults={
            "body": newest.body if newest else FIRST_BODY,
            "in_short": newest.in_short if newest else FIRST_IN_SHORT,
            "created_by": by,
        },
    )
    return draft


@transaction.atomic
def write(community: Community, *, body: str, in_short: str, by: User) -> CommitmentText:
    """Write the community's draft, begun where there is none; raises CannotPublish where it was just published."""
    text = CommitmentText.objects.select_for_update().get(pk=draft_of(community, by=by).pk)
    if text.is_published:
        raise CannotPublish(f"Version {text.version} is published, and published texts are never changed.")
    text.body, text.in_short = body.replace("\r\n", "\n").strip(), in_short.replace("\r\n", "\n").strip()
    text.save(update_fields=["body", "in_short"])
    return text


@transaction.atomic
def publish(text: CommitmentText, *, by: User | None, at: datetime) -> CommitmentText:
    """Freeze, hash and date a text; from now on it is what employers sign, and earlier signers stay bound to theirs.

    Raises CannotPublish where it is published already, no longer reads as in the text given, or says the same as the
    version before.
    """
    read, text = text.wording, CommitmentText.objects.select_for_update().get(pk=text.pk)
    if text.is_published:
        raise CannotPublish(f"Version {text.version} is published already.")
    if text.wording != read:
        raise CannotPublish("A colleague changed the draft since you opened this page. Read it once more.")
    newest = CommitmentText.objects.newest(text.community)
    if newest and newest.wording == text.wording:
        raise CannotPublish(f"It says the same as version {newest.version}. Change it before you publish it.")
    text.published_at, text.published_by, text.sha256 = at, by, evidence.sha256(text.body)
    text.save(update_fields=["published_at", "published_by", "sha256"])
    audit.record(f"published version {text.version} of the commitment", community=text.community, by=by, at=at)
    return text
