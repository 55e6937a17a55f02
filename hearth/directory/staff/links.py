"""Where the page of a listing leads those who may change it."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from hearth.access.requests import MemberRequest
from hearth.directory.queries.problems import About


def edit_address(request: MemberRequest, about: About) -> str:
    """The editor of a service that the reader may change; empty where there is none for them."""
    own = request.membership is not None and request.membership.organisation_id == about.organisation_id
    if about.service_id is None or not (request.may("directory.approve") or (own and request.may("directory.edit"))):
        return ""
    try:
        return reverse("directory:listing", args=[about.service_id])
    except NoReverseMatch:
        return ""
