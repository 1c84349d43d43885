"""The world of the guards, made once for a file of tests; what a test changes in it is undone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.house import cast


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[cast.World]:
    """Everybody and everything, for one file of tests."""
    with django_db_blocker.unblock(), undone():
        yield cast.build()


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def app_code_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the code for an authenticator app ready: drawing it takes longer than its page, and the crawl does it."""
    monkeypatch.setattr(DefaultMFAAdapter, "build_totp_svg", lambda self, url: "<svg/>")
