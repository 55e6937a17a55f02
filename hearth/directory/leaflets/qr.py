"""QR codes: for our own pages only, so that nobody can print a square of ours that leads somewhere else."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import parse_qsl, urlencode, urlsplit

import segno
from django.conf import settings
from django.urls import Resolver404, resolve

from hearth.access.guards import Reach, guard_of

LONGEST = 800  # characters of a path: the square of more cannot be read from paper
OPEN_TO_ANYBODY = {Reach.PUBLIC, Reach.FAMILY}
NEVER_PRINTED = {"postcode", "mine"}  # they say where somebody lives
QUIET_ZONE = 4  # modules around the square: ISO/IEC 18004


def address_of(path: str) -> str | None:
    """The whole address of one of our public pages, or None: another site, a page for members, a path too long. What
    says where the reader lives is left out."""
    parts = urlsplit(path)
    if len(path) > LONGEST or parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        return None
    try:
        found = resolve(parts.path)
    except (Resolver404, ValueError):
        return None
    guard = guard_of(found.func)
    if guard is None or guard.reach not in OPEN_TO_ANYBODY:
        return None
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name not in NEVER_PRINTED])
    return f"{settings.PUBLIC_URL}{parts.path}{'?' if query else ''}{query}"


def svg(address: str) -> str:
    """As a drawing: sharp at any size."""
    made = BytesIO()
    segno.make(address, error="m", micro=False).save(
        made, kind="svg", border=QUIET_ZONE, xmldecl=False, omitsize=True, dark="#000", light="#fff", nl=False
    )
    return made.getvalue().decode()


def png(address: str) -> bytes:
    """As a picture of about a thousand pixels, for a leaflet made elsewhere."""
    code = segno.make(address, error="m", micro=False)
    made = BytesIO()
    scale = max(4, 1000 // code.symbol_size(border=QUIET_ZONE)[0])
    code.save(made, kind="png", border=QUIET_ZONE, scale=scale)
    return made.getvalue()
