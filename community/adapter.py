"""allauth's way into the portal: nobody signs up by it, and its letters go up as news for the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as at_hand
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import entering, sealing
from community.access import client_of
from community.models import User

SIGN_IN_CODE = "account/email/login_code"


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed: the team is invited, partners are known by their signature."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This address and this password do not fit together. Try again, or have a code sent to you."
        ),
        "incorrect_code": _("This is not the code from the letter. Copy it once more."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not the password you have now."),
        "too_many_login_attempts": _("That was tried too often. Ask for a new code."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no open registration."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address, believing only the proxies the settings name."""
        return client_of(request)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Turn the disabled away, and note the address of everybody else before any stage asks for it."""
        response = super().pre_login(request, user, **kwargs)
        if response is None:
            entering.note_address(user)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Announce a letter instead of sending it; the outbox makes it wait, retry and count like all others."""
        request = at_hand.request
        now = timezone.now()
        user = User.objects.filter(email=User.objects.normalize_email(email), is_active=True).first()
        if template_prefix == SIGN_IN_CODE and user:
            entering.ask(user, community=request.community, code=context["code"], at=now)
            return
        shown = {"community": request.community, "email": email, "at": now} | context
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", shown).split())
        body = render_to_string(f"{template_prefix}_message.txt", shown).strip()
        entering.tell(email, community=request.community, subject=subject, body=body, at=now)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors carry the community's name, and their secrets are sealed before they are stored."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code does not work. Wait for the next one, or use a recovery code."),
    }

    def _get_site_name(self) -> str:
        return str(at_hand.request.community)

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return sealing.seal(text, keys=[settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return sealing.unseal(encrypted_text, keys=[settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
