"""A second provider, signed in, asks for every address of the first one's things, and is told of none of them."""

from collections.abc import Iterator

from django.utils import timezone
from playwright.sync_api import Page

from community.models import Community
from providers import starting
from tests.conftest import signed_in
from tests.house import cast
from tests.house.routes import CIRCLES, Line, address, known, table
from tests.journeys.conftest import Open

# Asks as the page itself would, with its session and its token, and follows nowhere.
ASK = """async ([method, path, token]) => {
  const body = method === "POST" ? new URLSearchParams({ csrfmiddlewaretoken: token }) : undefined;
  const answer = await fetch(path, { method, body, redirect: "manual" });
  return [answer.status, await answer.text()];
}"""
MISSING, FORBIDDEN = 404, 403


def wanted(line: Line, method: str) -> int | None:
    """Return what a provider is told of another's thing; None where the address is open to everybody who has it."""
    who = line.may(method)
    if who == "owner":
        return MISSING if cast.OWNERS[line.thing] == "partner A" else None
    return FORBIDDEN if who in CIRCLES else None


def tries(here: cast.Side) -> Iterator[tuple[str, str, int]]:
    """Yield every method and address of providers, with what the second provider is to be told."""
    for route in known():
        line = table()[route.name]
        for method in line.methods if route.name.startswith("providers:") else ():
            if told := wanted(line, method):
                yield method, address(route, here), told


def ask(page: Page, here: cast.Side, secrets: list[str]) -> list[str]:
    """Ask for all of it, and return where the answer was another, or told something."""
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    wrong = []
    for method, path, told in tries(here):
        status, text = page.evaluate(ASK, [method, path, token])
        found = [one for one in secrets if one in text]
        if status != told or found:
            wrong.append(f"{method} {path} is {status}, and tells {found}")
    return wrong


def test_a_second_provider_sees_nothing_of_the_first(
    transactional_db: None, rivertown: Community, open_browser: Open
) -> None:
    here = cast.side(rivertown, "rivertown", timezone.now())
    lee = open_browser("phone")
    session = signed_in(here.people["partner B"])
    lee.context.add_cookies([{"name": "session", "value": session.cookies["session"].value, "url": lee.portal}])
    own = here.records["employer B"].organization
    mine = starting.begin(
        rivertown,
        user=here.people["partner B"],
        organization_name=own.name,
        kind="training_provider",
        at=timezone.now(),
    )
    assert mine.provider.organization == own
    page = lee.go(f"/desk/applications/{mine.reference}/")
    assert own.name in page.locator("main").inner_text()
    lee.expected |= {MISSING, FORBIDDEN}
    asked = list(tries(here))
    assert len(asked) > 100 and {told for _method, _path, told in asked} == {MISSING, FORBIDDEN}
    assert ask(page, here, [here.records["employer A"].organization.name]) == []
    reference = here.things["own application"]["reference"]
    lee.go(f"/desk/applications/{reference}/", status=404)
    assert reference not in lee.go("/desk/").locator("main").inner_text()
