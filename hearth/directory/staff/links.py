"""Where the page of a listing leads those who may change it."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from hearth.access.requests import MemberRequest
from hearth.directory.models import Service
from hearth.directory.queries.problems import About


def edit_address(request: MemberRequest, about: About) -> str:
    """The editor of a reported service that the reader may change; empty where there is none for them."""
    return _editor(request, about.service_id, about.organisation_id) if about.service_id else ""


def edit_address_of(request: MemberRequest, service: Service) -> str:
    """The editor of a service that the reader may change; empty for everybody else."""
    return _editor(request, service.pk, service.organisation_id)


def _editor(request: MemberRequest, service_id: UUID, organisation_id: UUID) -> str:
    own = request.membership is not None and request.membership.organisation_id == organisation_id
    if not (request.may("directory.approve") or (own and request.may("directory.edit"))):
        return ""
    try:
        return reverse("directory:listing", args=[service_id])
    except NoReverseMatch:
        return ""
