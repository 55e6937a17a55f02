"""The objects of HSDS 3 and Open Referral UK 3.0: which properties each has, and of what kind.

Kinds: `text` (may have lines), `line` (one line), `number`, `whole`, `yes`, `day`, `moment`, `clock`, `address` (of the
web), `email`, `id`; the name of an object for one of it, in brackets for a list of them.
"""

from __future__ import annotations

from collections.abc import Mapping

Kinds = Mapping[str, str]

_SHARED = {"attributes": "[attribute]", "metadata": "[metadata]"}

OBJECTS: dict[str, Kinds] = {
    "service": {
        "id": "id", "organization_id": "id", "program_id": "id", "name": "line", "alternate_name": "line",
        "description": "text", "url": "address", "additional_urls": "[url]", "email": "email", "status": "line",
        "interpretation_services": "text", "application_process": "text", "fees_description": "text",
        "wait_time": "text", "fees": "text", "accreditations": "text", "eligibility_description": "text",
        "minimum_age": "number", "maximum_age": "number", "assured_date": "day", "assurer_email": "email",
        "licenses": "text", "alert": "text",
        "last_modified": "moment", "phones": "[phone]", "schedules": "[schedule]", "service_areas": "[service_area]",
        "service_at_locations": "[service_at_location]", "languages": "[language]", "organization": "organization",
        "funding": "[funding]", "cost_options": "[cost_option]", "program": "program",
        "required_documents": "[required_document]", "contacts": "[contact]", "capacities": "[service_capacity]",
        # Not of version 3: what earlier ones said, under names of our own (older).
        "exceptions": "[exception]", "attending": "line", "access": "line", **_SHARED,
    },
    "service_at_location": {
        "id": "id", "service_id": "id", "location_id": "id", "description": "text", "contacts": "[contact]",
        "phones": "[phone]", "schedules": "[schedule]", "location": "location", "service_areas": "[service_area]",
        **_SHARED,
    },
    "location": {
        "id": "id", "location_type": "line", "url": "address", "name": "line", "alternate_name": "line",
        "description": "text", "transportation": "text", "latitude": "number", "longitude": "number",
        "external_identifier": "line", "external_identifier_type": "line", "languages": "[language]",
        "addresses": "[address_]", "contacts": "[contact]", "accessibility": "[accessibility]", "phones": "[phone]",
        "schedules": "[schedule]", **_SHARED,
    },
    "address_": {
        "id": "id", "location_id": "id", "attention": "line", "address_1": "line", "address_2": "line", "city": "line",
        "region": "line", "state_province": "line", "postal_code": "line", "country": "line", "address_type": "line",
        **_SHARED,
    },
    "accessibility": {
        "id": "id", "location_id": "id", "description": "text", "details": "text", "url": "address",
        "accessibility": "text", **_SHARED,
    },
    "organization": {
        "id": "id", "name": "line", "alternate_name": "line", "description": "text", "email": "email",
        "website": "address", "additional_websites": "[url]", "tax_status": "line", "tax_id": "line",
        "year_incorporated": "whole", "legal_status": "line", "logo": "line", "uri": "line",
        "parent_organization_id": "id", "funding": "[funding]", "contacts": "[contact]", "phones": "[phone]",
        "locations": "[location]", "programs": "[program]", "organization_identifiers": "[organization_identifier]",
        **_SHARED,
    },
    "organization_identifier": {
        "id": "id", "organization_id": "id", "identifier_scheme": "line", "identifier_type": "line",
        "identifier": "line", **_SHARED,
    },
    "contact": {
        "id": "id", "organization_id": "id", "service_id": "id", "service_at_location_id": "id", "location_id": "id",
        "name": "line", "title": "line", "department": "line", "email": "email", "phones": "[phone]", **_SHARED,
    },
    "phone": {
        "id": "id", "location_id": "id", "service_id": "id", "organization_id": "id", "contact_id": "id",
        "service_at_location_id": "id", "number": "line", "extension": "line", "type": "line", "description": "text",
        "languages": "[language]", **_SHARED,
    },
    "schedule": {
        "id": "id", "service_id": "id", "location_id": "id", "service_at_location_id": "id", "valid_from": "day",
        "valid_to": "day", "dtstart": "day", "timezone": "line", "until": "day", "count": "whole", "wkst": "line",
        "freq": "line", "interval": "whole", "byday": "line", "byweekno": "line", "bymonthday": "line",
        "byyearday": "line", "description": "text", "opens_at": "clock", "closes_at": "clock",
        "schedule_link": "address", "attending_type": "line", "notes": "text", **_SHARED,
    },
    "service_area": {
        "id": "id", "service_id": "id", "service_at_location_id": "id", "name": "text", "description": "text",
        "extent": "text", "extent_type": "line", "uri": "line", "service_area": "text", **_SHARED,
    },
    "language": {
        "id": "id", "service_id": "id", "location_id": "id", "phone_id": "id", "name": "line", "code": "line",
        "note": "text", **_SHARED,
    },
    "funding": {"id": "id", "organization_id": "id", "service_id": "id", "source": "text", **_SHARED},
    "cost_option": {
        "id": "id", "service_id": "id", "valid_from": "day", "valid_to": "day", "option": "text", "currency": "line",
        "amount": "number", "amount_description": "text", **_SHARED,
    },
    "program": {"id": "id", "organization_id": "id", "name": "line", "alternate_name": "line", "description": "text",
        **_SHARED},
    "required_document": {"id": "id", "service_id": "id", "document": "text", "uri": "line", **_SHARED},
    "service_capacity": {"id": "id", "service_id": "id", "unit_id": "id", "available": "number", "maximum": "number",
        "description": "text", "updated": "moment", **_SHARED},
    "url": {"id": "id", "label": "line", "url": "address", "organization_id": "id", "service_id": "id", **_SHARED},
    "metadata": {
        "id": "id", "resource_id": "id", "resource_type": "line", "last_action_date": "day", "last_action_type": "line",
        "field_name": "line", "previous_value": "text", "replacement_value": "text", "updated_by": "line",
    },
    "attribute": {
        "id": "id", "link_id": "id", "taxonomy_term_id": "id", "link_type": "line", "link_entity": "line",
        "value": "text", "label": "text", "taxonomy_term": "taxonomy_term",
    },
    "taxonomy_term": {
        "id": "id", "code": "line", "name": "line", "description": "text", "parent_id": "id", "taxonomy": "line",
        "taxonomy_detail": "taxonomy", "language": "line", "taxonomy_id": "id", "term_uri": "line", "term": "line",
        "version": "line", **_SHARED,
    },
    "taxonomy": {"id": "id", "name": "line", "description": "text", "uri": "line", "version": "line"},
    # Not of version 3: holiday_schedules of those before it.
    "exception": {"id": "id", "kind": "line", "first_day": "day", "last_day": "day", "opens_at": "clock",
        "closes_at": "clock", "words": "text"},
}  # fmt: skip

# Links to the object that a part stands in: said by where it stands.
LINKS = {
    "service_id", "organization_id", "location_id", "service_at_location_id", "contact_id", "phone_id", "link_id",
    "resource_id",
}  # fmt: skip
STATUSES = {"active", "inactive", "defunct", "temporarily closed"}
