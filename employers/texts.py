"""Texts that are signed: drafted, published once, and never changed after."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from community import audit
from community.models import Community, User
from employers import evidence
from employers.models import Commitment, CommitmentText
from employers.states import OPEN
from employers.wordings import TextKind

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


FIRST_AGREEMENT = """\
We will tell this community where and when the people who finish our programs start to work, so that everybody can see \
what comes of it.

**What we send.** For each program and half-year how many people enrolled and finished, and of each who finished, \
under a number of our own: the day, what became of them, and, where they work, the employer, the town, the \
occupation and the day they began. Pay is optional and never counts against us. We never send names, addresses, \
dates of birth or social security numbers.

**Where and when.** To the community’s portal, as a form or a spreadsheet, twice a year: within 45 days after the 180 \
days that follow each half-year. We may ask for more time, and may say that there is nothing to report.

**Who sees it.** The community’s coordinators see what we send. The public sees figures about ten people or more, each \
with its window and its number. An employer may be asked whether somebody started with them. Nothing is sold or passed \
on.

**How it ends.** We may withdraw at any time. Then we leave the list of curated channels; figures that were published \
stay, with their date."""

FIRST_AGREEMENT_IN_SHORT = """\
Where and when people start to work, twice a year
No names, no addresses, no numbers of people
Pay is optional
We may withdraw at any time"""

FIRST_WORDS = {
    TextKind.COMMITMENT: (FIRST_BODY, FIRST_IN_SHORT),
    TextKind.AGREEMENT: (FIRST_AGREEMENT, FIRST_AGREEMENT_IN_SHORT),
}
# How the signatures of a kind are counted; apps above register theirs.
counted: dict[TextKind, Callable[[Any], Any]] = {
    TextKind.COMMITMENT: lambda texts: texts.annotate(
        signed=Count("commitments", filter=~Q(commitments__state=Commitment.State.REJECTED)),
        bound=Count("commitments", filter=Q(commitments__state__in=OPEN)),
    )
}


class CannotPublish(Exception):
    """The text cannot be published or changed; the message says why."""


def versions_of(community: Community, kind: TextKind) -> Any:
    """Return every version of a kind, newest first, each with how many signed it and how many are bound to it now."""
    return counted[kind](CommitmentText.objects.of(community, kind).select_related("published_by")).order_by("-version")


def draft_of(community: Community, *, by: User | None, kind: TextKind = TextKind.COMMITMENT) -> CommitmentText:
    """Return the community's draft, begun from the newest version where there is none; two who begin it share it."""
    texts = CommitmentText.objects.of(community, kind)
    draft = texts.filter(published_at=None).first()
    if draft:
        return draft
    newest = CommitmentText.objects.newest(community, kind)
    highest = texts.aggregate(highest=Max("version"))["highest"] or 0
    body, in_short = newest.wording if newest else FIRST_WORDS[kind]
    draft, _ = CommitmentText.objects.get_or_create(
        community=community,
        kind=kind,
        version=highest + 1,
        defaults={
            "body": body,
            "in_short": in_short,
            "created_by": by,
        },
    )
    return draft


@transaction.atomic
def write(
    community: Community, *, body: str, in_short: str, by: User, kind: TextKind = TextKind.COMMITMENT
) -> CommitmentText:
    """Write the community's draft, begun where there is none; raises CannotPublish where it was just published."""
    text = CommitmentText.objects.select_for_update().get(pk=draft_of(community, by=by, kind=kind).pk)
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
    newest = CommitmentText.objects.newest(text.community, TextKind(text.kind))
    if newest and newest.wording == text.wording:
        raise CannotPublish(f"It says the same as version {newest.version}. Change it before you publish it.")
    text.published_at, text.published_by, text.sha256 = at, by, evidence.sha256(text.body)
    text.save(update_fields=["published_at", "published_by", "sha256"])
    audit.record(
        f"published version {text.version} of the {text.get_kind_display().lower()}",
        community=text.community,
        by=by,
        at=at,
    )
    return text
