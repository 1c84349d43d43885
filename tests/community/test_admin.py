"""The operator's admin: for superusers only, by the portal's own door, and read-only where records are evidence."""

import pytest
from django.test import Client

from community import audit, links, purposes
from community.models import Community, User
from tests import make
from tests.conftest import signed_in
from tests.make import NOW

MODELS = ["user", "community", "auditentry", "link", "invitation", "job", "heartbeat", "lease"]


@pytest.fixture
def operators(rivertown: Community) -> Client:
    """The operator's browser."""
    return signed_in(User.objects.create_superuser("root@rivertown.example", password=make.PASSWORD))


def test_only_the_operator_gets_in_and_by_our_own_door(
    client: Client, rivertown: Community, administrator: User
) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/sign-in/")
    assert signed_in(administrator).get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens(operators: Client, rivertown: Community, model: str) -> None:
    assert operators.get(f"/admin/community/{model}/").status_code == 200
    assert operators.get(f"/admin/community/{model}/?q=a%25b").status_code in {200, 302}


def test_evidence_cannot_be_changed_or_removed(operators: Client, rivertown: Community) -> None:
    entry = audit.record("did it", community=rivertown, by=None, at=NOW)
    links.mint(purposes.SIGN_IN, "community.user:7", community=rivertown, at=NOW)
    page = f"/admin/community/auditentry/{entry.pk}/"
    assert operators.get(f"{page}change/").status_code == 200
    assert operators.post(f"{page}change/", {"sentence": "did nothing"}).status_code == 403
    assert operators.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert operators.get("/admin/community/link/add/").status_code == 403


def test_a_person_is_disabled_not_deleted_and_a_new_one_has_no_password(
    operators: Client, rivertown: Community, administrator: User
) -> None:
    page = f"/admin/community/user/{administrator.pk}/"
    assert operators.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    none = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    assert operators.get(f"{page}change/").status_code == 200
    answer = operators.post(
        "/admin/community/user/add/", {"email": "New@Person.example", "name": "Nia", "is_active": "on"} | none
    )
    assert answer.status_code == 302
    assert not User.objects.get(email="new@person.example").has_usable_password()
