"""What the tests of the open API share: how it is read, and a service of which everything can be said."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from hearth.core import clock
from hearth.core.tests.support import as_owner
from hearth.directory import vocabularies
from hearth.directory.models import (
    OrganisationListing,
    Schedule,
    ScheduleException,
    Service,
    ServicePlace,
    SiteClosure,
)
from hearth.directory.tests.factories import MIDDLE, make_area, make_service, make_site

BASE = "/open-referral/v3"
LONDON = ZoneInfo("Europe/London")


def read(client, address, status=200, **headers):
    response = client.get(BASE + address, headers=headers)
    assert response.status_code == status, response.content[:300]
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json() if response.content else None


def every(client, address):
    """All entries of a list, page after page."""
    mark = "&" if "?" in address else "?"
    found, page = [], 1
    while True:
        answer = read(client, f"{address}{mark}per_page=100&page={page}")
        found += answer["contents"]
        if answer["last_page"]:
            assert len(found) == answer["total_items"]
            return found
        page += 1


def holds_null_or_empty(value):
    if isinstance(value, dict):
        return any(part is None or part in ("", [], {}) or holds_null_or_empty(part) for part in value.values())
    if isinstance(value, list):
        return any(holds_null_or_empty(part) for part in value)
    return value is None


def full_service():
    site = make_site("Fernley Hub", city="Fernley", postcode="ZZ1 1AA", accessibility=["step-free"])
    return make_service(
        name="Feeding café",
        description="Help with feeding.",
        terms=["infant-feeding"],
        languages=["en", "pl"],
        min_age_months=0,
        max_age_months=18,
        area_words="All of Fernley",
        website="https://feeding.example",
        places=[{"site": site, "address_1": "", "city": ""}],
        schedules=[
            {"byday": ["MO", "TH"], "opens": "09:30", "closes": "11:00"},
            {"byday": ["FR"], "freq": "MONTHLY", "week_of_month": -1},
            {"byday": [], "notes": "Times vary"},
        ],
    )


def whole_service(today=None) -> Service:
    """A service that says everything that our fields can say, and has everything that a feed can leave with it."""
    today = today or clock.today()
    year = today.year + 1
    with as_owner():
        vocabularies.bring_up_to_date()
    make_area("E05000099", name="Fernley North", kind="ward")
    site = make_site(
        "Fernley Hub", city="Fernley", postcode="ZZ1 1AA", accessibility=["step-free", "a-slide"], phone="01632 960009",
        description="The old school.", hours=[(1, time(9), time(17))], bank_holidays="closed",
    )  # fmt: skip
    service = make_service(
        name="Feeding café",
        summary="Kind help with feeding.",
        description="Come with your baby and sit down.",
        who_for="Anybody who feeds a baby",
        terms=["infant-feeding", "health-visiting"],
        website="https://feeding.example/café",
        email="feeding@nest.example",
        min_age_months=0,
        max_age_months=19,
        cost_kind="paid",
        cost_amount=Decimal("2.50"),
        cost_words="£2.50 a family",
        delivery=["in-person", "group"],
        access_routes=["walk-in", "self-refer"],
        how_to_get_in="",
        languages=["en", "pl"],
        accessibility=["hearing-loop", "a-kind-of-lift"],
        capacity="waiting",
        wait_weeks=3,
        accepts_requests=True,
        area_words="All of Fernley",
        area_codes=["E05000099"],
        is_sensitive=True,
        assured_at=datetime(2026, 3, 3, 9, tzinfo=LONDON),
        closed_from=date(year, 8, 1),
        closed_until=date(year, 8, 14),
        closed_words="The room is being painted.",
        registrations=[{"scheme": "ofsted-urn", "number": "EY123456"}, {"scheme": "oddfellows", "number": "7"}],
        local_offer={"quiet-space": True, "training": "All staff know about autism."},
        more={
            "accreditations": "Baby Friendly, gold",
            "alert": "New door code.",
            "assurer_email": "editor@nest.example",
            "interpretation_services": "Ask us two days before.",
            "funding": [{"id": "f1", "source": "The council"}],
            "required_documents": [{"document": "The red book", "uri": "https://feeding.example/red"}],
            "contacts": [{"name": "Ann Persona", "title": "Lead", "phones": [{"number": "01632 960777"}]}],
            "languages": [{"name": "Polish", "note": "On Mondays"}],
            "metadata": [{"resource_type": "service", "last_action_type": "create"}],
            "attributes": [{"id": "x", "link_type": "service", "value": "free text"}],
            "organization": {"name": "Never this"},
            "locations": [{"addresses": [{"address_1": "Never this"}]}],
            "cost_options": [{"id": "c1", "amount": 2.5, "option": "A family"}, {"amount": 0, "option": "On benefits"}],
            "url": "Never this, we have our own",
            "licenses": None,
        },
    )
    with as_owner():
        OrganisationListing.objects.create(
            organisation=service.organisation,
            description="We help families.",
            website="https://nest.example",
            email="hello@nest.example",
            phone="01632 960010",
            more={
                "logo": "https://nest.example/logo.png",
                "organization_identifiers": [
                    {"identifier_scheme": "GB-CHC", "identifier_type": "Charity", "identifier": "1234567"},
                    {"identifier_type": "Without a number"},
                ],
                "year_incorporated": "1998",
                "locations": [{"name": "Never this"}],
            },
        )
        hub = ServicePlace.objects.create(
            service=service, site=site, more={"description": "Upstairs", "location": {"alternate_name": "The Nest"}}
        )
        own = ServicePlace.objects.create(
            service=service,
            name="Library",
            address_1="1 Book Lane",
            city="Fernley",
            postcode="ZZ1 1AB",
            latitude=MIDDLE[0],
            longitude=MIDDLE[1],
            more={
                "location": {
                    "id": "7a3f1d2c-5b1e-4d53-8a53-9d3f0c9b1a11",
                    "external_identifier": "10092008082",
                    "external_identifier_type": "UPRN",
                    "addresses": [
                        {"id": "a-7", "region": "North", "state_province": "Fernshire", "city": "Never this"},
                        {
                            "address_1": "PO box 3", "city": "Fernley", "postal_code": "ZZ1 9ZZ", "country": "GB",
                            "state_province": "Fernshire", "address_type": "postal",
                        },
                        {"address_1": "Not whole"},
                    ],
                }
            },
        )  # fmt: skip
        ServicePlace.objects.create(service=service, address_1="Half an address", latitude=53.41, longitude=-2.1)
        ServicePlace.objects.create(
            service=service, address_1="9 Secret Row", city="Hidden", postcode="ZZ9 9ZZ", latitude=53.5, longitude=-2.2,
            is_confidential=True, name="The refuge",
        )  # fmt: skip
        weekly = Schedule.objects.create(
            service=service, place=hub, byday=["TH", "MO"], opens="09:30", closes="11:00", term_time_only=True,
            interval=2, valid_from=date(2026, 1, 5), valid_to=date(year, 12, 31), bank_holidays="closed",
            notes="Ring the bell", more={"attending_type": "In person", "wkst": "MO"},
        )  # fmt: skip
        Schedule.objects.create(
            service=service, place=own, freq="MONTHLY", byday=["FR"], week_of_month=-1, bank_holidays="open"
        )
        Schedule.objects.create(service=service, freq="MONTHLY", days_of_month=[1, 15], opens="13:00")
        Schedule.objects.create(service=service, notes="Times vary")
        Schedule.objects.create(service=service, freq="MONTHLY", byday=["MO"])
        Schedule.objects.create(service=service, byday=["SA"], holidays_only=True)
        days = {"first_day": date(year, 12, 24), "last_day": date(year, 12, 28)}
        ScheduleException.objects.create(service=service, schedule=weekly, kind="cancelled", words="Christmas", **days)
        ScheduleException.objects.create(
            service=service, kind="extra", first_day=date(year, 6, 3), last_day=date(year, 6, 3), opens=time(14),
            closes=time(15, 30),
        )  # fmt: skip
        ScheduleException.objects.create(
            service=service, kind="cancelled", first_day=date(2020, 6, 3), last_day=date(2020, 6, 3), words="Long ago"
        )
        SiteClosure.objects.create(site=site, words="Painting", **days)
    service.refresh_from_db()
    return service
