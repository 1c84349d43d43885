"""Coming in by an e-mailed link: what a person asked for at the door, or an operator printed for the locked-out."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from community import audit, links, purposes, signals
from community.models import Community, Link, User

RECORD = "community.user:"


class CannotEnter(Exception):
    """This person cannot come in this way; the message says why."""


def record_of(user: User) -> str:
    """Return how links name a user."""
    return f"{RECORD}{user.pk}"


@transaction.atomic
def ask(user: User, *, community: Community, code: str, at: datetime) -> None:
    """Announce that somebody asked at the door: they get a code for the page they left open, and a link."""
    signals.sign_in_asked.send(User, user=user, community=community, code=code, at=at)


@transaction.atomic
def tell(email: str, *, community: Community, subject: str, body: str, at: datetime) -> None:
    """Announce news of an account, written in Markdown, to an address that may be nobody's."""
    signals.account_news.send(User, user_email=email, community=community, subject=subject, body=body, at=at)


@transaction.atomic
def recover(user: User, *, community: Community, by: User | None, at: datetime) -> str:
    """Make a one-time link for somebody locked out; a second factor, where one is set up, is still asked for."""
    if not user.is_active:
        raise CannotEnter(f"{user} is disabled and cannot sign in.")
    audit.record(f"made a one-time sign-in link for {user}", community=community, by=by, at=at)
    return links.mint(purposes.RECOVER, record_of(user), community=community, at=at)


def who(link: Link) -> User:
    """Return the person a link was made for; raises CannotOpen where they are gone or disabled."""
    user = User.objects.filter(pk=int(link.record.removeprefix(RECORD)), is_active=True).first()
    if user is None:
        raise links.CannotOpen(_("This link no longer leads anywhere. Ask for a new one."))
    return user


@transaction.atomic
def enter(token: str, *, community: Community, at: datetime) -> User:
    """Use up a sign-in link and return whom it lets in; raises CannotOpen."""
    link = links.open_link(token, purposes.SIGN_IN, purposes.RECOVER, community=community, at=at)
    user = who(link)
    links.use(link, at=at)
    links.revoke(link.record, purposes.SIGN_IN, at=at)
    return user


@transaction.atomic
def note_address(user: User) -> None:
    """Keep the one address a person signs in by as proved and primary, as the pages of the second factor want it."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
