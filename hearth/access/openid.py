"""A family's sign-in elsewhere (OpenID Connect): who somebody is there, and nothing else of them.

Not among the providers that members sign in with: whoever may be a family there must never come in as a member by an
address that their provider calls verified. Asked for is the subject alone, no name and no address. State, nonce and
PKCE bind the answer to this browser's question, and the ID token is checked with the provider's keys.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from requests import RequestException

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_DIFFER_SECONDS = 30
FAMILY = "family"  # the name under which the session keeps its questions, apart from the members' sign-in


class NotProved(Exception):
    """It was stopped there, took too long, or the answer does not belong to a question of this browser."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who somebody is: the pair never changes there, and is nobody else's (OpenID Connect Core 5.7)."""

    issuer: str
    sub: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Who came back, and what was kept with the question."""

    subject: Subject
    kept: dict[str, Any]


def provider_name() -> str:
    """What families know the provider as; empty where the network has none."""
    return str(settings.FAMILY_OIDC.get("name", ""))


def ask(request: HttpRequest, *, come_back: str, keep: dict[str, Any]) -> HttpResponse:
    """To the provider, which asks who they are even where this device still remembers somebody. `come_back` is our
    page for the answer (a path); `keep` stays in the session until then. Raises NotProved."""
    nonce = secrets.token_urlsafe(32)
    provider = _provider(request, come_back)
    try:
        response: HttpResponse = provider.redirect(
            request, "family", data=keep | {"nonce": nonce}, auth_params={"nonce": nonce, "prompt": "login"}
        )
    except (OAuth2Error, RequestException, ImmediateHttpResponse, KeyError, ValueError) as error:
        raise NotProved from error
    return response


def answer(request: HttpRequest, *, come_back: str) -> Answer:
    """What the provider says, once for each question. Raises NotProved."""
    state = statekit.unstash_state(request, state_id=request.GET.get("state", ""), provider_id=FAMILY)
    if state is None or "code" not in request.GET:
        raise NotProved
    provider = _provider(request, come_back)
    adapter = _Adapter(request, provider, come_back)
    try:
        client = adapter.get_client(request, provider.app)
        tokens = adapter.get_access_token_data(
            request, provider.app, client, pkce_code_verifier=state["pkce_code_verifier"]
        )
        said = _proved(tokens["id_token"], adapter.openid_config, provider.app.client_id)
        subject = Subject(str(said["iss"]), str(said["sub"]))
        nonce = str(said.get("nonce", ""))
    except (OAuth2Error, RequestException, jwt.PyJWTError, KeyError, ValueError) as error:
        raise NotProved from error
    kept = dict(state["data"])
    if not (subject.sub and constant_time_compare(nonce, kept.pop("nonce"))):
        raise NotProved
    return Answer(subject, kept)


def _proved(id_token: str, config: dict[str, Any], client_id: str) -> dict[str, Any]:
    """What an ID token says, once its signature, issuer, audience and time are right (OpenID Connect Core 3.1.3.7)."""
    with get_adapter().get_requests_session() as session:
        answer = session.get(config["jwks_uri"])
        answer.raise_for_status()
    named = jwt.get_unverified_header(id_token).get("kid")
    keys = [key for key in jwt.PyJWKSet.from_dict(answer.json()).keys if named in {None, key.key_id}]
    if len(keys) != 1:
        raise NotProved
    said: dict[str, Any] = jwt.decode(
        id_token,
        keys[0],
        algorithms=ALGORITHMS,
        audience=client_id,
        issuer=config["issuer"],
        leeway=CLOCKS_DIFFER_SECONDS,
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )
    return said


class _Provider(OpenIDConnectProvider):
    """The network's provider for families, from the settings."""

    def __init__(self, request: HttpRequest, app: SocialApp, come_back: str) -> None:
        super().__init__(request, app=app)
        self._come_back = come_back

    def get_oauth2_adapter(self, request: HttpRequest) -> _Adapter:
        return _Adapter(request, self, self._come_back)


class _Adapter(OpenIDConnectOAuth2Adapter):
    """The same conversation as the members', with another page to come back to."""

    def __init__(self, request: HttpRequest, provider: _Provider, come_back: str) -> None:
        super().__init__(request, FAMILY)
        self._provider, self._come_back = provider, come_back

    def get_provider(self) -> _Provider:
        return self._provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """From our own address, never from the request's Host header."""
        return f"{settings.PUBLIC_URL}{self._come_back}"


def _provider(request: HttpRequest, come_back: str) -> _Provider:
    said = settings.FAMILY_OIDC
    app = SocialApp(
        provider="openid_connect",
        provider_id=FAMILY,
        name=said["name"],
        client_id=said["client"],
        secret=said["secret"],
        settings={"server_url": said["url"], "oauth_pkce_enabled": True, "scope": ["openid"]},
    )
    return _Provider(request, app, come_back)
