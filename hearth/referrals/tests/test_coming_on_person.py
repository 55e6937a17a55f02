"""The next day that matters of an open request stands on the person's page of whoever is party to it."""

import pytest

from hearth.access.tests.factories import make_member
from hearth.core.tests.support import as_owner
from hearth.families.models import SourceRecord
from hearth.referrals.beside_person import coming_for_person
from hearth.referrals.tests.factories import NOW, make_service, send_request, working

pytestmark = pytest.mark.django_db


def test_the_day_by_which_a_request_is_answered_is_told_to_its_service_alone():
    service = make_service()
    referral = send_request(service).referral
    with as_owner():
        people = list(SourceRecord.objects.values_list("pk", flat=True))
        manager = make_member("hub-manager", service.organisation)
    with working(manager) as by:
        [found] = coming_for_person(by, people, NOW)
    assert found.on == referral.decide_by
    assert found.text == "Last day to answer a request, not opened yet"
    assert found.words == service.name
    assert referral.reference in found.url
    with working(make_member("hub-manager")) as stranger:
        assert coming_for_person(stranger, people, NOW) == []
