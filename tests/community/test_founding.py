"""Founding: by the first page, by the command, once, and never by a stranger."""

from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client

from community import founding, signals
from community.models import AuditEntry, Community, Membership, User
from community.roles import Role
from employers.models import CommitmentText
from tests import make
from tests.make import NOW
from tests.racing import beaten_to_it

TYPED = {
    "name": "Rivertown TechHire",
    "region": "Rivertown",
    "your_name": "Ada Moreno",
    "your_email": "Ada@Rivertown.example",
    "password": make.PASSWORD,
}


DETAILS = {
    "name": "Rivertown TechHire",
    "region": "Rivertown",
    "host": "rivertown.example",
    "administrator_name": "Ada Moreno",
    "administrator_email": "ada@rivertown.example",
}


def found(**details: str) -> Community:
    """Found a community by the verb."""
    return founding.found(**{**DETAILS, **details}, at=NOW)[0]


@pytest.fixture
def production(settings: Any) -> None:
    """The world outside development."""
    settings.DEVELOPMENT = False


@pytest.mark.django_db
class TestVerb:
    """What founding leaves behind."""

    def test_everything_stands_at_once(self) -> None:
        heard = []

        def hear(signal: object, **facts: Any) -> None:
            heard.append(facts)

        signals.community_founded.connect(hear)
        community = found()
        signals.community_founded.disconnect(hear)
        user = User.objects.get()
        assert (community.contact_name, community.contact_email) == ("Ada Moreno", "ada@rivertown.example")
        assert Membership.objects.get(community=community, user=user).roles == {Role.ADMINISTRATOR}
        assert EmailAddress.objects.get(user=user).verified
        assert AuditEntry.objects.order_by("pk")[0].sentence == "founded Rivertown TechHire"
        assert (heard[0]["community"], heard[0]["by"], heard[0]["at"]) == (community, user, NOW)
        assert CommitmentText.objects.of(community).published().count() == 1

    def test_a_host_is_taken_once_and_nothing_is_left_over(self) -> None:
        found()
        with pytest.raises(founding.CannotFound, match="already answers"):
            found(administrator_email="other@rivertown.example")
        assert User.objects.count() == 1

    def test_pressed_twice_it_founds_once(self) -> None:
        look = '"community_user"."email" = '
        with beaten_to_it(look, found), pytest.raises(founding.CannotFound, match="already stands"):
            founding.found_first(typed_code="", at=NOW, **DETAILS)

    def test_somebody_known_keeps_their_password(self) -> None:
        known = make.user(email="ada@rivertown.example")
        found(password="another pass phrase")
        known.refresh_from_db()
        assert known.check_password(make.PASSWORD)

    def test_the_disabled_found_nothing(self) -> None:
        make.user(email="ada@rivertown.example", is_active=False)
        with pytest.raises(founding.CannotFound, match="disabled"):
            found()

    def test_the_code_follows_the_key_and_forgives_how_it_is_typed(self, settings: Any) -> None:
        code = founding.setup_code()
        assert founding.is_setup_code(f" {code.upper().replace('-', ' ')} ")
        assert not founding.is_setup_code("")
        assert not founding.is_setup_code(code[:-1])
        settings.SECRET_KEY = "k" * 60
        assert not founding.is_setup_code(code)


@pytest.mark.django_db
class TestFirstPage:
    """/start/, before there is a community."""

    def test_a_fresh_install_leads_there_with_the_code_filled_in(self, client: Client) -> None:
        assert client.get("/")["Location"] == "/start/"
        page = client.get("/start/").text
        assert founding.setup_code() in page

    def test_it_founds_signs_in_and_is_gone(self, client: Client) -> None:
        answer = client.post("/start/", TYPED | {"code": founding.setup_code()})
        assert answer["Location"] == "/arrive/"
        assert Community.objects.get().host == "testserver"
        assert client.get("/workspace/team/").status_code == 200
        assert client.get("/start/").status_code == client.post("/start/", TYPED).status_code == 404
        assert Client().get("/start/").status_code == 404

    @pytest.mark.usefixtures("production")
    def test_in_production_a_stranger_needs_the_code(self, client: Client) -> None:
        assert founding.setup_code() not in client.get("/start/").text
        for code in ("", "0000-0000-0000-0000", "é", "\u202e"):
            answer = client.post("/start/", TYPED | {"code": code})
            assert answer.status_code == 200
            assert not Community.objects.exists()
        assert client.post("/start/", TYPED | {"code": founding.setup_code()}).status_code == 302
        assert Community.objects.exists()

    @pytest.mark.usefixtures("production")
    def test_the_code_cannot_be_guessed(self, client: Client) -> None:
        answers = [client.post("/start/", TYPED | {"code": str(number)}).status_code for number in range(101)]
        assert answers[-1] == 429

    @pytest.mark.parametrize(
        "wrong",
        [{"name": ""}, {"name": "x" * 400}, {"region": "\u202eR"}, {"your_email": "a@b@c"}, {"password": "short"}],
    )
    def test_what_is_wrong_is_said(self, client: Client, wrong: Any) -> None:
        answer = client.post("/start/", TYPED | {"code": founding.setup_code()} | wrong)
        assert answer.status_code == 200
        assert "Please look at" in answer.text
        assert not Community.objects.exists()


@pytest.mark.django_db
class TestCommands:
    """The same at the command line."""

    def run(self, *arguments: str) -> str:
        out = StringIO()
        call_command(*arguments, stdout=out)
        return out.getvalue()

    def test_setup_code(self) -> None:
        assert self.run("setup_code").strip() == founding.setup_code()

    def test_start_community_prints_a_link_that_signs_in_once(self, client: Client) -> None:
        out = self.run(
            "start_community", "--name=Rivertown TechHire", "--region=Rivertown", "--host=TestServer",
            "--contact-name=Dana Whitfield", "--contact-email=hello@rivertown.example",
            "--administrator=ada@rivertown.example", "--administrator-name=Ada Moreno", "--time-zone=America/Chicago",
        )  # fmt: skip
        community = Community.objects.get()
        assert (community.host, community.contact_name, community.time_zone) == (
            "testserver",
            "Dana Whitfield",
            "America/Chicago",
        )
        path = out.split()[-1].removeprefix(community.url)
        assert client.post(path)["Location"] == "/arrive/"
        assert client.get("/workspace/team/").status_code == 200
        assert Client().post(path).status_code == 410

    @pytest.mark.parametrize(
        "wrong",
        [
            ["--host=not a host"],
            ["--administrator=nobody"],
            ["--time-zone=Mars/Olympus"],
            ["--contact-name="],
            ["--contact-email=x"],
        ],
    )
    def test_start_community_says_what_is_wrong(self, wrong: Any) -> None:
        right = ["--name=R", "--region=R", "--host=r.example", "--administrator=a@r.example", "--contact-name=Ada"]
        with pytest.raises(CommandError):
            self.run("start_community", *right, *wrong)
        assert not Community.objects.exists()

    def test_sign_in_link_for_the_locked_out(
        self, client: Client, rivertown: Community, lakeside: Community, coordinator: User
    ) -> None:
        out = self.run("sign_in_link", "DANA@rivertown.example")
        assert client.post(out.strip().removeprefix(rivertown.url))["Location"] == "/arrive/"

    def test_sign_in_link_asks_which_community_where_it_cannot_know(
        self, rivertown: Community, lakeside: Community
    ) -> None:
        partner = make.user()
        with pytest.raises(CommandError, match="--host"):
            self.run("sign_in_link", partner.email)
        assert "/sign-in/link/" in self.run("sign_in_link", partner.email, f"--host={lakeside.host}")

    def test_sign_in_link_refuses_in_words(self, rivertown: Community) -> None:
        disabled = make.user(is_active=False)
        for address, words in (("nobody@x.example", "Nobody"), (disabled.email, "disabled")):
            with pytest.raises(CommandError, match=words):
                self.run("sign_in_link", address)
