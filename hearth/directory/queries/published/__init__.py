"""What the open API reads: exact pages of all that is listed, and everything that may be told of each."""

from hearth.directory.queries.published.asked import Asked, Point, postcode_point
from hearth.directory.queries.published.facts import (
    PublishedOrganisation,
    PublishedPlace,
    PublishedService,
    kept_listing,
    last_change,
    organisation,
    organisations,
    places,
    service,
    services,
)
from hearth.directory.queries.published.pages import Page, organisation_page, place_page, service_page
from hearth.directory.queries.published.taxonomies import taxonomies, terms

__all__ = [
    "Asked",
    "Page",
    "Point",
    "PublishedOrganisation",
    "PublishedPlace",
    "PublishedService",
    "kept_listing",
    "last_change",
    "organisation",
    "organisation_page",
    "organisations",
    "place_page",
    "places",
    "postcode_point",
    "service",
    "service_page",
    "services",
    "taxonomies",
    "terms",
]
