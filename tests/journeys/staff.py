"""How members come in in the journeys: by password and the code that their phone would show, or, where signing in is
not what the journey is about, already signed in."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.urls import reverse

from hearth.access.demo import cast
from hearth.access.models import User
from hearth.core.tests.support import as_owner
from tests.architecture.browsers import signed_in
from tests.journeys.visitor import Visitor
from tests.world import Principal


def code_now(secret: str) -> str:
    """The six digits that an app shows for this secret at this moment."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def signs_in_by_hand(visitor: Visitor, email: str) -> None:
    """A demo member comes in by password and code and stands on Today."""
    person = cast.person(email)
    assert person is not None
    visitor.goes_to("/account/login/")
    visitor.fills("Email address", email)
    visitor.fills("Password", cast.password())
    visitor.presses("Sign in")
    if "code" in visitor.page.locator("h1").inner_text():
        visitor.fills(re.compile("code", re.I), code_now(person.secret))
        visitor.presses("Sign in")
    visitor.sees_heading("Today")


def signs_in(visitor: Visitor, email: str) -> None:
    """A demo member who passed both steps a moment ago stands on Today."""
    with as_owner():
        member = Principal("own organisation", user=User.objects.get(email=email))
        session = signed_in(member).cookies[settings.SESSION_COOKIE_NAME].value
    visitor.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitor.base}])
    visitor.goes_to(reverse("access:today"))
    visitor.sees_heading("Today")
