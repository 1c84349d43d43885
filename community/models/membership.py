"""Who belongs to a community's team, and who has been asked to."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models.community import Community
from community.roles import Role

ONLY_EVALUATOR = Q(is_evaluator=False) | Q(
    is_administrator=False, is_coordinator=False, is_reviewer=False, is_viewer=False
)
ANY_ROLE = (
    Q(is_administrator=True) | Q(is_coordinator=True) | Q(is_reviewer=True) | Q(is_evaluator=True) | Q(is_viewer=True)
)


class RoleSet(models.Model):
    """A set of roles, kept as one yes or no a role so that the database itself can refuse a wrong set."""

    is_administrator = models.BooleanField(default=False)
    is_coordinator = models.BooleanField(default=False)
    is_reviewer = models.BooleanField(default=False)
    is_evaluator = models.BooleanField(default=False)
    is_viewer = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held."""
        return frozenset(role for role in Role if getattr(self, f"is_{role.value}"))

    @roles.setter
    def roles(self, roles: "frozenset[Role] | set[Role]") -> None:
        for role in Role:
            setattr(self, f"is_{role.value}", role in roles)

    @property
    def roles_in_words(self) -> str:
        """Return the roles as a person reads them."""
        return ", ".join(role.value for role in Role if role in self.roles)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class Membership(RoleSet):
    """One person's roles in one community."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Membership"]] = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="membership_once_per_person_and_community"),
            models.CheckConstraint(condition=ONLY_EVALUATOR, name="membership_evaluator_combines_with_no_other"),
            models.CheckConstraint(condition=ANY_ROLE, name="membership_has_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.roles_in_words}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def open(self) -> Self:
        """Return those neither accepted nor taken back."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(RoleSet):
    """An invitation by letter to join the team."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=150)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Invitation"]] = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open_per_address",
            ),
            models.CheckConstraint(condition=ONLY_EVALUATOR, name="invitation_evaluator_combines_with_no_other"),
            models.CheckConstraint(condition=ANY_ROLE, name="invitation_has_a_role"),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.name}"
