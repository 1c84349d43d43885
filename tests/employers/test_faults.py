"""Signing while the database fails: a friendly page that keeps what was typed, never half a record, and it goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from community.models import Community
from employers import drafting, signals, signing, verifying
from employers.models import Commitment, CommitmentText, Event, SignupDraft
from outreach.models import Letter
from tests import make
from tests.employers import signatures
from tests.employers.test_signup import SIGNATURE, fill, opened

WRITERS, EACH = 50, 2
CHECK = "/signup/check/"


@pytest.fixture
def browser(rivertown: Community) -> Client:
    """A stranger's browser that has come to the check page, and shows faults as a person sees them."""
    make.text(rivertown)
    browser = Client(raise_request_exception=False)
    fill(browser)
    return browser


def sign_in_fault(browser: Client, fault: Callable[[], Any], mended: Callable[[], Any]) -> None:
    """Press "Sign" while something fails, look at the page, and press its "Try again" once that is mended."""
    typed = SIGNATURE | opened(browser.get(CHECK))
    with interrupting(fault):
        page = browser.post(CHECK, typed)
    mended()

    text = page.content.decode()
    assert page.status_code == 503
    assert page["Retry-After"] == "10"
    assert "Nothing was saved yet, and nothing you typed is lost" in text
    assert f'action="{CHECK}"' in text
    for name, value in typed.items():
        assert f'name="{name}" value="{value}"' in text
    assert not Commitment.objects.exists()
    assert not Event.objects.exists()
    assert not Letter.objects.exists()
    assert SignupDraft.objects.get().answers, "what the pages before it said is kept as well"

    again = browser.post(CHECK, typed)
    assert again["Location"] == "/signup/thanks/"
    assert (Commitment.objects.count(), Letter.objects.count()) == (1, 1)
    assert not list(verifying.problems(Community.objects.get()))


@contextmanager
def interrupting(fault: Callable[[], Any]) -> Iterator[None]:
    """Let something happen in the middle of the transaction: the commitment is written, its letter is not."""

    def interrupt(sender: Any, **news: Any) -> None:
        assert Commitment.objects.exists()
        fault()

    # The letter's receiver comes after it.
    signals.commitment_signed.receivers, before = [], signals.commitment_signed.receivers
    signals.commitment_signed.connect(interrupt, weak=False)
    signals.commitment_signed.receivers += before
    try:
        yield
    finally:
        signals.commitment_signed.receivers = before
        signals.commitment_signed.sender_receivers_cache.clear()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_postgresql_that_leaves_in_the_middle_of_a_signature(browser: Client) -> None:
    def leave() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    sign_in_fault(browser, leave, close_old_connections)  # which every request and every task begins with


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_full_in_the_middle_of_a_signature(browser: Client) -> None:
    def room(pages: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {pages}")

    def fill_up() -> None:
        room(1)  # no page more than there are; those that others left free are filled first
        while True:  # until "database or disk is full"
            SignupDraft.objects.bulk_create(
                SignupDraft(community=Community.objects.get(), answers={"filler": "x" * 4000}) for _ in range(50)
            )

    sign_in_fault(browser, fill_up, lambda: room(2**30))


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_fifty_writers_at_once_all_get_through(rivertown: Community) -> None:
    make.text(rivertown)
    faults: list[str] = []
    ready = Barrier(WRITERS)

    def write(number: int) -> None:
        try:
            ready.wait()
            for time in range(EACH):
                draft = drafting.save(None, rivertown, "you", {"signer_name": "Jo Park"}, at=make.NOW)
                email = f"jo{number}-{time}@acme{number}.example"
                answers = signing.Answers(fields=signatures.FIELDS | {"signer_email": email})
                text = CommitmentText.objects.get()
                witness = signing.Witness()
                signing.sign(draft, answers, text=text, typed_name="Jo Park", witness=witness, at=make.NOW)
        except Exception as fault:  # noqa: BLE001 - a thread's fault would be lost
            faults.append(f"{type(fault).__name__}: {fault}")
        finally:
            connection.close()

    threads = [Thread(target=write, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Commitment.objects.count() == Letter.objects.count() == WRITERS * EACH
    assert not list(verifying.problems(rivertown))
