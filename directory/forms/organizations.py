"""What is asked about an organization."""

from typing import Any

from django import forms

from community.characters import has_hidden_characters
from community.models import Community, User
from directory.filters import team_of
from directory.forms.fields import line
from directory.models import Organization, Sector, SizeBand
from directory.names import domain_of

TAGS = 30  # of one organization
TAG = 60  # characters


class OrganizationForm(forms.Form):
    """An organization, added or changed."""

    name = line("Name", 200, autocomplete="organization")
    sector = forms.ChoiceField(required=False, choices=[("", "Not known yet"), *Sector.choices])
    size_band = forms.ChoiceField(label="Size", required=False, choices=[("", "Not known yet"), *SizeBand.choices])
    town = line("Town", 120, required=False, autocomplete="address-level2")
    website = forms.URLField(
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": "Write an address of the web, such as acme.example."},
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    phone = line("Phone", 40, required=False, autocomplete="tel", kind="tel")
    owner = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        empty_label="Nobody yet",
        help_text="Who in the team keeps in touch with them.",
    )
    tags = line(
        "Tags", TAGS * (TAG + 2), required=False, hint="With commas between them, such as: chamber member, downtown."
    )
    source = line("Where we learned of them", 120, required=False)

    def __init__(
        self, *args: Any, community: Community, organization: Organization | None = None, **kwargs: Any
    ) -> None:
        if organization:
            names = organization.tags.order_by("name").values_list("name", flat=True)
            known = {name: getattr(organization, name) for name in self.base_fields if name != "tags"}
            kwargs["initial"] = {**known, "tags": ", ".join(names)}
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = team_of(community)  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_website(self) -> str:
        """Refuse addresses that are not of the web."""
        website = str(self.cleaned_data["website"])
        if website and not website.startswith(("http://", "https://")):
            raise forms.ValidationError("Enter an address that begins with https://")
        return website

    def clean_tags(self) -> list[str]:
        """Return the tags one by one."""
        tags = [" ".join(tag.split()) for tag in self.cleaned_data["tags"].split(",") if tag.strip()]
        if any(len(tag) > TAG for tag in tags):
            raise forms.ValidationError(f"A tag has at most {TAG} characters; put commas between them.")
        if len(tags) > TAGS:
            raise forms.ValidationError(f"An organization has at most {TAGS} tags.")
        return tags


class DomainForm(forms.Form):
    """A mail domain, or an address there."""

    domain = line("Mail domain", 253, hint="What stands behind the @ in their addresses, such as acme.com.")

    def clean_domain(self) -> str:
        """Return the domain in ASCII and lower case."""
        name = domain_of(self.cleaned_data["domain"])
        labels = name.split(".")
        fits = len(labels) > 1 and all(
            0 < len(label) < 64 and label.replace("-", "").isalnum() and not label.startswith("-") for label in labels
        )
        if not fits or has_hidden_characters(name):
            raise forms.ValidationError("Enter a domain such as acme.com.")
        return name
