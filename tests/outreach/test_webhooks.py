"""Tests of what a mail service posts: by Postmark's letters, with the secret and without."""

import base64
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from community.models import Community
from outreach.models import Letter, MailEvent, Suppression
from outreach.states import State
from outreach.transports import webhooks
from outreach.transports.service import ServiceTransport
from tests.outreach.conftest import reminder
from tests.outreach.test_hearing import handed_over
from tests.outreach.test_transports import letter as outgoing

PATH = "/webhooks/letters/"
SECRET = "postmark:a-secret-that-is-long"


@pytest.fixture
def named(settings: Settings) -> None:
    """Settings that name Postmark."""
    settings.LETTERS_URL = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "POSTMARK_SERVER_TOKEN": "t"}


def post(client: Client, body: Any, *, secret: str = SECRET) -> int:
    """Post as Postmark does, and return the status."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
    return client.post(PATH, raw, content_type="application/json", headers=headers).status_code


def bounce(letter: Letter, kind: str = "HardBounce", **more: Any) -> dict[str, Any]:
    """Return what Postmark tells about a bounce."""
    return {
        "RecordType": "Bounce",
        "Type": kind,
        "ID": 42,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Email": letter.to_email,
        "BouncedAt": "2026-11-22T10:15:00Z",
        "Description": "The server was unable to deliver your message.",
        "Details": "smtp;550 5.1.1 no such user" if kind == "HardBounce" else "smtp;452 4.2.2 mailbox full",
        "Metadata": {"letter": letter.message_id.strip("<>")},
        **more,
    }


@pytest.mark.usefixtures("named")
def test_a_bounce_is_written_on_its_letter_once(rivertown: Community) -> None:
    letter = handed_over(reminder(rivertown), State.UNKNOWN)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    assert [post(client, bounce(letter)) for _ in range(3)] == [200] * 3

    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert letter.bounced_at is not None
    assert Suppression.objects.get().reason == "hard_bounce"
    assert MailEvent.objects.count() == letter.history.exclude(words="").count() == 1


@pytest.mark.usefixtures("named")
def test_deliveries_and_complaints_find_the_letter_by_the_services_own_id(rivertown: Community, client: Client) -> None:
    letter = handed_over(reminder(rivertown), service_id="883953f4")
    told = {"MessageID": "883953f4", "Recipient": letter.to_email, "Email": letter.to_email, "Metadata": {}}

    post(client, told | {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "BouncedAt": "2026-11-22T11:00:00Z"})
    post(client, told | {"RecordType": "Delivery", "DeliveredAt": "2026-11-22T10:00:00Z"})

    letter.refresh_from_db()
    assert letter.delivered_at is not None and letter.complained_at is not None
    assert Suppression.objects.get().scope == "news"


@pytest.mark.usefixtures("named")
def test_whoever_does_not_know_the_secret_is_refused(rivertown: Community, client: Client) -> None:
    letter = handed_over(reminder(rivertown))

    assert [post(client, bounce(letter), secret=odd) for odd in ("", "postmark:wrong", "nonsense", ":")] == [403] * 4
    assert not MailEvent.objects.exists()


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        {"RecordType": 7},
        {"Metadata": 5},
        {"MessageID": {"a": 1}},
    ],
    ids=lambda body: str(body)[:20],
)
def test_what_no_service_posts_is_no_fault_of_ours(rivertown: Community, body: Any) -> None:
    client = Client(raise_request_exception=False)

    assert post(client, body) in {200, 400}
    assert not MailEvent.objects.filter(letter__isnull=False).exists()


@pytest.mark.usefixtures("named")
def test_a_bounce_with_odd_fields_is_still_heard(rivertown: Community) -> None:
    letter = handed_over(reminder(rivertown))
    client = Client(raise_request_exception=False)

    odd = {"Description": "\u202e" * 900, "BouncedAt": "yesterday", "Details": None, "ID": [1]}
    assert post(client, bounce(letter, **odd)) == 200

    letter.refresh_from_db()
    assert letter.bounced_at is not None


@pytest.mark.usefixtures("named")
def test_looking_changes_nothing(rivertown: Community, client: Client) -> None:
    assert client.get(PATH).status_code == client.head(PATH).status_code == 200
    assert client.delete(PATH).status_code == 405


@pytest.mark.parametrize(
    ("url", "anymail"),
    [
        ("folder://", {"WEBHOOK_SECRET": SECRET}),
        ("smtp://localhost", {"WEBHOOK_SECRET": SECRET}),
        ("anymail.backends.postmark.EmailBackend", {}),
        ("anymail.backends.nonsense.EmailBackend", {"WEBHOOK_SECRET": SECRET}),
        ("anymail.backends.console.EmailBackend", {"WEBHOOK_SECRET": SECRET}),
        ("anymail.backends.mailersend.EmailBackend", {"WEBHOOK_SECRET": SECRET}),  # wants a key of its own as well
    ],
)
def test_without_service_or_secret_there_is_no_such_address(
    rivertown: Community, client: Client, settings: Settings, url: str, anymail: dict[str, str]
) -> None:
    settings.LETTERS_URL, settings.ANYMAIL = url, anymail

    assert client.get(PATH).status_code == client.post(PATH).status_code == 404


@pytest.mark.parametrize(
    "name", "brevo mailgun mailjet mailtrap mandrill postal sendgrid sparkpost unisender_go".split()
)
def test_every_service_that_signs_or_has_the_secret_is_heard(name: str, settings: Settings) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_API_KEY": "k", "MANDRILL_WEBHOOK_KEY": "k"} | {
        "POSTAL_WEBHOOK_KEY": "k",
        "UNISENDER_GO_API_KEY": "k",
        "UNISENDER_GO_API_URL": "https://x.example/",
    }

    assert webhooks.webhook_of(f"anymail.backends.{name}.EmailBackend", "Tracking")


@pytest.mark.usefixtures("named")
def test_a_letter_carries_its_id_to_the_service(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = ServiceTransport(settings.LETTERS_URL)
    seen: list[Any] = []

    def send(messages: list[Any]) -> int:
        seen.extend(messages)
        messages[0].anymail_status = type("Status", (), {"status": {"queued"}, "message_id": "their-id"})()
        return 1

    monkeypatch.setattr(transport.backend, "send_messages", send)
    answer = transport.deliver(outgoing(), lambda: True)

    assert seen[0].metadata == {"letter": "abc@portal.example"}
    assert (answer.code, answer.service_id) == (250, "their-id")
