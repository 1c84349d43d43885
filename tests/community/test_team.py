"""The team: invited by letter, changed with a trace, never without an administrator."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from community import entering, links, purposes, signals, team
from community.models import AuditEntry, Community, Invitation, Membership, User
from community.roles import Role
from tests import make
from tests.conftest import signed_in
from tests.make import NOW

VIEWER = frozenset({Role.VIEWER})


@pytest.fixture
def invited() -> Iterator[list[Invitation]]:
    """Who gets a letter."""
    heard: list[Invitation] = []

    def hear(signal: object, invitation: Invitation, **facts: object) -> None:
        heard.append(invitation)

    signals.invitation_made.connect(hear)
    yield heard
    signals.invitation_made.disconnect(hear)


@pytest.fixture
def invitation(rivertown: Community, administrator: User) -> Invitation:
    """An open invitation."""
    return team.invite(
        community=rivertown,
        email="New@Person.example",
        name="Nia Price",
        roles=VIEWER,
        by=administrator,
        at=timezone.now(),
    )


def link_of(invitation: Invitation) -> str:
    """Return the path in the letter."""
    community = invitation.community
    url = links.mint(purposes.INVITATION, team.record_of(invitation), community=community, at=timezone.now())
    return url.removeprefix(community.url)


def sentences() -> list[str]:
    """Return what stands on the audit trail, oldest first."""
    return list(AuditEntry.objects.order_by("pk").values_list("sentence", flat=True))


class TestInviting:
    """Asking somebody in."""

    def test_a_letter_is_announced_and_the_trail_says_so(
        self, invited: list[Invitation], invitation: Invitation
    ) -> None:
        assert invited == [invitation]
        assert invitation.email == "new@person.example"
        assert sentences() == ["invited Nia Price as viewer"]

    def test_one_address_is_invited_once(
        self, invitation: Invitation, rivertown: Community, administrator: User
    ) -> None:
        with pytest.raises(team.CannotChange, match="invited already"):
            team.invite(community=rivertown, email=invitation.email, name="N", roles=VIEWER, by=administrator, at=NOW)

    def test_members_are_not_invited_again(self, rivertown: Community, administrator: User) -> None:
        with pytest.raises(team.CannotChange, match="in the team already"):
            team.invite(
                community=rivertown, email=administrator.email.upper(), name="A", roles=VIEWER, by=administrator, at=NOW
            )

    def test_an_evaluator_is_invited_as_nothing_else(self, rivertown: Community, administrator: User) -> None:
        roles = frozenset({Role.EVALUATOR, Role.VIEWER})
        with pytest.raises(team.CannotChange, match="no other role"):
            team.invite(community=rivertown, email="e@e.example", name="E", roles=roles, by=administrator, at=NOW)

    def test_sending_again_ends_the_old_link(
        self, client: Client, invited: list[Invitation], invitation: Invitation, administrator: User
    ) -> None:
        old = link_of(invitation)
        team.resend(invitation, by=administrator, at=timezone.now())
        assert len(invited) == 2
        assert client.get(old).status_code == 410
        assert client.get(link_of(invitation)).status_code == 200

    def test_an_invitation_taken_back_lets_nobody_in(
        self, client: Client, invitation: Invitation, administrator: User
    ) -> None:
        path = link_of(invitation)
        team.revoke(invitation, by=administrator, at=timezone.now())
        assert client.post(path, {"name": "Nia", "password": make.PASSWORD}).status_code == 410
        assert client.get(link_of(invitation)).status_code == 410
        for again in (team.revoke, team.resend):
            with pytest.raises(team.CannotChange, match="taken back already"):
                again(invitation, by=administrator, at=NOW)


class TestJoining:
    """The link in the letter."""

    def test_looking_changes_nothing_and_joining_signs_in_once(self, client: Client, invitation: Invitation) -> None:
        path = link_of(invitation)
        assert "Ada Moreno invites you as viewer" in client.get(path).text
        assert not User.objects.filter(email=invitation.email).exists()
        assert client.post(path, {"name": "Nia Price-Lee", "password": make.PASSWORD})["Location"] == "/arrive/"
        user = User.objects.get(email="new@person.example")
        assert (user.name, user.check_password(make.PASSWORD)) == ("Nia Price-Lee", True)
        assert Membership.objects.get(user=user).roles == VIEWER
        assert EmailAddress.objects.get(user=user).verified
        assert client.get("/workspace/team/").status_code == 200
        assert Client().post(path, {"name": "Mallory", "password": make.PASSWORD}).status_code == 410
        assert sentences()[-1] == "accepted the invitation as viewer"

    @pytest.mark.parametrize("password", ["", "short", "1qaz2wsx3edc", "new@person.example"])
    def test_a_weak_password_is_refused_and_the_link_stays_good(
        self, client: Client, invitation: Invitation, password: str
    ) -> None:
        path = link_of(invitation)
        answer = client.post(path, {"name": "Nia", "password": password})
        assert answer.status_code == 200
        assert "Please look at this again" in answer.text
        assert client.post(path, {"name": "Nia", "password": make.PASSWORD})["Location"] == "/arrive/"

    def test_whoever_has_a_password_keeps_it(self, client: Client, invitation: Invitation) -> None:
        known = make.user(email=invitation.email, name="Nia Known")
        path = link_of(invitation)
        assert "You keep the password" in client.get(path).text
        assert client.post(path, {"name": "Mallory", "password": "another pass phrase"})["Location"] == "/arrive/"
        known.refresh_from_db()
        assert (known.name, known.check_password(make.PASSWORD)) == ("Nia Known", True)
        assert Membership.objects.get(user=known).roles == VIEWER

    def test_the_disabled_do_not_come_back_by_an_invitation(self, client: Client, invitation: Invitation) -> None:
        make.user(email=invitation.email, is_active=False)
        answer = client.post(link_of(invitation), {})
        assert "closed" in answer.text
        assert not Membership.objects.filter(user__email=invitation.email).exists()

    def test_another_communitys_host_does_not_know_the_link(self, lakeside: Community, invitation: Invitation) -> None:
        assert Client(HTTP_HOST=lakeside.host).get(link_of(invitation)).status_code == 410

    def test_a_link_for_signing_in_is_not_an_invitation(
        self, client: Client, rivertown: Community, administrator: User
    ) -> None:
        url = entering.recover(administrator, community=rivertown, by=None, at=timezone.now())
        assert client.get(url.removeprefix(rivertown.url).replace("sign-in/link", "invitation")).status_code == 410


class TestChanging:
    """Other roles, and leaving."""

    def test_roles_change_with_a_trace_and_bite_at_the_next_request(
        self, rivertown: Community, administrator: User, coordinator: User
    ) -> None:
        browser = signed_in(coordinator)
        membership = Membership.objects.get(user=coordinator)
        assert browser.get("/workspace/plan/add/").status_code == 200
        team.change_roles(membership, roles=VIEWER, by=administrator, at=NOW)
        assert browser.get("/workspace/plan/add/").status_code == 403
        team.remove(membership, by=administrator, at=NOW)
        assert browser.get("/workspace/settings/").status_code == 403
        assert sentences() == [
            "changed the roles of Dana Whitfield from coordinator to viewer",
            "removed Dana Whitfield (viewer) from the team",
        ]

    def test_the_same_roles_leave_no_trace(self, administrator: User) -> None:
        membership = Membership.objects.get(user=administrator)
        team.change_roles(membership, roles=membership.roles, by=administrator, at=NOW)
        assert sentences() == []

    def test_the_last_administrator_stays(self, rivertown: Community, administrator: User) -> None:
        membership = Membership.objects.get(user=administrator)
        make.member(rivertown, Role.ADMINISTRATOR, is_active=False)
        with pytest.raises(team.CannotChange, match="only administrator"):
            team.change_roles(membership, roles=VIEWER, by=administrator, at=NOW)
        with pytest.raises(team.CannotChange, match="only administrator"):
            team.remove(membership, by=administrator, at=NOW)

    def test_with_another_administrator_one_may_go(self, rivertown: Community, administrator: User) -> None:
        make.member(rivertown, Role.ADMINISTRATOR)
        team.remove(Membership.objects.get(user=administrator), by=administrator, at=NOW)
        assert not Membership.objects.filter(user=administrator).exists()

    def test_administrators_of_other_communities_do_not_count(
        self, rivertown: Community, lakeside: Community, administrator: User
    ) -> None:
        make.member(lakeside, Role.ADMINISTRATOR)
        with pytest.raises(team.CannotChange, match="only administrator"):
            team.remove(Membership.objects.get(user=administrator), by=administrator, at=NOW)

    def test_an_evaluator_takes_no_other_role(self, administrator: User, evaluator: User) -> None:
        roles = frozenset({Role.EVALUATOR, Role.COORDINATOR})
        with pytest.raises(team.CannotChange, match="no other role"):
            team.change_roles(Membership.objects.get(user=evaluator), roles=roles, by=administrator, at=NOW)


class TestPages:
    """The same through the doors."""

    def test_the_whole_team_reads_and_only_administrators_see_ways_to_change(
        self, administrator: User, viewer: User, evaluator: User, invitation: Invitation
    ) -> None:
        for user in (viewer, evaluator):
            page = signed_in(user).get("/workspace/team/").text
            assert "Ada Moreno" in page
            assert "Invite somebody" not in page
            assert "Nia Price" not in page
        assert "Nia Price" in signed_in(administrator).get("/workspace/team/").text

    def test_inviting_changing_and_removing_by_hand(
        self, administrator: User, coordinator: User, invited: list[Invitation]
    ) -> None:
        browser = signed_in(administrator)
        posted = {"name": "Nia", "email": "nia@person.example", "roles": ["viewer", "reviewer"], "is_superuser": "on"}
        assert browser.post("/workspace/team/invite/", posted)["Location"] == "/workspace/team/"
        assert invited[0].roles == {Role.VIEWER, Role.REVIEWER}
        assert "invited already" in browser.post("/workspace/team/invite/", posted).text
        path = f"/workspace/team/invitations/{invited[0].pk}"
        assert (
            browser.post(f"{path}/resend/")["Location"]
            == browser.post(f"{path}/revoke/")["Location"]
            == "/workspace/team/"
        )
        assert browser.post(f"{path}/resend/").status_code == 404
        membership = Membership.objects.get(user=coordinator)
        page = f"/workspace/team/{membership.pk}/"
        assert "no other role" in browser.post(page, {"roles": ["evaluator", "viewer"]}).text
        assert "Choose at least one role" in browser.post(page, {"go": "on"}).text
        assert browser.post(page, {"roles": ["viewer"]})["Location"] == "/workspace/team/"
        assert "Remove Dana Whitfield" in browser.get(f"{page}remove/").text
        assert Membership.objects.get(user=coordinator).roles == VIEWER
        browser.post(f"{page}remove/")
        assert not Membership.objects.filter(user=coordinator).exists()

    def test_the_last_administrator_is_told_why(self, administrator: User) -> None:
        page = f"/workspace/team/{Membership.objects.get(user=administrator).pk}/"
        browser = signed_in(administrator)
        assert "only administrator" in browser.post(page, {"roles": ["viewer"]}).text
        assert "only administrator" in browser.post(f"{page}remove/", follow=True).text

    def test_a_long_team_asks_the_database_no_more_often(
        self, rivertown: Community, administrator: User, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        browser = signed_in(administrator)
        browser.get("/workspace/team/")
        with CaptureQueriesContext(connection) as alone:
            browser.get("/workspace/team/")
        for _ in range(29):
            make.member(rivertown, Role.VIEWER)
        with django_assert_num_queries(len(alone)):
            browser.get("/workspace/team/")
