"""Tables that are no list of the page kit, as files: a waiting list in its order, what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from hearth.core import exports
from hearth.referrals import actions
from hearth.referrals.views.staff.scope import actor_of


def as_file(
    request: HttpRequest, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse | None:
    """The table as the file that `?export=` asks for, written into the log; None where it asks for none."""
    kind = request.GET.get("export", "")
    if request.method != "GET" or kind not in exports.KINDS:
        return None
    lines = list(rows)
    actions.record_export(what="exported", count=len(lines), by=actor_of(request))
    return exports.file_response(kind, name, heads, lines)


def downloads() -> list[tuple[str, str]]:
    """Each kind of file and where it is."""
    return [(kind, f"?export={kind}") for kind in exports.KINDS]
