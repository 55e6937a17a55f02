"""Documents of a referral: read by the service and the sender, added and taken away by the sender."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.referrals.staff import documents
from hearth.referrals.views.staff.scope import actor_of, received, sent


@staff("referrals.view")
@require_safe
def document(request: HttpRequest, reference: str, attachment_id: UUID) -> HttpResponse:
    """One, for the service that has opened the referral."""
    return documents.handed_out(received(request, reference), attachment_id, actor_of(request))


@staff("referrals.view_sent")
@require_safe
def sent_document(request: HttpRequest, reference: str, attachment_id: UUID) -> HttpResponse:
    """One, for the organisation that sent it."""
    return documents.handed_out(sent(request, reference), attachment_id, actor_of(request))


@staff("referrals.send")
def add_document(request: HttpRequest, reference: str) -> HttpResponse:
    """Add one to what the organisation sent."""
    referral = sent(request, reference)
    back = reverse("referrals:sent_record", args=[referral.reference])
    return documents.page(
        request, referral, actor_of(request), back=back, layout="core/staff.html", url_name="referrals:sent_document"
    )
