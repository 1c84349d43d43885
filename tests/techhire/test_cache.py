"""The cache: a page never waits for it."""

import os
import socket
import time
from collections.abc import Iterator

import pytest

from techhire import embedded
from techhire.cache import PATIENCE, PatientRedisCache

REDIS = os.environ.get("CELERY_BROKER_URL", "")


@pytest.fixture
def frozen() -> Iterator[str]:
    """A server that accepts and never answers, as Redis does when it is stopped."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/1"


def test_a_cache_in_redis_is_the_patient_one_and_any_other_is_left_alone() -> None:
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://redis:6379/1"}
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": ""}
    assert embedded.cache(redis)["BACKEND"] == "techhire.cache.PatientRedisCache"
    assert embedded.cache(memory) == memory


def test_one_that_is_frozen_is_an_empty_one_and_asked_once(frozen: str) -> None:
    cache = PatientRedisCache(frozen, {})
    begun = time.monotonic()
    for _ in range(20):
        assert cache.get("page", "otherwise") == "otherwise"
        cache.set("page", b"built", 60)
        assert cache.add("page", b"built", 60)
        assert not cache.delete("page")
    assert time.monotonic() - begun < PATIENCE * 3


def test_one_that_is_away_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = PatientRedisCache("redis://127.0.0.1:1/1", {})
    assert cache.get("page") is None
    rested = cache.rests_until
    assert rested > time.monotonic()
    cache.rests_until = 0.0
    assert cache.get("page") is None
    assert cache.rests_until > rested


@pytest.mark.redis
def test_one_that_answers_keeps_what_it_is_given() -> None:
    cache = PatientRedisCache(REDIS, {"KEY_PREFIX": f"test-{os.getpid()}"})
    cache.set("page", b"built", 60)
    assert cache.get("page") == b"built"
    assert not cache.add("page", b"other", 60)
    assert cache.delete("page")
    assert cache.get("page") is None
