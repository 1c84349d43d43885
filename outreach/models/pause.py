"""The pause: why no letter leaves just now, and when it is tried again."""

from django.db import models

from outreach.answers import Cause


class Pause(models.Model):
    """One row while the mail server cannot be used at all; letters wait meanwhile, and none of them is blamed."""

    name = models.CharField(max_length=20, unique=True, default="mail server")
    cause = models.CharField(max_length=12, choices=Cause)
    since = models.DateTimeField()
    code = models.PositiveIntegerField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True, help_text="What the mail server said.")
    tries = models.PositiveIntegerField(default=1)
    next_try_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_cause_display()
