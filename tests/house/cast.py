"""One world for the guards of the house: every actor, and one thing of each kind, in this community and in another."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from PIL import Image

from community import entering, links, purposes
from community.models import Community, Invitation, Job, Membership, SavedView, User
from community.roles import Role
from directory import merging
from directory.models import DuplicatePair, Entry, ImportBatch, ImportRow, Organization, Tag, Task
from employers import asks, needing
from employers.freshness import quarter_of
from employers.models import (
    Advocate,
    Ask,
    CheckIn,
    Commitment,
    CommitmentText,
    Consent,
    Promise,
    ReferralLink,
    SkillAlias,
)
from outreach import unsubscribing
from outreach.models import Letter
from tests import make

TEAM = {"viewer", "coordinator", "reviewer", "evaluator", "administrator"}
ACTORS = ("stranger", "partner A", "partner B", *sorted(TEAM), "operator")
FAR_ACTORS = tuple(f"far {actor}" for actor in ("partner A", *sorted(TEAM)))
MISSING = {
    "pk": 987654321,
    "other": 987654322,
    "number": 987654,
    "version": 987654,
    "slug": "no-such-thing",
    "reference": "2222-2222",
    "token": "no-such-token-0123456789",
    "key": "no-such-part",
    "ask_pk": 987654322,
    "name": "no-such-letter",
    "code": "NOSUCHCODE",
}
# Whose these are: to everybody else they are missing.
OWNERS = {
    "active commitment": "partner A",
    "own organization": "partner A",
    "colleague": "partner A",
    "own role": "partner A",
    "own check-in": "partner A",
    "security key": "coordinator",
    "authenticator app": "coordinator",
}


@dataclass
class Side:
    """One community with its people and things; `things` maps a kind to the keyword arguments that reach it by URL."""

    community: Community
    people: dict[str, User] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """Both communities, and the installation's operator, who belongs to neither."""

    here: Side
    far: Side
    operator: User

    def user(self, actor: str) -> User | None:
        """Return who an actor is; the stranger is nobody."""
        if actor in {"stranger", "holder"}:
            return None
        if actor == "operator":
            return self.operator
        return self.far.people[actor.removeprefix("far ")] if actor.startswith("far ") else self.here.people[actor]

    def browser(self, actor: str) -> Client:
        """Return the actor's browser, which shows faults as the pages that people see."""
        client = Client(raise_request_exception=False)
        user = self.user(actor)
        if user:
            client.force_login(user)
            session = client.session
            # Just now, and still just now when a slow machine comes to the last test: allauth asks again after minutes.
            fresh = time.time() + 24 * 3600
            proof = {"method": "password", "at": fresh, "email": user.email, "reauthenticated": True}
            session["account_authentication_methods"] = [proof]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
        return client


def build() -> World:
    """Make the world, with the clock of the day, because the views read it."""
    now = timezone.now()
    here = side(make.community(), "rivertown", now)
    far = side(make.community(name="Lakeside TechHire", region="Lakeside", host="lakeside.example"), "lakeside", now)
    return World(here, far, make.user(name="Otto Perator", email="otto@install.example", is_superuser=True))


def side(community: Community, town: str, now: datetime) -> Side:
    """Fill one community."""
    made = Side(community)
    for role in Role:
        made.people[role.value] = make.member(
            community, role, name=f"{role.value.title()} of {town}", email=f"{role.value}@{town}.example"
        )
        entering.note_address(made.people[role.value])
    community.logo.save("logo.png", ContentFile(picture()))
    add_employers(made, town, now)
    add_office(made, town, now)
    add_links(made, now)
    return made


def picture() -> bytes:
    """Return a small picture."""
    file = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    return file.getvalue()


def add_employers(made: Side, town: str, now: datetime) -> None:
    """Add two employers whose people have desks, and signatures in every state that a page shows."""
    community = made.community
    number = 1 if community.host == "testserver" else 7  # a version that the other community has not
    text = make.text(community, version=number)
    draft = CommitmentText.objects.create(
        community=community, version=number + 1, body="A better ask.", in_short="Short"
    )
    for letter in "AB":
        employer = make.employer(community, name=f"Acme {letter} of {town}", slug=f"acme-{letter.lower()}-{town}")
        employer.logo.save("logo.png", ContentFile(picture()))
        domain = make.domain(employer.organization, f"acme-{letter.lower()}.{town}.example")
        user = make.user(name=f"Partner {letter}", email=f"jo@acme-{letter.lower()}.{town}.example")
        entering.note_address(user)
        person = make.person(community, name=user.name, email=user.email, user=user)
        affiliation = make.affiliation(person, employer.organization, has_desk=True)
        active = commitment(
            community,
            now,
            text=text,
            employer=employer,
            state="active",
            settled_at=now,
            ends_on=now.date().replace(year=now.year + 1),
            confirmed_at=now,
            signer=user,
            signer_email=user.email,
            organization_name=employer.organization.name,
        )
        link = ReferralLink.objects.create(
            community=community, user=user, person=person, employer=employer, commitment=active, named_at=now
        )
        made.people[f"partner {letter}"] = user
        made.records[f"link {letter}"] = link
        made.records |= {f"employer {letter}": employer, f"person {letter}": person, f"active {letter}": active}
        made.records |= {f"affiliation {letter}": affiliation, f"domain {letter}": domain}
    friend = make.person(
        community, name="Colleague", email=f"al@acme-a.{town}.example", user=make.user(name="Colleague")
    )
    colleague = make.affiliation(friend, made.records["employer A"].organization, has_desk=True)
    need = needing.note(made.records["employer A"], words="A room", by=made.people["coordinator"], at=now)
    check_in = CheckIn.objects.create(commitment=made.records["active A"], quarter=quarter_of(now.date()))
    made.records["check-in"] = check_in
    role = Ask.objects.create(
        employer=made.records["employer A"],
        occupation="15-1254",
        openings=2,
        valid_until=now.date() + timedelta(days=9),
    )
    advocate = Advocate.objects.create(
        employer=made.records["employer A"],
        person=made.records["person A"],
        why="They train.",
        called_at=now,
    )
    waiting = commitment(community, now, text=text, state="confirmed", confirmed_at=now)
    awaiting = commitment(community, now, text=text, state="awaiting")
    paper = commitment(
        community,
        now,
        text=text,
        state="confirmed",
        method="paper",
        scan_sha256="0" * 64,
        countersigned_by=made.people["coordinator"],
    )
    paper.scan.save("scan", ContentFile(b"%PDF-1.4 a scan"))
    made.records |= {"waiting": waiting, "awaiting": awaiting, "paper": paper, "text": text, "draft": draft}
    made.things |= {
        "advocate": {"pk": advocate.pk},
        "referral link": {"code": made.records["link A"].code},
        "employer": {"slug": made.records["employer A"].organization.slug},
        "organization": {"pk": made.records["employer A"].organization.pk},
        "pipeline employer": {"pk": made.records["employer A"].pk},
        "own organization": {"slug": made.records["employer A"].organization.slug},
        "colleague": {"slug": made.records["employer A"].organization.slug, "pk": colleague.pk},
        "own check-in": {"reference": made.records["active A"].reference, "pk": check_in.pk},
        "own role": {"slug": made.records["employer A"].organization.slug, "pk": role.pk},
        "role": {"pk": made.records["employer A"].pk, "ask_pk": role.pk},
        "person": {"pk": made.records["person A"].pk},
        "affiliation": {"pk": made.records["affiliation A"].pk},
        "commitment": {"pk": waiting.pk},
        "active commitment": {"pk": made.records["active A"].pk, "reference": made.records["active A"].reference},
        "awaiting commitment": {"pk": awaiting.pk},
        "paper commitment": {"pk": paper.pk},
        "text": {"pk": text.pk, "number": text.version, "version": text.version},
        "domain": {"pk": made.records["domain A"].pk},
        "need": {"pk": need.pk},
        "skill alias": {"pk": SkillAlias.objects.create(community=community, written="js", name="JavaScript").pk},
    }


def commitment(community: Community, now: datetime, **fields: Any) -> Commitment:
    """Make a signature with its promise and the consent to be named."""
    signed = make.commitment(community, signed_at=now, **fields)
    Promise.objects.create(commitment=signed, kind=Promise.Kind.INTERVIEW)
    for kind in (Consent.Kind.LIST_NAME, Consent.Kind.SHOW_LOGO):
        Consent.objects.create(commitment=signed, kind=kind, given_at=now)
    return signed


def add_office(made: Side, town: str, now: datetime) -> None:
    """Add what the workspace works with: tasks, letters, jobs, invitations, members, second factors."""
    community, coordinator = made.community, made.people["coordinator"]
    organization: Organization = made.records["employer A"].organization
    organization.tags.add(Tag.objects.create(community=community, name="manufacturing council"))
    task = Task.objects.create(
        community=community, organization=organization, title="Call back", owner=coordinator, due_on=now.date()
    )
    pair = DuplicatePair.objects.create(
        community=community,
        one=organization,
        other=made.records["employer B"].organization,
        score=94,
        reasons=["names 94 % alike"],
    )
    merge = merging.merge(
        organization, make.organization(community, name=f"Acme Works of {town}"), by=coordinator, at=now
    )
    alliance = make.alliance(community, name=f"Chamber of {town}", agreed_to="Name five employers.")
    ally = make.ally(alliance, organization)
    tie = make.tie(made.records["person A"], made.records["person B"], words="Met at the fair.")
    entry = Entry.objects.create(
        community=community, organization=organization, verb="note", text="Met at the fair.", by=coordinator
    )
    letter = Letter.objects.create(
        community=community,
        kind="note",
        promise=Letter.Promise.AT_MOST_ONCE,
        once_key="a-letter",
        message_id=f"<1@{community.host}>",
        to_name="Jo",
        to_email="jo@example.com",
        subject="Hello",
        body="Hello ((name))",
        values={"name": "Jo"},
        state="unknown",
        organization=organization,
    )
    job = Job.objects.create(
        community=community, kind="count", title="Count", requested_by=coordinator, total=10, done=3
    )
    invitation = Invitation(
        community=community, email=f"new@{town}.example", name="Newcomer", invited_by=made.people["administrator"]
    )
    invitation.roles = {Role.COORDINATOR}
    invitation.save()
    if community.host == "testserver":  # the other community's coordinator has a key and no app
        TOTP.activate(coordinator, generate_totp_secret())
        RecoveryCodes.activate(coordinator)
    key = Authenticator.objects.create(
        user=coordinator,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Key", "credential": credential(community.host)},
    )
    view = SavedView.objects.create(
        community=community, page="employers:pipeline", name="Health", query="sector=health"
    )
    made.records |= {"task": task, "letter": letter, "invitation": invitation, "organization": organization}
    made.things |= {
        "import batch": {"pk": import_of(community, coordinator).pk},
        "done import": {"pk": import_of(community, coordinator, "done").pk},
        "task": {"pk": task.pk},
        "alliance": {"pk": alliance.pk},
        "alliance member": {"pk": ally.pk},
        "tie": {"pk": tie.pk},
        "entry": {"pk": entry.pk},
        "merge": {"pk": merge.pk},
        "two people": {"pk": made.records["person A"].pk, "other": made.records["person B"].pk},
        "duplicate pair": {"pk": pair.pk},
        "two organizations": {"pk": organization.pk, "other": made.records["employer B"].organization.pk},
        "letter": {"pk": letter.pk},
        "job": {"pk": job.pk},
        "saved view": {"pk": view.pk},
        "invitation": {"pk": invitation.pk},
        "member": {"pk": Membership.objects.of(community).get(user=made.people["viewer"]).pk},
        "security key": {"pk": key.pk},
        "settings part": {"key": "contact"},
        "dev letter": {"name": dev_letter(community)},
    }


def credential(host: str) -> dict[str, Any]:
    """Return what a browser answers when a security key is registered."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    known = AttestedCredentialData.create(Aaguid.NONE, b"a key of one person", public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    said = AuthenticatorData.create(sha256(host.encode()), flags, 0, known)
    client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, b"challenge", f"https://{host}")
    encoded = websafe_encode(known.credential_id)
    return {
        "id": encoded,
        "rawId": encoded,
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
        },
    }


def dev_letter(community: Community) -> str:
    """Put a letter into the folder of development and return its name."""
    name = f"house-{community.host.partition('.')[0]}"
    folder = settings.VAR_DIR / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.eml").write_text("Subject: Hello\nTo: jo@example.com\nContent-Type: text/plain\n\nHello Jo\n")
    return name


def import_of(community: Community, by: User, state: str = "checked") -> ImportBatch:
    """Make a spreadsheet that was checked and waits to be imported, or was."""
    batch = ImportBatch(
        community=community,
        state=state,
        file_name="employers.csv",
        reading={"form": "csv", "encoding": "utf-8", "delimiter": ",", "headings": ["Name"], "examples": [], "row": 1},
        columns=["name"],
        counts={"new": 1, "rejected": 1, "added": 1},
        done_at=timezone.now() if state == "done" else None,
        created_by=by,
    )
    batch.file.save("table", ContentFile(b"Name\nAcme\n"))
    ImportRow.objects.create(batch=batch, number=2, outcome="new", cells=["Acme"], values={"name": "Acme"})
    return batch


def add_links(made: Side, now: datetime) -> None:
    """Add one working link of each purpose that a letter carries."""
    subjects: dict[str, Callable[[], str]] = {
        "confirm": lambda: made.records["awaiting"].record,
        "sign_in": lambda: entering.record_of(made.people["partner A"]),
        "recover": lambda: entering.record_of(made.people["coordinator"]),
        "check_in": lambda: made.records["check-in"].record,
        "renew_asks": lambda: asks.record_of(made.records["employer A"]),
        "invitation": lambda: f"community.invitation:{made.records['invitation'].pk}",
    }
    for key, purpose in purposes.PURPOSES.items():
        address = links.mint(purpose, subjects[key](), community=made.community, at=now)
        made.things[f"{key} link"] = {"token": address.rstrip("/").rsplit("/", 1)[1]}
    made.things["unsubscribe link"] = {"token": unsubscribing.token_for(made.community, "jo@example.com")}
