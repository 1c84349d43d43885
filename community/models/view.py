"""Saved views: a list as somebody filtered and sorted it, kept under a name."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models.community import Community
from community.models.user import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def on(self, page: str, user: User) -> Self:
        """Return those that this person has as tabs on a page: the team's, then their own, each by name."""
        mine_last = models.F("owner").asc(nulls_first=True)
        return self.filter(Q(owner=None) | Q(owner=user), page=page).order_by(mine_last, "name")


class SavedView(models.Model):
    """The query string of a list page under a name, for one person or (no owner) for the team."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60, help_text="The route of the list.")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_views"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["SavedView"]] = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "page", "name"], condition=Q(owner=None), name="saved_view_of_the_team"
            ),
            models.UniqueConstraint(
                fields=["community", "page", "name", "owner"],
                condition=Q(owner__isnull=False),
                name="saved_view_of_one_person",
            ),
        ]

    def __str__(self) -> str:
        return self.name
