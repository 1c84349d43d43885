"""Alliances and their members, and who knows whom."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from directory.bonds import AllianceKind, Strength, TieKind
from directory.models.organization import Organization
from directory.models.person import Person


class AllianceQuerySet(models.QuerySet["Alliance"]):
    """Alliances of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(organization__community=community)


class Alliance(models.Model):
    """An organization through which others are reached."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="alliance")
    kind = models.CharField(max_length=20, choices=AllianceKind)
    contact = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_to = models.TextField("what they agreed to do", blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Alliance"]] = AllianceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.organization.name

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("directory:alliance", args=[self.pk])


class AllianceMemberQuerySet(models.QuerySet["AllianceMember"]):
    """Members in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(alliance__organization__community=community)

    def current(self) -> Self:
        """Return those that have not left."""
        return self.filter(until=None)


class AllianceMember(models.Model):
    """An organization in an alliance, from one day to another."""

    alliance = models.ForeignKey(Alliance, on_delete=models.CASCADE, related_name="members")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["AllianceMember"]] = AllianceMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "organization"], condition=Q(until=None), name="alliance_member_once"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="alliance_member_leaves_after_joining",
            ),
        ]
        indexes = [models.Index(fields=["organization", "until"], name="alliance_member_by_org")]

    def __str__(self) -> str:
        return f"{self.organization} in {self.alliance}"


class TieQuerySet(models.QuerySet["Tie"]):
    """Ties in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def current(self) -> Self:
        """Return those that hold."""
        return self.filter(until=None)

    def between(self, one: Person, other: Person) -> Self:
        """Return the ties of two people, whoever of them is named first."""
        return self.filter(Q(from_person=one, to_person=other) | Q(from_person=other, to_person=one))


class Tie(models.Model):
    """Two people know each other; whoever is named first knows the other no better than the other way round."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="ties")
    from_person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ties_from")
    to_person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ties_to")
    kind = models.CharField(max_length=20, choices=TieKind)
    strength = models.PositiveSmallIntegerField(choices=Strength)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    words = models.CharField("how they know each other", max_length=300, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_by_person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Tie"]] = TieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_person", "to_person", "kind"], condition=Q(until=None), name="tie_once_per_kind"
            ),
            models.CheckConstraint(condition=~Q(from_person=F("to_person")), name="tie_of_two_people"),
            models.CheckConstraint(condition=Q(strength__in=Strength.values), name="tie_has_strength"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="tie_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["from_person", "until", "-strength"], name="tie_by_first"),
            models.Index(fields=["to_person", "until", "-strength"], name="tie_by_second"),
        ]

    def __str__(self) -> str:
        return f"{self.from_person} and {self.to_person}"
