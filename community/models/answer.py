"""The three answers every employer asks for: what is it, why join, what do we get."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.models.community import Community


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class Answer(models.Model):
    """A community's answer to one of the three questions, in Markdown."""

    class Question(models.TextChoices):
        """The three questions of the communications plan."""

        WHAT = "what", "What is TechHire about?"
        WHY = "why", "Why should an employer consider joining?"
        BENEFITS = "benefits", "What will they get from it?"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=10, choices=Question)
    body = models.TextField(help_text="Markdown: headings, lists, links.", max_length=10_000)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager["Answer"]] = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "question"], name="answer_one_per_question")]

    def __str__(self) -> str:
        return self.get_question_display()
