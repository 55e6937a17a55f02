"""What each object of Open Referral looks like: the parts of HSDS 3.0 and its British profile that we tell.

One description for two uses: the API publishes it, and what a feed left with us goes out again only as far as it fits.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
UUID: Schema = {"type": "string", "format": "uuid"}
URI: Schema = {"type": "string", "format": "uri"}
EMAIL: Schema = {"type": "string", "format": "email"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
STATUSES = ["active", "inactive", "defunct", "temporarily closed"]
KINDS = ["physical", "postal", "virtual"]


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def many(name: str) -> Schema:
    return {"type": "array", "items": ref(name)}


def thing(needs: str, *, like: Schema | None = None, **properties: Schema) -> Schema:
    """An object with its properties and the names of those that it always has; `like` another one, with more."""
    return {
        "type": "object",
        "required": needs.split(),
        "properties": {**(like or {"properties": {}})["properties"], **properties},
    }


def texts(names: str) -> dict[str, Schema]:
    return dict.fromkeys(names.split(), TEXT)


def links(names: str) -> dict[str, Schema]:
    return dict.fromkeys(names.split(), UUID)


TERM = thing(
    "id name description", **links("id parent_id taxonomy_id"), **texts("name description code taxonomy term language"),
    term_uri=URI,
)  # fmt: skip
ATTRIBUTE = thing(
    "id", **links("id link_id taxonomy_term_id"), **texts("link_type link_entity value label"),
    taxonomy_term=ref("TaxonomyTerm"),
)  # fmt: skip
PHONE = thing(
    "id number", **links("id service_id organization_id location_id contact_id service_at_location_id"),
    **texts("number type description"), extension=NUMBER, languages=many("Language"), attributes=many("Attribute"),
)  # fmt: skip
CONTACT = thing(
    "id", **links("id service_id organization_id service_at_location_id location_id"), **texts("name title department"),
    email=EMAIL, phones=many("Phone"), attributes=many("Attribute"),
)  # fmt: skip
ORGANIZATION = thing(
    "id name description", **links("id parent_organization_id"),
    **texts("name alternate_name description logo tax_status tax_id legal_status"),
    email=EMAIL, website=URI, uri=URI, year_incorporated=NUMBER,
)  # fmt: skip
LOCATION = thing(
    "id location_type", **links("id organization_id"), location_type={"type": "string", "enum": KINDS},
    **texts("name alternate_name description transportation external_identifier external_identifier_type"),
    url=URI, latitude=NUMBER, longitude=NUMBER,
)  # fmt: skip
SERVICE = thing(
    "id organization_id name status organization last_modified",
    **links("id organization_id program_id"),
    **texts("name alternate_name description interpretation_services application_process fees_description wait_time"),
    **texts("fees accreditations eligibility_description assured_date licenses alert"),
    url=URI, email=EMAIL, assurer_email=EMAIL, last_modified=MOMENT, minimum_age=NUMBER, maximum_age=NUMBER,
    status={"type": "string", "enum": STATUSES}, organization=ref("Organization"), attributes=many("Attribute"),
)  # fmt: skip
SERVICE_IN_FULL = thing(
    " ".join(SERVICE["required"]), like=SERVICE, organization=ref("OrganizationOfService"), program=ref("Program"),
    phones=many("Phone"), schedules=many("Schedule"), service_areas=many("ServiceArea"),
    service_at_locations=many("PlaceOfService"), languages=many("Language"), funding=many("Funding"),
    cost_options=many("CostOption"), required_documents=many("RequiredDocument"), contacts=many("Contact"),
    additional_urls=many("AdditionalUrl"), metadata=many("Metadata"),
)  # fmt: skip
PLACE = thing(
    "id service_id location_id location", **links("id service_id location_id"), description=TEXT,
    location=ref("LocationInFull"), contacts=many("Contact"), phones=many("Phone"), attributes=many("Attribute"),
    metadata=many("Metadata"),
)  # fmt: skip
SCHEMAS: dict[str, Schema] = {
    "TaxonomyTerm": TERM,
    "Taxonomy": thing(
        "id name description", id=UUID, **texts("name description version"), uri=URI,
        taxonomy_terms=many("TaxonomyTerm"),
    ),
    "Attribute": ATTRIBUTE,
    "Metadata": thing(
        "id", **links("id resource_id"), **texts("resource_type last_action_date last_action_type field_name"),
        **texts("previous_value replacement_value updated_by"),
    ),
    "Phone": PHONE,
    "Language": thing("id", **links("id service_id location_id phone_id"), **texts("name code note")),
    "Contact": CONTACT,
    "Program": thing("id name description", **links("id organization_id"), **texts("name alternate_name description")),
    "Funding": thing("id", **links("id organization_id service_id"), source=TEXT),
    "CostOption": thing(
        "id", **links("id service_id"), **texts("valid_from valid_to option currency amount_description"),
        amount=NUMBER,
    ),
    "RequiredDocument": thing("id", **links("id service_id"), document=TEXT, uri=URI),
    "AdditionalUrl": thing("id", **links("id service_id"), url=URI, label=TEXT),
    "ServiceArea": thing(
        "id", **links("id service_id service_at_location_id"),
        **texts("name service_area description extent extent_type uri"),
    ),
    "Schedule": thing(
        "id", **links("id service_id location_id service_at_location_id"),
        freq={"type": "string", "enum": ["WEEKLY", "MONTHLY"]}, interval=NUMBER,
        **texts("valid_from valid_to dtstart until wkst byday byweekno bymonthday byyearday description"),
        **texts("opens_at closes_at attending_type notes"), timezone=NUMBER, count=NUMBER, schedule_link=URI,
        attributes=many("Attribute"), metadata=many("Metadata"),
    ),
    "Address": thing(
        "id address_1 city state_province postal_code country address_type", **links("id location_id"),
        **texts("attention address_1 address_2 city region state_province postal_code country"),
        address_type={"type": "string", "enum": KINDS}, attributes=many("Attribute"),
    ),
    "Accessibility": thing(
        "id", **links("id location_id"), **texts("accessibility description details"), url=URI,
        attributes=many("Attribute"),
    ),
    "Identifier": thing(
        "id identifier_type identifier", **links("id organization_id"),
        **texts("identifier_scheme identifier_type identifier"), attributes=many("Attribute"),
    ),
    "Location": LOCATION,
    "LocationInFull": thing(
        " ".join(LOCATION["required"]), like=LOCATION, addresses=many("Address"), accessibility=many("Accessibility"),
        schedules=many("Schedule"),
        languages=many("Language"), phones=many("Phone"), contacts=many("Contact"), attributes=many("Attribute"),
    ),
    "Organization": ORGANIZATION,
    "OrganizationOfService": thing(
        " ".join(ORGANIZATION["required"]), like=ORGANIZATION, organization_identifiers=many("Identifier"),
        phones=many("Phone"), contacts=many("Contact"), funding=many("Funding"), programs=many("Program"),
        attributes=many("Attribute"), metadata=many("Metadata"),
    ),
    "Service": SERVICE,
    "ServiceInFull": SERVICE_IN_FULL,
    "PlaceOfService": PLACE,
    "ServiceAtLocation": thing(
        "id service_id location_id location service", like=PLACE, location=ref("Location"), service=ref("Service")
    ),
    "ServiceAtLocationInFull": thing(
        "id service_id location_id location service", like=PLACE, service=ref("ServiceInFull")
    ),
}  # fmt: skip
SCHEMAS["OrganizationInFull"] = thing(
    " ".join(ORGANIZATION["required"]), like=SCHEMAS["OrganizationOfService"], services=many("ServiceOfOrganization")
)
SCHEMAS["ServiceOfOrganization"] = thing("id organization_id name status last_modified", like=SERVICE)
