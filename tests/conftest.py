"""The cast known to all tests, and the community they act in."""

import gc

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from community.models import Community, User
from community.roles import Role
from tests import make, migrated

pytest_plugins = ["tests.strictness"]


def pytest_collection_finish() -> None:
    """Spare what is imported and collected by now from garbage collection: it stays to the end, and is a great deal."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Begin with what is in the file, if anything is: it lies in this run's own folder, which goes at the end."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Lay down what an earlier run migrated, where the migrations are the same."""
    migrated.lay_down()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Keep the database as the migrations made it, for the next run."""
    with django_db_blocker.unblock():
        migrated.keep()


@pytest.fixture
def rivertown(db: None) -> Community:
    """The community at the test client's host."""
    return make.community()


@pytest.fixture
def lakeside(db: None) -> Community:
    """Another community on the same install, whose people must never get in."""
    return make.community(
        name="Lakeside TechHire", region="Lakeside", host="lakeside.example", contact_email="hello@lakeside.example"
    )


@pytest.fixture
def administrator(rivertown: Community) -> User:
    """Manages people and settings."""
    return make.member(rivertown, Role.ADMINISTRATOR, name="Ada Moreno", email="ada@rivertown.example")


@pytest.fixture
def coordinator(rivertown: Community) -> User:
    """Runs the community's work."""
    return make.member(rivertown, Role.COORDINATOR, name="Dana Whitfield", email="dana@rivertown.example")


@pytest.fixture
def reviewer(rivertown: Community) -> User:
    """Vets providers."""
    return make.member(rivertown, Role.REVIEWER, name="Ravi Shah", email="ravi@rivertown.example")


@pytest.fixture
def evaluator(rivertown: Community) -> User:
    """The independent third party."""
    return make.member(rivertown, Role.EVALUATOR, name="Eve Lindqvist", email="eve@evaluators.example")


@pytest.fixture
def viewer(rivertown: Community) -> User:
    """Sees the workspace and changes nothing."""
    return make.member(rivertown, Role.VIEWER, name="Vic Osei", email="vic@rivertown.example")


@pytest.fixture
def foreigner(lakeside: Community) -> User:
    """A coordinator of another community."""
    return make.member(lakeside, Role.COORDINATOR, name="Fay Novak", email="fay@lakeside.example")


def signed_in(user: User) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def coordinators_browser(coordinator: User) -> Client:
    """A browser in which the coordinator is signed in."""
    return signed_in(coordinator)
