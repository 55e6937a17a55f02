"""Nothing tells by its time: the same statements are sent, in the same order, whether somebody is there or hidden."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearth.access.tests.factories import make_organisation
from hearth.access.tests.support import logged
from hearth.core import brand
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.families.actions import Contact
from hearth.families.models import SentCode
from hearth.families.tests.cast import browser, make_desk, make_hub, registered, sends_codes
from hearth.families.tests.factories import make_involvement, make_record, restrict

pytestmark = pytest.mark.django_db
LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|\bs\d+_x\d+\b|::\w+(?:\[\])?")


def work(ask):
    """The statements that a request sends, without what stands in them; each reads the brand, not when it is due."""
    brand.forget()
    with CaptureQueriesContext(connection) as sent:
        ask()
    return [LITERAL.sub("", query["sql"]) for query in sent.captured_queries]


def same(one, other):
    first, second = work(one), work(other)
    assert first
    assert first == second
    return True


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ({"how": "text", "mobile": "07700 900417"}, {"how": "text", "mobile": "07700 900999"}),
        ({"how": "email", "email": "marek@home.example"}, {"how": "email", "email": "nobody@home.example"}),
    ],
)
def test_asking_for_a_code_is_the_same_work_for_a_contact_that_nobody_has(known, unknown):
    contact = Contact(channels=["text", "email"], phone="+447700900417", email="marek@home.example")
    registered(make_hub(), contact=contact)
    assert same(lambda: Client().post("/your-family/", known), lambda: Client().post("/your-family/", unknown))
    with as_owner():
        assert not OutboxMessage.objects.exists()  # the job writes to them, not the request
    sends_codes()
    with as_owner():
        assert OutboxMessage.objects.count() == 1
        assert set(SentCode.objects.values_list("contact", flat=True)) == {""}


def test_a_wrong_code_is_the_same_work():
    registered(make_hub())
    asked = []
    for mobile in ("07700 900417", "07700 900999"):
        window = Client()
        window.post("/your-family/", {"how": "text", "mobile": mobile})
        asked.append(window)
    sends_codes()
    one, other = asked
    assert same(
        lambda: one.post("/your-family/code/", {"code": "000000"}),
        lambda: other.post("/your-family/code/", {"code": "000000"}),
    )


def test_sending_twice_sends_once():
    registered(make_hub())
    Client().post("/your-family/", {"how": "text", "mobile": "07700 900417"})
    with as_owner():
        (asked,) = SentCode.objects.values_list("pk", flat=True)
    from hearth.families.actions.opening import send_code

    for _run in range(2):
        send_code(str(asked))
    assert len(logged("families.told")) == 1


def test_a_reference_that_nobody_has_is_the_same_work():
    done = registered(make_hub())
    assert same(
        lambda: Client().post("/your-family/reference/", {"reference": done.registration.reference, "code": "222-222"}),
        lambda: Client().post("/your-family/reference/", {"reference": "2222-2222", "code": "222-222"}),
    )


@pytest.fixture
def hidden():
    """Somebody kept for named members, of whom the desk's organisation has a record, and whom another one knows."""
    hub = make_hub()
    with as_owner():
        organisation = hub.organisation
    record = make_record(organisation, given_name="Qxhidden", family_name="Person")
    make_involvement(record, organisation)
    restrict(record, make_organisation())
    return record, browser(make_desk(hub, "practitioner")), browser(make_desk(hub))


def test_the_page_of_somebody_hidden_is_the_same_work_as_that_of_nobody(hidden):
    record, reader, _desk = hidden
    reader.get("/people/")  # what is read once in each process
    assert same(lambda: reader.get(f"/people/{record.pk}/"), lambda: reader.get(f"/people/{uuid4()}/"))


def test_looking_for_somebody_hidden_is_the_same_work_as_for_nobody(hidden):
    _record, reader, _desk = hidden
    reader.post("/people/", {"name": "Anybody"})
    assert same(
        lambda: reader.post("/people/", {"name": "Qxhidden Person"}),
        lambda: reader.post("/people/", {"name": "Qxnobody Person"}),
    )


def test_asking_whether_somebody_hidden_is_known_is_the_same_work_as_for_nobody(hidden):
    _record, _reader, desk = hidden
    said = {"family_name": "Person", "birth_date-day": "6", "birth_date-month": "5", "birth_date-year": "1994"}
    desk.post("/families/register/known/", said | {"given_name": "Anybody"})
    assert same(
        lambda: desk.post("/families/register/known/", said | {"given_name": "Qxhidden"}),
        lambda: desk.post("/families/register/known/", said | {"given_name": "Qxnobody"}),
    )


def test_a_registration_that_is_hidden_is_the_same_work_at_the_desk_as_none():
    hub = make_hub()
    done, desk = registered(hub), browser(make_desk(hub))
    with as_owner():
        record = done.registration.people.get(order=0).source_record
    restrict(record, make_organisation())
    desk.get("/families/register/")
    assert same(
        lambda: desk.post("/families/register/", {"reference": done.registration.reference}),
        lambda: desk.post("/families/register/", {"reference": "2222-2222"}),
    )
    assert same(
        lambda: desk.get(f"/families/register/{done.registration.pk}/"),
        lambda: desk.get(f"/families/register/{uuid4()}/"),
    )
