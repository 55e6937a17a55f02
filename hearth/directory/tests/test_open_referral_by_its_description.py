"""Whatever is asked, the open API answers as its own OpenAPI document says: never a 500."""

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings

from hearth.core.tests.support import as_owner
from hearth.directory import vocabularies
from hearth.directory.tests.factories import make_postcode, make_service
from hearth.directory.tests.open_data import whole_service

ROUNDS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
OPERATIONS = {
    *("about", "services", "service", "service_at_locations", "service_at_location", "organizations", "organization"),
    *("taxonomies", "taxonomy", "taxonomy_terms", "taxonomy_term"),
}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_keeps_to_its_description(live_server):
    with as_owner():
        vocabularies.bring_up_to_date()
    make_postcode("ZZ1 1AA")
    whole_service()
    for name in ("Feeding group", "Housing advice"):
        make_service(name=name, terms=["infant-feeding"], description="Words.")
    description = schemathesis.openapi.from_url(f"{live_server.url}/open-referral/v3/openapi.json")
    operations = [result.ok() for result in description.get_all_operations()]
    assert {operation.definition.raw["operationId"] for operation in operations} == OPERATIONS
    for operation in operations:

        @ROUNDS
        @given(case=operation.as_strategy())
        def keeps_to_it(case):
            # No description can say that one parameter needs another.
            assume("postcode" in (case.query or {}) or "proximity" not in (case.query or {}))
            response = case.call(base_url=live_server.url)
            assert response.status_code < 500
            case.validate_response(response)

        keeps_to_it()
