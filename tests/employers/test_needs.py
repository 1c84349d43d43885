"""What employers need beside skills: open until somebody says what was done."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from community.models import Community
from community.roles import Role
from directory.models import Entry
from employers import needing
from employers.models import Need
from tests import make

pytestmark = pytest.mark.django_db


def test_a_need_is_open_until_it_is_said_what_was_done(rivertown: Community) -> None:
    dana = make.member(rivertown, Role.COORDINATOR)
    need = needing.note(make.employer(rivertown), words="A room", by=dana, at=make.NOW)
    assert list(Need.objects.of(rivertown).open()) == [need]
    with pytest.raises(needing.CannotAddress):
        needing.address(need, done="  ", by=dana, at=make.NOW)
    needing.address(need, done="The library lends one.", by=dana, at=make.NOW)
    with pytest.raises(needing.CannotAddress):
        needing.address(need, done="Again", by=dana, at=make.NOW)
    assert not Need.objects.of(rivertown).open().exists()
    assert list(Entry.objects.order_by("pk").values_list("verb", "text")) == [
        ("need_noted", "A room"),
        ("need_addressed", "The library lends one."),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.update(done="")


def test_it_stands_on_the_employers_page_the_list_and_today(rivertown: Community, client: Client) -> None:
    employer = make.employer(rivertown, name="Acme")
    client.force_login(make.member(rivertown, Role.COORDINATOR))
    assert "No need is open" in client.get("/workspace/needs/").text
    client.post(f"/workspace/employers/{employer.pk}/needs/", {"words": "A quiet room"})
    need = Need.objects.get()
    for page in (employer.get_absolute_url(), "/workspace/needs/"):
        assert "A quiet room" in client.get(page).text
    assert "need of an employer open" in client.get("/workspace/").text
    assert "Fill this in" in client.post(f"/workspace/needs/{need.pk}/", {"done": ""}).text
    client.post(f"/workspace/needs/{need.pk}/", {"done": "Found one."})
    assert "No need is open" in client.get("/workspace/needs/").text
    assert "Found one." in client.get("/workspace/needs/?state=addressed").text


def test_another_communitys_needs_are_not_ours(rivertown: Community, lakeside: Community) -> None:
    far = make.member(lakeside, Role.COORDINATOR)
    needing.note(make.employer(lakeside), words="A room", by=far, at=make.NOW)
    assert not Need.objects.of(rivertown).exists()
