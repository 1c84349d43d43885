"""What is asked of whoever signs the data agreement."""

from django.utils.translation import gettext_lazy as _

from employers.forms.signup import SignForm, line


class AgreeForm(SignForm):
    """The signature, beside what it is under."""

    signer_name = line(_("Your name"), "name", length=150, missing=_("Write your first and last name."))
    signer_title = line(
        _("Your title"),
        "organization-title",
        length=150,
        missing=_("Write your title, so that it is known for whom you speak."),
    )
    field_order = ("signer_name", "signer_title")
