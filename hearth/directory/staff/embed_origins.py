"""From what a web editor types to an origin as browsers compare them: scheme, host and maybe port (RFC 6454)."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

LONGEST = 200
# What stands in a Content-Security-Policy: nothing but letters, digits, dots and hyphens may come through.
HOST = re.compile(r"^(?=.{1,190}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$")
OWN_MACHINE = {"localhost", "127.0.0.1"}
USUAL_PORTS = {"https": 443, "http": 80}


class NotAnOrigin(ValueError):
    """It is not the address of a website; the message says what to enter instead."""


def read_origin(typed: str) -> str:
    """The origin of a website. Raises NotAnOrigin with the words for the field.

    Only https, but for one's own machine, on which pages are tried out.
    """
    text = "".join(typed.split())
    if "*" in text:
        raise NotAnOrigin(_("Enter each website by itself: a * is not allowed"))
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as wrong:
        raise NotAnOrigin(_("Enter the address of a website, like https://www.council.example")) from wrong
    if parts.scheme not in USUAL_PORTS:
        raise NotAnOrigin(_("The address must begin with https://"))
    host = _ascii(host)
    if host not in OWN_MACHINE:
        if not HOST.match(host) or _is_number(host):
            raise NotAnOrigin(_("Enter the address of a website, like https://www.council.example"))
        if parts.scheme != "https":
            raise NotAnOrigin(
                _("The address must begin with https://. Only localhost, for trying out, may begin with http://")
            )
    origin = f"{parts.scheme}://{host}"
    if port is not None and port != USUAL_PORTS[parts.scheme]:
        origin += f":{port}"
    if parts.username is not None or parts.password is not None:
        raise NotAnOrigin(_("Leave out the name and password: enter %(origin)s") % {"origin": origin})
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise NotAnOrigin(
            _("Enter only the website, not one page of it: %(origin)s") % {"origin": origin},
        )
    return origin


def _ascii(host: str) -> str:
    """A host with letters beyond English ones as browsers send it."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
