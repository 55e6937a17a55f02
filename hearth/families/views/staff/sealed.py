"""Sealed parts of a person's record: those that name the reader, and sealing another."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core import clock, pages
from hearth.core.words import list_words, when_words
from hearth.families import actions, queries
from hearth.families.forms.staff_trust import SealForm
from hearth.families.queries.sealed import seal_colleagues, sealed_of


@staff("families.view")
def sealed(request: MemberRequest, record_id: UUID) -> HttpResponse:
    """What is sealed about a person for the reader, and the form for one more part. What is typed is kept nowhere else,
    so there is no draft of it."""
    person = queries.person_of(request.actor, record_id, today=clock.today())
    if person is None:
        raise Http404
    names = seal_colleagues()
    others = [(str(one), name) for one, name in names.items() if one != request.actor.user_id]
    form = SealForm(request.POST if request.method == "POST" else None, colleagues=others)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.seal(
                record_id=record_id,
                kind=given["kind"],
                words=given["words"],
                reader_ids=[UUID(one) for one in given["readers"]],
                by=request.actor,
                now=clock.now(),
            )
        except actions.SealingRefused as refused:
            return pages.conflict(request, str(refused), back=request.path)
        pages.say(request, _("It is sealed."))
        return redirect(request.path)
    rows = [
        {
            "part": part,
            "when": when_words(part.created_at),
            "readers": list_words(sorted(names.get(one.user_id, _("somebody who left")) for one in part.readers.all())),
        }
        for part in sealed_of(request.actor, person)
    ]
    if rows:
        audit.record(
            action="families.sealed_viewed",
            kind=EntryKind.VIEW,
            by=request.actor,
            subject_type="families.SourceRecord",
            subject_id=record_id,
            detail={"count": len(rows)},
        )
    return pages.render(
        request,
        "families/staff/sealed.html",
        {"form": form, "rows": rows, "back": reverse("people:person", args=[person])},
    )
