"""Health, for machines that know no host name and no person."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from community.models import Community


@pytest.mark.django_db
def test_live_answers_a_stranger_at_any_host(client: Client) -> None:
    response = client.get("/health/live/", headers={"host": "10.0.0.7:8000"})
    assert (response.status_code, response.json()) == (200, {"status": "live"})


def test_ready_tells_database_broker_letters_and_beat(rivertown: Community, client: Client) -> None:
    response = client.get("/health/ready/", headers={"host": "10.0.0.7:8000"})
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "database": "answers",
        "broker": "answers",
        "oldest_waiting_letter_seconds": None,
        "beat_seconds_ago": None,
    }
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_broker_that_is_away_is_a_503(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()["broker"], response.json()["database"]) == (503, "away", "answers")


def test_a_database_that_is_away_is_a_503() -> None:
    # In a process of its own, with an address at which nobody listens.
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "response = Client().get('/health/ready/')\n"
        "print(response.status_code, response.json()['database'])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ
        | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "DJANGO_SETTINGS_MODULE": "techhire.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["503", "away"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.django_db
def test_health_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/health/live/").status_code == 405
