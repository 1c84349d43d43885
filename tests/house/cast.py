"""One world for the guards of the house: every actor, and one thing of each kind, in this community and in another."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
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

from community import attachments, entering, links, purposes
from community.models import Community, Invitation, Job, Membership, SavedView, User
from community.roles import Role
from directory import introductions, merging
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
    KitText,
    Promise,
    ReferralLink,
    SkillAlias,
)
from employers.signing import Witness
from outreach import blocks, suppressing, unsubscribing
from outreach.audience_rules import Rule, one_group, write
from outreach.models import (
    Audience,
    Byline,
    Errand,
    Letter,
    PlanAudience,
    PlanItem,
    Recipient,
    Reply,
    Step,
    Suppression,
    TrialReader,
)
from providers import agreeing, releasing, revising
from providers.kinds import half_year_after
from providers.models import (
    Appeal,
    Application,
    Condition,
    Confirmation,
    Disclosure,
    EmployerName,
    Evidence,
    Hold,
    Inquiry,
    Provider,
    Return,
    ReturnDraft,
    ReturnRequest,
    ReturnUpload,
    Review,
    Start,
)
from tests import make

TEAM = {"viewer", "coordinator", "reviewer", "evaluator", "administrator"}
ACTORS = ("stranger", "partner A", "partner B", *sorted(TEAM), "operator")
FAR_ACTORS = tuple(f"far {actor}" for actor in ("partner A", *sorted(TEAM)))
MISSING = {
    "step": 987654321,
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
    "question": "no-such-question",
    "what": "no-such-figure",
    "year": 987654,
}
# Whose these are: to everybody else they are missing.
OWNERS = {
    "active commitment": "partner A",
    "own organization": "partner A",
    "colleague": "partner A",
    "own role": "partner A",
    "own check-in": "partner A",
    "own application": "partner A",
    "own condition": "partner A",
    "own declined": "partner A",
    "own part": "partner A",
    "own program": "partner A",
    "own evidence": "partner A",
    "own revision": "partner A",
    "own guest": "partner A",
    "own agreement": "partner A",
    "own return": "partner A",
    "own version of a return": "partner A",
    "own spreadsheet": "partner A",
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
    add_providers(made, town, now)
    add_channels(made, town, now)
    add_plan(made, now)
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
        writing_at=now,
    )
    made.records["advocate"] = advocate
    KitText.objects.create(community=community, piece="intro", version=1, words="We joined. ((link))")
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
        "kit piece": {"key": "intro"},
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
    make.tie(make.person(community, name=f"Dana of {town}", user=coordinator), made.records["person A"])
    introduction = introductions.ask(
        made.records["person A"],
        make.person(community, name=f"Cleo of {town}", email=f"cleo@{town}.example"),
        organization=made.records["employer B"].organization,
        words="Dear Jo",
        by=coordinator,
        at=now,
    )
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
    bounced = Letter.objects.create(
        community=community,
        kind="note",
        promise=Letter.Promise.AT_MOST_ONCE,
        once_key="a-bounced-letter",
        message_id=f"<2@{community.host}>",
        to_name="Kim",
        to_email="kim@example.com",
        subject="Hello",
        body="Hello ((name))",
        values={"name": "Kim"},
        state="sent",
        bounced_at=now,
    )
    reply = Reply.objects.create(community=community, key="r", letter=bounced, text="Call me.", from_name="Kim", at=now)
    answered = Reply.objects.create(
        community=community, key="a", letter=bounced, text="Yes.", from_name="Kim", at=now, made={}
    )
    Reply.objects.filter(pk=answered.pk).update(outcome="interested", settled_at=now, settled_by=coordinator)
    hashed = suppressing.hash_of(community, "kim@example.com")
    held = Suppression.objects.create(community=community, address_hash=hashed, reason="hard_bounce", scope="all")
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
    made.records["introduction"] = introduction
    made.things |= {
        "introduction": {"pk": introduction.pk},
        "import sheet": {"holds": "people"},
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
        "bounced letter": {"pk": bounced.pk},
        "suppression": {"pk": held.pk},
        "reply": {"pk": reply.pk},
        "answered reply": {"pk": answered.pk},
        "job": {"pk": job.pk},
        "saved view": {"pk": view.pk},
        "invitation": {"pk": invitation.pk},
        "member": {"pk": Membership.objects.of(community).get(user=made.people["viewer"]).pk},
        "security key": {"pk": key.pk},
        "settings part": {"key": "contact"},
        "dev letter": {"name": dev_letter(community)},
    }


def add_providers(made: Side, town: str, now: datetime) -> None:
    """Add an application that was submitted, and one of partner A's that is theirs to change."""
    provider = make.provider(made.community, name=f"Code School of {town}", slug=f"code-school-{town}")
    made.things["application"] = {"pk": make.application(provider, state="submitted").pk}
    ours = make.provider(made.community, organization=made.records["employer A"].organization)
    program = make.program(ours, name="Web development", occupations=["15-1254"])
    own = make.application(ours, state="changes_requested")
    evidence = Evidence(part=own.parts.get(key="quality"), title="Syllabus", file_name="syllabus.pdf", sha256="0" * 64)
    evidence.content_type = attachments.PDF
    evidence.file.save("syllabus.pdf", ContentFile(b"%PDF-1.4 a syllabus"))
    guest = make.user(name="Guest")
    own.people.add(guest)
    agreement_text = make.text(
        made.community, kind="agreement", version=3 if made.community.host == "testserver" else 8
    )
    agreement = agreeing.sign(
        ours,
        text=agreement_text,
        signer_name="Jo",
        signer_title="CIO",
        typed_name="Jo",
        witness=Witness(),
        by=made.people["partner A"],
        at=now,
    )
    newer = agreement_text.version + 1  # so that what was signed may be signed anew
    make.text(made.community, kind="agreement", version=newer, body="A newer agreement.")
    CommitmentText.objects.create(
        community=made.community, kind="agreement", version=newer + 1, body="A better agreement.", in_short="Short"
    )
    revision = revising.freeze(own, criteria=None, typed_name="Jo", by=made.people["partner A"], at=now)
    owed = make.placement_return(program, date(2025, 1, 1))
    make.submission(owed, [{"status": "3A"}])
    typed = [{"reference": "G1", "graduated_on": "2025-02-03", "status": "3A", "employer_name": "Acme"}]
    ReturnDraft.objects.create(filed_for=owed, rows=typed)
    upload = spreadsheets_of(owed, now)
    later = make.placement_return(owed.program, half_year_after(owed.cohort))
    make.placement_return(owed.program, half_year_after(later.cohort))
    make.placement_return(owed.program, date(2024, 7, 1), state="excused", reason="Nobody taught it.")
    asked = ReturnRequest.objects.create(awaited=later, kind="excuse", reason="Nobody taught it.", asked_at=now)
    named = EmployerName.objects.create(community=made.community, name="acme", spellings=["Acme"])
    made.records["inquiry"] = Inquiry.objects.create(organization=provider.organization, asked_at=now)
    disputed = Confirmation.objects.create(
        inquiry=made.records["inquiry"],
        filed_for=owed,
        reference="G1",
        started_on=date(2025, 2, 3),
        answer="not_ours",
        words="Nobody.",
        answered_at=now,
    )
    own_one = {"reference": own.reference}
    made.records["start"] = Start.objects.create(
        community=made.community, email=f"new@{town}.example", name="New", organization_name="New", kind=ours.kind
    )
    made.things |= {
        "own application": own_one,
        "own part": own_one | {"key": "quality"},
        "own program": own_one | {"pk": program.pk},
        "program": {"pk": program.pk},
        "own evidence": own_one | {"pk": evidence.pk},
        "own revision": own_one | {"number": revision.number},
        "own guest": own_one | {"pk": guest.pk},
        "own agreement": {"reference": agreement.reference},
        "agreement": {"pk": agreement.pk},
        "own return": {"pk": owed.pk},
        "confirmation": {"pk": disputed.pk},
        "own version of a return": {"pk": owed.pk, "number": 1},
        "own spreadsheet": {"pk": owed.pk, "other": upload.pk},
        "return request": {"pk": asked.pk},
        "employer name": {"pk": named.pk},
        "agreement text": {"number": agreement_text.version, "version": agreement_text.version},
        "version": {"pk": own.pk, "number": revision.number},
        "evidence": {"pk": own.pk, "other": evidence.pk},
    }
    number = 1 if made.community.host == "testserver" else 7  # a version that the other community has not
    made.things["criteria"] = {"number": make.criteria(made.community, version=number).version}
    add_reviews(made, provider, now)
    make.criteria(made.community, version=number + 1, published_at=None)
    made.things["criteria part"] = {"key": "demand"}


def spreadsheets_of(owed: Return, now: datetime) -> ReturnUpload:
    """Make a spreadsheet of a return that is looked at, and return one that is in its draft."""
    ReturnUpload.objects.create(
        filed_for=owed,
        file_name="people.csv",
        headings=["ID", "Exit date", "Exit status", "Placement date"],
        rows=[[2, ["G-9", f"14/3/{owed.cohort.year}", "Completed", ""]]],
        choices={"meanings": ["reference", "graduated_on", "status", "started_on"]},
    )
    return ReturnUpload.objects.create(
        filed_for=owed, file_name="old.csv", state="done", done_at=now, rejected=[["G-8", 3, "No day."]]
    )


def add_reviews(made: Side, provider: Provider, now: datetime) -> None:
    """Add an application that all who may review do; one other of the team was asked, and one stepped back."""
    reviewed = make.application(provider, state="in_review")
    revision = revising.freeze(reviewed, typed_name="Jo", by=made.people["partner A"], at=now)
    facts = {"scored": 4, "submitted_at": now, "revision": revision}
    Review.objects.create(application=reviewed, reviewer=make.member(made.community, Role.REVIEWER), **facts)
    for actor in ("administrator", "coordinator", "reviewer"):
        Review.objects.create(application=reviewed, reviewer=made.people[actor])
        Disclosure.objects.create(application=reviewed, user=made.people[actor], answer="none")
    asked = Review.objects.create(application=reviewed, reviewer=make.member(made.community, Role.REVIEWER))
    gone = make.member(made.community, Role.REVIEWER)
    conflict = Disclosure.objects.create(application=reviewed, user=gone, answer="conflict", words="I teach there.")
    for application in Application.objects.of(made.community).exclude(pk=reviewed.pk):
        Disclosure.objects.create(application=application, user=made.people["reviewer"], answer="none")
    pending = make.application(provider, state="in_review")
    told = {"outcome": "listed", "reason": "All four.", "decided_at": now, "decided_by": made.people["coordinator"]}
    make.decision(pending, state="pending", **told)
    add_decisions(made, told | {"state": "published", "published_at": now, "appeal_until": now.date()}, now)
    made.things |= {
        "decision": {"pk": pending.pk},
        "review": {"pk": reviewed.pk, "key": "demand"},
        "reviewer": {"pk": reviewed.pk, "other": asked.pk},
        "conflict": {"pk": reviewed.pk, "other": conflict.pk},
    }


def add_decisions(made: Side, told: dict, now: datetime) -> None:
    """Add what follows decisions: partner A's own, one declined and one with a condition; an appeal of another."""
    ours, day = made.records["employer A"].organization.provider, now.date() + timedelta(days=30)
    declined = make.application(ours, state="declined")
    refused = told | {"outcome": "declined", "reasons": "other", "appeal_until": day}
    make.decision(declined, **refused)
    other = make.application(make.provider(made.community), state="declined")
    appeal = Appeal.objects.create(decision=make.decision(other, **refused), received_on=now.date(), words="Look.")
    bound = make.application(ours, state="conditional")
    facts = {"key": "data", "what": "Sign.", "due_on": day, "first_due_on": day}
    condition = Condition.objects.create(decision=make.decision(bound, **told), **facts)
    made.things |= {
        "own declined": {"reference": declined.reference},
        "appeal": {"pk": other.pk, "other": appeal.pk},
        "condition": {"pk": bound.pk, "other": condition.pk},
        "own condition": {"reference": bound.reference, "pk": condition.pk},
    }


def add_channels(made: Side, town: str, now: datetime) -> None:
    """Add a listed provider with figures in a published release, and a release that is being prepared."""
    provider = make.provider(
        made.community, name=f"Bootcamp of {town}", slug=f"bootcamp-{town}", standing="listed", summary="Trains."
    )
    program = make.program(provider, name="Data", occupations=["15-2051"], skills=["SQL"], tuition=500, weeks=12)
    filed = make.placement_return(program, date(2020, 1, 1))
    graduates = [{"status": "1A", "days_to_start": 9, "started_on": date(2020, 1, 10), "annual_pay": 50_000}] * 60
    make.submission(filed, [row | {"reference": f"G{number}"} for number, row in enumerate(graduates)])
    Hold.objects.create(program=program, kind="salary", reason="Two rows look odd.", by=made.people["coordinator"])
    first = 1 if made.community.host == "testserver" else 7  # a number that the other community has not
    for number, state in ((first, "published"), (first + 1, "draft")):
        release = make.release(made.community, number=number, state=state)
        releasing.write(release, [program.pk])
        made.records[f"{state} release"] = release
    slug = {"slug": provider.organization.slug}
    made.things |= {"channel": slug, "draft release": {"number": first + 1, "pk": program.pk, **slug}}


def add_plan(made: Side, now: datetime) -> None:
    """Add an item of the communications plan, whom it is for, an audience, and words that wait to be approved."""
    by, town = made.people["coordinator"], made.community.region
    audience = PlanAudience.objects.create(community=made.community, name=f"Makers of {town}")
    item = PlanItem.objects.create(
        community=made.community, audience=audience, message="Two were hired", channel="call", due_on=now.date()
    )
    question = "what" if made.community.host == "testserver" else "why"  # the other community drafts another
    blocks.write(made.community, None, question, words="We hire for skills.", by=by, at=now)
    blocks.write(made.community, audience, question, words="We hire makers for skills.", by=by, at=now)
    rules = write(one_group(Rule("kind", "is", ("employer",))))
    saved = Audience.objects.create(community=made.community, name=f"Employers of {town}", owner=by, rules=rules)
    campaign = make.campaign(made.community, name=f"Makers of {town}", told_as=audience, audience=saved)
    step = make.step(campaign)
    asked = {"state": "asked", "asked_at": now, "rounds": 1, "asked_by": by}
    made.records["byline"] = Byline.objects.create(
        step=step, advocate=made.records["advocate"], name=made.records["advocate"].person.name, **asked
    )
    running = make.campaign(made.community, name=f"Clinics of {town}", state="running")
    gone_out(make.step(running, pinned_subject="Ten minutes", pinned_body="Dear neighbor,"), made)
    later = {"state": "scheduled", "send_at": now + timedelta(days=2)}
    scheduled = make.campaign(made.community, name=f"Schools of {town}", **later)
    make.step(scheduled, pinned_subject="Ten minutes", pinned_body="Dear neighbor,")
    reader = TrialReader.objects.create(community=made.community, email=f"reader@{town.lower()}.example")
    made.things |= {
        "trial reader": {"pk": reader.pk},
        "campaign": {"pk": campaign.pk},
        "running campaign": {"pk": running.pk},
        "scheduled campaign": {"pk": scheduled.pk},
        "campaign result": {"pk": running.pk, "what": "sent"},
        "campaign step": {"pk": campaign.pk, "step": step.pk},
        "audience": {"pk": saved.pk},
        "plan item": {"pk": item.pk},
        "plan audience": {"pk": audience.pk},
        "plan year": {"year": now.year},
        "plan question": {"question": question},
        "plan draft": {"question": question},
        "audience answer": {"pk": audience.pk, "question": question},
    }


def gone_out(step: Step, made: Side) -> None:
    """Send the letter of a step to somebody."""
    whom = make.organization(made.community, name=f"Clinic of {made.community.region}")
    reached = Recipient.objects.create(campaign=step.campaign, organization=whom, email="clinic@example.com")
    Letter.objects.create(
        community=made.community,
        kind="campaign",
        promise=Letter.Promise.AT_MOST_ONCE,
        is_transactional=False,
        once_key=f"campaign-{step.pk}",
        message_id=f"<campaign-{step.pk}@{made.community.host}>",
        to_email=reached.email,
        organization=whom,
        step=step,
        recipient=reached,
        state=Letter.State.SENT,
        settled_at=step.campaign.started_at,
    )
    call = make.step(step.campaign, kind="call", pinned_subject="Call ((name))")
    Errand.objects.create(step=call, recipient=reached, due_at=step.campaign.state_at)


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
        counts={"new": 1, "rejected": 1, "organizations": 1},
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
        "placements": lambda: made.records["inquiry"].record,
        "byline": lambda: made.records["byline"].record,
        "introduction": lambda: made.records["introduction"].record,
        "renew_asks": lambda: asks.record_of(made.records["employer A"]),
        "apply": lambda: made.records["start"].record,
        "invitation": lambda: f"community.invitation:{made.records['invitation'].pk}",
    }
    for key, purpose in purposes.PURPOSES.items():
        address = links.mint(purpose, subjects[key](), community=made.community, at=now)
        made.things[f"{key} link"] = {"token": address.rstrip("/").rsplit("/", 1)[1]}
    made.things["unsubscribe link"] = {"token": unsubscribing.token_for(made.community, "jo@example.com")}
