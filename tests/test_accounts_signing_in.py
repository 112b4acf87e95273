"""Signing in and up: nobody learns who has an account, and nobody tries for long."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import SecurityEvent, User
from tests.factories import PASSWORD

KNOWN, UNKNOWN = "alice@example.org", "nobody@example.org"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by one with each password hashed: what takes the time that could be measured."""
    made: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        made.append("once")
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return made


def told(hashes: list[str], ask: Callable[[], Any], address: str) -> tuple[Any, ...]:
    """Return all that somebody who asks could tell two addresses by."""
    hashes.clear()
    mail.outbox.clear()
    response = ask()
    words = response.content.decode().replace(address, "…")
    # Each page has a form's token and a script's nonce of its own.
    words = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": |nonce=)"[^"]*"', "", words)
    return response.status_code, response.headers.get("Location"), words, len(hashes), len(mail.outbox)


def sign_in(client: Client, address: str, password: str = PASSWORD, **headers: str):  # type: ignore[no-untyped-def]
    return client.post(reverse("account_login"), {"login": address, "password": password}, headers=headers)


# --- Who has an account is not told ---


def test_a_wrong_password_and_a_wrong_address_look_alike(alice: User, hashes: list[str]) -> None:
    known, unknown = (told(hashes, lambda a=a: sign_in(Client(), a, "wrong-Spine-1"), a) for a in (KNOWN, UNKNOWN))

    assert known == unknown
    assert known[3] == 1


def test_an_account_without_a_password_looks_alike(alice: User, hashes: list[str]) -> None:
    alice.set_unusable_password()
    alice.save()

    known, unknown = (told(hashes, lambda a=a: sign_in(Client(), a, "wrong-Spine-1"), a) for a in (KNOWN, UNKNOWN))

    assert known == unknown


def test_asking_for_a_new_password_looks_alike(alice: User, hashes: list[str]) -> None:
    url = reverse("account_reset_password")

    known, unknown = (told(hashes, lambda a=a: Client().post(url, {"email": a}), a) for a in (KNOWN, UNKNOWN))

    assert known == unknown
    assert known[4] == 1  # either way one message: the link, or a word that there is no account


def test_signing_up_looks_alike_where_addresses_are_confirmed(alice: User, hashes: list[str], settings) -> None:  # type: ignore[no-untyped-def]
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    url = reverse("account_signup")

    known, unknown = (
        told(hashes, lambda a=a: Client().post(url, {"email": a, "password1": PASSWORD}), a) for a in (KNOWN, UNKNOWN)
    )

    assert known == unknown
    assert (known[1], known[3], known[4]) == (reverse("account_email_verification_sent"), 1, 1)


def test_signing_up_tells_where_addresses_are_not_confirmed(client: Client, alice: User) -> None:
    """Without a message to wait for, a new account opens at once, so one that is taken cannot be hidden."""
    page = client.post(reverse("account_signup"), {"email": KNOWN, "password1": PASSWORD}).content.decode()

    assert "already registered" in page


def test_a_made_up_passkey_looks_like_a_stranger_s(alice: User, hashes: list[str]) -> None:
    def ask(handle: str) -> Any:
        client = Client()
        client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
        response = {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": handle}
        credential = f'{{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {response}}}'
        client.post(reverse("mfa_login_webauthn"), {"credential": credential.replace("'", '"')})
        return client.get(reverse("account_login"))

    known, unknown = (told(hashes, lambda h=h: ask(h), h) for h in ("MQ", "OTk5OTk5"))

    assert known[:2] + known[3:] == unknown[:2] + unknown[3:]
    assert known[3] == 0


# --- Nobody tries for long ---


def test_one_address_is_tried_five_times(client: Client, alice: User) -> None:
    for _ in range(5):
        sign_in(client, KNOWN, "wrong-Spine-1")
    late = sign_in(client, KNOWN)

    assert "tried too often" in late.content.decode()
    assert not late.context["user"].is_authenticated


def test_one_place_tries_ten_addresses_a_minute_whatever_it_says_of_itself(client: Client, alice: User) -> None:
    pages = [
        sign_in(client, f"person{n}@example.org", "x", **{"X-Forwarded-For": f"203.0.113.{n}"}).content.decode()
        for n in range(11)
    ]

    assert ["tried too often" in page for page in pages] == [False] * 10 + [True]


def test_behind_a_proxy_only_its_own_word_is_believed(client: Client, alice: User, settings) -> None:  # type: ignore[no-untyped-def]
    settings.PROXY_COUNT = 1
    forged = [f"203.0.113.{n}, 198.51.100.7" for n in range(10)]
    for n, word in enumerate(forged):
        sign_in(client, f"person{n}@example.org", "x", **{"X-Forwarded-For": word})

    same = sign_in(client, KNOWN, **{"X-Forwarded-For": "203.0.113.99, 198.51.100.7"})
    another = sign_in(Client(), KNOWN, **{"X-Forwarded-For": "198.51.100.8"})

    assert "tried too often" in same.content.decode()
    assert another.status_code == 302


@pytest.mark.parametrize(
    ("name", "data", "times"),
    [
        ("account_signup", {"email": "x", "password1": "y"}, 20),
        ("account_reset_password", {"email": UNKNOWN}, 5),
        ("account_login", {"login": "x", "password": ""}, 30),
        ("mfa_login_webauthn", {"credential": "{}"}, 10),
    ],
)
def test_many_tries_are_answered_by_when_to_come_back(
    client: Client, db: None, name: str, data: dict[str, str], times: int
) -> None:
    answers = [client.post(reverse(name), data) for _ in range(times + 1)]

    assert {answer.status_code for answer in answers[:-1]} <= {200, 302, 422}
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert "very often in a short time" in answers[-1].content.decode()


def test_who_signed_in_and_who_failed_is_kept(client: Client, alice: User) -> None:
    sign_in(client, KNOWN, "wrong-Spine-1")
    sign_in(client, UNKNOWN, "wrong-Spine-1")
    sign_in(client, KNOWN)

    events = SecurityEvent.objects.order_by("pk").values_list("person", "kind")
    assert list(events) == [(alice.pk, "sign-in-failed"), (None, "sign-in-failed"), (alice.pk, "signed-in")]


def test_nobody_sees_another_s_events(alice_client: Client, bob: User) -> None:
    SecurityEvent.objects.record("passkey-added", bob)

    assert "Passkey added" not in alice_client.get(reverse("accounts:security")).content.decode()


def test_taking_the_data_out_is_kept_as_an_event(alice_client: Client, alice: User) -> None:
    alice_client.get(reverse("accounts:export"))
    alice_client.get(reverse("accounts:export_table"))
    alice_client.head(reverse("accounts:export"))

    assert list(SecurityEvent.objects.values_list("person", "kind")) == [(alice.pk, "exported")] * 2


@pytest.mark.parametrize("name", ["account_change_password", "account_email", "account_reauthenticate"])
def test_pages_ask_in_our_words(alice_client: Client, name: str) -> None:
    page = alice_client.get(reverse(name)).content.decode()

    assert not re.findall(r"Current Password|Password:|\(again\)|>Email<|<li>Your password", page)


def passkey() -> dict[str, Any]:
    """Return a passkey as a browser registers it."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(b"0" * 16, b"a passkey", key)
    of_site = sha256(b"testserver").digest()
    data = AuthenticatorData.create(of_site, AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, credential)
    attested = websafe_encode(AttestationObject.create("none", data, {}))
    number = websafe_encode(b"a passkey")
    response = {"clientDataJSON": websafe_encode(b'{"type": "x", "challenge": "AA", "origin": "x"}')}
    return {"id": number, "rawId": number, "type": "public-key", "response": response | {"attestationObject": attested}}


GARBAGE = [
    *("null", "[]", "1", '"x"', "{}", "{", '{"id": 1}', '{"response": []}', '{"response": {"userHandle": 5}}'),
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "BB", "type": "public-key", "response": {"clientDataJSON": "e30", "userHandle": "MQ",'
    ' "authenticatorData": "", "signature": ""}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "!!", "userHandle": "MQ",'
    ' "authenticatorData": "AAAA", "signature": "AAAA", "attestationObject": "AAAA"}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "e30", "userHandle": "'
    'OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "authenticatorData": "AAAA", "signature": "AAAA"}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "e30", "userHandle": "AA",'
    ' "authenticatorData": "' + "A" * 50 + '", "signature": "AAAA"}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "eyJ0eXBlIjoxfQ",'
    ' "attestationObject": "oA"}}',
    "[" * 2000,
    '"\\ud800"',
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize(
    "name", ["mfa_login_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_authenticate"]
)
def test_no_made_up_passkey_breaks_anything(alice: User, name: str, garbage: str) -> None:
    client = Client(raise_request_exception=False)
    if name != "mfa_login_webauthn":
        if name == "mfa_authenticate":
            TOTP.activate(alice, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        sign_in(client, KNOWN)
        Authenticator.objects.create(user=alice, type="webauthn", data={"name": "x", "credential": passkey()})
    client.get(reverse(name), headers={"Accept": "application/json"})

    answer = client.post(reverse(name), {"credential": garbage, "name": "x"})

    assert answer.status_code in {302, 422}
    assert Authenticator.objects.filter(type="webauthn").count() == (name != "mfa_login_webauthn")
