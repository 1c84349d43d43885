"""Advocates: people at an employer who practice inclusive hiring and speak for the initiative."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from community.models import Community
from directory.models import Person
from employers.models.employer import Employer


class AdvocateQuerySet(models.QuerySet["Advocate"]):
    """Advocates in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(employer__community=community)

    def with_names(self) -> Self:
        """Return them with the person and the employer."""
        return self.select_related("person", "employer__organization")

    def writing(self) -> Self:
        """Return those in whose name letters may go, and whom a letter can ask about each."""
        return self.filter(writing_at__isnull=False).exclude(person__email="")


class Advocate(models.Model):
    """Why somebody is involved, what they do, and what they agreed to; each consent by itself, with its moment."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="advocates")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="advocates")
    why = models.TextField("why they are involved", max_length=2000)
    practices = models.TextField("inclusive practices", max_length=2000, blank=True, help_text="One a line.")
    objection = models.TextField("the objection they overcame", max_length=2000, blank=True)
    quote = models.TextField("what may be quoted", max_length=600, blank=True)
    named_at = models.DateTimeField(null=True, blank=True, help_text="When they agreed to be named.")
    quoted_at = models.DateTimeField(null=True, blank=True, help_text="When they agreed to be quoted.")
    called_at = models.DateTimeField(null=True, blank=True, help_text="When they agreed to be called by peers.")
    writing_at = models.DateTimeField(
        null=True, blank=True, help_text="When they agreed that letters go in their name, each once they approved it."
    )
    last_asked_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Advocate"]] = AdvocateQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person} of {self.employer}"
