"""How members sign in in the journeys: password, then the code that their phone would show."""

from __future__ import annotations

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from hearth.access.demo import cast
from tests.journeys.visitor import Visitor


def code_now(secret: str) -> str:
    """The six digits that an app shows for this secret at this moment."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def signs_in(visitor: Visitor, email: str) -> None:
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
