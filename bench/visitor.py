"""A visitor of the portal without a browser: opens pages, keeps cookies, fills in the sign-up."""

import http.client
import time
import urllib.parse
from html.parser import HTMLParser

Fields = dict[str, str]


class FormReader(HTMLParser):
    """The fields of the page's last posting form, as a browser would send them untouched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self.is_inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note inputs."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = given.get("method", "").lower() == "post"
            if self.is_inside:
                self.fields = {}
        is_sent = given.get("type") not in {"checkbox", "radio", "submit"} or "checked" in given
        if self.is_inside and is_sent and tag in {"input", "select", "textarea"} and "name" in given:
            self.fields.setdefault(given["name"], given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave a form."""
        if tag == "form":
            self.is_inside = False


class Visitor:
    """One person at one network address of loopback; remembers how long each post took, in seconds."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.number = port, number
        self.address = f"127.{10 + number // 60000 % 200}.{number // 250 % 240}.{number % 250 + 1}"
        self.cookies: Fields = {}
        self.posts: list[float] = []

    def ask(self, method: str, path: str, fields: Fields | None = None) -> tuple[int, str, str]:
        """Return status, body and where a redirect leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.address, 0))
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Host": f"localhost:{self.port}",
        }
        body = urllib.parse.urlencode(fields) if fields is not None else None
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.port}"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return response.status, text, response.getheader("Location") or ""

    def open(self, path: str) -> Fields:
        """Open a page and return the fields of its form."""
        status, text, to = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path} answered {status} {to}")
        return FormReader(text).fields

    def post(self, path: str, fields: Fields) -> str:
        """Post a form, take the time, and return where it leads."""
        begun = time.monotonic()
        status, _, to = self.ask("POST", path, fields)
        self.posts.append(time.monotonic() - begun)
        if status != 302:
            raise RuntimeError(f"POST {path} answered {status}")
        return to

    def press(self, path: str, fields: Fields) -> tuple[int, Fields, str]:
        """Post a form and return the status, the fields of the form that the answer holds, and where it leads."""
        status, text, to = self.ask("POST", path, fields)
        return status, FormReader(text).fields, to

    def fill_in(self, number: int) -> Fields:
        """Fill in the first three pages and return the fields of the signature."""
        you = {
            "signer_email": f"jo{number}@acme{number}.example",
            "signer_name": "Jo Park",
            "signer_title": "Director of IT",
            "organization_name": f"Acme {number}",
            "town": "Faultville",
        }
        self.post("/signup/", self.open("/signup/") | you)
        self.post("/signup/roles/", self.open("/signup/roles/") | {"skip": "1"})
        self.post("/signup/commitment/", self.open("/signup/commitment/"))
        ticks = {"typed_name": "Jo Park", "may_sign": "on", "agreed_to_electronic": "on"}
        return self.open("/signup/check/") | ticks

    def sign_up(self, number: int) -> None:
        """Fill in all pages and sign."""
        to = self.post("/signup/check/", self.fill_in(number))
        if not to.startswith("/signup/thanks/"):
            raise RuntimeError(f"signing led to {to}")
