"""When two organizations become one: the employer that goes gives all it has to the one that stays."""

from datetime import datetime
from typing import Any

from django.db.models import F

from directory.ledger import CannotUndo, Ledger
from directory.models import Merge, Organization
from employers import chain
from employers.models import Advocate, Ask, Commitment, Employer, Event, Need, Referral, ReferralLink
from employers.stages import further


def take_over(ledger: Ledger, kept: Organization, gone: Organization, *, at: datetime) -> None:
    """Point the employer of the organization that goes, or give what it has to the other's employer."""
    employers = Employer.objects.select_for_update(of=("self",)).filter(organization__in=[kept, gone])
    by_organization = {employer.organization_id: employer for employer in employers.order_by("pk")}
    ours, theirs = by_organization.get(kept.pk), by_organization.get(gone.pk)
    if ours and theirs:
        absorb(ledger, ours, theirs, at=at)
    ledger.point(Employer, "organization", gone, kept)
    ledger.point(Referral, "organization", gone, kept)
    ledger.point(ReferralLink, "organization", gone, kept)


def absorb(ledger: Ledger, ours: Employer, theirs: Employer, *, at: datetime) -> None:
    """Point commitments, asks and referral links from one employer to the other and join the two rows.

    A commitment is never rewritten: an event says that it belongs to another employer from now on.
    """
    list(theirs.commitments.select_for_update().order_by("pk"))  # locked: nobody ends one meanwhile
    tell(ledger.point(Commitment, "employer", theirs, ours), at=at)
    ledger.point(Ask, "employer", theirs, ours)
    ledger.point(Need, "employer", theirs, ours)
    ledger.point(ReferralLink, "employer", theirs, ours)
    ledger.point(Advocate, "employer", theirs, ours)
    better, daily = joined(ours, theirs), upcoming(ours, theirs)
    ledger.drop(theirs)
    ledger.change(ours, **better)
    for fields in daily:
        ledger.change(ours, is_loose=True, **fields)


def joined(ours: Employer, theirs: Employer) -> dict[str, Any]:
    """Return the fields of the employer that stays: the further stage, and what only the other knows."""
    fields: dict[str, Any] = {
        "it_workforce": ours.it_workforce or theirs.it_workforce,
        "logo": ours.logo.name or theirs.logo.name,
    }
    if further(ours.stage, theirs.stage) != ours.stage:  # nobody moved: the stage is the one that the other was in
        fields |= {name: getattr(theirs, name) for name in ("stage", "stage_since", "stage_reason")}
    return fields


def upcoming(ours: Employer, theirs: Employer) -> list[dict[str, Any]]:
    """Return what changes from day to day, and so stands in no undo's way: the later contact, the sooner step."""
    heard = max(filter(None, [ours.last_contact_on, theirs.last_contact_on]), default=None)
    if theirs.next_step and (not ours.next_step or is_sooner(theirs, ours)):
        step = {"next_step": theirs.next_step, "next_step_on": theirs.next_step_on}
        return [{"last_contact_on": heard}, step]
    return [{"last_contact_on": heard}]


def is_sooner(one: Employer, other: Employer) -> bool:
    """Test whether one's next step has a day before the other's, or alone has one."""
    return bool(one.next_step_on and (other.next_step_on is None or one.next_step_on < other.next_step_on))


def part(merge: Merge, *, at: datetime) -> None:
    """Say in the chain that commitments belong again to the employer they came from.

    Raises CannotUndo where one of them came to its end, or was settled, or a referral was credited, while the two were
    one.
    """
    keys = merge.pointed("employers.commitment", "employer")
    since = Event.objects.of(merge.community).filter(commitment__in=keys, at__gt=merge.at, kind__in=chain.STATE_AFTER)
    event = since.select_related("commitment").order_by("number").first()
    if event and event.commitment:
        raise CannotUndo(
            f"The commitment {event.reference} is {event.commitment.get_state_display().lower()} since. "
            "It would come back to an employer that knows nothing of that."
        )
    moved = Referral.objects.filter(pk__in=merge.pointed("employers.referral", "organization"), settled_at__gt=merge.at)
    credited = moved.filter(commitment__isnull=False).exclude(commitment__employer__organization=F("organization"))
    if referral := credited.select_related("link__user", "link__person", "commitment").order_by("pk").first():
        raise CannotUndo(
            f"The referral by {referral.link.name or 'somebody'} was credited since with the commitment "
            f"{referral.commitment.reference if referral.commitment else ''}, which stays where it is."
        )
    tell(keys, at=at)


def tell(keys: list[int], *, at: datetime) -> None:
    """Write an event for each commitment that belongs to another employer from now on."""
    for commitment in Commitment.objects.filter(pk__in=keys).select_related("community").order_by("pk"):
        employer = commitment.employer_id
        # Without its salt, which erasing takes, a digest would give the employer's number away.
        facts = {"employer": chain.employer_digest(commitment, employer)} if employer and commitment.salt else {}
        chain.append(commitment, Event.Kind.REPOINTED, at=at, **facts)
