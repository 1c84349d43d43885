"""What coordinators answer about signatures: whose it is, why it is put aside, what stands on a paper."""

from datetime import date
from typing import IO, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from community.characters import refuse_hidden_characters
from community.models import Community
from directory.models import Organization
from directory.models.organization import Sector
from employers import scans
from employers.models import Commitment, CommitmentText, Consent, Employer, Promise
from employers.standing import NEW, Beside, in_words

EXPIRING = "expiring"  # no state of its own: active, and its end is near
ID_DIGITS = 18


class SettleForm(forms.Form):
    """The question whose signature it is."""

    choice = forms.CharField(required=True, error_messages={"required": "Choose whose signature this is."})
    verify_domain = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, commitment: Commitment, sure: str = "", may_verify: bool = False) -> None:
        self.community, self.sure, self.may_verify = commitment.community, sure, may_verify
        super().__init__(data, auto_id=f"id_{commitment.pk}_%s")

    @property
    def chosen(self) -> str:
        """Return the option that is ticked: what was posted, or what is sure enough."""
        return str(self.data.get("choice", "")) if self.is_bound else self.sure

    def clean_choice(self) -> tuple[Organization | None, Beside]:
        """Return the organization, None for a new one, and what its active commitment means."""
        posted = self.cleaned_data["choice"]
        if posted == NEW:
            return None, Beside.NONE
        number, _, beside = posted.partition("-")
        if number.isascii() and number.isdigit() and len(number) <= ID_DIGITS and beside in list(Beside):
            organization = Organization.objects.of(self.community).filter(pk=int(number)).first()
            if organization:
                return organization, Beside(beside)
        raise forms.ValidationError("Choose whose signature this is.")

    def clean_verify_domain(self) -> bool:
        """Believe the tick only where the domain may become theirs."""
        return bool(self.cleaned_data["verify_domain"]) and self.may_verify


class RejectForm(forms.Form):
    """The reason why a signature is put aside."""

    reason = forms.CharField(
        label="Why",
        max_length=300,
        initial="Spam",
        validators=[refuse_hidden_characters],
        help_text="For your colleagues. Nothing is written to whoever signed.",
    )


class WithdrawForm(forms.Form):
    """The way in which the signer asked for it."""

    reason = forms.CharField(
        label="How they asked, and why",
        max_length=300,
        required=True,
        validators=[refuse_hidden_characters],
        help_text="Such as: Jo Park by phone on November 20, they are reorganizing.",
    )


class ConsentsForm(forms.Form):
    """What may be shown and shared, as the signer asked."""

    consents = forms.MultipleChoiceField(
        label="They agreed to this", required=False, choices=Consent.Kind.choices, widget=forms.CheckboxSelectMultiple
    )


class TextField(forms.ModelChoiceField):
    """The published versions of the text, each with its day."""

    def label_from_instance(self, obj: Any) -> str:
        """Return a version as the menu shows it."""
        published_on = obj.published_at.astimezone(timezone.get_current_timezone()).date()
        return f"Version {obj.version}, published {in_words(published_on)}"


class PaperForm(forms.Form):
    """What stands on a signed paper."""

    text = TextField(
        label="Text they signed",
        queryset=CommitmentText.objects.none(),
        empty_label=None,
        help_text="The version printed on the paper.",
    )
    signed_on = forms.DateField(
        label="Day on the paper",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Write the day that stands on the paper."},
    )
    organization_name = forms.CharField(
        label="Organization",
        max_length=200,
        help_text="As it stands on the paper.",
        validators=[refuse_hidden_characters],
    )
    town = forms.CharField(max_length=120, required=False, validators=[refuse_hidden_characters])
    sector = forms.ChoiceField(required=False, choices=[("", "Not said"), *Sector.choices])
    it_workforce = forms.ChoiceField(
        label="People in IT", required=False, choices=[("", "Not said"), *Employer.Workforce.choices]
    )
    signer_name = forms.CharField(label="Who signed", max_length=150, validators=[refuse_hidden_characters])
    signer_title = forms.CharField(
        label="Their title", max_length=150, required=False, validators=[refuse_hidden_characters]
    )
    signer_email = forms.EmailField(
        label="Their e-mail",
        required=False,
        max_length=254,
        help_text="With it they get a copy and the letters before it ends; without it you tell them yourself.",
    )
    signer_phone = forms.CharField(
        label="Their phone", max_length=40, required=False, validators=[refuse_hidden_characters]
    )
    promises = forms.MultipleChoiceField(
        label="Ticked beside the interview",
        required=False,
        choices=[choice for choice in Promise.Kind.choices if choice[0] != Promise.Kind.INTERVIEW],
        widget=forms.CheckboxSelectMultiple,
    )
    consents = forms.MultipleChoiceField(
        label="They agreed to this", required=False, choices=Consent.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    scan = forms.FileField(label="Scan of the signed paper", help_text="PDF, PNG or JPEG, up to 4 MB.")
    countersigned = forms.BooleanField(
        label="I saw the signed paper, and what is typed here stands on it.",
        error_messages={
            "required": "Tick this once you hold the signed paper. It stands in for the answer of their mailbox."
        },
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        community: Community,
        today: date,
        organization: Organization | None = None,
    ) -> None:
        self.today = today
        texts = CommitmentText.objects.of(community).published()
        super().__init__(data, files, initial={"text": texts.first()} | known_of(organization))
        menu = cast(TextField, self.fields["text"])
        menu.queryset = texts
        self.fields["signed_on"].widget.attrs["max"] = today.isoformat()

    def clean_signed_on(self) -> date:
        """Refuse a day that is still to come, or too long ago to be meant."""
        day = self.cleaned_data["signed_on"]
        if day > self.today:
            raise forms.ValidationError("This day is still to come.")
        if day.year < self.today.year - 10:
            raise forms.ValidationError("This is more than ten years ago. Look at the year again.")
        return day

    def clean_signer_email(self) -> str:
        """Keep the address in lower case."""
        return self.cleaned_data["signer_email"].lower()

    def clean_scan(self) -> bytes:
        """Return what is kept of the scan, checked by its content."""
        upload: UploadedFile = self.cleaned_data["scan"]
        try:
            return scans.clean(cast(IO[bytes], upload.file))
        except scans.CannotRead as reason:
            raise forms.ValidationError(str(reason)) from reason


def known_of(organization: Organization | None) -> dict[str, str]:
    """Return what is known of an organization, to begin the form with."""
    if organization is None:
        return {}
    return {"organization_name": organization.name, "town": organization.town, "sector": organization.sector}


class HistoryForm(forms.Form):
    """What the history is narrowed by."""

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "class": "form-control", "placeholder": "Organization, signer, reference"}
        ),
    )
    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Every state"),
            *Commitment.State.choices[:3],
            (EXPIRING, "Expiring"),
            *Commitment.State.choices[3:],
        ],
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class SearchForm(forms.Form):
    """Another organization of the directory."""

    q = forms.CharField(
        label="Another organization",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
