"""What coordinators know of skills: two writings that mean the same."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.models import Community
from employers.skills import LONGEST


class SkillAliasQuerySet(models.QuerySet["SkillAlias"]):
    """Aliases in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def as_read(self) -> dict[str, str]:
        """Return the name under which a skill is read, by the key of the writing."""
        return dict(self.values_list("written", "name"))


class SkillAlias(models.Model):
    """One way of writing a skill, and the name under which it is read."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="skill_aliases")
    written = models.CharField(max_length=LONGEST, help_text="In lower case, with single spaces.")
    name = models.CharField(max_length=LONGEST)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["SkillAlias"]] = SkillAliasQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "skill aliases"
        constraints = [models.UniqueConstraint(fields=["community", "written"], name="skill_alias_once_per_writing")]

    def __str__(self) -> str:
        return f"{self.written} is {self.name}"
