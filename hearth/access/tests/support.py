"""Signing in as in the browser, and codes as a phone would show them."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from hearth.access.models import User
from hearth.access.tests.factories import PASSWORD
from hearth.audit.models import Entry
from hearth.core.actors import Actor, ActorKind
from hearth.core.models import OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET, steps: int = 0) -> str:
    """What the phone shows; `steps` of 30 seconds later or earlier."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps)))


def give_second_factor(user: User) -> None:
    """The member has set up the app and has recovery codes."""
    with as_owner():
        totp.TOTP.activate(user, SECRET)
        RecoveryCodes.activate(user)


def enter(client: Client, user: User, *, second_factor: bool = True) -> None:
    """Signed in, without the pages of it."""
    with acting_as(user_id=user.pk, purpose="sign-in"):
        client.force_login(user, backend="hearth.access.authentication.MembersBackend")
    if second_factor:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()


def give_password(client: Client, user: User, password: str = PASSWORD, follow: bool = False, **data: str) -> Any:
    """The first step, on the page."""
    return client.post(reverse("account_login"), {"login": user.email, "password": password} | data, follow=follow)


def actor(user: User) -> Actor:
    """The member as the `by=` of an action."""
    with as_owner():
        membership = user.active_membership
        return Actor(ActorKind.STAFF, user.pk, membership.organisation_id if membership else None, user.name)


def logged(action: str) -> list[Entry]:
    """The log's entries of one kind, oldest first."""
    with as_owner():
        return list(Entry.objects.filter(action=action).order_by("created_at"))


def mails(purpose: str) -> list[OutboxMessage]:
    """What was queued for one purpose, oldest first."""
    with as_owner():
        return list(OutboxMessage.objects.filter(purpose=purpose).order_by("created_at"))


def link_in(message: OutboxMessage) -> str:
    """The path of the link in a message."""
    found = re.search(r"https?://[^/\s]+(/\S+)", message.body)
    assert found, message.body
    return found[1]


def email_of(user: User) -> None:
    """allauth's row of the address."""
    with as_owner():
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
