"""The pace: when the next letter of a campaign may be taken in hand, by community and by mail domain."""

from django.db import models


class Pace(models.Model):
    """One thing that has a pace, and when it is free again."""

    name = models.CharField(max_length=300, unique=True)
    free_at = models.DateTimeField(null=True, help_text="When all that was taken has had its time.")
    later_at = models.DateTimeField(null=True, help_text="When the next letter that is put off may come.")

    def __str__(self) -> str:
        return self.name
