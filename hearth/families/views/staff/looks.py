"""Who looked at one person's record, and why: for the information lead, who answers families that ask."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.audit.words import ACTORS, action_words, reason_words
from hearth.core import pages
from hearth.core.words import when_words
from hearth.families.queries.looking import who_looked


@staff("families.answer_access")
@require_safe
def looks(request: MemberRequest, record_id: UUID) -> HttpResponse:
    """Every look and change, the newest first. Nothing of the record itself is on the page; reading it is logged."""
    found = who_looked(record_id)
    if not found:
        raise Http404
    audit.record(
        action="families.looks_read",
        kind=EntryKind.VIEW,
        by=request.actor,
        subject_type="families.SourceRecord",
        subject_id=record_id,
    )
    rows = [
        (
            when_words(look.at),
            look.who or str(ACTORS.get(look.actor_kind, look.actor_kind)),
            look.organisation,
            action_words(look.action),
            reason_words(look.reason),
        )
        for look in found
    ]
    return pages.render(request, "families/staff/looks.html", {"rows": rows, "back": reverse("trust:openings")})
