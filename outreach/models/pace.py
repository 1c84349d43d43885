"""The pace: how many letters of campaigns were taken in hand this minute, by community and by mail domain."""

from django.db import models


class Pace(models.Model):
    """One thing that has a pace, and what was counted in its last minute."""

    name = models.CharField(max_length=300, unique=True)
    minute = models.DateTimeField(help_text="Of which it counts.")
    taken = models.PositiveIntegerField(default=0, help_text="Letters taken in hand in that minute.")
    put_off = models.PositiveIntegerField(default=0, help_text="Letters put off in that minute, to later ones.")

    def __str__(self) -> str:
        return self.name
