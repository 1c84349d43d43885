"""Tests of the letters of development: a page that exists there only."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import Resolver404, clear_url_caches, resolve
from pytest_django import Settings

from community.models import Community
from outreach.transports import choose
from tests.outreach.test_transports import letter


@pytest.fixture
def development(settings: Settings, tmp_path: Path) -> Path:
    """Development, with one letter in the folder."""
    settings.VAR_DIR = tmp_path
    transport = choose("folder://", var=tmp_path, timeout=1)
    transport.open()
    html = '<html><head></head><body><a href="http://localhost/x/">go</a><script>alert(1)</script></body></html>'
    transport.deliver(letter(text="Go: http://localhost/x/?a=1&b=2\n<script>", html=html), lambda: True)
    return tmp_path


def test_letters_can_be_read_with_working_links(rivertown: Community, client: Client, development: Path) -> None:
    listed = client.get("/dev/mail/").content.decode()
    shown = client.get("/dev/mail/abc/").content.decode()
    part = client.get("/dev/mail/abc/html/")

    assert "/dev/mail/abc/" in listed
    assert 'href="http://localhost/x/?a=1&amp;b=2"' in shown
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown
    assert b'<base target="_top">' in part.content
    assert "sandbox" in part["Content-Security-Policy"]
    assert "allow-scripts" not in part["Content-Security-Policy"]


def test_no_other_file_can_be_read(rivertown: Community, client: Client, development: Path) -> None:
    (development / "secret.eml").write_text("Subject: no\n\nno")

    for name in ["nothing", "..%2Fsecret", "../secret", "abc.eml"]:
        assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_there_is_no_such_page_in_production(settings: Settings) -> None:
    import importlib

    from outreach import urls

    settings.DEVELOPMENT = False
    try:
        importlib.reload(urls)
        assert not [pattern for pattern in urls.urlpatterns if "dev" in str(pattern.pattern)]
    finally:
        settings.DEVELOPMENT = True
        importlib.reload(urls)
        clear_url_caches()
    with pytest.raises(Resolver404):
        resolve("/dev/nothing/")
