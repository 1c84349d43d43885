"""Signatures that wait for a coordinator: each with whose it may be, why, and what is odd about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from community.models import Community
from directory import matching
from directory.likeness import SAME
from directory.models import Organization
from directory.models.organization import Sector
from directory.names import domain_of, is_free_mail, looks_foreign
from employers.models import Commitment
from employers.standing import NEW, Beside, in_words

SURE = 90  # percent; a likelier match is chosen beforehand


@dataclass
class Candidate:
    """An organization whose signature it may be, why, and its active commitments."""

    organization: Organization
    score: int
    why: str
    active: list[Commitment] = field(default_factory=list)


@dataclass
class Card:
    """One signature that waits, as the queue shows it."""

    commitment: Commitment
    candidates: list[Candidate]
    domain_owner: Organization | None = None
    looked_for: int = 0  # candidates that a search found

    @property
    def domain(self) -> str:
        """Return the domain of the signer's address in ASCII."""
        return domain_of(self.commitment.signer_email)

    @property
    def sector(self) -> str:
        """Return the sector that was chosen, in words."""
        return str(dict(Sector.choices).get(self.commitment.sector, ""))

    @property
    def is_free_mail(self) -> bool:
        """Tell whether anybody can open a mailbox there."""
        return is_free_mail(self.commitment.signer_email)

    @property
    def is_foreign(self) -> bool:
        """Tell whether the domain has letters beyond ASCII, as look-alikes do."""
        return looks_foreign(self.domain)

    @property
    def may_verify(self) -> bool:
        """Tell whether the domain may become the organization's: not free mail, and nobody else's already."""
        return bool(self.domain) and not self.is_free_mail and self.domain_owner is None

    @property
    def likeliest(self) -> Candidate | None:
        """Return the candidate that is chosen beforehand, if one is sure enough; of several looked for, none is."""
        first = self.candidates[0] if self.candidates else None
        return first if first and first.score >= SURE and self.looked_for <= 1 else None


@dataclass(frozen=True)
class Option:
    """One way to settle: what is posted, what it says, and what will happen."""

    value: str
    label: str
    effect: str


@dataclass(frozen=True)
class Group:
    """The ways to settle for one candidate; without one, for a new organization."""

    candidate: Candidate | None
    options: list[Option]


def cards(community: Community, commitments: Sequence[Commitment], chosen: Sequence[Organization] = ()) -> list[Card]:
    """Return a card for each signature, in as many queries as for one; `chosen` organizations come first on each."""
    typed = [(commitment.organization_name, domain_of(commitment.signer_email)) for commitment in commitments]
    found = matching.likely_each(community, typed) if commitments else []
    made = []
    for commitment, matches in zip(commitments, found, strict=True):
        candidates = [Candidate(organization, SAME, "the one you looked for") for organization in chosen]
        renewed = commitment.supersedes
        if renewed and renewed.employer:
            why = f"renews {renewed.reference}"
            candidates.append(Candidate(renewed.employer.organization, SAME, why))
        candidates += [Candidate(match.organization, match.score, match.why) for match in matches]
        first: dict[int, Candidate] = {}
        for candidate in candidates:
            first.setdefault(candidate.organization.pk, candidate)
        made.append(Card(commitment, list(first.values()), looked_for=len(chosen)))
    put_active(community, made)
    put_domain_owners(community, made)
    return made


def put_active(community: Community, made: list[Card]) -> None:
    """Give each candidate its active commitments."""
    organizations = {one.organization.pk for card in made for one in card.candidates}
    active = Commitment.objects.of(community).active().filter(employer__organization__in=organizations)
    by_organization: dict[int, list[Commitment]] = {}
    for commitment in active.select_related("employer").order_by("settled_at", "pk"):
        if commitment.employer:
            by_organization.setdefault(commitment.employer.organization_id, []).append(commitment)
    for card in made:
        for one in card.candidates:
            one.active = by_organization.get(one.organization.pk, [])


def put_domain_owners(community: Community, made: list[Card]) -> None:
    """Give each card the organization for which the signer's domain was verified."""
    owners = matching.verified_owners(community, [card.domain for card in made])
    for card in made:
        card.domain_owner = owners.get(card.domain)


def groups(card: Card, ends_on: date) -> list[Group]:
    """Return every way to settle by candidate, the likeliest first and a new organization last."""
    known = [Group(candidate, options_for(candidate, ends_on)) for candidate in card.candidates]
    label = "None of these: a new organization" if known else "A new organization"
    name, term = card.commitment.organization_name, lasting(ends_on)
    return [*known, Group(None, [Option(NEW, label, f"{name} is added to the directory. {term}")])]


def sure_choice(card: Card) -> str:
    """Return the option that is ticked beforehand, where one is sure enough."""
    likeliest = card.likeliest
    if likeliest:
        return "" if likeliest.active else f"{likeliest.organization.pk}-{Beside.NONE}"
    return "" if card.candidates else NEW


def options_for(candidate: Candidate, ends_on: date) -> list[Option]:
    """Return the ways to settle for one organization: one where it has no active commitment, else two."""
    organization = candidate.organization
    if not candidate.active:
        return [Option(f"{organization.pk}-{Beside.NONE}", f"It is {organization.name}", lasting(ends_on))]
    older = " and ".join(f"{one.signer_name}’s ({one.reference})" for one in candidate.active)
    are_many = len(candidate.active) > 1
    stays = "stay as they are" if are_many else "stays as it is"
    ends = "Those end today as superseded." if are_many else "That one ends today as superseded."
    return [
        Option(
            f"{organization.pk}-{Beside.SECOND}",
            f"A second signer for {organization.name}",
            f"{older} {stays}. Both count, and the wall shows {organization.name} once.",
        ),
        Option(f"{organization.pk}-{Beside.SUPERSEDE}", f"It takes the place of {older}", f"{ends} {lasting(ends_on)}"),
    ]


def lasting(ends_on: date) -> str:
    """Return how long a commitment lasts that is settled today."""
    return f"The commitment begins today and lasts until {in_words(ends_on)}."
