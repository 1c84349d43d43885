"""What every request passes: its form is checked, its faults are told in friendly words, its answer is marked."""

import errno
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client, override_settings

from community import middleware
from community.models import Community
from tests.conftest import signed_in


def browser() -> Client:
    """Return a browser that shows a fault as the page that a person sees."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"path": "/", "QUERY_STRING": "q=%00"}, 400),
        ({"path": "/", "QUERY_STRING": "q=%ED%A0%80"}, 400),  # a lone surrogate
        ({"path": "/", "QUERY_STRING": "q=%FF"}, 400),
        ({"path": "/", "QUERY_STRING": "&".join(f"a{n}=1" for n in range(1001))}, 400),
        ({"path": "/%00/"}, 400),
        ({"path": "/%ff/"}, 404),
        ({"path": "/", "HTTP_USER_AGENT": "Mozilla\x00"}, 400),
        ({"path": "/", "HTTP_COOKIE": r'session="aaaaaaaaaaaaaaaa\000"'}, 400),
        ({"path": "/", "HTTP_HOST": "bad host"}, 400),
        ({"path": "/", "HTTP_HOST": "nobody.example"}, 400),
        ({"path": "/", "HTTP_HOST": "evil.example/@testserver"}, 400),
        ({"path": "/admin/", "HTTP_HOST": "nobody.example"}, 400),
        ({"path": "/theme.css", "HTTP_HOST": "nobody.example"}, 200),
        ({"path": "/health/live/", "HTTP_HOST": "10.0.0.7:8000"}, 200),
        ({"path": "/health/live/", "HTTP_HOST": "bad host"}, 400),
        ({"path": "/", "CONTENT_LENGTH": "many"}, 400),
        ({"path": "/", "CONTENT_LENGTH": "-1"}, 400),
        ({"path": "/", "CONTENT_LENGTH": "9" * 5000}, 413),
        ({"path": "/", "CONTENT_LENGTH": "10485760"}, 413),
    ],
    ids=lambda value: str(value)[:60],
)
@override_settings(DEVELOPMENT=False)
def test_a_request_that_nobody_means_is_refused_by_its_head(
    rivertown: Community, asked: dict[str, str], status: int
) -> None:
    answer = browser().get(**asked)
    assert answer.status_code == status
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("/theme.css", 200), ("/robots.txt", 200), ("/logo.png", 404), ("/", 302)]
)
def test_before_there_is_a_community_people_are_led_on_and_machines_are_answered(path: str, status: int) -> None:
    assert browser().get(path).status_code == status


@pytest.mark.parametrize(("host", "says"), [("testserver", True), ("nobody.example", False), ("bad host", False)])
@override_settings(DEVELOPMENT=False)
def test_a_refusal_names_whom_to_ask_where_the_host_is_known(rivertown: Community, host: str, says: bool) -> None:
    answer = browser().get("/", CONTENT_LENGTH="10485760", HTTP_HOST=host)
    assert answer.status_code == 413
    assert (rivertown.contact_email in answer.text) is says


MULTIPART = "multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("email=%00", "application/x-www-form-urlencoded", 400),
        ("%00=1", "application/x-www-form-urlencoded", 400),
        ("a=1", "application/x-www-form-urlencoded; charset=utf-16", 400),
        ("a=1", "application/x-www-form-urlencoded; charset=hex", 400),
        ("a=1", "application/x-www-form-urlencoded; charset=no-such", 400),
        ("&".join(f"a{n}=1" for n in range(1001)), "application/x-www-form-urlencoded", 400),
        ("a=" + "x" * 3_000_000, "application/x-www-form-urlencoded", 413),
        ("no boundary at all", "multipart/form-data", 400),
        ("--b\r\nnonsense", "multipart/form-data; boundary=\xff", 400),
        ('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\x00\r\n--b--\r\n', MULTIPART, 400),
        ("a=1", f"{MULTIPART}; charset=rot13", 400),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_body_that_no_form_sends_is_refused(rivertown: Community, body: str, content_type: str, status: int) -> None:
    assert browser().generic("POST", "/sign-in/", body.encode(), content_type).status_code == status


def test_head_is_answered_wherever_get_is(rivertown: Community) -> None:
    answer = browser().head("/sign-in/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_fresh_install_leads_to_its_first_page(db: None) -> None:
    assert browser().get("/").headers["Location"] == "/start/"


@override_settings(DEVELOPMENT=False, SECURE_SSL_REDIRECT=True)
def test_the_redirect_to_https_never_repeats_a_host_that_is_not_ours(rivertown: Community) -> None:
    assert browser().get("/", headers={"host": "evil.example"}).status_code == 400
    assert browser().get("/").headers["Location"] == "https://testserver/"


def broken(*fragments: str) -> Any:
    """Return a database wrapper that plays a server that left, for statements with any of these words."""

    def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if any(fragment in sql for fragment in fragments):
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(away)


def test_a_database_that_is_away_gives_a_friendly_503_wherever_it_is_missed(rivertown: Community) -> None:
    with broken(""):
        answer = browser().get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "no-store" in answer["Cache-Control"]


def test_a_503_keeps_what_was_typed_but_no_password(rivertown: Community) -> None:
    with broken("community_community"):
        answer = browser().post("/sign-in/", {"login": "jo@acme.example", "password": "secret pass phrase"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "jo@acme.example" in page
    assert "secret pass phrase" not in page


def test_a_full_disk_counts_as_away_and_a_missing_file_does_not() -> None:
    assert middleware.is_away(OSError(errno.ENOSPC, "No space left on device"))
    assert not middleware.is_away(FileNotFoundError(errno.ENOENT, "No such file"))
    assert middleware.apologize(HttpRequest()).status_code == 503


def test_pages_made_for_one_person_are_never_stored(rivertown: Community, coordinator: Any) -> None:
    assert "no-store" in signed_in(coordinator).get("/")["Cache-Control"]
    assert "no-store" in browser().get("/sign-in/link/some-token/")["Cache-Control"]
    assert "no-store" not in browser().get("/").get("Cache-Control", "")
