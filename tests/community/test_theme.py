"""The served style sheet and logo: a community's own, and kept for as long as their address says."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from community import colors
from community.models import Community
from community.templatetags.look import logo_url, theme_url

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    """Return a small picture."""
    buffer = BytesIO()
    Image.new("RGB", (8, 8), "#7a1f5c").save(buffer, "PNG")
    return buffer.getvalue()


def test_the_style_sheet_is_of_the_communitys_color(rivertown: Community, client: Client) -> None:
    Community.objects.update(color="#7a1f5c")
    answer = client.get("/theme.css")
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert b"--brand: #7a1f5c;" in answer.content


def test_each_community_has_its_own(rivertown: Community, lakeside: Community, client: Client) -> None:
    Community.objects.filter(pk=lakeside.pk).update(color="#7a1f5c")
    assert b"#0b6b66" in client.get("/theme.css").content
    assert b"#7a1f5c" in client.get("/theme.css", HTTP_HOST="lakeside.example").content


def test_under_its_version_it_is_kept_for_a_year_and_without_it_asked_for_again(
    rivertown: Community, client: Client
) -> None:
    assert "max-age=31536000" in client.get(theme_url(rivertown)).headers["Cache-Control"]
    assert "no-cache" in client.get("/theme.css").headers["Cache-Control"]
    assert "no-cache" in client.get("/theme.css?v=old").headers["Cache-Control"]


def test_a_browser_that_has_it_gets_304(rivertown: Community, client: Client) -> None:
    tag = client.get("/theme.css").headers["ETag"]
    assert client.get("/theme.css", HTTP_IF_NONE_MATCH=tag).status_code == 304
    Community.objects.update(color="#7a1f5c")
    assert client.get("/theme.css", HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_pages_ask_for_the_version_of_today(rivertown: Community, client: Client) -> None:
    assert f"?v={colors.version(rivertown.color)}" in client.get("/").text


def test_before_there_is_a_community_the_portals_own_color_is_answered(client: Client) -> None:
    assert b"#0b6b66" in client.get("/theme.css").content


def test_the_logo_is_answered_as_a_picture_and_nothing_else(rivertown: Community, client: Client) -> None:
    rivertown.logo.save("logo.png", ContentFile(picture()))
    answer = client.get(logo_url(rivertown))
    assert answer.headers["Content-Type"] == "image/png"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert logo_url(rivertown) in client.get("/").text


def test_no_logo_is_404(rivertown: Community, client: Client) -> None:
    assert client.get("/logo.png").status_code == 404


def test_a_lost_logo_file_is_404(rivertown: Community, client: Client) -> None:
    Community.objects.update(logo="communities/1/lost.png")
    assert client.get("/logo.png").status_code == 404
