"""How often something was tried: the limiter's counters, by a hash that names nobody."""

from django.db import models


class Allowance(models.Model):
    """How often one subject did one thing in one window."""

    key = models.CharField(max_length=64, help_text="A keyed hash of what is limited and whom.")
    window = models.DateTimeField(help_text="When the window began.")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="allowance_once_per_window")]
        indexes = [models.Index(fields=["window"], name="allowance_by_window")]

    def __str__(self) -> str:
        return f"{self.count} since {self.window:%H:%M}"
