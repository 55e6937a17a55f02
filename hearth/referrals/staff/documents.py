"""The documents of a referral as pages show and hand them out: the same for the service, the sender and a guest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from hearth.core import clock, pages
from hearth.core.actors import Actor
from hearth.core.words import when_words
from hearth.referrals import actions, files, queries
from hearth.referrals.files import NotTaken
from hearth.referrals.forms.staff_documents import DocumentForm
from hearth.referrals.models import Attachment, Referral


def rows(referral: Referral, actor: Actor, url_name: str) -> list[dict[str, Any]]:
    """Each with its name, size, since when, and where to read it."""
    return [
        {
            "id": row.pk,
            "name": row.name,
            "about": f"{filesizeformat(row.size)}, {when_words(row.created_at)}, {row.by_name}",
            "href": reverse(url_name, args=[referral.reference, row.pk]),
        }
        for row in queries.attachments_of(referral, actor).defer("content")
    ]


def handed_out(referral: Referral, attachment_id: UUID, actor: Actor) -> HttpResponse:
    """The document, to be saved and never shown inside a page of ours. 404 for whoever may not read it."""
    try:
        found = actions.read_document(referral=referral, attachment_id=attachment_id, by=actor)
    except Attachment.DoesNotExist:
        raise Http404 from None
    response = HttpResponse(bytes(found.content), content_type=files.KINDS[found.kind].media_type)
    response.headers["Content-Disposition"] = _disposition(found.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"


def page(
    request: HttpRequest, referral: Referral, actor: Actor, *, back: str, layout: str, url_name: str
) -> HttpResponse:
    """Add one, or take one away (`remove` holds its id)."""
    form = DocumentForm(request.POST or None, request.FILES or None) if request.method == "POST" else DocumentForm()
    if request.method == "POST" and "remove" in request.POST:
        try:
            actions.take_away_document(referral=referral, attachment_id=UUID(request.POST["remove"]), by=actor)
        except (ValueError, Attachment.DoesNotExist):
            raise Http404 from None
        pages.say(request, _("The document is deleted."))
        return redirect(request.path)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["document"]
        try:
            actions.attach(referral=referral, name=upload.name or "", content=upload.read(), by=actor, now=clock.now())
        except NotTaken as refused:
            form.add_error("document", str(refused.words))
        else:
            pages.say(request, _("Added. The service sees it together with what you wrote."))
            return redirect(back)
    context = {
        "form": form,
        "referral": referral,
        "documents": rows(referral, actor, url_name),
        "back_url": back,
        "layout": layout,
    }
    return pages.render(request, "referrals/staff/documents.html", context)
