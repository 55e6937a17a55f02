"""Signed-in members of a scratch database, for what is measured behind signing in."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID


def member(name: str, role: str, organisation: Any) -> tuple[UUID, str]:
    """Somebody of this role who passed both steps: their id, and the cookie of their session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from hearth.access.models import Membership, User

    user = User(name=name, email=f"{name.lower()}@bench.example")
    user.set_unusable_password()
    user.save()
    user.active_membership = Membership.objects.create(user=user, organisation=organisation, role_id=role)
    user.save()
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "hearth.access.authentication.MembersBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    at = time.time()
    session["account_authentication_methods"] = [{"method": "password", "at": at}, {"method": "mfa", "at": at}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.create()
    return user.pk, str(session.session_key)
