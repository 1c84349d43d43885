"""Doors for news of accounts: each writes its letter into the outbox and returns."""

import hashlib
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from community import entering, purposes, team
from community import signals as community_signals
from community.models import Community, Invitation, User
from directory.models import Affiliation
from employers import signals as employers_signals
from outreach import outbox
from outreach.composing import without_placeholders
from outreach.receivers.parts import desk


@receiver(employers_signals.desk_opened)
def on_desk_opened(sender: Any, *, affiliation: Affiliation, by: User, at: datetime, **kwargs: Any) -> None:
    """Tell a colleague that a desk is open to them."""
    person, organization = affiliation.person, affiliation.organization
    if person.email:
        outbox.put(
            "desk_opened",
            community=organization.community,
            to_email=person.email,
            to_name=person.name,
            once_key=f"desk-{affiliation.pk}-{at.isoformat()}",
            at=at,
            values={"organization": organization.name, "inviter": by.name if by else ""},
            links={"desk link": desk()},
            organization=organization,
            person=person,
        )


@receiver(community_signals.sign_in_asked)
def on_sign_in_asked(sender: Any, *, user: User, community: Community, code: str, at: datetime, **kwargs: Any) -> None:
    """Send code and link; a letter that comes later than they work is not sent at all."""
    link: outbox.LinkTo = (purposes.SIGN_IN, entering.record_of(user))
    outbox.put(
        "sign_in" if code else "sign_in_by_link",
        community=community,
        to_email=user.email,
        to_name=user.name,
        once_key=f"sign-in-{user.pk}-{at.isoformat()}",
        at=at,
        values={"code": code} if code else {},
        links={"sign-in link": link},
        send_by=at + purposes.SIGN_IN.life,
    )


@receiver(community_signals.invitation_made)
def on_invitation_made(sender: Any, *, invitation: Invitation, at: datetime, **kwargs: Any) -> None:
    """Invite somebody to the team; asking again sends a new letter."""
    outbox.put(
        "invitation",
        community=invitation.community,
        to_email=invitation.email,
        to_name=invitation.name,
        once_key=f"invitation-{invitation.pk}-{at.isoformat()}",
        at=at,
        values={
            "inviter": invitation.invited_by.name if invitation.invited_by else "",
            "roles": invitation.roles_in_words,
        },
        links={"invitation link": (purposes.INVITATION, team.record_of(invitation))},
    )


@receiver(community_signals.account_news)
def on_account_news(
    sender: Any, *, user_email: str, community: Community, subject: str, body: str, at: datetime, **kwargs: Any
) -> None:
    """Send what allauth has to say about an account."""
    user = User.objects.filter(email=User.objects.normalize_email(user_email)).first()
    outbox.put(
        "account_news",
        community=community,
        to_email=user_email,
        to_name=user.name if user else "",
        once_key=f"account-{hashlib.sha256(user_email.encode()).hexdigest()[:16]}-{at.isoformat()}",
        at=at,
        subject=without_placeholders(subject)[:200],
        body=without_placeholders(body),
    )
