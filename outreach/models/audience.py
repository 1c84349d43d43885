"""Audiences: saved rules that yield people, the team's or somebody's own."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from community.models import Community, User
from outreach import audience_rules
from outreach.audience_rules import Rules


def no_rules() -> dict[str, Any]:
    """Return rules that find nobody."""
    return audience_rules.write(Rules())


class AudienceQuerySet(models.QuerySet["Audience"]):
    """Audiences in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def seen_by(self, user: User) -> Self:
        """Return the team's, and this person's own."""
        return self.filter(Q(is_shared=True) | Q(owner=user))


class Audience(models.Model):
    """Rules that yield people, one line for each, and who is left out of them."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="audiences")
    name = models.CharField(max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="audiences",
        help_text="Who made it.",
    )
    is_shared = models.BooleanField("the team's", default=True, help_text="Else only its owner sees it.")
    rules = models.JSONField(default=no_rules, help_text="As outreach/audience_rules.py reads them.")
    exclusions = models.JSONField(
        default=dict, blank=True, help_text="Who is left out, beside whom nobody may write to: key → values."
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Audience"]] = AudienceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "community", Lower("name"), condition=Q(is_shared=True), name="audience_name_once_in_the_team"
            ),
            models.UniqueConstraint(
                "community", "owner", Lower("name"), condition=Q(is_shared=False), name="audience_name_once_of_a_person"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("outreach:audience", args=[self.pk])

    @property
    def read_rules(self) -> Rules:
        """Return its rules. Raises WrongRules where they were written by hand, wrongly."""
        return audience_rules.read(self.rules)
