"""Whether this process can serve: for a load balancer and for the person on call. No personal data, no secrets."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from hearth.access.guards import public
from hearth.core import outbox


@never_cache
@public
def health(request: HttpRequest) -> JsonResponse:
    """200 with `{"status": "ok"}` when the database answers as the serving role, else 503 with what is wrong.

    `outbox_waiting` counts messages due and not yet sent, `outbox_oldest_seconds` is the age of the oldest.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("select current_user = 'hearth_app'")
            row = cursor.fetchone()
        waiting = outbox.backlog()
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "not answering"}, status=503)
    return JsonResponse(
        {
            "status": "ok",
            "database": "ok",
            "serving_role": bool(row and row[0]),
            "outbox_waiting": waiting.count,
            "outbox_oldest_seconds": waiting.oldest_seconds,
        }
    )
