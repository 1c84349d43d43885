"""A mailbox by IMAP (RFC 9051), only looked at: nothing in it is changed, moved or marked as read.

`MAILBOX_URL` is read here and nowhere else: imap+ssl://user:password@host[:993][/folder], or imap:// for a server on
this machine. A user name or password is percent-encoded; without a folder it is INBOX.
"""

import imaplib
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from outreach.opening import LARGEST
from outreach.transports import THIS_MACHINE

PORTS = {"imap+ssl": 993, "imap": 143}
UID = re.compile(rb"\d{1,10}")


class CannotFetch(Exception):
    """The mailbox cannot be read just now; the message says why, and holds nothing of what is in it."""


@dataclass(frozen=True)
class Place:
    """A mailbox as the settings name it."""

    scheme: str
    host: str
    port: int
    folder: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Return what it is called in the database and on pages."""
        return f"{self.host}/{self.folder}"[:254]


def place_of(url: str) -> Place:
    """Return the mailbox that a URL names; raises ImproperlyConfigured without quoting it: it holds a password."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or not parts.username:
        raise ImproperlyConfigured("MAILBOX_URL is not imap+ssl://user:password@host/folder.")
    if parts.scheme == "imap" and parts.hostname not in THIS_MACHINE:
        raise ImproperlyConfigured("MAILBOX_URL would send the password in the clear: use imap+ssl://.")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError as fault:
        raise ImproperlyConfigured("MAILBOX_URL names a port that is not a number.") from fault
    folder = unquote(parts.path.lstrip("/")) or "INBOX"
    if any(char in folder for char in '"\\\r\n\0'):
        raise ImproperlyConfigured("MAILBOX_URL names a folder that cannot be.")
    return Place(parts.scheme, parts.hostname, port, folder, unquote(parts.username), unquote(parts.password or ""))


class ImapMailbox:
    """A conversation with a mailbox."""

    def __init__(self, place: Place, *, timeout: float) -> None:
        self.place = place
        self.timeout = timeout
        self.imap: imaplib.IMAP4 | None = None

    def open(self) -> int:
        """Sign in, choose the folder to look at, and return what its ids are valid for; raises CannotFetch."""
        place = self.place
        try:
            if place.scheme == "imap+ssl":
                context = ssl.create_default_context()
                self.imap = imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=self.timeout)
            else:
                self.imap = imaplib.IMAP4(place.host, place.port, timeout=self.timeout)
            self.imap.login(place.user, place.password)
            answer, _ = self.imap.select(f'"{place.folder}"', readonly=True)
            if answer != "OK":
                raise CannotFetch("There is no such folder in the mailbox.")
            _, told = self.imap.response("UIDVALIDITY")
            return int(told[0]) if told and told[0] else 0
        except (imaplib.IMAP4.error, OSError, ValueError) as fault:
            raise CannotFetch(words(fault)) from fault

    def newer(self, uid: int, *, since: date) -> list[int]:
        """Return the ids after this one of messages that came since a day, the oldest first; raises CannotFetch."""
        month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[since.month - 1]
        told = self.ask("SEARCH", f"UID {uid + 1}:* SINCE {since.day}-{month}-{since.year}")
        found = UID.findall(b" ".join(part for part in told if isinstance(part, bytes)))
        return sorted(number for number in map(int, found) if number > uid)  # n:* names the last one in any case

    def fetch(self, uid: int) -> bytes:
        """Return a message, or its beginning where it is huge; raises CannotFetch."""
        told = self.ask("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)")
        return next((bytes(part[1]) for part in told if isinstance(part, tuple)), b"")

    def ask(self, command: str, *arguments: str) -> list[object]:
        """Send a command about ids; raises CannotFetch."""
        if self.imap is None:
            raise CannotFetch("The mailbox is not open.")
        try:
            answer, told = self.imap.uid(command, *arguments)
        except (imaplib.IMAP4.error, OSError, ValueError) as fault:
            raise CannotFetch(words(fault)) from fault
        if answer != "OK":
            raise CannotFetch(f"The mail server refused {command}.")
        return list(told)

    def close(self) -> None:
        """Say goodbye. Never raises."""
        if self.imap is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                self.imap.logout()
            self.imap = None


def words(fault: Exception) -> str:
    """Return why it failed, without what the server said: that may quote an address."""
    if isinstance(fault, ssl.SSLError):
        return "The mail server's certificate is not to be trusted."
    if isinstance(fault, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(fault, OSError):
        return "The mail server cannot be reached."
    return "The mail server refused to let us read the mailbox."
