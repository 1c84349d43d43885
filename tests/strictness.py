"""What may be left out of a run: tests of a database or broker that this run does not use, and in CI nothing else."""

import os
from collections.abc import Generator

import hypothesis
import pytest
from django.conf import settings

IS_CI = os.environ.get("CI", "").lower() in {"1", "on", "true", "yes"}

# How long an example takes is the machine's affair; in CI the same examples are tried each time, most of them on the
# first of its databases.
hypothesis.settings.register_profile("house", deadline=None, derandomize=IS_CI)
hypothesis.settings.register_profile("again", hypothesis.settings.get_profile("house"), max_examples=25)
hypothesis.settings.load_profile("again" if IS_CI and "DATABASE_URL" in os.environ else "house")


def worlds() -> set[str]:
    """Return the markers of what this run stands on."""
    database = "postgresql" if "postgresql" in settings.DATABASES["default"]["ENGINE"] else "sqlite"
    return {database} | ({"redis"} if settings.CELERY_BROKER_URL.startswith("redis") else {"folder"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out the tests of another world: CI runs the suite in both."""
    for item in items:
        needed = {mark.name for mark in item.iter_markers()} & {"postgresql", "sqlite", "redis", "folder"}
        if needed - worlds():
            item.add_marker(pytest.mark.skip(reason=f"needs {' and '.join(sorted(needed))}"))
            item.user_properties.append(("other world", True))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skip as a failure in CI: there everything that a test needs has to be there."""
    report = yield
    if (
        IS_CI
        and report.skipped
        and not hasattr(report, "wasxfail")
        and ("other world", True) not in item.user_properties
    ):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Count a file that skips itself as a failure in CI."""
    report = yield
    if IS_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} skipped itself, which CI does not allow: {report.longrepr}"
    return report
