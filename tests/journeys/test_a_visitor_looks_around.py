"""A visitor looks at the public pages: by mouse and by thumb, by day and by night, with and without scripts."""

import pytest

from community.models import Community
from tests import make
from tests.journeys.conftest import Open

PAGES = ["/", "/why-join/", "/employers/", "/signup/", "/sign-in/", "/privacy/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_public_page_is_sound(
    transactional_db: None, rivertown: Community, open_browser: Open, size: str, scheme: str
) -> None:
    make.text(rivertown)
    visitor = open_browser(size, scheme)
    for path in PAGES:
        visitor.go(path)
    visitor.go("/no-such-page/", status=404)


def test_the_public_pages_work_without_scripts(
    transactional_db: None, rivertown: Community, open_browser: Open
) -> None:
    make.text(rivertown)
    plain = open_browser(scripts=False)
    for path in PAGES:
        answer = plain.page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert plain.page.locator("h1").is_visible()
        plain.checked.add(plain.page.url)
