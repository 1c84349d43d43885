"""Founding: a community stands, with its contact person and its first administrator."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from community import audit, entering, signals
from community.models import Community, Membership, User
from community.roles import Role

CODE_GROUPS, CODE_GROUP = 4, 4  # abcd-efgh-…: 64 bits, easily typed


class CannotFound(Exception):
    """The community cannot be founded; the message says why."""


def setup_code() -> str:
    """Return the code that shows a stranger from the installation's operator; it follows SECRET_KEY."""
    digits = salted_hmac("community.founding", "first community", algorithm="sha256").hexdigest()
    return "-".join(digits[start : start + CODE_GROUP] for start in range(0, CODE_GROUPS * CODE_GROUP, CODE_GROUP))


def is_setup_code(typed: str) -> bool:
    """Test whether this is the set-up code; spaces, hyphens and case do not matter."""
    bare = "".join(char for char in typed.lower() if char.isalnum())
    return constant_time_compare(bare, setup_code().replace("-", ""))


def administrator(email: str, name: str, password: str | None) -> User:
    """Return the user of this address, made anew where nobody has it; somebody known keeps name and password."""
    user = User.objects.filter(email=User.objects.normalize_email(email)).first()
    if user is None:
        return User.objects.create_user(email, name, password)
    if not user.is_active:
        raise CannotFound(f"{user} is disabled and cannot be an administrator.")
    return user


@transaction.atomic
def found(
    *,
    name: str,
    region: str,
    host: str,
    administrator_name: str,
    administrator_email: str,
    password: str | None = None,
    contact_name: str = "",
    contact_email: str = "",
    time_zone: str = "",
    at: datetime,
) -> tuple[Community, User]:
    """Found a community and return it with its first administrator, who is the contact person unless one is named."""
    by = administrator(administrator_email, administrator_name, password)
    try:
        with transaction.atomic():
            community = Community.objects.create(
                name=name,
                region=region,
                host=host,
                contact_name=contact_name or by.name,
                contact_email=contact_email or by.email,
                created_at=at,
                **({"time_zone": time_zone} if time_zone else {}),
            )
    except IntegrityError as taken:
        raise CannotFound(f"Another community already answers at {host}.") from taken
    membership = Membership(community=community, user=by, since=at)
    membership.roles = {Role.ADMINISTRATOR}
    membership.save()
    entering.note_address(by)
    audit.record(f"founded {community}", community=community, by=by, at=at)
    signals.community_founded.send(Community, community=community, by=by, at=at)
    return community, by


@transaction.atomic
def found_first(*, typed_code: str, at: datetime, **details: str) -> tuple[Community, User]:
    """Found the first community of an installation, once, for whoever holds its set-up code."""
    if not settings.DEVELOPMENT and not is_setup_code(typed_code):
        raise CannotFound("This is not the set-up code. Whoever runs this server prints it with: manage.py setup_code")
    if Community.objects.exists():
        raise CannotFound("A community already stands here.")
    try:
        with transaction.atomic():
            return found(at=at, **details)
    except IntegrityError as pressed_twice:
        raise CannotFound("A community already stands here.") from pressed_twice
