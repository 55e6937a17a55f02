"""A family sees who it will meet: whoever has its request, with the picture that they gave, and nobody else."""

from io import BytesIO

import pytest
from PIL import Image

from hearth.access import actions as access
from hearth.access.models import Membership, Portrait, User
from hearth.access.tests.factories import make_member
from hearth.access.tests.support import actor as member_actor
from hearth.core import clock
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.referrals import actions, queries
from hearth.referrals.tests.factories import following, fresh, later, send_request, working


def gives(user, words="Somebody, smiling"):
    out = BytesIO()
    Image.new("RGB", (200, 200), "teal").save(out, "PNG")
    with acting_as(user_id=user.pk):
        access.give_picture(user=user, content=out.getvalue(), words=words, by=member_actor(user), now=clock.now())


def seen_by_family(referral):
    with following(referral):
        found = queries.picture_of_worker(fresh(referral))
        assert {row.pk for row in Portrait.objects.all()} == ({found.pk} if found else set())
        return found.words if found else None


@pytest.mark.parametrize("state", ["accepted", "waiting", "in-progress", "on-hold"])
def test_the_family_sees_the_picture_of_whoever_has_its_request(cast, state):
    gives(cast.worker, "The worker")
    gives(cast.colleague, "A colleague")
    referral = cast.brought_to(state)
    if state == "waiting":
        with working(cast.worker) as by:
            actions.allocate(referral=referral, worker=cast.worker.pk, by=by, now=later(hours=5))
    assert seen_by_family(referral) == "The worker"


@pytest.mark.parametrize("state", ["sent", "opened", "needs-information", "completed", "declined"])
def test_before_the_yes_and_after_the_end_there_is_no_picture(cast, state):
    gives(cast.worker)
    referral = cast.brought_to(state)
    with as_owner():  # even where it is given to somebody already
        type(referral).objects.filter(pk=referral.pk).update(allocated_to=cast.worker.pk)
    assert seen_by_family(referral) is None


def test_another_family_sees_nothing(cast):
    gives(cast.worker)
    cast.brought_to("accepted")
    other = send_request(cast.service).referral
    assert seen_by_family(other) is None


def test_when_it_is_given_to_somebody_else_the_first_picture_is_gone(cast):
    gives(cast.worker)
    referral = cast.brought_to("accepted")
    with working(cast.worker) as by:
        actions.allocate(referral=referral, worker=cast.colleague.pk, by=by, now=later(hours=5))
    assert seen_by_family(referral) is None


@pytest.mark.parametrize("how", ["taken back", "left", "closed"])
def test_what_was_taken_back_and_whoever_left_is_not_shown(cast, how):
    gives(cast.worker)
    referral = cast.brought_to("accepted")
    if how == "taken back":
        with acting_as(user_id=cast.worker.pk):
            access.take_picture_back(user=cast.worker, by=member_actor(cast.worker))
    with as_owner():
        if how == "left":
            Membership.objects.filter(user=cast.worker).update(is_active=False)
        if how == "closed":
            User.objects.filter(pk=cast.worker.pk).update(is_active=False)
    assert seen_by_family(referral) is None


def test_the_page_shows_it_by_an_address_that_names_nobody(cast, client):
    gives(cast.worker)
    sending = send_request(cast.service)
    referral = sending.referral
    for move in ("open", "accept"):
        with working(cast.worker) as by:
            referral = getattr(actions, move)(referral=referral, by=by, now=later(hours=1))
    assert client.get("/follow/who/").status_code == 404
    client.post("/follow/", {"reference": referral.reference, "code": sending.code})
    page = client.get("/follow/request/").content.decode()
    assert 'src="/follow/who/" alt="Somebody, smiling"' in page
    picture = client.get("/follow/who/")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in picture.headers["Cache-Control"]
    client.post("/follow/leave/")
    assert client.get("/follow/who/").status_code == 404


def test_a_colleague_of_another_service_sees_nobodys_picture(cast):
    gives(cast.worker)
    cast.brought_to("accepted", sent_by_referrer=True)
    for user in (cast.referrer, cast.stranger, make_member("practitioner", cast.service.organisation)):
        with acting_as(user_id=user.pk):
            assert not Portrait.objects.exists()
