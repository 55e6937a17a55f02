"""For people who build websites and programs: how to read the directory."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from hearth.access.guards import public
from hearth.core import pages
from hearth.directory import queries, vocabularies

EXAMPLE_METRES = 2000
FIRST_COPY = "1970-01-01"


@public
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What the open API is, addresses to try, how to keep a copy, the licence."""

    def address(name: str, **query: object) -> str:
        made = request.build_absolute_uri(reverse(f"open_referral:{name}"))
        return f"{made}?{urlencode(query)}" if query else made

    postcode = next((hub.postcode for hub in queries.hubs(None) if hub.postcode), "")
    expectations = vocabularies.term_id("service-expectations", "")
    feeding = vocabularies.term_id("service-expectations", "infant-feeding")
    licence_name, licence_url = settings.OPEN_DATA_LICENCE
    return pages.render(
        request,
        "directory/open_data.html",
        {
            "base": address("about").rstrip("/"),
            "description": address("openapi-json"),
            "words": address("services", search="breastfeeding"),
            "term": address("services", taxonomy_term_id=feeding, day="MO"),
            "near": address("service_at_locations", postcode=postcode, proximity=EXAMPLE_METRES) if postcode else "",
            "kinds": address("taxonomy_terms", taxonomy_id=expectations),
            "copy": address("services", modified_after=FIRST_COPY, per_page=100, full="true"),
            "licence_name": licence_name,
            "licence_url": licence_url,
        },
    )
