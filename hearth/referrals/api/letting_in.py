"""Who asks: the key of a request, the member for whom it acts, and how often it may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from hearth.access.guards import sign_in
from hearth.access.models import User
from hearth.access.queries import member
from hearth.access.requests import address_of
from hearth.core import clock, tries
from hearth.core.actors import Actor, ActorKind
from hearth.core.rowcontext import acting_as
from hearth.referrals.actions import api_keys
from hearth.referrals.api.problems import Problem, respond
from hearth.referrals.models import ApiKey
from hearth.referrals.queries import connections

View = Callable[..., HttpResponseBase]
A_MINUTE, WRONG_A_MINUTE = 60, 20  # requests of a key; wrong keys from one address


@dataclass(frozen=True, slots=True)
class Caller:
    """The system that asks, and as whom it acts."""

    key: ApiKey
    actor: Actor

    def needs(self, scope: str) -> None:
        """Raises Problem where the key may not do this."""
        if scope not in self.key.scopes:
            raise Problem("forbidden", f"The key lacks the scope {scope}.")


def with_key(view: View) -> View:
    """Only with a key: the view runs with the row security of the member for whom it acts, and `request.caller`."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            key = _key(request)
            with acting_as(user_id=key.user_id):
                request.caller = Caller(key, _actor(key))  # type: ignore[attr-defined]
                with translation.override("en"):
                    return view(request, *args, **kwargs)
        except Problem as problem:
            return respond(problem)

    made: View = sign_in(csrf_exempt(answer))
    return made


def _key(request: HttpRequest) -> ApiKey:
    now = clock.now()
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    key = connections.key_by_hash(api_keys.hash_token(token.strip())) if scheme.lower() == "bearer" else None
    if key is None:
        wrong = f"api/wrong/{address_of(request)}"
        if not tries.take(wrong, slots=WRONG_A_MINUTE, seconds=60, at=now.timestamp()):
            raise Problem("too-many")
        raise Problem("unauthorised")
    if not tries.take(f"api/key/{key.pk}", slots=A_MINUTE, seconds=60, at=now.timestamp()):
        raise Problem("too-many")
    api_keys.note_use(key=key, now=now)
    return key


def _actor(key: ApiKey) -> Actor:
    """The member, working for the key's organisation at this moment; else the key opens nothing."""
    user = User.objects.filter(pk=key.user_id, is_active=True).first()
    active = member(user).active if user else None
    if user is None or active is None or active.organisation_id != key.organisation_id:
        raise Problem("forbidden", "Whoever made the key does not work for the organisation now. Make a new key.")
    return Actor(ActorKind.STAFF, user.pk, key.organisation_id, f"{user.name} ({key.name})")
