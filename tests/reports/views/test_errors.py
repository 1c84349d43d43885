"""Error pages: they say what to do, and need neither the database nor a community: no test here touches one."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.shortcuts import render
from django.test import RequestFactory

from community.middleware import apologize
from community.models import Community
from reports.views import errors
from tests.reports.pages import checked

PAGES = ("400", "403", "404", "413", "500", "503")


def bare(path: str = "/somewhere/") -> HttpRequest:
    """Return a request that no middleware has seen."""
    return RequestFactory().get(path)


def known(path: str = "/somewhere/") -> Any:
    """Return a request with an id, inside a community that is no longer asked for anything."""
    request: Any = bare(path)
    request.request_id = "5f0c1a52-7d5e-4b8e-9a51-000000000000"
    request.community = Community(
        name="Rivertown TechHire", contact_name="Dana Whitfield", contact_email="hello@rivertown.example"
    )
    return request


@pytest.mark.parametrize("number", PAGES)
def test_every_page_stands_on_its_own(number: str) -> None:
    page = render(bare(), f"{number}.html", status=int(number)).content.decode()
    checked(page)
    assert number in page
    assert "TechHire" in page


@pytest.mark.parametrize("number", PAGES)
def test_every_page_names_the_community_the_contact_and_the_request(number: str) -> None:
    page = render(known(), f"{number}.html", status=int(number)).content.decode()
    checked(page)
    assert "Rivertown TechHire" in page
    assert "hello@rivertown.example" in page
    assert "5f0c1a52-7d5e-4b8e-9a51-000000000000" in page


def test_each_fault_is_answered_with_its_number() -> None:
    assert errors.bad_request(bare()).status_code == 400
    assert errors.forbidden(bare()).status_code == 403
    assert errors.not_found(bare()).status_code == 404
    assert errors.fault(bare()).status_code == 500


def test_a_form_from_an_old_page_is_told_apart_from_a_closed_door() -> None:
    assert "open too long" in errors.forged(bare()).content.decode()
    assert "not open to you" in errors.forbidden(bare()).content.decode()


def test_a_503_keeps_what_was_typed_and_offers_to_send_it_again() -> None:
    typed = {
        "csrfmiddlewaretoken": "abc",
        "name": "Jo <b>Park</b>",
        "note": "first\nsecond",
        "password": "secret",
        "kind": ["a", "b"],
    }
    request = RequestFactory().post("/signup/check/?renew=1", typed)
    page = apologize(request).content.decode()
    checked(page)
    assert '<form method="post" action="/signup/check/?renew=1">' in page
    assert 'name="csrfmiddlewaretoken" value="abc"' in page
    assert 'name="name" value="Jo &lt;b&gt;Park&lt;/b&gt;"' in page
    assert 'name="note" value="first\nsecond"' in page
    assert page.count('name="kind"') == 2
    assert "secret" not in page
    assert "Nothing was saved yet" in page


def test_a_503_of_a_page_that_was_only_read_offers_the_page_again() -> None:
    page = apologize(bare("/employers/?page=2")).content.decode()
    assert 'href="/employers/?page=2"' in page
    assert "<form" not in page
