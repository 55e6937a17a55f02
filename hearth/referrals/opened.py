"""The requests about a person whose record somebody has opened in an emergency (families.opened)."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from hearth.core.words import date_words
from hearth.families.beside import PanelRow, PersonPanel
from hearth.referrals.models import State


def opened(record_id: UUID) -> PersonPanel:
    """Each with where it was sent and how it stands; what was written, where the notes are open. The database decides
    what is (`hearth_opened_requests`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select provider, service, state, sent_at, what_help, what_tried, what_better "
            "from hearth_opened_requests(%s)",
            [record_id],
        )
        found = cursor.fetchall()
    rows = [
        PanelRow(
            text=_("%(service)s at %(provider)s") % {"service": service, "provider": provider},
            words="\n".join([_state(state, sent_at), *(part for part in written if part)]),
        )
        for provider, service, state, sent_at, *written in found
    ]
    return PersonPanel(
        title=_("Requests for support"), rows=rows, empty=_("Nobody has asked for support for this person here.")
    )


def _state(state: str, sent_at: object) -> str:
    return _("%(state)s; sent %(date)s") % {
        "state": State(state).label if state in State.values else state,
        "date": date_words(sent_at),  # type: ignore[arg-type]
    }
