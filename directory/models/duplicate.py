"""Pairs of records that may be one: found in the background, decided by a coordinator, and remembered."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from community.models import Community, Job
from directory.models.organization import Organization
from directory.models.person import Person


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    """Pairs in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def open(self) -> Self:
        """Return those about which nobody has said anything yet."""
        return self.filter(state=DuplicatePair.State.OPEN)

    def of_organizations(self) -> Self:
        """Return the pairs of organizations."""
        return self.filter(one__isnull=False)

    def of_people(self) -> Self:
        """Return the pairs of people."""
        return self.filter(one_person__isnull=False)

    def open_with(self, person: Person) -> Self:
        """Return the open pairs in which somebody is, the likeliest first, with both."""
        mine = self.open().filter(Q(one_person=person) | Q(other_person=person))
        return mine.select_related("one_person", "other_person").order_by("-score", "pk")

    def counted(self) -> dict[str, int]:
        """Return how many are open, of organizations and of people."""
        return self.open().aggregate(organizations=Count("one"), people=Count("one_person"))


class DuplicatePair(models.Model):
    """Two organizations or two people that look alike, the older record first; those that were merged are a `Merge`."""

    class State(models.TextChoices):
        """What a coordinator said."""

        OPEN = "open", "Open"
        NOT_THE_SAME = "not_the_same", "Not the same"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    one_person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other_person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    is_sure = models.BooleanField("certain by the strict rule", default=False)
    score = models.PositiveSmallIntegerField(help_text="How likely they are the same, in percent.")
    reasons = models.JSONField(default=list, help_text="Why, in words.")
    seen_at = models.DateTimeField(default=timezone.now, help_text="When they last looked alike.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["DuplicatePair"]] = DuplicatePairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="duplicate_pair_once"),
            models.UniqueConstraint(fields=["one_person", "other_person"], name="duplicate_people_once"),
            models.CheckConstraint(
                condition=Q(one__isnull=False, one__lt=F("other"), one_person=None, other_person=None)
                | Q(one_person__isnull=False, one_person__lt=F("other_person"), one=None, other=None),
                name="duplicate_pair_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "state", "-score", "id"],
                condition=Q(one__isnull=False),
                name="duplicate_pair_by_score",
            ),
            models.Index(
                fields=["community", "state", "-score", "id"],
                condition=Q(one_person__isnull=False),
                name="duplicate_people_by_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"

    @property
    def first(self) -> Any:
        """Return the older record, of an organization or of a person."""
        return self.one or self.one_person

    @property
    def second(self) -> Any:
        """Return the newer record."""
        return self.other or self.other_person

    def beside(self, pk: int) -> Any:
        """Return the record that one of this number looks like."""
        return self.second if self.first.pk == pk else self.first

    @property
    def why(self) -> str:
        """Return the reasons as one line."""
        return ", ".join(self.reasons)


class DuplicateKey(models.Model):
    """Something that a record has while a search goes on, as a number: whoever has the same is compared.

    The rows are gone when the search is over.
    """

    class Kind(models.TextChoices):
        """What stands behind the number, and whose it is."""

        SLIP = "slip", "Word that is a slip away from another; its record is the number of the one that stands for both"
        WORDS = "words", "Words of an organization's name"
        LETTERS = "letters", "Letters of an organization's name"
        PHONE = "phone", "Phone of an organization"
        OWN_PHONE = "own-phone", "Phone of a person"
        DOMAIN = "domain", "Mail domain of a person"
        MAILBOX = "mailbox", "Name of a person and of their mailbox"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.BigIntegerField()
    record = models.BigIntegerField()

    objects: ClassVar[models.Manager["DuplicateKey"]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["job", "kind", "key", "record"], name="duplicate_key_by_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
