"""A partner's system sends a referral and reads how it stands: once, by the rules of the pages, and nothing else."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from hearth.access.models import User
from hearth.access.tests.factories import make_member
from hearth.audit.models import Entry
from hearth.core import clock
from hearth.core.models import OutboxMessage
from hearth.core.tests.support import as_owner
from hearth.directory.models import Service
from hearth.referrals import actions
from hearth.referrals.actions import api_keys
from hearth.referrals.models import ApiKey, Referral
from hearth.referrals.tests.factories import fresh, later, make_cast, make_service, send_referral, working
from hearth.referrals.tests.test_desk import browser

pytestmark = pytest.mark.django_db
URL = "/api/referrals/v1/referrals"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def partner():
    """Runs a GP practice's side: may send, and connect systems."""
    return make_member("provider-manager")


def key_of(user, *scopes):
    with working(user) as by:
        return api_keys.make_key(name="GP records", scopes=scopes or ("send", "read"), by=by)


def body(cast, **values):
    return {
        "service_id": str(cast.service.pk),
        "people": [
            {"role": "parent", "given_name": "Amina", "family_name": "Begum", "phone": "01632 960123"},
            {"role": "child", "given_name": "Yusuf", "birth_date": "2025-11-02"},
        ],
        "help": "Feeding hurts and she is worn out.",
        "contact": {"channels": ["text"], "phone": "07700 900123", "safe_from": "10:00", "safe_until": "14:00"},
        "family_knows": True,
    } | values


def post(token, said, *, key=None):
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key or str(uuid4())} if key != "" else {})
    return Client().post(URL, json.dumps(said), content_type="application/json", headers=headers)


def read(token, reference):
    return Client().get(f"{URL}/{reference}", headers={"Authorization": f"Bearer {token}"})


def problem(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said["type"] == f"urn:hearth:problem:{code}"
    assert said["status"] == status
    return said


def test_it_is_sent_as_a_referral_of_the_organisation_and_can_be_followed(cast, partner):
    _key, token = key_of(partner)
    answer = post(token, body(cast))
    assert answer.status_code == 201, answer.content
    said = answer.json()
    assert (said["state"], said["opened"], len(said["steps"])) == ("sent", False, 1)
    with as_owner():
        referral = Referral.objects.get(reference=said["reference"])
        assert referral.sender_user_id == partner.pk
        assert referral.sender_organisation_id == partner.active_membership.organisation_id
        assert Entry.objects.get(action="referrals.sent").actor_name == f"{partner.name} (GP records)"
    for n, move in enumerate(("open", "accept"), start=1):
        with working(cast.worker) as by:
            getattr(actions, move)(referral=fresh(referral), by=by, now=clock.now() + timedelta(hours=n))
    said = read(token, referral.reference).json()
    assert (said["state"], said["opened"]) == ("accepted", True)
    assert [step["move"] for step in said["steps"]] == ["send", "open", "accept"]


def test_the_same_key_of_a_sending_sends_once(cast, partner):
    _key, token = key_of(partner)
    first, again = post(token, body(cast), key="visit-2026-0001"), post(token, body(cast), key="visit-2026-0001")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["reference"] == again.json()["reference"]
    with as_owner():
        assert Referral.objects.count() == 1
    problem(post(token, body(cast, help="Something else."), key="visit-2026-0001"), 422, "key-used")


def test_two_organisations_may_use_the_same_key_of_a_sending(cast, partner):
    other = make_member("provider-manager")
    answers = [post(key_of(one)[1], body(cast), key="visit-2026-0001") for one in (partner, other)]
    assert [answer.status_code for answer in answers] == [201, 201]


@pytest.mark.parametrize("token", ["", "hrt_wrong", "x" * 300])
def test_without_a_right_key_there_is_nothing(cast, token):
    answer = post(token, body(cast))
    problem(answer, 401, "unauthorised")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_key_that_ended_opens_nothing(cast, partner):
    key, token = key_of(partner)
    with working(partner) as by:
        api_keys.end_key(key_id=key.pk, by=by, now=later())
    problem(post(token, body(cast)), 401, "unauthorised")


def test_a_key_ends_with_its_members_work(cast, partner):
    _key, token = key_of(partner)
    with as_owner():
        User.objects.filter(pk=partner.pk).update(is_active=False)
    problem(post(token, body(cast)), 403, "forbidden")


def test_a_key_does_nothing_while_its_member_works_for_another_organisation(cast, partner):
    _key, token = key_of(partner)
    with as_owner():
        other = make_member("provider-manager").active_membership
        other.user = partner
        other.save()
        User.objects.filter(pk=partner.pk).update(active_membership=other)
    problem(post(token, body(cast)), 403, "forbidden")


def test_a_key_does_what_its_scopes_say(cast, partner):
    _key, only_read = key_of(partner, "read")
    problem(post(only_read, body(cast)), 403, "forbidden")
    _key, only_send = key_of(partner, "send")
    answer = post(only_send, body(cast))
    assert set(answer.json()) == {"reference", "state"}
    problem(read(only_send, answer.json()["reference"]), 403, "forbidden")


def test_whoever_may_not_send_cannot_by_a_key_either(cast):
    administrator = make_member("administrator")
    _key, token = key_of(administrator)
    problem(post(token, body(cast)), 403, "forbidden")


def test_another_organisations_referral_is_not_there(cast, partner):
    _key, token = key_of(partner)
    referral = send_referral(cast.service, cast.referrer).referral
    problem(read(token, referral.reference), 404, "not-found")
    problem(read(token, "NONE-SUCH"), 404, "not-found")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"help": ""}, "help"),
        ({"people": []}, "people"),
        ({"contact": {"channels": ["text"]}}, "contact"),
        ({"contact": {"channels": ["email"], "email": "nobody"}}, "contact/email"),
        ({"family_knows": False}, ""),
        ({"urgency": "now"}, "urgency"),
        ({"unknown": 1}, "unknown"),
        ({"help": "a\x00b"}, "help"),
        ({"service_id": "00000000-0000-4000-8000-000000000000"}, "service_id"),
    ],
)
def test_what_is_wrong_is_said_by_its_place(cast, partner, change, pointer):
    _key, token = key_of(partner)
    said = problem(post(token, body(cast, **change)), 422, "invalid")
    assert any(pointer in one["pointer"] for one in said["errors"])
    with as_owner():
        assert not Referral.objects.exists()


def test_a_sending_without_a_key_of_its_own_is_refused(cast, partner):
    _key, token = key_of(partner)
    problem(post(token, body(cast), key=""), 422, "invalid")


def test_a_service_that_takes_none_gets_none(partner):
    cast = make_cast()
    with as_owner():
        Service.objects.filter(pk=cast.service.pk).update(accepts_requests=False)
    _key, token = key_of(partner)
    problem(post(token, body(cast)), 409, "not-accepting")


def test_a_second_one_for_the_same_contact_needs_to_be_meant(cast, partner):
    _key, token = key_of(partner)
    assert post(token, body(cast)).status_code == 201
    problem(post(token, body(cast)), 409, "already-open")
    assert post(token, body(cast, even_if_open=True)).status_code == 201
    assert post(token, body(cast) | {"service_id": str(make_service().pk)}).status_code == 201


def test_the_family_is_told_only_as_is_safe(cast, partner):
    _key, token = key_of(partner)
    post(token, body(cast))
    with as_owner():
        [told] = OutboxMessage.objects.exclude(safe_contact_id=None)
    assert (told.channel, told.recipient) == ("text", "+447700900123")
    assert (told.safe_from.hour, told.safe_until.hour) == (10, 14)
    assert "Feeding" not in told.body


def test_a_family_that_does_not_know_is_told_nothing(cast, partner):
    _key, token = key_of(partner)
    post(token, body(cast, family_knows=False, family_knows_why_not="It would put her in danger."))
    with as_owner():
        assert not OutboxMessage.objects.filter(recipient="+447700900123").exists()


def test_a_key_may_ask_sixty_times_a_minute(cast, partner):
    _key, token = key_of(partner)
    with clock.standing_at(later()):
        codes = [read(token, "NONE-SUCH").status_code for _turn in range(62)]
    assert codes.count(404) == 60
    assert codes[-1] == 429


def test_the_token_is_shown_once_and_kept_as_a_hash(partner):
    client = browser(partner)
    page = client.post("/connections/keys/add/", {"name": "GP records", "scopes": ["send"]}).content.decode()
    with as_owner():
        key = ApiKey.objects.get()
    token = next(word for word in page.replace("<", " ").replace(">", " ").split() if word.startswith("hrt_"))
    assert key.token_hash == api_keys.hash_token(token)
    assert token not in client.get("/connections/").content.decode()
    assert client.post(f"/connections/keys/{key.pk}/end/").status_code == 302
    assert browser(make_member("provider-manager")).get(f"/connections/keys/{key.pk}/end/").status_code == 404


def test_the_description_is_there_for_programs():
    said = Client().get("/api/referrals/v1/openapi.json").json()
    assert set(said["paths"]) == {"/api/referrals/v1/referrals", "/api/referrals/v1/referrals/{reference}"}
    assert said["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    sending = said["paths"]["/api/referrals/v1/referrals"]["post"]
    assert {"201", "200", "401", "403", "409", "422", "429"} <= set(sending["responses"])
