"""Signing in: by code, link, password and second factor; the same answer to everybody at the door."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.utils import timezone

from community import entering, links, purposes, signals
from community.models import AuditEntry, Community, Link, User
from community.roles import Role
from community.views.patience import BY_ACCOUNT, BY_NETWORK
from tests import make
from tests.conftest import signed_in


@pytest.fixture
def news() -> Iterator[list[dict[str, Any]]]:
    """What went up to the writers of letters."""
    heard: list[dict[str, Any]] = []

    def hear(signal: Any, **facts: Any) -> None:
        heard.append(facts)

    signals.sign_in_asked.connect(hear, weak=False)
    signals.account_news.connect(hear, weak=False)
    yield heard
    signals.sign_in_asked.disconnect(hear)
    signals.account_news.disconnect(hear)


@pytest.fixture
def partner(rivertown: Community) -> User:
    """Somebody from an employer, without a password."""
    return make.user(name="Pat Reyes", email="pat@acme.example", password=None)


def user_of(client: Client) -> int | None:
    """Return who is signed in in this browser."""
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def with_app(user: User) -> str:
    """Give somebody an authenticator app and return its secret."""
    entering.note_address(user)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    """Return the code that the app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_a_partner_comes_in_by_the_code_in_the_browser_that_asked(
    client: Client, partner: User, news: list[dict[str, Any]]
) -> None:
    answer = client.post("/sign-in/", {"login": "Pat@Acme.example", "way": "code"})
    assert answer["Location"] == "/sign-in/code/"
    assert [fact["user"] for fact in news] == [partner]
    old_session = client.session.session_key
    elsewhere = Client()
    assert elsewhere.post("/sign-in/code/", {"code": news[0]["code"]})["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": news[0]["code"]})["Location"] == "/arrive/"
    assert user_of(client) == partner.pk
    assert client.session.session_key != old_session
    address = EmailAddress.objects.get(user=partner)
    assert (address.verified, address.primary) == (True, True)


def test_a_wrong_code_may_be_tried_three_times(client: Client, partner: User, news: list[dict[str, Any]]) -> None:
    client.post("/sign-in/", {"login": partner.email, "way": "code"})
    for _ in range(3):
        client.post("/sign-in/code/", {"code": "WRONG-CODE"})
    assert client.post("/sign-in/code/", {"code": news[0]["code"]})["Location"] == "/sign-in/"
    assert user_of(client) is None


def test_the_team_comes_in_by_password(client: Client, coordinator: User) -> None:
    assert (
        client.post("/sign-in/", {"login": coordinator.email, "password": make.PASSWORD, "way": "password"})["Location"]
        == "/arrive/"
    )
    assert user_of(client) == coordinator.pk


def test_a_password_that_the_browser_filled_in_is_not_used_when_a_code_is_asked_for(
    client: Client, coordinator: User, news: list[dict[str, Any]]
) -> None:
    client.post("/sign-in/", {"login": coordinator.email, "password": make.PASSWORD, "way": "code"})
    assert user_of(client) is None
    assert news[0]["user"] == coordinator


def test_an_empty_password_is_said_at_its_field(client: Client, coordinator: User, news: list[dict[str, Any]]) -> None:
    answer = client.post("/sign-in/", {"login": coordinator.email, "password": "", "way": "password"})
    assert "Type your password" in answer.text
    assert news == []


@pytest.mark.parametrize("way", ["code", "password"])
def test_nobody_can_tell_whether_an_address_is_known(
    rivertown: Community, coordinator: User, news: list[dict[str, Any]], way: str
) -> None:
    def answer_to(address: str) -> tuple[int, str, str]:
        browser = Client()
        answer = browser.post("/sign-in/", {"login": address, "password": "not the password", "way": way}, follow=True)
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text).replace(address, "ADDRESS")
        return answer.status_code, str(answer.redirect_chain), body

    assert answer_to(coordinator.email) == answer_to("nobody@rivertown.example")
    assert len(news) == (2 if way == "code" else 0)


def test_the_disabled_are_answered_like_strangers(
    client: Client, coordinator: User, news: list[dict[str, Any]]
) -> None:
    User.objects.filter(pk=coordinator.pk).update(is_active=False)
    client.post("/sign-in/", {"login": coordinator.email, "way": "code"})
    assert "user" not in news[0]
    assert "do not know" in news[0]["body"]


def test_asking_for_a_new_password_says_the_same_to_everybody(
    rivertown: Community, coordinator: User, news: list[dict[str, Any]]
) -> None:
    def answer_to(address: str) -> str:
        answer = Client().post("/sign-in/password/", {"email": address}, follow=True)
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text).replace(address, "ADDRESS")

    assert answer_to(coordinator.email) == answer_to("nobody@rivertown.example")
    assert len(news) == 2


def test_a_forgotten_password_is_replaced_by_code_and_ends_other_sessions(
    client: Client, coordinator: User, news: list[dict[str, Any]]
) -> None:
    elsewhere = signed_in(coordinator)
    client.post("/sign-in/password/", {"email": coordinator.email})
    (code,) = re.findall(r"\*\*(\S+)\*\*", news[0]["body"])
    assert "http" not in news[0]["body"]
    client.post("/sign-in/password/code/", {"code": code})
    new = "four other words of mine"
    client.post("/sign-in/password/new/", {"password1": new, "password2": new})
    coordinator.refresh_from_db()
    assert coordinator.check_password(new)
    assert "/sign-in/" in elsewhere.get("/arrive/")["Location"]
    assert "replaced" in news[1]["body"]


def test_changing_the_password_keeps_this_browser_and_signs_out_the_others(
    coordinator: User, news: list[dict[str, Any]]
) -> None:
    here, elsewhere = signed_in(coordinator), signed_in(coordinator)
    entering.note_address(coordinator)
    new = "four other words of mine"
    here.post("/account/password/", {"oldpassword": make.PASSWORD, "password1": new, "password2": new})
    assert user_of(here) == coordinator.pk
    assert here.get("/arrive/")["Location"].startswith("/workspace/")
    assert "/sign-in/" in elsewhere.get("/arrive/")["Location"]
    assert "network address 127.0.0.1" in news[0]["body"]


def test_a_second_factor_is_asked_for_after_password_and_after_link(
    client: Client, coordinator: User, rivertown: Community
) -> None:
    secret = with_app(coordinator)
    assert secret not in str(Authenticator.objects.get(user=coordinator, type="totp").data)
    answer = client.post("/sign-in/", {"login": coordinator.email, "password": make.PASSWORD, "way": "password"})
    assert answer["Location"] == "/sign-in/second-factor/"
    assert user_of(client) is None
    link = entering.recover(coordinator, community=rivertown, by=None, at=timezone.now())
    other = Client()
    assert other.post(link.removeprefix("http://localhost:8000"))["Location"] == "/sign-in/second-factor/"
    assert user_of(other) is None
    assert other.post("/sign-in/second-factor/", {"code": code_of(secret)})["Location"] == "/arrive/"
    assert user_of(other) == coordinator.pk


class TestLink:
    """The link in the letter."""

    @pytest.fixture
    def path(self, partner: User, rivertown: Community) -> str:
        """A fresh link of the partner's."""
        return links.mint(
            purposes.SIGN_IN, entering.record_of(partner), community=rivertown, at=timezone.now()
        ).removeprefix(rivertown.url)

    def test_looking_changes_nothing_and_the_button_signs_in_once(
        self, client: Client, partner: User, path: str
    ) -> None:
        for _ in range(2):
            assert "Welcome, Pat Reyes" in client.get(path).text
        assert Link.objects.get().used_at is None
        assert client.post(path)["Location"] == "/arrive/"
        assert user_of(client) == partner.pk
        again = Client().post(path)
        assert (again.status_code, "already used" in again.text) == (410, True)

    def test_it_ends_after_fifteen_minutes(self, client: Client, path: str) -> None:
        Link.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.get(path).status_code == client.post(path).status_code == 410
        assert user_of(client) is None

    def test_it_works_only_in_its_own_community_and_for_its_own_purpose(
        self, rivertown: Community, lakeside: Community, partner: User, path: str
    ) -> None:
        for client in (Client(HTTP_HOST=lakeside.host), Client()):
            if not client.defaults:
                Link.objects.update(purpose="confirm")
            assert client.post(path).status_code == 410

    def test_it_is_of_no_use_to_the_disabled(self, client: Client, partner: User, path: str) -> None:
        User.objects.update(is_active=False)
        assert client.post(path).status_code == 410

    @pytest.mark.parametrize("token", ["x", "%00", "é" * 40, "../../etc", "a" * 5000])
    def test_forged_tokens_get_words(self, client: Client, rivertown: Community, token: str) -> None:
        assert client.get(f"/sign-in/link/{token}/").status_code in {400, 404, 410}

    def test_it_takes_over_a_browser_in_which_somebody_else_is_signed_in(
        self, coordinator: User, partner: User, path: str
    ) -> None:
        browser = signed_in(coordinator)
        browser.post(path)
        assert user_of(browser) == partner.pk


def test_the_disabled_are_out_at_the_next_request(coordinator: User) -> None:
    browser = signed_in(coordinator)
    User.objects.update(is_active=False)
    assert "/sign-in/" in browser.get("/arrive/")["Location"]


def test_one_account_may_be_tried_so_often_known_or_not(client: Client, coordinator: User) -> None:
    for address in (coordinator.email, "nobody@rivertown.example"):
        for _ in range(BY_ACCOUNT.times):
            assert (
                client.post("/sign-in/", {"login": address, "password": "wrong", "way": "password"}).status_code == 200
            )
        refused = client.post("/sign-in/", {"login": address.upper(), "password": make.PASSWORD, "way": "password"})
        assert refused.status_code == 429
        assert "wait" in refused.text
    assert client.get("/sign-in/").status_code == 200


def test_one_network_may_try_so_often_and_a_forged_header_changes_nothing(client: Client, rivertown: Community) -> None:
    for number in range(BY_NETWORK.times):
        client.post("/sign-in/password/code/", {}, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert client.post("/sign-in/password/code/", {}, headers={"X-Forwarded-For": "203.0.113.250"}).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").post("/sign-in/password/code/", {}).status_code == 302


def test_the_second_factor_cannot_be_guessed(client: Client, coordinator: User) -> None:
    with_app(coordinator)
    client.post("/sign-in/", {"login": coordinator.email, "password": make.PASSWORD, "way": "password"})
    answers = [
        client.post("/sign-in/second-factor/", {"code": "000000"}).status_code for _ in range(BY_ACCOUNT.times + 1)
    ]
    assert answers[-1] == 429


def test_nobody_registers_here(client: Client, rivertown: Community) -> None:
    assert client.get("/sign-in/new/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/new/").status_code == 405


def test_a_foreign_address_to_go_on_to_is_not_followed(client: Client, coordinator: User) -> None:
    answer = client.post(
        "/sign-in/?next=https://evil.example/",
        {"login": coordinator.email, "password": make.PASSWORD, "way": "password"},
    )
    assert answer["Location"] == "/arrive/"


def test_a_recovery_link_is_on_the_audit_trail(coordinator: User, rivertown: Community) -> None:
    entering.recover(coordinator, community=rivertown, by=None, at=make.NOW)
    assert AuditEntry.objects.get().sentence == "made a one-time sign-in link for Dana Whitfield"


NONSENSE = [
    "9" * 5000,
    "[" * 20_000,
    "[]",
    "null",
    "5",
    '"x"',
    "{}",
    '{"id": "x", "rawId": "!", "response": {}}',
    '{"id": 5, "response": []}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA","userHandle":"MQ"}}',
]


@pytest.mark.parametrize("credential", NONSENSE, ids=lambda credential: credential[:40])
def test_an_answer_that_no_key_gives_is_refused_in_words(
    client: Client, coordinator: User, credential: str, rivertown: Community
) -> None:
    assert client.post("/sign-in/passkey/", {"credential": credential})["Location"] == "/sign-in/"
    with_app(coordinator)
    client.post("/sign-in/", {"login": coordinator.email, "password": make.PASSWORD, "way": "password"})
    assert client.post("/sign-in/second-factor/", {"credential": credential}).status_code == 200
    assert user_of(client) is None
    member = make.user()
    browser = signed_in(member)
    entering.note_address(member)
    browser.post("/account/again/", {"password": make.PASSWORD})
    assert browser.get("/account/second-factor/keys/add/").status_code == 200
    answer = browser.post("/account/second-factor/keys/add/", {"name": "Key", "credential": credential})
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(user=member).exists()


def test_anothers_key_is_as_missing_as_none(coordinator: User, partner: User) -> None:
    key = Authenticator.objects.create(user=partner, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    browser = signed_in(coordinator)
    for pk in (key.pk, 999_999, "9" * 60):
        for page in ("", "remove/"):
            assert browser.get(f"/account/second-factor/keys/{pk}/{page}").status_code == 404
            assert browser.post(f"/account/second-factor/keys/{pk}/{page}").status_code == 404


def test_everybody_arrives_where_they_work(rivertown: Community, viewer: User, partner: User) -> None:
    operator = User.objects.create_superuser("root@rivertown.example")
    for user, place in ((viewer, "/workspace/"), (partner, "/desk/"), (operator, "/admin/")):
        assert signed_in(user).get("/arrive/")["Location"] == place


@pytest.mark.django_db(transaction=True)
def test_who_has_no_password_sees_the_recovery_codes_right_after_the_first_factor() -> None:
    rivertown = make.community()
    somebody = make.member(rivertown, Role.COORDINATOR, password=None)
    browser = signed_in(somebody)
    entering.note_address(somebody)
    browser.get("/account/second-factor/app/")
    secret = browser.session["mfa.totp.secret"]
    answer = browser.post("/account/second-factor/app/", {"code": code_of(secret)})
    assert answer["Location"] == "/account/second-factor/recovery/"
    assert browser.get(answer["Location"]).status_code == 200
