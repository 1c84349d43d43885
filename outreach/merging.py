"""Door for merging on the floor below: letters, places in campaigns and items of the plan go along."""

from contextlib import suppress
from typing import Any

from django.dispatch import receiver

from directory.ledger import Ledger
from directory.models import Alliance, Organization, Person
from directory.signals import organizations_merging, people_merging
from outreach import audience_rules
from outreach.audience_rules import WrongRules
from outreach.models import Audience, Letter, PlanItem, Recipient, Reply, TakenOff


@receiver(organizations_merging)
def on_merging(sender: Any, *, kept: Organization, gone: Organization, ledger: Ledger, **kwargs: Any) -> None:
    """Let letters about the organization that goes be about the one that stays."""
    ledger.point(Letter, "organization", gone, kept)
    ledger.point(Recipient, "organization", gone, kept)
    ledger.point(Reply, "organization", gone, kept)
    follow_alliance(ledger, kept)


def follow_alliance(ledger: Ledger, kept: Organization) -> None:
    """Where two alliances became one, let the rules of audiences that named the one that went name the one that stays.

    Rules that somebody changes later stand in no undo's way.
    """
    dropped = ledger.dropped(Alliance)
    stays = Alliance.objects.filter(organization=kept).first()
    if not dropped or stays is None:
        return
    for audience in Audience.objects.of(kept.community).select_for_update().order_by("pk"):
        with suppress(WrongRules):  # what cannot be read finds nobody, before and after
            told = before = audience.read_rules
            for gone in dropped:
                told = audience_rules.renamed(told, "alliance", str(gone), str(stays.pk))
            if told != before:
                ledger.change(audience, is_loose=True, rules=audience_rules.write(told))


@receiver(people_merging)
def on_merging_people(sender: Any, *, kept: Person, gone: Person, ledger: Ledger, **kwargs: Any) -> None:
    """Let letters to the record that goes be letters to the one that stays; the address on them is as it was."""
    ledger.point(Letter, "person", gone, kept)
    ledger.point(Recipient, "person", gone, kept)
    ledger.point(Reply, "person", gone, kept)
    ledger.point(PlanItem, "messenger_person", gone, kept)
    ledger.point(TakenOff, "person", gone, kept)
