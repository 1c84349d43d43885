"""When two organizations become one: the provider that goes gives its programs to the one that stays."""

from datetime import datetime

from directory.ledger import Ledger
from directory.models import Merge, Organization
from providers import agreeing
from providers.models import Agreement, Application, EmployerName, Inquiry, Outcome, Program, Provider, SheetMemory


def take_over(ledger: Ledger, kept: Organization, gone: Organization, *, at: datetime) -> None:
    """Point the provider of the organization that goes, or give what it has to the other's provider."""
    providers = Provider.objects.select_for_update(of=("self",)).filter(organization__in=[kept, gone])
    by_organization = {provider.organization_id: provider for provider in providers.order_by("pk")}
    ours, theirs = by_organization.get(kept.pk), by_organization.get(gone.pk)
    if ours and theirs:
        rename_alike(ledger, ours, theirs)
        ledger.point(Program, "provider", theirs, ours)
        ledger.point(Application, "provider", theirs, ours)
        ledger.point(EmployerName, "provider", theirs, ours)
        ledger.point(SheetMemory, "provider", theirs, ours)
        agreeing.repointed(ledger.point(Agreement, "provider", theirs, ours), at=at)
        ledger.drop(theirs)
        ledger.change(ours, summary=ours.summary or theirs.summary)
    ledger.point(Provider, "organization", gone, kept)
    ledger.point(Outcome, "employer", gone, kept)
    ledger.point(EmployerName, "organization", gone, kept)
    ledger.point(Inquiry, "organization", gone, kept)


def part(merge: Merge, *, at: datetime) -> None:
    """Say in the chain that agreements belong again to the provider they came from."""
    agreeing.repointed(merge.pointed("providers.agreement", "provider"), at=at)


def rename_alike(ledger: Ledger, ours: Provider, theirs: Provider) -> None:
    """Tell programs of one name apart by whose they were: a provider has each name once."""
    taken = set(ours.programs.values_list("name", flat=True))
    for program in theirs.programs.order_by("pk"):
        if program.name in taken:
            ledger.change(program, name=f"{program.name[:100]} ({theirs.organization.name[:50]}, {program.pk})")
