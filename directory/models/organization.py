"""Organizations: employers, providers, alliances, or several at once."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import connections, models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Community
from community.places import under
from directory import search
from directory.names import fold, looks_foreign, normalize_name, text_of_organization


class Sector(models.TextChoices):
    """Sectors as employers name them, coarser than NAICS."""

    TECHNOLOGY = "technology", _("Technology")
    HEALTH = "health", _("Health care")
    FINANCE = "finance", _("Finance and insurance")
    MANUFACTURING = "manufacturing", _("Manufacturing")
    RETAIL = "retail", _("Retail and wholesale")
    EDUCATION = "education", _("Education")
    GOVERNMENT = "government", _("Government")
    UTILITIES = "utilities", _("Energy and utilities")
    TRANSPORT = "transport", _("Transport and logistics")
    CONSTRUCTION = "construction", _("Construction and real estate")
    PROFESSIONAL = "professional", _("Professional services")
    HOSPITALITY = "hospitality", _("Hospitality and food")
    AGRICULTURE = "agriculture", _("Agriculture")
    MEDIA = "media", _("Media and arts")
    NONPROFIT = "nonprofit", _("Nonprofit")
    OTHER = "other", _("Other")


class SizeBand(models.TextChoices):
    """How many people work there."""

    XS = "1-9", "1–9 people"
    S = "10-49", "10–49 people"
    M = "50-249", "50–249 people"
    L = "250-999", "250–999 people"
    XL = "1000+", "1,000 people or more"


class TagQuerySet(models.QuerySet["Tag"]):
    """Tags of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class Tag(models.Model):
    """A word that coordinators put on organizations."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)

    objects: ClassVar[models.Manager["Tag"]] = TagQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("community", Lower("name"), name="tag_once_per_community")]

    def __str__(self) -> str:
        return self.name


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Organizations of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def search(self, query: str) -> Self:
        """Return those in whose name or town each word stands, or one of whose mail domains begins with it."""
        vendor = connections[self.db].vendor
        words = search.words_of(query)
        long = [word for word in words if len(word) >= search.TRIGRAM]
        found = self
        for word in long:
            domains = Domain.objects.using(self.db).filter(
                search.starts_with(vendor, "name", word.rpartition("@")[2] or word)
            )
            among = search.is_among(vendor, domains.order_by().values("organization_id"))
            found = found.filter(search.contains(vendor, "directory_organization", word) | Q(among))
        if words and not long:
            return found.filter(search.starts_with(vendor, "normalized_name", " ".join(words)))
        for word in words:
            if word not in long:
                found = found.filter(search_text__contains=word)
        return found

    def towns(self, community: Community, limit: int = 200) -> list[str]:
        """Return the towns in which a community knows organizations, in order, by one step on the index each."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(TOWNS, [community.pk, community.pk, limit])
            return [town for (town,) in cursor.fetchall()]


# DISTINCT would read every row of the index; this reads one a town.
TOWNS = """
WITH RECURSIVE step(town) AS (
    SELECT min(town) FROM directory_organization WHERE community_id = %s AND town > ''
    UNION ALL
    SELECT (SELECT min(o.town) FROM directory_organization o WHERE o.community_id = %s AND o.town > step.town)
    FROM step WHERE step.town IS NOT NULL
)
SELECT town FROM step WHERE town IS NOT NULL LIMIT %s
"""


class Organization(models.Model):
    """One record per organization."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="organizations")
    name = models.CharField(max_length=200)
    normalized_name = models.CharField(max_length=200, editable=False, help_text="As compared and sorted.")
    search_text = models.TextField(editable=False, help_text="Name and town as searched.")
    slug = models.SlugField(max_length=80, help_text="Its place in public addresses.")
    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    size_band = models.CharField(max_length=10, choices=SizeBand, blank=True)
    town = models.CharField(max_length=120, blank=True)
    website = models.URLField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="organizations")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=120, blank=True, help_text="Where we learned of it.")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Organization"]] = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "slug"], name="organization_slug_once_per_community"),
            models.CheckConstraint(
                condition=~Q(normalized_name="") & ~Q(search_text=""), name="organization_is_folded"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "normalized_name", "id"], name="organization_by_name"),
            models.Index(fields=["community", "sector", "normalized_name"], name="organization_by_sector"),
            models.Index(fields=["community", "town", "normalized_name"], name="organization_by_town"),
            models.Index(fields=["community", "phone"], condition=~Q(phone=""), name="organization_by_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded texts beside the typed ones."""
        self.fold()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "normalized_name", "search_text"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return under("directory:organizations", self.pk)

    def fold(self) -> None:
        """Fill what is compared and searched from what is shown; `bulk_create` needs it called by hand."""
        self.normalized_name = normalize_name(self.name)[:200]
        self.search_text = text_of_organization(fold(self.name), self.normalized_name, fold(self.town))


class DomainQuerySet(models.QuerySet["Domain"]):
    """Mail domains of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class Domain(models.Model):
    """A mail domain of an organization, in ASCII (punycode); a verified one speaks for it."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=253)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Domain"]] = DomainQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="domain_once_per_organization"),
            models.UniqueConstraint(
                fields=["community", "name"],
                condition=Q(verified_at__isnull=False),
                name="domain_verified_for_one_organization",
            ),
            models.CheckConstraint(condition=Q(name=Lower("name")), name="domain_is_lower_case"),
        ]
        indexes = [models.Index(fields=["name", "community"], name="domain_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_foreign(self) -> bool:
        """Tell whether the domain has letters beyond ASCII, as look-alikes do."""
        return looks_foreign(self.name)
