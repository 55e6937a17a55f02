"""A referral as FHIR R4: valid by a FHIR library, whole for whoever may read it, and no unsafe way to reach anybody."""

import json
from datetime import time

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.servicerequest import ServiceRequest
from fhir.resources.R4B.task import Task

from hearth.audit.models import Entry, EntryKind
from hearth.core.tests.support import as_owner
from hearth.families.actions import Contact
from hearth.families.tests.factories import protect
from hearth.referrals import actions, fhir
from hearth.referrals.models import PersonRole, State
from hearth.referrals.tests.factories import fresh, later, make_cast, mother, send_referral, send_request, working
from hearth.referrals.tests.test_desk import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def download(who, address):
    answer = browser(who).get(address)
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Type"].startswith("application/fhir+json")
    return json.loads(answer.content)


def resources(bundle, kind):
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def references_of(value):
    """Every `reference` in a bundle."""
    if isinstance(value, dict):
        return {value["reference"]} if isinstance(value.get("reference"), str) else set().union(
            *(references_of(one) for one in value.values()), set()
        )  # fmt: skip
    return set().union(*(references_of(one) for one in value), set()) if isinstance(value, list) else set()


@pytest.mark.parametrize("state", ["opened", "accepted", "in-progress", "completed"])
def test_in_every_state_it_is_valid_and_points_only_at_what_is_in_it(cast, state):
    referral = cast.brought_to(state, sent_by_referrer=True)
    bundle = download(cast.worker, f"/referrals/{referral.reference}/fhir/")
    Bundle.model_validate(bundle)
    [request] = resources(bundle, "ServiceRequest")
    [task] = resources(bundle, "Task")
    assert ServiceRequest.model_validate(request).status == fhir.REQUEST_STATUS[State(fresh(referral).state)]
    assert Task.model_validate(task).focus.reference == f"urn:uuid:{request['id']}"
    assert references_of(bundle) <= {entry["fullUrl"] for entry in bundle["entry"]}


def test_every_state_has_its_words_in_fhir():
    assert set(fhir.REQUEST_STATUS) == set(fhir.TASK_STATUS) == set(State)


def test_the_task_says_how_far_it_has_come(cast):
    referral = cast.brought_to("completed")
    [task] = resources(download(cast.worker, f"/referrals/{referral.reference}/fhir/"), "Task")
    assert task["status"] == "completed"
    assert task["businessStatus"]["coding"][0]["code"] == "completed"
    as_a_whole, feeding = task["output"]
    assert as_a_whole["valueCodeableConcept"]["coding"][0]["code"] == "needs-met"
    assert (feeding["type"]["coding"][0]["code"], feeding["type"]["text"]) == ("feeding", "Feeding a baby")
    assert feeding["valueCodeableConcept"]["text"] == "The family got the help they asked for"


def test_an_opened_request_is_received(cast):
    referral = cast.brought_to("opened")
    [task] = resources(download(cast.worker, f"/referrals/{referral.reference}/fhir/"), "Task")
    assert task["status"] == "received"


def test_nobody_takes_away_what_nobody_has_opened(cast):
    referral = send_request(cast.service).referral
    assert browser(cast.worker).get(f"/referrals/{referral.reference}/fhir/").status_code == 404


def test_another_organisation_has_no_such_file(cast):
    referral = cast.brought_to("accepted", sent_by_referrer=True)
    assert browser(cast.stranger).get(f"/referrals/{referral.reference}/fhir/").status_code == 404
    assert browser(cast.worker).get(f"/referrals/sent/{referral.reference}/fhir/").status_code == 404


def test_the_sender_has_it_from_the_sending_on_and_the_log_says_so(cast):
    referral = send_referral(cast.service, cast.referrer).referral
    bundle = download(cast.referrer, f"/referrals/sent/{referral.reference}/fhir/")
    Bundle.model_validate(bundle)
    with as_owner():
        entry = Entry.objects.get(action="referrals.handed_out")
    assert (entry.kind, entry.subject_id, entry.reason) == (EntryKind.EXPORT, referral.pk, "sender")


def test_only_safe_ways_to_reach_the_family_leave(cast):
    contact = Contact(channels=["text"], phone="+441632960999", safe_from=time(10), safe_until=time(14))
    referral = send_referral(cast.service, cast.referrer, contact=contact).referral
    bundle = download(cast.referrer, f"/referrals/sent/{referral.reference}/fhir/")
    telecoms = [one for patient in resources(bundle, "Patient") for one in patient.get("telecom", [])]
    assert telecoms == [{"system": "sms", "value": "+441632960999", "rank": 1}]
    assert "amina@home.example" not in json.dumps(bundle)
    assert "only from 10:00 to 14:00" in json.dumps(bundle)


def test_a_protected_address_stands_neither_on_the_page_nor_in_the_file(cast):
    referral = cast.brought_to("opened")
    page, file = f"/referrals/{referral.reference}/", f"/referrals/{referral.reference}/fhir/"
    assert "ZZ1 1AA" in browser(cast.worker).get(page).content.decode()
    with as_owner():
        protect(referral.people.get(order=0).source_record, cast.service.organisation)
    shown = browser(cast.worker).get(page).content.decode()
    assert "ZZ1 1AA" not in shown
    assert "Protected: ask before you share" in shown
    found = download(cast.worker, file)
    assert "ZZ1 1AA" not in json.dumps(found)
    assert len(resources(found, "Patient")) == 3


def test_who_must_not_be_contacted_has_no_number_in_it(cast):
    contact = Contact(do_not_contact=True, phone="+441632960999")
    referral = send_referral(cast.service, cast.referrer, contact=contact).referral
    said = json.dumps(download(cast.referrer, f"/referrals/sent/{referral.reference}/fhir/"))
    assert "do not contact this family" in said
    assert "+44" not in said


def test_one_person_alone_is_the_subject_without_a_group(cast):
    referral = send_referral(cast.service, cast.referrer, people=[(PersonRole.PARENT, mother())]).referral
    bundle = download(cast.referrer, f"/referrals/sent/{referral.reference}/fhir/")
    Bundle.model_validate(bundle)
    assert resources(bundle, "Group") == []


def test_a_declined_one_says_why_to_its_sender_and_is_no_more_for_its_service(cast):
    referral = cast.brought_to("opened", sent_by_referrer=True)
    with working(cast.worker) as by:
        actions.decline(
            referral=referral, by=by, now=later(days=1), reason="full", alternative_words="The library's group"
        )
    assert browser(cast.worker).get(f"/referrals/{referral.reference}/fhir/").status_code == 404
    bundle = download(cast.referrer, f"/referrals/sent/{referral.reference}/fhir/")
    Bundle.model_validate(bundle)
    [task] = resources(bundle, "Task")
    assert (task["status"], task["statusReason"]["text"]) == ("rejected", "We are full")
