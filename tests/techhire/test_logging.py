"""Logs: one JSON line an event, and an address with a token in it never appears."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test import Client

from community.models import Community


def written(logger: logging.Logger) -> Iterator[io.StringIO]:
    """Yield what production's handler would have written of a logger's records."""
    text = io.StringIO()
    config: Any = settings.LOGGING
    handler = logging.StreamHandler(text)
    handler.setFormatter(
        logging.config.DictConfigurator(config).configure_formatter(dict(config["formatters"]["json"]))
    )
    for name in config["handlers"]["console"]["filters"]:
        handler.addFilter(logging.config.DictConfigurator(config).configure_filter(dict(config["filters"][name])))
    logger.addHandler(handler)
    yield text
    logger.removeHandler(handler)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What production's handler would have written."""
    yield from written(logging.getLogger())


@pytest.fixture
def requests() -> Iterator[io.StringIO]:
    """What production's handler would have written of requests."""
    logger = logging.getLogger("access")
    logger.setLevel(logging.INFO)
    yield from written(logger)
    logger.setLevel(logging.NOTSET)


def test_an_event_is_one_line_of_json_with_the_request_id(
    rivertown: Community, client: Client, log: io.StringIO
) -> None:
    response = client.get("/no-such-page/canary-token/")
    [line] = [json.loads(line) for line in log.getvalue().splitlines()]
    assert response.status_code == 404
    assert (line["level"], line["logger"]) == ("warning", "django.request")
    assert line["request"] == response["X-Request-ID"]


def test_a_token_in_an_address_is_not_logged(rivertown: Community, client: Client, log: io.StringIO) -> None:
    client.get("/no-such-page/canary-token/?email=canary@example.org")
    assert "Not Found" in log.getvalue()
    assert "canary" not in log.getvalue()


@pytest.mark.parametrize(
    ("method", "address", "route", "status"),
    [
        ("GET", "/employers/?q=canary", "employers:wall", 200),
        ("HEAD", "/employers/", "employers:wall", 200),
        ("GET", "/sign-in/link/canary-token/", "community:sign-in-link", 410),
        ("POST", "/signup/confirm/canary-token/", "employers:confirm", 410),
        ("GET", "/workspace/letters/?q=canary@example.org", "outreach:letters", 302),
        ("GET", "/canary/", "(none)", 404),
        ("GET", "/%00canary/", "(none)", 400),
        ("CANARY", "/", "(none)", 405),
        ("GET", "/static/portal.css?canary", "(static)", 200),
    ],
)
def test_a_request_is_one_line_with_its_route_and_no_word_of_who_asked(
    rivertown: Community, client: Client, requests: io.StringIO, method: str, address: str, route: str, status: int
) -> None:
    response = client.generic(method, address, headers={"user-agent": "canary"}, REMOTE_ADDR="192.0.2.77")

    [line] = [json.loads(line) for line in requests.getvalue().splitlines()]
    assert (line["route"], line["status"]) == (route, status)
    assert line["method"] == (method if method != "CANARY" else "(other)")
    assert line["request"] == response["X-Request-ID"]
    assert 0 < line["ms"] < 60_000
    assert line["logger"] == "access"
    assert "canary" not in requests.getvalue().lower()
    assert "192.0.2.77" not in requests.getvalue()


def test_a_fault_is_logged_as_a_request_too(rivertown: Community, requests: io.StringIO) -> None:
    def fail(*statement: Any) -> Any:
        raise IntegrityError

    with connection.execute_wrapper(fail):
        response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    [line] = [json.loads(line) for line in requests.getvalue().splitlines()]
    assert (line["status"], line["request"]) == (500, response["X-Request-ID"])
