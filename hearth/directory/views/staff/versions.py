"""What a listing said before: the list of versions, any two of them side by side, putting one back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, pages
from hearth.core.drafts import forget_typing, keeps_typing, kept_form
from hearth.core.words import when_words
from hearth.directory import actions, document
from hearth.directory.changing import stays
from hearth.directory.forms.staff_changes import RestoreForm
from hearth.directory.models import Service, Why
from hearth.directory.queries import listings
from hearth.directory.staff import listing_words


def _service(request: MemberRequest, listing_id: UUID) -> Service:
    found = listings.listings_of(request.actor).filter(pk=listing_id).first()
    if found is None:
        raise Http404
    return found


def line_words(line: listings.VersionLine) -> str:
    """ "Version 3, Tuesday 3 March, 9:30am"."""
    return _("Version %(n)s, %(when)s") % {"n": line.number, "when": when_words(line.at)}


@staff("directory.edit")
@require_safe
def versions(request: MemberRequest, listing_id: UUID) -> HttpResponse:
    """Every version, newest first; with `from` and `to` two of them side by side."""
    service = _service(request, listing_id)
    lines = listings.versions_of(service)
    by_number = {str(line.number): line for line in lines}
    older = by_number.get(request.GET.get("from", ""))
    newer = by_number.get(request.GET.get("to", ""))
    compared = None
    if older and newer:
        older, newer = sorted((older, newer), key=lambda line: line.number)
        compared = listing_words.compare(older.document, newer.document)
    restores = listings.may_publish(request.actor, service.organisation_id)
    context = {
        "service": service,
        "lines": [
            {
                "number": line.number,
                "when": when_words(line.at),
                "why": str(Why(line.why).label),
                "words": line.words,
                "who": ", ".join(part for part in (line.by_name, line.by_organisation) if part),
                "is_present": line.is_present,
                "compare_url": f"?from={before.number}&to={line.number}" if before else "",
                "restore_url": reverse("directory:restore", args=[listing_id, line.number])
                if restores and not line.is_present
                else "",
            }
            for line, before in zip(lines, [*lines[1:], None], strict=True)
        ],
        "compared": compared,
        "older": line_words(older) if older else "",
        "newer": line_words(newer) if newer else "",
        "chosen": (older.number if older else None, newer.number if newer else None),
        "back_url": reverse("directory:listing", args=[listing_id]),
    }
    return pages.render(request, "directory/staff/versions.html", context)


@staff("directory.edit")
@keeps_typing("directory.restore")
def restore(request: MemberRequest, listing_id: UUID, number: int) -> HttpResponse:
    """What would come back, why, and putting it back."""
    service = _service(request, listing_id)
    back = reverse("directory:versions", args=[listing_id])
    line = next((line for line in listings.versions_of(service) if line.number == number), None)
    if line is None:
        raise Http404
    if not listings.may_publish(request.actor, service.organisation_id):
        pages.say(request, _("Your changes need approval, so older versions are put back by the council."), "important")
        return redirect(back)
    wanted = {part: value for part, value in line.document.items() if part not in stays()}
    rows = listing_words.compare(document.snapshot(service.pk), wanted)
    if not rows:
        pages.say(request, _("The listing says this already."), "important")
        return redirect(back)
    form = kept_form(request, RestoreForm)
    if request.method == "POST" and form.is_valid():
        actions.restore(
            service_id=service.pk, number=number, words=form.cleaned_data["words"], by=request.actor, now=clock.now()
        )
        forget_typing(request)
        pages.say(request, _("Version %(n)s is back, and families read it now.") % {"n": number})
        return redirect(back)
    context = {"service": service, "line": line_words(line), "rows": rows, "form": form, "back_url": back}
    return pages.render(request, "directory/staff/restore.html", context)
