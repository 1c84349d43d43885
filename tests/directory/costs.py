"""How many queries a page costs."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def cost_of(browser: Client, address: str) -> tuple[int, int]:
    """Return how many queries a page costs, and how many of them are of the directory: the menu asks every app."""
    browser.get(address)
    with CaptureQueriesContext(connection) as context:
        assert browser.get(address).status_code == 200
    return len(context), sum("directory_" in query["sql"].partition("FROM")[2] for query in context.captured_queries)
