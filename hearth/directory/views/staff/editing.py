"""The listing editor: the start page of a listing, one page for each question, the preview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.words import ago_words
from hearth.directory import actions, document
from hearth.directory.actions import Clash, Stale
from hearth.directory.forms.staff_listing import ListingForm
from hearth.directory.models import ListingChange, ServiceStatus
from hearth.directory.queries import listings
from hearth.directory.staff import listing_panels, listing_rows, listing_words
from hearth.directory.staff.change_words import state_words, waits_words
from hearth.directory.staff.editing import PAGES, SECTIONS, Editing, Page, editing
from hearth.directory.staff.quality import Hint, hints
from hearth.directory.views import public

TAG = Markup('<strong class="hearth-tag hearth-tag--{}">{}</strong>')


@staff("directory.edit")
@require_safe
def edit(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """The start page of a listing: what is said, what is missing, what is changed and not public yet."""
    now = editing(request, listing_id)
    if now.corrects:
        return redirect(now.home)
    found = hints(now.shown)
    changed = listing_words.compare(now.public, now.shown) if now.change else []
    sections = [(section.title, [_task(now, page, found) for page in section.pages]) for section in SECTIONS]
    missing = [hint for hint in found if hint.is_missing]
    context = {
        "now": now,
        "sections": sections,
        "missing": len({hint.page for hint in missing}),
        "better": len([hint for hint in found if not hint.is_missing]),
        "changed": [row.label for row in changed],
        "state": state_words(now.change) if now.change else "",
        "back_words": _sent_back_words(now.change),
        "waits": waits_words(now.change) if now.change and now.is_locked else "",
        "may_publish": listings.may_publish(now.actor, now.service.organisation_id),
        "panels": listing_panels.panels_for(request, now.service),
    }
    return pages.render(request, "directory/staff/edit.html", context)


def _task(now: Editing, page: Page, found: list[Hint]) -> dict[str, Any]:
    """A line of the start page, as the task list component takes it."""
    mine = [hint for hint in found if hint.page == page.code]
    parts = [part for row in listing_rows.ROWS if row.page == page.code for part in row.parts]
    changed = now.change is not None and not now.is_new and any(part in now.change.parts for part in parts)
    said = [
        line for row in listing_rows.ROWS if row.page == page.code for line in listing_rows.on_its_own(row, now.shown)
    ]
    status: dict[str, Any] = {"text": _("Done") if said else _("Not said")}
    if any(hint.is_missing for hint in mine):
        status = {"html": TAG.format("wait", _("Missing"))}
    elif changed:
        status = {"html": TAG.format("good", _("Changed"))}
    task: dict[str, Any] = {"title": {"text": str(page.title)}, "status": status}
    if not now.is_locked:
        task["href"] = now.page_url(page)
    line = " ".join(hint.text for hint in mine) or _short(said)
    return task | ({"hint": {"text": line}} if line else {})


def _short(lines: list[str]) -> str:
    text = " · ".join(line.replace("\n", " ") for line in lines)
    return text if len(text) <= 140 else text[:137].rsplit(" ", 1)[0] + "…"


def _sent_back_words(change: ListingChange | None) -> tuple[str, str] | None:
    """Who sent it back, and with what words."""
    if change is None or change.state != "sent-back":
        return None
    last = listings.steps_of(change)[-1]
    return last.by_name, last.words


@staff("directory.edit")
@keeps_typing("directory.listing")
def answer(request: MemberRequest, listing_id: UUID, page: str) -> HttpResponse:
    """One question about a listing."""
    now, shown = editing(request, listing_id), PAGES.get(page)
    if shown is None or shown.form is None:
        raise Http404
    if (elsewhere := locked(request, now)) is not None:
        return elsewhere
    form = kept_form(request, shown.form, document=now.shown)
    clashes: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            now.save(form.said(), form.cleaned_data["seen"])
        except Stale as stale:
            now = editing(request, listing_id)
            clashes = clash_rows(now, stale.clashes)
            form = _with_theirs_seen(request, shown.form, now)
        except actions.AlreadyMoved as moved:
            return was_moved(request, now, moved)
        else:
            forget_typing(request)
            return redirect(now.home)
    context = {
        "now": now,
        "form": form,
        "page": shown,
        "clashes": clashes,
        "hints": [hint.text for hint in hints(now.shown) if hint.page == page and not hint.is_missing],
        "one_field": len(form.visible_fields()) == 1,
    }
    return pages.render(request, "directory/staff/answer.html", context)


def _with_theirs_seen(request: MemberRequest, form_class: type[ListingForm], now: Editing) -> ListingForm:
    form = form_class(request.POST, document=now.shown)
    form.see_again()
    return form


def locked(request: MemberRequest, now: Editing) -> HttpResponse | None:
    """To the change, where it waits for approval and cannot be edited."""
    if not now.is_locked or now.change is None:
        return None
    pages.say(request, _("This waits for approval. Take it back first, then you can go on."), "important")
    return redirect(reverse("directory:change", args=[now.change.pk]))


def was_moved(request: MemberRequest, now: Editing, moved: actions.AlreadyMoved) -> HttpResponse:
    """409: it was sent, approved or thrown away meanwhile. What was typed is kept for the next time."""
    who = moved.by or _("Somebody")
    words = _("%(who)s was quicker: this change is no longer open. What you typed is kept.") % {"who": who}
    return pages.conflict(request, words, back=now.home)


def clash_rows(now: Editing, clashes: list[Clash]) -> list[dict[str, Any]]:
    """What somebody else said meanwhile, and what the reader typed, in words."""
    theirs = dict(now.shown)
    mine = theirs | {clash.part: clash.mine for clash in clashes}
    who = next((clash.by for clash in clashes if clash.by), "") or _("Somebody")
    at = max((clash.at for clash in clashes if clash.at), default=None)
    return [
        {"label": row.label, "theirs": row.before, "mine": row.after, "who": who, "ago": ago_words(at) if at else ""}
        for row in listing_words.compare(theirs, mine)
    ]


@staff("directory.edit")
@require_safe
def preview(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """The public page as it would be: the change is made, the page is drawn, and all of it is undone."""
    now = editing(request, listing_id)
    words = _("This is a preview. Families do not see it yet.")
    if now.change is None:
        words = _("This is how families see it now.")
    pages.say(request, words, "important")
    with transaction.atomic():
        wanted = now.shown | {"status": ServiceStatus.ACTIVE.value}
        document.apply(service_id=now.service.pk, document=wanted)
        response: HttpResponse = public.service_page(request, now.service.pk, is_preview=True)
        transaction.set_rollback(True)
    return response
