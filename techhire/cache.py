"""The cache in Redis, which a page can do without: one that is away, frozen or full is asked again a little later.

Pages are built anew meanwhile. That a code of an authenticator app works once is kept here too: while Redis is away,
whoever has the password may use a code a second time within its half minute.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

PATIENCE = 0.5  # seconds for an answer
REST = 10.0  # seconds in which nothing is asked after a fault

logger = logging.getLogger(__name__)


class PatientRedisCache(RedisCache):
    """Answers as an empty cache where Redis does not."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE} | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})
        self.rests_until = 0.0

    def ask(self, act: Callable[[], Any], otherwise: Any) -> Any:
        """Return the answer, or what is said instead where there is none."""
        if time.monotonic() < self.rests_until:
            return otherwise
        try:
            return act()
        except RedisError as fault:
            self.rests_until = time.monotonic() + REST
            logger.warning("cache does not answer (%s)", type(fault).__name__)
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept under a key."""
        return self.ask(lambda: super(PatientRedisCache, self).get(key, default, version), default)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one."""
        return bool(self.ask(lambda: super(PatientRedisCache, self).add(key, value, timeout, version), True))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        self.ask(lambda: super(PatientRedisCache, self).set(key, value, timeout, version), None)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value."""
        return bool(self.ask(lambda: super(PatientRedisCache, self).delete(key, version), False))
