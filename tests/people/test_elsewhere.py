"""Signing in through another provider: a real one on this machine, with signed tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from intersession.people.models import Person
from tests.world import World

BEGIN = "/en/account/login/with/oidc/"
LOGIN = "/en/account/login/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SENTENCE = "Signing in this way did not work"


class Provider(ThreadingHTTPServer):
    """Says who signed in: `claims`. Gives a token only for the right code, secret and proof key."""

    claims: dict[str, Any]
    challenge = ""
    audience = "intersession"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *args: Any) -> None:
        """Says nothing."""

    def give(self, data: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        url, path = self.server.url, urlsplit(self.path)
        if path.path == "/.well-known/openid-configuration":
            self.give(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "userinfo_endpoint": f"{url}/userinfo",
                    "jwks_uri": f"{url}/jwks",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif path.path == "/jwks":
            key = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
            self.give({"keys": [{**key, "kid": "one", "alg": "RS256"}]})
        elif path.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(path.query).items()}
            self.server.challenge = asked["code_challenge"]
            self.send_response(302)
            answer = urlencode({"code": "right", "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.give(self.server.claims)

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        proof = base64.urlsafe_b64encode(hashlib.sha256(body["code_verifier"][0].encode()).digest())
        fits = proof.decode().rstrip("=") == self.server.challenge
        if not fits or body["code"] != ["right"] or body["client_secret"] != ["hush"]:
            self.give({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        about = {"iss": self.server.url, "aud": self.server.audience, "iat": now, "exp": now + 60}
        token = jwt.encode({**about, **self.server.claims}, KEY, "RS256", {"kid": "one"})
        self.give({"access_token": "a", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def provider(settings: Any, world: World) -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app = {"provider_id": "oidc", "name": "Example", "client_id": "intersession", "secret": "hush"}
    settings.OIDC_URL, settings.OIDC_NAME = server.url, "Example"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [{**app, "settings": {"server_url": server.url}}],
        }
    }
    server.claims = {"sub": "7", "email": "ben@cast.example", "email_verified": True}
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def there_and_back(client: Client, **data: str) -> Any:
    away = client.post(BEGIN, data)
    assert away.status_code == 302
    back = httpx.get(away.headers["Location"]).headers["Location"]
    return client.get(back.removeprefix("http://localhost"))


def is_in(client: Client) -> bool:
    return client.get("/en/account/").status_code == 200


def test_a_verified_address_that_is_known_signs_in(client: Client, provider: Provider) -> None:
    assert "Sign in with Example" in client.get(LOGIN).content.decode()
    client.post(BEGIN)
    before, people = client.session.session_key, Person.objects.count()
    assert there_and_back(client).headers["Location"] == "/en/you/"
    assert is_in(client)
    assert client.session.session_key != before
    assert (Person.objects.count(), SocialAccount.objects.count()) == (people, 0)


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "7", "email": "ben@cast.example", "email_verified": False},
        {"sub": "7", "email": "ben@cast.example"},
        {"sub": "7", "email": "nobody@cast.example", "email_verified": True},
        {"sub": "7"},
    ],
)
def test_others_are_not_let_in_and_nobody_is_made(
    client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims, people = claims, Person.objects.count()
    assert there_and_back(client).headers["Location"] == LOGIN
    assert SENTENCE in client.get(LOGIN).content.decode()
    assert not is_in(client)
    assert (Person.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_a_token_made_for_another_site_is_refused(client: Client, provider: Provider) -> None:
    provider.audience = "elsewhere"
    assert there_and_back(client).headers["Location"] == LOGIN
    assert not is_in(client)


def test_a_wrong_state_is_refused(client: Client, provider: Provider) -> None:
    client.post(BEGIN)
    response = client.get(f"{BEGIN}back/", {"code": "right", "state": "made-up"})
    assert response.headers["Location"] == LOGIN
    assert not is_in(client)


def test_nothing_begins_by_a_link_nor_ties_accounts_together(client: Client, provider: Provider) -> None:
    assert client.get(BEGIN).status_code == 405
    there_and_back(client)
    assert there_and_back(client, process="connect").status_code == 302
    assert not SocialAccount.objects.exists()


def test_an_office_still_waits_for_its_second_step(client: Client, provider: Provider) -> None:
    provider.claims = {"sub": "8", "email": "vera@cast.example", "email_verified": True}
    assert there_and_back(client).headers["Location"] == "/en/account/"
    assert client.get("/en/desk/").status_code in (302, 403)


@pytest.mark.parametrize(
    ("wanted", "led_to"), [("/en/library/", "/en/library/"), ("https://evil.example/", "/en/you/")]
)
def test_next_stays_on_this_site(client: Client, provider: Provider, wanted: str, led_to: str) -> None:
    assert there_and_back(client, next=wanted).headers["Location"] == led_to


def test_a_provider_that_is_down_costs_nothing_but_this_way(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:9"
    )
    assert client.post(BEGIN).headers["Location"] == LOGIN


def test_without_a_provider_there_is_no_button(client: Client, world: World) -> None:
    assert "/login/with/" not in client.get(LOGIN).content.decode()
    assert client.post(BEGIN).status_code == 404
