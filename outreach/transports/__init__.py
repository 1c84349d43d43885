"""The ways by which letters leave: SMTP, a folder, or an e-mail service; the settings choose one.

`EMAIL_URL` is read here and nowhere else:
    folder://                              letters as files in VAR_DIR/mail (folder:///path for another place)
    smtp://[user:password@]host[:port]     plain, for a relay on this machine or in this network
    smtp+tls://user:password@host[:port]   STARTTLS is demanded, the certificate is checked; port 587
    smtp+ssl://user:password@host[:port]   TLS from the first byte, the certificate is checked; port 465
    anymail.backends.….EmailBackend        a service, by the name of its Django backend
A user name or password is percent-encoded; `?ca=/path/to/ca.pem` names a certificate authority of your own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from outreach.answers import Answer
from outreach.envelope import Outgoing

BACKENDS = "anymail.backends."
PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class Watch(Protocol):
    """Who is asked, and told, while several letters leave; letters go by their places."""

    def goes_on(self) -> bool:
        """Tell whether another letter may be taken up."""

    def leave(self, places: Sequence[int]) -> set[int]:
        """Return which of these letters may leave; called at the last moment at which they can still be kept."""

    def answered(self, answers: Mapping[int, Answer]) -> None:
        """Keep what was answered."""


class Transport(Protocol):
    """What delivery asks of a way out."""

    @property
    def is_open(self) -> bool:
        """Tell whether the next letter can go without opening."""

    @property
    def is_mostly_waiting(self) -> bool:
        """Tell whether something else may well be done while letters are handed over, by a thread of their own."""

    def open(self) -> Answer | None:
        """Get ready; return the refusal where the door stays closed. Never raises."""

    def widen(self, wanted: int) -> int:
        """Get ready for so many letters at the same moment, as far as can be; return how many that is."""

    def deliver_all(self, letters: Sequence[Outgoing], watch: Watch) -> None:
        """Hand letters over, and tell the answers to whom watches; those that nobody came to get none."""

    def close(self) -> None:
        """Let go of everything, without a word if need be. Never raises."""


class OneByOne:
    """A way out that takes one letter after the other."""

    is_open = False
    is_mostly_waiting = False

    def widen(self, wanted: int) -> int:
        """Return that it is one."""
        return 1

    def deliver_all(self, letters: Sequence[Outgoing], watch: Watch) -> None:
        """Hand them over in their order."""
        for place, outgoing in enumerate(letters):
            if not watch.goes_on() or not self.is_open:
                break
            answer = self.deliver(outgoing, lambda place=place: bool(watch.leave([place])))  # type: ignore[misc]
            if answer is not None:
                watch.answered({place: answer})

    def deliver(self, outgoing: Outgoing, before_the_dot: Callable[[], bool]) -> Answer | None:
        """Hand one letter over and return the answer; None where it was kept back.

        `before_the_dot` is called at the last moment at which the letter can still be kept; where it returns False the
        letter must not be handed over.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Server:
    """A mail server as the settings name it."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""


def server_of(url: str) -> Server:
    """Return the mail server that a URL names; raises ImproperlyConfigured without quoting it: it holds a password."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL is none of folder://, smtp://, smtp+tls://, smtp+ssl:// or a backend's name."
        )
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError as fault:
        raise ImproperlyConfigured("EMAIL_URL names a port that is not a number.") from fault
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password and parts.scheme == "smtp" and parts.hostname not in THIS_MACHINE:
        raise ImproperlyConfigured("EMAIL_URL would send the password in the clear: use smtp+tls:// or smtp+ssl://.")
    ca = (parse_qs(parts.query).get("ca") or [""])[0]
    if ca and not Path(ca).is_file():
        raise ImproperlyConfigured("EMAIL_URL names a certificate authority that is not there.")
    return Server(parts.scheme, parts.hostname, port, user, password, ca)


def way_of(url: str) -> tuple[str, str]:
    """Return what Anymail calls the service that a URL names, and the host of the mail server; one of them, or none."""
    if url.startswith(BACKENDS):
        return url.removeprefix(BACKENDS).partition(".")[0], ""
    return "", urlsplit(url).hostname or "" if "://" in url else ""


def choose(url: str, *, var: Path, timeout: float) -> Transport:
    """Return the transport that a URL names; raises ImproperlyConfigured where it names none."""
    from outreach.transports import folder, service, several, smtp

    if "://" not in url and "." in url:
        return service.ServiceTransport(url)
    if url.startswith("folder://"):
        return folder.FolderTransport(Path(unquote(urlsplit(url).path) or var / "mail"))
    server = server_of(url)
    return several.SeveralConversations(lambda: smtp.SmtpTransport(server, timeout=timeout))
