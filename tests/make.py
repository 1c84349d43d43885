"""Plain makers: each makes one valid thing, and takes by name what matters to the test."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from community.models import Community, Membership, User
from community.roles import Role
from directory.models import Affiliation, Alliance, AllianceMember, Domain, Organization, Person, Tie
from employers.models import Ask, Commitment, CommitmentText, Consent, Employer, Promise
from employers.stages import WITH_A_REASON
from outreach.models import Audience, Campaign, Step
from providers import first_criteria
from providers.models import (
    Application,
    CriteriaVersion,
    Criterion,
    Decision,
    DeclaredCohort,
    Outcome,
    Part,
    Program,
    ProgramOccupation,
    Provider,
    Release,
    Return,
    Revision,
    Submission,
)

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
PASSWORD = "a long pass phrase of ours"
numbers = count(1)


def community(**fields: Any) -> Community:
    """Make a community that answers at the test client's host."""
    fields.setdefault("host", "testserver")
    return Community.objects.create(
        **{
            "name": "Rivertown TechHire",
            "region": "Rivertown",
            "contact_name": "Dana Whitfield",
            "contact_email": "hello@rivertown.example",
            "contact_phone": "555 0100",
            "postal_address": "Rivertown Workforce Board, 1 Main Street, Rivertown, OH 44100",
            "letters_per_minute": 10_000,  # who is in no hurry says so
            "letters_per_domain_minute": 10_000,
            **fields,
        }
    )


def user(**fields: Any) -> User:
    """Make somebody who can sign in with PASSWORD."""
    number = next(numbers)
    fields = {"email": f"person{number}@example.org", "name": f"Person {number}", "password": PASSWORD, **fields}
    return User.objects.create_user(**fields)


def member(at: Community, *roles: Role, **fields: Any) -> User:
    """Make somebody in a community's team."""
    person = user(**fields)
    membership = Membership(community=at, user=person)
    membership.roles = frozenset(roles)
    membership.save()
    return person


def organization(at: Community, **fields: Any) -> Organization:
    """Make an organization."""
    number = next(numbers)
    return Organization.objects.create(
        community=at,
        **{"name": f"Organization {number}", "slug": f"organization-{number}", "town": "Rivertown", **fields},
    )


def domain(of: Organization, name: str, *, is_verified: bool = True) -> Domain:
    """Give an organization a mail domain."""
    return Domain.objects.create(
        community=of.community, organization=of, name=name, verified_at=NOW if is_verified else None
    )


def person(at: Community, **fields: Any) -> Person:
    """Make a person of the directory."""
    number = next(numbers)
    return Person.objects.create(
        community=at, **{"name": f"Contact {number}", "email": f"contact{number}@example.com", **fields}
    )


def affiliation(somebody: Person, at: Organization, **fields: Any) -> Affiliation:
    """Put a person into an organization."""
    return Affiliation.objects.create(person=somebody, organization=at, **{"title": "Director of IT", **fields})


def alliance(at: Community, **fields: Any) -> Alliance:
    """Make an alliance with its organization; `name` goes to the organization."""
    named = {"name": fields.pop("name")} if "name" in fields else {}
    return Alliance.objects.create(
        organization=fields.pop("organization", None) or organization(at, **named), **{"kind": "chamber", **fields}
    )


def ally(of: Alliance, member: Organization, **fields: Any) -> AllianceMember:
    """Put an organization into an alliance."""
    return AllianceMember.objects.create(alliance=of, organization=member, **fields)


def tie(one: Person, other: Person, **fields: Any) -> Tie:
    """Let two people know each other."""
    return Tie.objects.create(
        community=one.community, from_person=one, to_person=other, **{"kind": "business", "strength": 2, **fields}
    )


def employer(at: Community, **fields: Any) -> Employer:
    """Make an employer with its organization; `name` and `town` go to the organization."""
    of_organization = {key: fields.pop(key) for key in ("name", "slug", "town", "sector") if key in fields}
    if fields.get("stage") in WITH_A_REASON:
        fields.setdefault("stage_reason", "They asked us so.")
    return Employer.objects.create(
        organization=fields.pop("organization", None) or organization(at, **of_organization), **fields
    )


def text(at: Community, **fields: Any) -> CommitmentText:
    """Make a published commitment text."""
    body = fields.pop(
        "body", "We are willing to interview candidates for IT roles who come from a nontraditional training source."
    )
    import hashlib

    kind = fields.get("kind", CommitmentText.Kind.COMMITMENT)
    version = fields.pop("version", CommitmentText.objects.of(at, kind).count() + 1)
    return CommitmentText.objects.create(
        community=at,
        **{
            "version": version,
            "body": body,
            "in_short": "To interview, not to hire\nNo fee\nWithdraw at any time",
            "published_at": NOW - timedelta(days=30),
            "sha256": hashlib.sha256(body.encode()).hexdigest(),
            **fields,
        },
    )


def commitment(at: Community, **fields: Any) -> Commitment:
    """Make a bare commitment row as the form leaves it, without chain events: for lists and pages, not for evidence."""
    number = next(numbers)
    version = fields.pop("text", None) or CommitmentText.objects.of(at).published().first() or text(at)
    return Commitment.objects.create(
        community=at,
        text=version,
        **{
            "organization_name": f"Acme {number}",
            "signer_name": "Jo Park",
            "signer_title": "Director of IT",
            "signer_email": f"jo{number}@acme{number}.example",
            "typed_name": "Jo Park",
            "may_sign": True,
            "agreed_to_electronic": True,
            "text_sha256": version.sha256,
            "document": version.body,
            "document_sha256": version.sha256,
            "signed_at": NOW,
            **fields,
        },
    )


def active(
    at: Community,
    *,
    consents: Iterable[str] = ("list_name",),
    promises: Iterable[str] = ("interview",),
    asks: dict[str, int | None] | None = None,
    **fields: Any,
) -> Commitment:
    """Make a settled commitment with what hangs on it, rows alone; `name`, `slug` and so on go to the organization."""
    of_employer = {key: fields.pop(key) for key in ("name", "slug", "town", "sector") if key in fields}
    hired_by = fields.pop("employer", None) or employer(at, **of_employer)
    made = commitment(
        at,
        **{
            "employer": hired_by,
            "organization_name": hired_by.organization.name,
            "state": Commitment.State.ACTIVE,
            "confirmed_at": NOW,
            "settled_at": NOW,
            "ends_on": (NOW + timedelta(days=365)).date(),
            **fields,
        },
    )
    Consent.objects.bulk_create(Consent(commitment=made, kind=kind, given_at=NOW) for kind in consents)
    Promise.objects.bulk_create(Promise(commitment=made, kind=kind) for kind in promises)
    until = (NOW + timedelta(days=50 * 365)).date()  # the tests outlive today
    Ask.objects.bulk_create(
        Ask(commitment=made, employer=hired_by, occupation=code, openings=openings, valid_until=until)
        for code, openings in (asks or {}).items()
    )
    return made


def criteria(at: Community, **fields: Any) -> CriteriaVersion:
    """Make a version of the criteria in the portal's own words, published unless `published_at` is None."""
    made = CriteriaVersion.objects.create(
        community=at,
        **{
            "version": CriteriaVersion.objects.of(at).count() + 1,
            "intro": first_criteria.INTRO,
            "selection": first_criteria.SELECTION,
            "published_at": NOW - timedelta(days=30),
            "sha256": "" if fields.get("published_at", NOW) is None else "0" * 64,
            **fields,
        },
    )
    Criterion.objects.bulk_create(
        Criterion(criteria_version=made, key=key, **words) for key, words in first_criteria.CRITERIA.items()
    )
    return made


def provider(at: Community, **fields: Any) -> Provider:
    """Make a provider with its organization; `name`, `slug` and `town` go to the organization."""
    of_organization = {key: fields.pop(key) for key in ("name", "slug", "town") if key in fields}
    return Provider.objects.create(
        organization=fields.pop("organization", None) or organization(at, **of_organization), **fields
    )


def program(of: Provider, *, occupations: Iterable[str] = (), **fields: Any) -> Program:
    """Make a program of a provider."""
    made = Program.objects.create(provider=of, **{"name": f"Program {next(numbers)}", **fields})
    ProgramOccupation.objects.bulk_create(ProgramOccupation(program=made, code=code) for code in occupations)
    return made


def application(of: Provider, **fields: Any) -> Application:
    """Make an application with its empty parts; past the draft it was submitted at NOW."""
    if fields.get("state", "draft") != "draft":
        fields = {"submitted_at": NOW, "decide_by": (NOW + timedelta(days=30)).date(), **fields}
    made = Application.objects.create(provider=of, **{"kind": of.kind, **fields})
    Part.objects.bulk_create(Part(application=made, key=key, is_open=made.is_writable) for key in Part.Key)
    return made


def decision(of: Application, **fields: Any) -> Decision:
    """Make a decision on an application as it was last submitted, a draft unless said otherwise."""
    community = of.provider.organization.community
    revision = of.revisions.order_by("-number").first() or Revision.objects.create(
        application=of, number=1, content={"parts": []}, sha256="0" * 64, signed_off_as="Sam Okafor", submitted_at=NOW
    )
    version = CriteriaVersion.objects.newest(community) or criteria(community)
    return Decision.objects.create(application=of, **{"revision": revision, "criteria_version": version, **fields})


def declared(of: Program, cohort: date, *, graduated: int, placed: int) -> DeclaredCohort:
    """Let a program's provider declare a cohort in its application."""
    made = of.provider.applications.first() or application(of.provider, state="listed")
    return DeclaredCohort.objects.create(
        application=made, program=of, cohort=cohort, graduated=graduated, placed=placed
    )


def placement_return(of: Program, cohort: date, **fields: Any) -> Return:
    """Make what a program owes for a half-year."""
    return Return.objects.create(program=of, cohort=cohort, **{"due_on": cohort + timedelta(days=409), **fields})


def submission(of: Return, outcomes: Iterable[dict[str, Any]] = (), **fields: Any) -> Submission:
    """Make a version of a return with its graduates, each given by its fields."""
    made = Submission.objects.create(filed_for=of, **{"version": of.submissions.count() + 1, **fields})
    Outcome.objects.bulk_create(
        Outcome(
            submission=made,
            row=row,
            **{"reference": f"G{row}", "graduated_on": of.cohort, "status": "3A", **named(outcome)},
        )
        for row, outcome in enumerate(outcomes, start=1)
    )
    of.state = Return.State.SUBMITTED
    of.save(update_fields=["state"])
    return made


def named(outcome: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a graduate, with the name of the employer that is known."""
    known = outcome.get("employer")
    return {**outcome, "employer_name": outcome.get("employer_name") or known.name} if known else outcome


def release(at: Community, **fields: Any) -> Release:
    """Make a release without figures; a published one was sealed a quarter before NOW."""
    policy = {"min_cell": 10, "known_percent": 80, "rules": 1, "definitions": 1}
    made = {"number": 1, "state": "draft", "as_of": NOW.date(), "policy": policy, "drafted_at": NOW, **fields}
    if made["state"] == "published":
        then = NOW - timedelta(days=100)
        made = {"published_at": then, "quarter": date(2026, 7, 1), "sha256": "0" * 64, **made}
    return Release.objects.create(community=at, **made)


def audience(at: Community, **fields: Any) -> Audience:
    """Make an audience of the team."""
    return Audience.objects.create(community=at, **{"name": f"Audience {next(numbers)}", **fields})


def campaign(at: Community, **fields: Any) -> Campaign:
    """Make the draft of a campaign; past it, it was started at NOW."""
    if fields.get("state", "draft") not in {"draft", "asked"}:
        fields = {"started_at": NOW, "send_at": NOW, **fields}
    return Campaign.objects.create(community=at, **{"name": f"Campaign {next(numbers)}", "state_at": NOW, **fields})


def step(of: Campaign, **fields: Any) -> Step:
    """Make the next step of a campaign, a letter unless said otherwise."""
    return Step.objects.create(
        campaign=of,
        **{
            "number": of.steps.count() + 1,
            "subject": "Ten minutes about your openings, ((first name??neighbor))?",
            "body": "Dear ((first name??neighbor)),\n\n[Sign](((sign-up link))).",
            **fields,
        },
    )
