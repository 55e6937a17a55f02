"""A referral as a file for another system: FHIR R4."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.core import clock
from hearth.families.queries.people import protected_among
from hearth.referrals import actions, fhir, queries
from hearth.referrals.models import Referral
from hearth.referrals.views.staff.scope import actor_of, received, sent


@staff("referrals.view")
@require_safe
def received_fhir(request: HttpRequest, reference: str) -> HttpResponse:
    """For the service while it may read it in full: once it was opened, until it says no."""
    referral = received(request, reference)
    if not queries.reads_whole(referral, actor_of(request)):
        raise Http404
    return _file(request, referral)


@staff("referrals.view_sent")
@require_safe
def sent_fhir(request: HttpRequest, reference: str) -> HttpResponse:
    """For whoever sent it."""
    return _file(request, sent(request, reference))


def _file(request: HttpRequest, referral: Referral) -> HttpResponse:
    by = actor_of(request)
    story = queries.story_for(referral, by)[::-1]
    people = queries.people_of(referral)
    protected = protected_among([one.source_record_id for one in people])
    told = fhir.Told(referral, people, story, queries.contact_of(referral), protected)
    actions.record_handed_out(referral=referral, by=by)
    body = json.dumps(fhir.bundle(told, now=clock.now()), ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type=f"{fhir.MEDIA_TYPE}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{referral.reference}.fhir.json"'
    return response
