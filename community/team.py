"""The team: invitations by letter, roles, and who left; each change stands on the audit trail."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from community import audit, entering, links, purposes, signals
from community.models import Community, Invitation, Link, Membership, User
from community.roles import Role, problem

RECORD = "community.invitation:"


class CannotChange(Exception):
    """The team cannot be changed this way; the message says why."""


def in_words(roles: Iterable[Role]) -> str:
    """Return roles as a person reads them, in their fixed order."""
    held = set(roles)
    return ", ".join(role.value for role in Role if role in held)


def refuse_wrong_set(roles: frozenset[Role]) -> None:
    """Raise CannotChange where one person may not hold this set."""
    if reason := problem(roles):
        raise CannotChange(reason)


def refuse_losing_the_last_administrator(membership: Membership) -> None:
    """Raise CannotChange where nobody else here could manage people and settings; the others are locked meanwhile."""
    administrators = Membership.objects.of(membership.community).filter(is_administrator=True, user__is_active=True)
    locked = administrators.select_for_update(of=("self",)).values_list("pk", flat=True)
    if membership.is_administrator and not set(locked) - {membership.pk}:
        raise CannotChange(
            f"{membership.user} is the only administrator. Make somebody else an administrator first, "
            "or nobody could manage people and settings."
        )


@transaction.atomic
def invite(
    *, community: Community, email: str, name: str, roles: frozenset[Role], by: User, at: datetime
) -> Invitation:
    """Invite somebody by letter."""
    refuse_wrong_set(roles)
    email = User.objects.normalize_email(email)
    if Membership.objects.of(community).filter(user__email=email).exists():
        raise CannotChange("Somebody with this address is in the team already. Change their roles instead.")
    invitation = Invitation(community=community, email=email, name=name, invited_by=by, invited_at=at)
    invitation.roles = roles
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as taken:
        raise CannotChange(
            "This address is invited already. Send the letter again, or take the invitation back."
        ) from taken
    audit.record(f"invited {name} as {in_words(roles)}", community=community, by=by, at=at)
    signals.invitation_made.send(Invitation, invitation=invitation, at=at)
    return invitation


def still_open(invitation: Invitation) -> Invitation:
    """Return the invitation, locked; raises CannotChange where it was accepted or taken back."""
    locked = Invitation.objects.select_for_update().filter(pk=invitation.pk, accepted_at=None, revoked_at=None).first()
    if locked is None:
        raise CannotChange("This invitation was accepted or taken back already.")
    return locked


@transaction.atomic
def resend(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Send the letter again, with a new link; the old one ends."""
    invitation = still_open(invitation)
    links.revoke(record_of(invitation), purposes.INVITATION, at=at)
    audit.record(f"sent {invitation.name} the invitation again", community=invitation.community, by=by, at=at)
    signals.invitation_made.send(Invitation, invitation=invitation, at=at)


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Take an invitation back; its link ends."""
    invitation = still_open(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=at)
    links.revoke(record_of(invitation), purposes.INVITATION, at=at)
    audit.record(f"took back the invitation of {invitation.name}", community=invitation.community, by=by, at=at)


def record_of(invitation: Invitation) -> str:
    """Return how links name an invitation."""
    return f"{RECORD}{invitation.pk}"


def invitation_of(link: Link) -> Invitation:
    """Return the open invitation behind a link; raises CannotOpen."""
    pk = int(link.record.removeprefix(RECORD))
    invitation = (
        Invitation.objects.of(link.community).open().select_related("community", "invited_by").filter(pk=pk).first()
    )
    if invitation is None:
        raise links.CannotOpen("This invitation was accepted or taken back. Ask the person who invited you.")
    return invitation


def known_user(invitation: Invitation) -> User | None:
    """Return who signs in with the invited address already, if anybody does."""
    return User.objects.filter(email=invitation.email).first()


def needs_password(invitation: Invitation) -> bool:
    """Tell whether the invited person still has to choose a password."""
    user = known_user(invitation)
    return user is None or not user.has_usable_password()


@transaction.atomic
def accept(token: str, *, community: Community, name: str = "", password: str = "", at: datetime) -> User:
    """Join the team by the link in the letter, once; raises CannotOpen or CannotChange.

    Somebody who has a password keeps name and password: the link alone must not replace them.
    """
    link = links.open_link(token, purposes.INVITATION, community=community, at=at)
    links.use(link, at=at)
    invitation = still_open(invitation_of(link))
    user = known_user(invitation) or User(email=invitation.email)
    if not user.is_active:
        raise CannotChange("This account is closed. Ask the person who invited you.")
    if not user.pk or not user.has_usable_password():
        user.name = name or invitation.name
        user.set_password(password or None)
        user.save()
    entering.note_address(user)
    membership = Membership.objects.of(community).filter(user=user).first() or Membership(
        community=community, user=user, since=at
    )
    membership.roles = invitation.roles
    membership.save()
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=at)
    audit.record(f"accepted the invitation as {invitation.roles_in_words}", community=community, by=user, at=at)
    return user


@transaction.atomic
def change_roles(membership: Membership, *, roles: frozenset[Role], by: User, at: datetime) -> None:
    """Give somebody another set of roles; it holds from their next request on."""
    refuse_wrong_set(roles)
    before = in_words(membership.roles)
    if roles == membership.roles:
        return
    if Role.ADMINISTRATOR not in roles:
        refuse_losing_the_last_administrator(membership)
    membership.roles = roles
    membership.save()
    words = f"changed the roles of {membership.user} from {before} to {in_words(roles)}"
    audit.record(words, community=membership.community, by=by, at=at)


@transaction.atomic
def remove(membership: Membership, *, by: User, at: datetime) -> None:
    """Take somebody out of the team; what they did keeps their name."""
    refuse_losing_the_last_administrator(membership)
    words = f"removed {membership.user} ({in_words(membership.roles)}) from the team"
    membership.delete()
    audit.record(words, community=membership.community, by=by, at=at)
