"""The post office of the journeys: delivers what waits, and finds letters and the links in them."""

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

LINK = re.compile(r"https?://[^\s<>\")]+")


class Post:
    """Letters as they arrive in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self) -> None:
        """Send what is due, as beat's tick does every few seconds."""
        from outreach.tasks import pump

        pump()

    def letters_to(self, address: str) -> list[EmailMessage]:
        """Deliver, and return the letters to an address, oldest first."""
        self.deliver()
        return [letter for letter in self.arrived() if address in str(letter["To"])]

    def arrived(self) -> list[EmailMessage]:
        """Return all letters that are there, oldest first."""
        paths = sorted(self.folder.glob("**/*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]

    def latest(self, address: str) -> EmailMessage:
        """Return the newest letter to an address."""
        letters = self.letters_to(address)
        assert letters, f"no letter to {address}"
        return letters[-1]

    def link(self, address: str, containing: str) -> str:
        """Return the link of the newest letter to an address whose path contains this."""
        body = self.latest(address).get_body(("plain",))
        assert body is not None
        links = [link.rstrip(".,") for link in LINK.findall(body.get_content()) if containing in link]
        assert links, f"no link with {containing} in the letter to {address}"
        return links[0]
