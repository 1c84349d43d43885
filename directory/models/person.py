"""People, and where they work or worked."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import connections, models
from django.db.models import Q
from django.utils import timezone

from community.models import Community
from community.places import under
from directory import search
from directory.models.organization import Organization
from directory.names import fold, text_of_person


class PersonQuerySet(models.QuerySet["Person"]):
    """People of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def search(self, query: str) -> Self:
        """Return those in whose name or address each word stands; fewer than three letters begin a name."""
        vendor = connections[self.db].vendor
        words = search.words_of(query)
        long = [word for word in words if len(word) >= search.TRIGRAM]
        if words and not long:
            return self.filter(search.starts_with(vendor, "folded_name", " ".join(words)))
        found = self
        for word in words:
            found = found.filter(
                search.contains(vendor, "directory_person", word) if word in long else Q(search_text__contains=word)
            )
        return found


class Person(models.Model):
    """Somebody with an address, wherever they work just now."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=150)
    folded_name = models.CharField(max_length=150, editable=False, help_text="As sorted.")
    search_text = models.TextField(editable=False, help_text="Name and address as searched.")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="people"
    )
    source = models.CharField(max_length=120, blank=True, help_text="Where the address came from.")
    source_at = models.DateTimeField(default=timezone.now, help_text="When it came.")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Person"]] = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                fields=["community", "email"], condition=~Q(email=""), name="person_one_per_address"
            ),
            models.UniqueConstraint(
                fields=["community", "user"], condition=Q(user__isnull=False), name="person_one_per_user"
            ),
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")), name="person_email_is_lower_case"
            ),
            models.CheckConstraint(condition=~Q(folded_name="") & ~Q(search_text=""), name="person_is_folded"),
        ]
        indexes = [models.Index(fields=["community", "folded_name", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded texts beside the typed ones."""
        self.fold()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "folded_name", "search_text"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return their page in the workspace."""
        return under("directory:people", self.pk)

    def fold(self) -> None:
        """Fill what is sorted and searched from what is shown; `bulk_create` needs it called by hand."""
        self.folded_name = fold(self.name)[:150]
        self.search_text = text_of_person(fold(self.name), self.email)


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    """Affiliations in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(organization__community=community)

    def current(self) -> Self:
        """Return those that have not ended."""
        return self.filter(until=None)


class Affiliation(models.Model):
    """A person at an organization, with a title, from one day to another."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="affiliations")
    title = models.CharField(max_length=150, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    has_desk = models.BooleanField("may use the organization's desk", default=False)

    objects: ClassVar[models.Manager["Affiliation"]] = AffiliationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "until"], name="affiliation_by_organization")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization"], condition=Q(until=None), name="affiliation_one_current"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=models.F("since")),
                name="affiliation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.organization}"
