"""What a version of a return comes to, counted once, so that a release need not read every graduate."""

from django.db import models
from django.db.models import F, Q

from providers.models.placement import Submission


class SubmissionCount(models.Model):
    """The counts of one version, written when it is filed; `outcomes.Tally` says what each is.

    They rest on what a version says, which never changes. What employers answer afterwards, and which of them have a
    commitment in its term, is counted by each release.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, primary_key=True, related_name="count")
    graduated = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    in_field = models.PositiveIntegerField()
    in_field_90 = models.PositiveIntegerField()
    placed = models.PositiveIntegerField()
    placed_90 = models.PositiveIntegerField()
    region_known = models.PositiveIntegerField()
    in_region = models.PositiveIntegerField()
    named = models.PositiveIntegerField()
    paid = models.PositiveIntegerField()
    pay_total = models.PositiveBigIntegerField(help_text="US dollars a year, of all whose pay is counted.")
    # A quartile of whole dollars lies on a quarter of one, so that whole numbers keep it exactly.
    lower = models.PositiveBigIntegerField("lower quartile", null=True, help_text="Quarters of a dollar a year.")
    median = models.PositiveBigIntegerField(null=True, help_text="Quarters of a dollar a year.")
    upper = models.PositiveBigIntegerField("upper quartile", null=True, help_text="Quarters of a dollar a year.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    counted__lte=F("graduated"),
                    known__lte=F("counted"),
                    in_field__lte=F("counted"),
                    in_field_90__lte=F("in_field"),
                    placed__lte=F("in_field"),
                    placed_90__lte=F("placed"),
                    region_known__lte=F("placed"),
                    in_region__lte=F("region_known"),
                    named__lte=F("placed"),
                    paid__lte=F("counted"),
                ),
                name="submission_count_part_is_of_a_whole",
            ),
            models.CheckConstraint(
                condition=Q(paid=0, pay_total=0, lower=None, median=None, upper=None)
                | Q(paid__gt=0, lower__isnull=False, median__gte=F("lower"), upper__gte=F("median")),
                name="submission_count_pay_is_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduated}"
