"""Logs: one JSON line an event, and an address with a token in it never appears."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from community.models import Community


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What production's handler would have written."""
    text = io.StringIO()
    config: Any = settings.LOGGING
    handler = logging.StreamHandler(text)
    handler.setFormatter(
        logging.config.DictConfigurator(config).configure_formatter(dict(config["formatters"]["json"]))
    )
    for name in config["handlers"]["console"]["filters"]:
        handler.addFilter(logging.config.DictConfigurator(config).configure_filter(dict(config["filters"][name])))
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)


def test_an_event_is_one_line_of_json_with_the_request_id(
    rivertown: Community, client: Client, log: io.StringIO
) -> None:
    response = client.get("/no-such-page/canary-token/")
    line = json.loads(log.getvalue().splitlines()[0])
    assert (line["level"], line["logger"]) == ("warning", "django.request")
    assert len(log.getvalue().splitlines()) == 1
    assert response.status_code == 404


def test_a_token_in_an_address_is_not_logged(rivertown: Community, client: Client, log: io.StringIO) -> None:
    client.get("/no-such-page/canary-token/?email=canary@example.org")
    assert "Not Found" in log.getvalue()
    assert "canary" not in log.getvalue()
