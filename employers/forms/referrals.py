"""What is asked about organizations that should sign: at the desk, and of coordinators."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.characters import refuse_hidden_characters, refuse_hidden_characters_in_text
from community.models import Community
from directory.bonds import Strength, TieKind
from directory.models import Affiliation, Person
from directory.names import fold, normalize_name
from employers.models import Advocate, Employer

OFFERED = 200  # names offered while typing


def line(label: Any, *, length: int, required: bool = True, **how: Any) -> forms.CharField:
    """Return a one-line field about somebody else, so that the browser offers none of one's own."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        validators=[refuse_hidden_characters],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **how,
    )


class IntroduceForm(forms.Form):
    """Whom somebody could introduce us to."""

    is_colleague = forms.BooleanField(
        label=_("It is a colleague at my own organization, at another site or in another department"), required=False
    )
    name = line(
        _("Their organization"),
        length=200,
        required=False,
        label_suffix="",
        help_text=_("Leave it empty for a colleague of your own."),
    )
    town = line(_("Town"), length=120, required=False, help_text=_("So that we know which one you mean."))
    contact_name = line(_("Whom should we talk to?"), length=150, required=False, help_text=_("Their name."))
    email = forms.EmailField(
        label=_("Their work e-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write a whole address, such as jo@acme.com.")},
        help_text=_("We write nothing automatically: a coordinator gets in touch, and says that you told us."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    how_well = forms.TypedChoiceField(
        label=_("How well do you know them?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("I would rather not say")),
            (Strength.MET, _("We have met")),
            (Strength.KNOW, _("We know each other well")),
            (Strength.TRUST, _("They would do me a favor")),
        ],
    )
    how = forms.ChoiceField(
        label=_("From where?"),
        required=False,
        choices=[
            ("", _("I would rather not say")),
            (TieKind.COLLEAGUE, _("We work together")),
            (TieKind.FORMER_COLLEAGUE, _("We used to work together")),
            (TieKind.BUSINESS, _("We do business together")),
            (TieKind.BOARD, _("We sit on a board together")),
            (TieKind.FRIEND, _("We are friends")),
            (TieKind.OTHER, _("From elsewhere")),
        ],
    )
    words = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=1000,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the organization, or for the colleague's name."""
        cleaned = super().clean() or {}
        if cleaned.get("is_colleague"):
            if not cleaned.get("contact_name") and "contact_name" not in self.errors:
                self.add_error("contact_name", _("Write your colleague's name."))
        elif not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write the organization's name."))
        knows = cleaned.get("how_well") or cleaned.get("how")
        if knows and not (cleaned.get("contact_name") or cleaned.get("email") or self.errors):
            self.add_error("contact_name", _("Write the name of whom you know."))
        if cleaned.get("how") and not cleaned.get("how_well"):
            cleaned["how_well"] = Strength.MET
        return cleaned


class BringerForm(forms.Form):
    """Which employer told us of an organization."""

    bringer = line(
        "Which employer told us of them?",
        length=200,
        help_text="Its name as it stands among our employers.",
        error_messages={"required": "Write the employer's name."},
    )
    person = line(
        "Who there?",
        length=150,
        required=False,
        help_text="Somebody at that employer; they are credited and thanked. Empty, it is whoever signed there first.",
    )
    words = forms.CharField(
        label="In their words",
        required=False,
        max_length=1000,
        validators=[refuse_hidden_characters_in_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community = community
        self.fields["bringer"].widget.attrs["list"] = "bringers"
        self.fields["person"].widget.attrs["list"] = "people"
        speaks = Q(commitments__settled_at__isnull=False) | Q(advocates__isnull=False)
        known = Employer.objects.of(community).filter(speaks).distinct()
        self.offered = known.order_by("organization__normalized_name").values_list("organization__name", flat=True)[
            :OFFERED
        ]

        advocates = Advocate.objects.of(community).order_by("person__folded_name")
        self.advocates = advocates.values_list("person__name", flat=True).distinct()[:OFFERED]

    def clean(self) -> dict[str, Any]:
        """Find the person at the employer by their name."""
        cleaned = super().clean() or {}
        name, bringer = cleaned.get("person", ""), cleaned.get("bringer")
        cleaned["person"] = None
        if name and bringer:
            here = Affiliation.objects.current().filter(organization=bringer.organization)
            people = Person.objects.filter(affiliations__in=here, folded_name=fold(name)[:150])
            cleaned["person"] = people.order_by("pk").first()
            if cleaned["person"] is None:
                self.add_error(
                    "person", f"We know nobody of this name at {bringer}. Add them there, or leave it empty."
                )
        return cleaned

    def clean_bringer(self) -> Employer:
        """Find the employer by its name."""
        name = normalize_name(self.cleaned_data["bringer"])[:200]
        employers = Employer.objects.of(self.community).filter(organization__normalized_name=name)
        found = employers.select_related("organization").order_by("-stage_since", "pk").first()
        if found is None:
            raise forms.ValidationError("We know no employer of this name.")
        return found
