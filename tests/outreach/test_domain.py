"""Tests of the page of mail and domain: the records for each way by which letters leave, and nothing asked of DNS."""

import socket

import pytest
from django.test import Client
from pytest_django import Settings

from community.models import Community
from outreach.domain import domain_of, is_freemail, records, spf_term
from outreach.models import Mailbox
from tests.make import NOW

PAGE = "/workspace/letters/domain/"


def of(**more: str) -> dict[str, tuple[str, str]]:
    """Return names and values of the records, by kind."""
    given = {
        "sender": "hello@rivertown.example",
        "reports_to": "dana@rivertown.example",
        "service": "",
        "host": "mail.rivertown.example",
        "portal": "portal.rivertown.example",
    }
    return {one.kind: (one.name, one.value) for one in records(**given | more)}


def test_a_server_of_ones_own() -> None:
    assert of() == {
        "SPF": ("rivertown.example", "v=spf1 a:mail.rivertown.example ~all"),
        "DKIM": ("(selector)._domainkey.rivertown.example", ""),
        "DMARC": ("_dmarc.rivertown.example", "v=DMARC1; p=none; rua=mailto:dana@rivertown.example"),
    }


def test_reports_that_go_elsewhere_want_a_record_there() -> None:
    found = of(reports_to="dana@city.example")

    assert found["Reports"] == ("rivertown.example._report._dmarc.city.example", "v=DMARC1")
    assert "Reports" not in of(reports_to="dana@gmail.com")


@pytest.mark.parametrize(
    ("service", "host", "term"),
    [
        ("postmark", "", "include:spf.mtasv.net"),
        ("postal", "", ""),
        ("", "smtp.gmail.com", "include:_spf.google.com"),
        ("", "localhost", "a:portal.example"),
        ("", "relay.example", "a:relay.example"),
    ],
)
def test_who_may_send(service: str, host: str, term: str) -> None:
    assert spf_term(service=service, host=host, portal="portal.example") == term
    assert term in of(service=service, host=host, portal="portal.example")["SPF"][1]


@pytest.mark.parametrize(
    ("email", "domain"),
    [("a@Bücher.example", "xn--bcher-kva.example"), ("a@x.example.", "x.example"), ("a@" + "x" * 70, "x" * 70)],
)
def test_domains_are_written_as_dns_does(email: str, domain: str) -> None:
    assert domain_of(email) == domain


def test_what_nobody_here_can_publish_for_is_named() -> None:
    assert is_freemail("gmail.com") and not is_freemail("rivertown.example")


def test_the_page_says_how_it_is_and_asks_nothing_of_dns(
    rivertown: Community, coordinators_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("the page asked the DNS")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    page = coordinators_browser.get(PAGE).content.decode()

    for words in ("v=DMARC1; p=none", "v=spf1 ", "Into a folder", "_domainkey", "the portal reads no mailbox"):
        assert words in page
    assert PAGE in coordinators_browser.get("/workspace/settings/").content.decode()


def test_a_service_that_tells_nothing_and_one_that_does(
    rivertown: Community, coordinators_browser: Client, settings: Settings
) -> None:
    settings.LETTERS_URL, settings.ANYMAIL = "anymail.backends.postmark.EmailBackend", {}
    page = coordinators_browser.get(PAGE).content.decode()
    assert "Not heard" in page and "Postmark" in page and "spf.mtasv.net" in page

    settings.ANYMAIL = {"WEBHOOK_SECRET": "postmark:a-long-secret"}
    page = coordinators_browser.get(PAGE).content.decode()
    assert "/webhooks/letters/" in page and "a-long-secret" not in page


def test_a_mailbox_that_cannot_be_read_is_told(
    rivertown: Community, coordinators_browser: Client, settings: Settings
) -> None:
    settings.MAILBOX_URL, settings.REPLIES_TO = "imap+ssl://jo:pw@mail.example/", "replies@rivertown.example"
    assert "Not read yet" in coordinators_browser.get(PAGE).content.decode()
    Mailbox.objects.create(name="m", problem="The mail server cannot be reached.", problem_since=NOW)

    for path in (PAGE, "/workspace/letters/replies/"):
        assert "The mail server cannot be reached." in coordinators_browser.get(path).content.decode()


def test_a_letter_in_the_name_of_a_freemail_provider_is_warned_of(
    rivertown: Community, coordinators_browser: Client
) -> None:
    Community.objects.filter(pk=rivertown.pk).update(sender_email="rivertown@gmail.com")

    assert "Not your domain" in coordinators_browser.get(PAGE).content.decode()
