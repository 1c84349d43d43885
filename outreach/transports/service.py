"""Letters through an e-mail service, by any e-mail backend of Django, such as those of django-anymail."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from outreach.answers import Answer, Step
from outreach.envelope import Outgoing, mailbox
from outreach.transports import OneByOne

REFUSED_US = frozenset({401, 403})  # HTTP: the service wants another key
NOT_NOW = frozenset({408, 425, 429})
PASSWORD_REFUSED = 535
CANNOT_SEND = frozenset({"AnymailInvalidAddress", "AnymailUnsupportedFeature", "AnymailSerializationError"})
NO_SUCH_ADDRESS = 550
LETTER = "letter"  # the name under which a letter's id travels with it
# Anymail refuses what a service cannot carry; where ours is not among these, the service's own id has to do.
TAKES_METADATA = frozenset(
    "Amazon SES,Brevo,Mailgun,Mailjet,Mailtrap,Mandrill,Postmark,Resend,SendGrid,SparkPost,Unisender Go".split(",")
)


class ServiceTransport(OneByOne):
    """A conversation with an e-mail service: one call a letter, so what became of each is known before the next."""

    def __init__(self, backend: str) -> None:
        try:
            self.backend: BaseEmailBackend = get_connection(backend)
        except ImportError as fault:
            raise ImproperlyConfigured("EMAIL_URL names an e-mail backend that is not installed.") from fault
        except Exception as fault:
            raise ImproperlyConfigured(f"The e-mail service is not set up ({type(fault).__name__}).") from fault
        self.carries_metadata = getattr(self.backend, "esp_name", "") in TAKES_METADATA

    def open(self) -> Answer | None:
        """Open a session with the service."""
        try:
            self.backend.open()
        except Exception as fault:  # noqa: BLE001 -- as above
            return as_answer(fault, Step.DOOR)
        self.is_open = True
        return None

    def deliver(self, outgoing: Outgoing, before_the_dot: Callable[[], bool]) -> Answer | None:
        """Call the service with one letter."""
        message = EmailMultiAlternatives(
            subject=outgoing.subject,
            body=outgoing.text,
            from_email=str(mailbox(*outgoing.sender)),
            to=[str(mailbox(*outgoing.to))],
            reply_to=[outgoing.reply_to] if outgoing.reply_to else None,
            headers={"Message-ID": outgoing.message_id, **outgoing.headers},
        )
        if self.carries_metadata:  # comes back with whatever the service tells about the letter
            message.metadata = {LETTER: outgoing.message_id.strip("<>")}  # type: ignore[attr-defined]
        message.attach_alternative(outgoing.html, "text/html")
        if not before_the_dot():
            return None
        try:
            count = self.backend.send_messages([message])
        except Exception as fault:  # noqa: BLE001 -- as above
            return as_answer(fault, Step.DOT)
        if not count and not hasattr(message, "anymail_status"):
            return Answer(Step.DOT, 451, "The service took nothing.")
        return of_status(getattr(message, "anymail_status", None))

    def close(self) -> None:
        """End the session."""
        self.is_open = False
        try:
            self.backend.close()
        except Exception:  # noqa: BLE001 -- a goodbye may fail in any way
            return


def of_status(status: Any) -> Answer:
    """Return the answer in what a service of Anymail noted about the only recipient."""
    states = set(getattr(status, "status", None) or ())
    if states & {"invalid"}:
        return Answer(Step.RECIPIENT, NO_SUCH_ADDRESS, "The service says that there is no such address.")
    if states & {"rejected", "failed"}:
        return Answer(Step.DOT, 554, "The service refused the letter.")
    named = getattr(status, "message_id", None)
    service_id = named if isinstance(named, str) else ""
    return Answer(Step.DOT, 250, "The service has taken the letter over.", service_id)


def as_answer(fault: Exception, step: Step) -> Answer:
    """Return a failure of the service in the terms of a mail server.

    Silence after the call leaves a doubt, as it does after the final dot; an answer of the service does not.
    """
    code, status = getattr(fault, "smtp_code", None), getattr(fault, "status_code", None)
    if isinstance(code, int):
        return Answer(Step.DOOR if code == PASSWORD_REFUSED else step, code, f"The service answered {code}.")
    return of_http(status, step) if isinstance(status, int) else of_fault(type(fault).__name__, step)


def of_fault(name: str, step: Step) -> Answer:
    """Return the answer in the name of what a service's library raised."""
    if name == "AnymailConfigurationError":
        return Answer(Step.DOOR, None, "The e-mail service is not set up.")
    if name == "AnymailRecipientsRefused":
        return Answer(Step.RECIPIENT, NO_SUCH_ADDRESS, "The service refuses the address.")
    if name in CANNOT_SEND:
        return Answer(step, 554, f"The service cannot send this letter ({name}).")
    return Answer(step, None, f"The service did not answer ({name}).")


def of_http(status: int, step: Step) -> Answer:
    """Return the answer in the HTTP status of a service."""
    if status in REFUSED_US:
        return Answer(Step.DOOR, PASSWORD_REFUSED, f"The service refuses our key ({status}).")
    if status in NOT_NOW or status >= 500:
        return Answer(step, 451, f"The service answered {status}.")
    return Answer(step, 554, f"The service refused the letter ({status}).")
