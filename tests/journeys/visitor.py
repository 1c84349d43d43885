"""A visitor: a browser page that notices what a person would not, and refuses to leave a page unchecked."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

AXE = Axe()
# A letter is shown in a frame in which no script runs, so that axe cannot look into it and only complains.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "iframes": False}


class Visitor:
    """One browser. `page` is Playwright's page; call `check()` on every page you come to."""

    def __init__(self, context: BrowserContext, portal: str) -> None:
        self.context = context
        self.portal = portal
        self.troubles: list[str] = []
        self.expected: set[int] = set()
        self.seen: list[str] = []
        self.checked: set[str] = set()
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)  # milliseconds
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        self.page.on("request", self.watch)
        self.page.on("response", self.answer)
        self.page.on("load", lambda page: self.seen.append(page.url))

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what the console complains about; violations of the policy arrive here as well."""
        is_known = any(f"status of {status}" in message.text for status in self.expected)
        if message.type in {"error", "warning"} and not is_known:
            self.troubles.append(f"console at {self.page.url}: {message.text}")

    def watch(self, request: Request) -> None:
        """Keep every request that leaves the portal."""
        if not request.url.startswith((self.portal, "data:", "about:")):
            self.troubles.append(f"asked a stranger: {request.url}")

    def answer(self, response: Response) -> None:
        """Keep every answer that is a fault."""
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status} from {response.url}")

    def go(self, path: str, *, status: int = 200) -> Page:
        """Go to a path of the portal, expecting a status, and check the page."""
        if status >= 400:
            self.expected.add(status)
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}"
        self.check()
        return self.page

    def press(self, name: str) -> Page:
        """Press the button or follow the link of this name, wait for the page it leads to, and check that.

        What the page is about comes first: its navigation may say the same word.
        """
        named = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        inside = self.page.locator("main").get_by_role("button", name=name)
        inside = inside.or_(self.page.locator("main").get_by_role("link", name=name))
        with self.page.expect_navigation():
            (inside if inside.count() else named).first.click()
        self.check()
        return self.page

    def check(self) -> None:
        """Check the page at hand: axe finds nothing, it has one headline, and it does not scroll sideways."""
        self.page.wait_for_load_state("load")
        results = AXE.run(self.page, options=RULES)
        assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"
        assert self.page.locator("h1").count() == 1, f"{self.page.url} has {self.page.locator('h1').count()} h1"
        wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{self.page.url} scrolls sideways by {wider} pixels"
        self.checked.add(self.page.url)

    def report(self) -> None:
        """Fail on any trouble noticed on the way, and on every page that was left without a check."""
        assert not self.troubles, "\n".join(self.troubles)
        unchecked = [url for url in dict.fromkeys(self.seen) if url not in self.checked and url.startswith(self.portal)]
        assert not unchecked, f"left without a check: {unchecked}"
