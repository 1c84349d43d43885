"""Forms of the settings pages: one small form a page, made of the community's own fields."""

import copy
import zoneinfo
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from community import hosts
from community.characters import refuse_hidden_characters
from community.images import MAX_BYTES, CannotRead, clean_png
from community.models import Community

LOGO_SIDE = 640  # pixels


@dataclass(frozen=True)
class Part:
    """One page of settings: its address, what it is called, what the audit trail calls it, and its fields."""

    key: str
    title: str
    what: str
    fields: tuple[str, ...]
    lead: str = ""


PARTS = (
    Part(
        "identity",
        "Name and place",
        "the name and place",
        ("name", "region", "tagline", "time_zone"),
        "What stands on every page.",
    ),
    Part(
        "address",
        "Address of the portal",
        "the address of the portal",
        ("host",),
        "The portal answers at this name only, from the moment you save. Make sure that the name leads here first: "
        "otherwise nobody gets in until whoever runs the server sets it back.",
    ),
    Part(
        "contact",
        "Contact person",
        "the contact person",
        ("contact_name", "contact_title", "contact_email", "contact_phone"),
        "A named person stands on every page and in every letter: people sign with people. Letters that have left go "
        "on naming the address before: have its mail forwarded.",
    ),
    Part(
        "letters",
        "Sender of letters",
        "how letters are sent",
        ("sender_name", "sender_email", "postal_address"),
        "Whom letters come from, and the postal address in them. Left empty, letters come from the contact person.",
    ),
    Part(
        "campaigns",
        "Campaigns",
        "the rules for campaigns",
        ("approval_above", "letters_per_minute", "letters_per_domain_minute", "office_opens", "office_closes"),
        "When a second person has to agree, how fast letters leave, and in which hours. Mail services take whoever "
        "suddenly writes to many for a sender of spam: begin slowly.",
    ),
    Part(
        "color",
        "Color",
        "the color",
        ("color",),
        "One color; the pages derive its shades for light and dark, and keep text readable.",
    ),
    Part(
        "commitments",
        "Commitments",
        "the rules for commitments",
        ("commitment_term_months", "renewal_first_notice_days", "renewal_last_notice_days", "quiet_after_days"),
        "How long a signature holds, and when its letters go out.",
    ),
    Part(
        "demand",
        "Demand",
        "the rules for demand",
        ("demand_min_employers", "vacancy_day_cost"),
        "What has to be true before demand is shown, and what the calculator of a vacancy's cost begins with.",
    ),
    Part(
        "vetting",
        "Vetting of providers",
        "the rules for vetting",
        (
            "decision_days",
            "reviewers_per_application",
            "review_reminder_days",
            "review_months",
            "return_due_days",
            "listing_grace_days",
            "listing_warning_days",
        ),
        "The clock of vetting, as providers read it on the public page of criteria. The bars stand in the criteria.",
    ),
    Part(
        "figures",
        "Published figures",
        "the rules for published figures",
        ("min_cell", "known_rate_percent"),
        "Small numbers stay hidden, because a small number can point at a person.",
    ),
    Part(
        "feedback",
        "Employers’ feedback",
        "the rules for feedback",
        ("feedback_min_responses", "feedback_min_employers", "feedback_max_share_percent", "feedback_min_comments"),
        "How much must have come in before anybody but the evaluator sees results.",
    ),
    Part(
        "security",
        "Second factor",
        "whether a second factor is needed",
        ("is_second_factor_required",),
        "Once this is on, whoever has no second factor is led to set one up at their next click. That includes you.",
    ),
)
PART = {part.key: part for part in PARTS}

ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
AUTOCOMPLETE = {
    "name": "organization",
    "contact_name": "name",
    "contact_title": "organization-title",
    "contact_email": "email",
    "contact_phone": "tel",
}


class SettingsForm(forms.ModelForm):
    """Some of a community's fields, cleaned on a copy; nothing is set here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and not isinstance(field, forms.EmailField):
                field.validators.append(refuse_hidden_characters)
            if name in AUTOCOMPLETE:
                field.widget.attrs["autocomplete"] = AUTOCOMPLETE[name]
        if "time_zone" in self.fields:
            self.fields["time_zone"] = forms.ChoiceField(
                label="Time zone", choices=[(zone, zone.replace("_", " ")) for zone in ZONES]
            )
        if "color" in self.fields:
            self.fields["color"].widget = forms.TextInput(attrs={"type": "color"})

    def clean_host(self) -> str:
        """Return the bare host name."""
        host = hosts.tidy(self.cleaned_data["host"])
        if not hosts.is_host(host):
            raise forms.ValidationError("Write a host name such as techhire.rivertown.org.")
        return host

    def clean_color(self) -> str:
        """Return the color in lower case."""
        color: str = self.cleaned_data["color"]
        return color.lower()

    def clean_min_cell(self) -> int:
        """Return a minimum between which and the next band there is room: a narrow band would give the number away."""
        least: int = self.cleaned_data["min_cell"]
        if least < 50 and least not in {10, 20}:
            raise forms.ValidationError(
                "Choose 10, 20, or 50 and more. Numbers below 50 are shown as 10 to 19 and 20 to 49; a minimum in "
                "between would leave so few numbers that anybody could tell which."
            )
        return least

    def clean(self) -> dict[str, Any]:
        """Hold the two renewal letters in their order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("renewal_first_notice_days"), cleaned.get("renewal_last_notice_days")
        if first and last and last >= first:
            self.add_error("renewal_last_notice_days", "The last letter goes out nearer to the end than the first.")
        return cleaned


def settings_form(part: Part, community: Community, typed: QueryDict | None) -> SettingsForm:
    """Return the form of one page of settings; what is typed never touches the community of the request."""
    errors = {"host": {"unique": "Another community already answers at this host name."}}
    made: Any = forms.modelform_factory(Community, form=SettingsForm, fields=part.fields, error_messages=errors)
    form: SettingsForm = made(typed, instance=copy.copy(community))
    return form


class LogoForm(forms.Form):
    """A logo, drawn anew from what was uploaded."""

    logo = forms.FileField(
        label="Logo",
        help_text=f"A PNG, JPEG, WebP or GIF picture of up to {MAX_BYTES // 1024 // 1024} MB. "
        "It is drawn anew, without the data hidden in it.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )

    def clean_logo(self) -> bytes:
        """Return the picture as a clean PNG."""
        try:
            return clean_png(self.cleaned_data["logo"], max_side=LOGO_SIDE)
        except CannotRead as reason:
            raise forms.ValidationError(str(reason)) from reason
