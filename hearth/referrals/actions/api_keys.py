"""Keys with which a partner's system sends referrals and reads how they stand."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hearth.access.queries import may
from hearth.audit import actions as audit
from hearth.core.actors import Actor
from hearth.referrals.models import ApiKey
from hearth.referrals.queries import connections

SCOPES = ("send", "read")
PREFIX = "hrt_"
SEEN_EVERY = timedelta(minutes=5)  # how exactly the last use is noted


def hash_token(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_key(*, name: str, scopes: Sequence[str], by: Actor) -> tuple[ApiKey, str]:
    """A key that acts for `by`, and its token, which is known only now. Raises PermissionDenied."""
    if not may(by, connections.CONNECT) or by.organisation_id is None or by.user_id is None:
        raise PermissionDenied
    token = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        made = ApiKey.objects.create(
            organisation_id=by.organisation_id,
            user_id=by.user_id,
            name=name.strip(),
            scopes=[scope for scope in SCOPES if scope in scopes],
            begins=token[:10],
            token_hash=hash_token(token),
        )
        _record("api_key_made", made, by)
    return made, token


def end_key(*, key_id: UUID, by: Actor, now: datetime) -> ApiKey:
    """It opens nothing from now on. Raises ApiKey.DoesNotExist for another organisation's."""
    with transaction.atomic():
        key = connections.keys_of(by).select_for_update().get(pk=key_id)
        if key.ended_at is None:
            key.ended_at = now
            key.save(update_fields=["ended_at"])
            _record("api_key_ended", key, by)
    return key


def note_use(*, key: ApiKey, now: datetime) -> None:
    """When it was last used, to within five minutes; purpose sign-in."""
    if key.last_used_at is None or now - key.last_used_at > SEEN_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _record(what: str, key: ApiKey, by: Actor) -> None:
    audit.record(
        action=f"referrals.{what}",
        by=by,
        organisation_id=key.organisation_id,
        subject_type="referrals.ApiKey",
        subject_id=key.pk,
        detail={"scopes": key.scopes},
    )
