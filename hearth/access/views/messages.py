"""Whether the organisation's emails and texts went out. Never to whom, and never what they said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from hearth.access import queries
from hearth.access.guards import staff
from hearth.access.log_words import PURPOSES
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.words import action_words
from hearth.core import outbox, pages
from hearth.core.lists import ChoiceFilter, Column, Empty, Listing
from hearth.core.models import Channel, MessageStatus, OutboxMessage
from hearth.core.words import when_words


def purpose_words(message: OutboxMessage) -> str:
    """Why it was sent: our own words, or those that the log has for the same event."""
    return str(PURPOSES.get(message.purpose) or action_words(message.purpose))


class Messages(Listing):
    """Newest first."""

    columns = [
        Column("what", gettext_lazy("What for"), sort="purpose", cell=purpose_words),
        Column(
            "when",
            gettext_lazy("Written"),
            sort="created_at",
            cell=lambda row: when_words(row.created_at),
            csv=lambda row: row.created_at.isoformat(),
        ),
        Column("channel", gettext_lazy("How"), sort="channel", cell=lambda row: row.get_channel_display()),
        Column("status", gettext_lazy("What became of it"), sort="status", cell=lambda row: row.get_status_display()),
        Column("attempts", gettext_lazy("Tries"), sort="attempts", cell=lambda row: row.attempts, number=True),
        Column("fault", gettext_lazy("Last problem"), cell=lambda row: outbox.fault_words(row.last_error)),
    ]
    filters = [
        ChoiceFilter(
            "status",
            gettext_lazy("What became of it"),
            choices=MessageStatus.choices,
            apply=lambda rows, value: rows.filter(status=value),
        ),
        ChoiceFilter(
            "channel",
            gettext_lazy("How"),
            choices=Channel.choices,
            apply=lambda rows, value: rows.filter(channel=value),
        ),
    ]
    order = "-when"
    things = staticmethod(lambda n: ngettext("%(n)s message", "%(n)s messages", n))
    empty = Empty(
        gettext_lazy("No messages yet"),
        gettext_lazy("Emails and texts that your organisation causes show here, and whether they went out."),
        icon="mail",
    )


@staff("outbox.read")
def messages(request: MemberRequest) -> HttpResponse:
    """The list, with "try again" for those that failed."""
    page = Messages(request, queries.messages_visible_to(request.actor))
    failed = [row for row in page.rows if row.status == MessageStatus.FAILED]
    shown: dict[str, Any] = {"failed": [(row, purpose_words(row)) for row in failed]}
    return page.respond("access/messages.html", shown)


@staff("outbox.read")
@require_POST
def retry(request: MemberRequest, message_id: UUID) -> HttpResponse:
    """Send a failed message again."""
    if not queries.messages_visible_to(request.actor).filter(pk=message_id).exists():
        raise Http404
    if not outbox.retry(message_id=message_id, by=request.actor):
        text = _("This message has not failed, or is too old.")
        return pages.conflict(request, text, back=reverse("access:messages"))
    audit.record(action="access.message_retried", by=request.actor, subject_type="message", subject_id=message_id)
    pages.say(request, _("We are trying again to send it."))
    return redirect("access:messages")
