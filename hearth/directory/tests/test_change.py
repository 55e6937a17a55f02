"""A change of a listing: a draft that colleagues share, nothing overwritten unseen, approved by somebody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from hearth.access.tests.support import actor, logged, mails
from hearth.core.models import StoredEvent
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import actions, document
from hearth.directory.models import ListingChange, ListingVersion, OrganisationListing, Service, ServicePlace
from hearth.directory.queries import listings
from hearth.directory.tests.changing import NOW, fresh, make_cast, trust
from hearth.directory.tests.listings import hide

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


# The draft ----------------------------------------------------------------------------------------------------------
def test_what_is_saved_waits_in_a_draft_and_the_public_reads_the_old(cast):
    change = cast.edits(cast.ewan, name="Song time")
    assert cast.public["name"] == "Songs"
    assert fresh(change).values() == {"name": "Song time"}


def test_colleagues_share_one_draft(cast):
    first = cast.edits(cast.ewan, name="Song time")
    second = cast.edits(cast.hannah, summary="Come and sing.")
    assert first.pk == second.pk
    assert fresh(first).values() == {"name": "Song time", "summary": "Come and sing."}
    assert {part: said["by"] for part, said in fresh(first).parts.items()} == {
        "name": "Ewan Farrow",
        "summary": "Hannah Whitlock",
    }


def test_saving_what_the_public_reads_already_makes_no_draft(cast):
    assert cast.edits(cast.ewan, name="Songs") is None
    with as_owner():
        assert not ListingChange.objects.exists()


def test_taking_an_answer_back_takes_the_part_out_of_the_draft(cast):
    change = cast.edits(cast.ewan, name="Song time", summary="Come and sing.")
    cast.edits(cast.ewan, name="Songs")
    assert fresh(change).values() == {"summary": "Come and sing."}


def test_a_stale_form_overwrites_nothing_and_gets_both_answers(cast):
    opened = cast.public
    cast.edits(cast.hannah, name="Song and story")
    with pytest.raises(actions.Stale) as stale:
        cast.edits(cast.ewan, seen=opened, name="Song time")
    (clash,) = stale.value.clashes
    assert (clash.part, clash.theirs, clash.mine, clash.by) == (
        "name",
        "Song and story",
        "Song time",
        "Hannah Whitlock",
    )
    with as_owner():
        assert ListingChange.objects.get().values() == {"name": "Song and story"}


def test_a_form_that_is_stale_in_another_part_saves(cast):
    opened = cast.public
    cast.edits(cast.hannah, name="Song and story")
    cast.edits(cast.ewan, seen=opened, summary="Come and sing.")
    with as_owner():
        assert ListingChange.objects.get().values() == {"name": "Song and story", "summary": "Come and sing."}


def test_the_same_answer_from_two_people_is_no_clash(cast):
    opened = cast.public
    cast.edits(cast.hannah, name="Song time")
    assert cast.edits(cast.ewan, seen=opened, name="Song time") is not None


def test_a_form_that_the_approvers_own_edit_overtook_is_stale(cast):
    opened = cast.public
    cast.sends(cast.moira, cast.edits(cast.moira, name="Songs for all"))
    with pytest.raises(actions.Stale) as stale:
        cast.edits(cast.ewan, seen=opened, name="Song time")
    assert stale.value.clashes[0].by == "Moira Tennant"


def test_each_organisation_that_edits_a_listing_has_its_own_draft(cast):
    mine, hers = cast.edits(cast.ewan, name="Song time"), cast.edits(cast.moira, summary="Come and sing.")
    assert mine.pk != hers.pk


@pytest.mark.parametrize("who", ["rubina", "priya"])
def test_nobody_else_edits_the_listing(cast, who):
    with pytest.raises(Service.DoesNotExist):
        cast.edits(getattr(cast, who), name="Mine")


@pytest.mark.parametrize(
    ("who", "drafts", "sent"),
    [("ewan", 1, 1), ("hannah", 1, 1), ("moira", 0, 1), ("rubina", 0, 0), ("priya", 0, 0)],
)
def test_row_security_and_the_query_show_the_same_changes(cast, who, drafts, sent):
    """A draft is its own organisation's; approvers see it once it was sent."""
    user = getattr(cast, who)
    change = cast.edits(cast.ewan, name="Song time")

    def seen():
        with acting_as(user_id=user.id):
            rows, shown = ListingChange.objects.count(), listings.changes_visible_to(actor(user)).count()
        assert rows == shown
        return rows

    assert seen() == drafts
    cast.sends(cast.ewan, change)
    assert seen() == sent


# Sending and deciding -----------------------------------------------------------------------------------------------
def test_a_sent_change_waits_and_goes_public_when_approved(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"), words="We renamed it.")
    assert fresh(change).state == "waiting"
    assert cast.public["name"] == "Songs"
    cast.approves(cast.moira, change)
    assert fresh(change).state == "approved"
    assert cast.public["name"] == "Song time"
    with as_owner():
        version = ListingVersion.objects.order_by("-number").first()
        event = StoredEvent.objects.get(name="directory.ListingChanged")
    assert (version.why, version.by_name, version.number) == ("approved", "Moira Tennant", 2)
    assert event.payload["fields"] == ["name"]
    (mail,) = mails("directory.change_approve")
    assert mail.recipient == cast.ewan.email
    assert "Songs" not in mail.subject
    assert len(logged("directory.change_approve")) == 1


def test_a_trusted_organisation_publishes_its_own(cast):
    trust(cast.charity)
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    assert fresh(change).state == "published"
    assert cast.public["name"] == "Song time"


def test_trust_is_for_the_organisations_own_listings(cast):
    trust(cast.council)
    assert fresh(cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))).state == "waiting"


def test_an_approver_publishes_what_they_edit(cast):
    assert fresh(cast.sends(cast.moira, cast.edits(cast.moira, name="Song time"))).state == "published"


def test_nothing_is_sent_when_nothing_is_changed(cast):
    change = cast.edits(cast.ewan, name="Song time")
    with as_owner():
        Service.objects.filter(pk=cast.service.pk).update(name="Song time")
    with pytest.raises(actions.NothingChanged):
        cast.sends(cast.ewan, change)


def test_a_change_that_waits_cannot_be_edited_until_it_is_taken_back(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    with pytest.raises(actions.AlreadyMoved):
        cast.edits(cast.hannah, summary="Come and sing.")
    with acting_as(user_id=cast.hannah.id):
        actions.take_back(change_id=change.id, by=actor(cast.hannah), now=NOW)
    cast.edits(cast.hannah, summary="Come and sing.")
    assert fresh(change).state == "draft"


def test_sent_back_with_words_the_draft_is_open_again_and_the_sender_is_told(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    with acting_as(user_id=cast.moira.id):
        by, version = actor(cast.moira), fresh(change).version
        with pytest.raises(actions.WordsMissing):
            actions.send_back(change_id=change.id, version=version, words=" ", by=by, now=NOW)
        actions.send_back(change_id=change.id, version=version, words="Say which songs.", by=by, now=NOW)
    assert fresh(change).state == "sent-back"
    assert fresh(change).values() == {"name": "Song time"}
    (mail,) = mails("directory.change_send_back")
    assert mail.recipient == cast.ewan.email
    assert "Say which songs." in mail.body
    cast.edits(cast.ewan, name="Nursery songs")
    cast.approves(cast.moira, cast.sends(cast.ewan, change))
    assert cast.public["name"] == "Nursery songs"


def test_when_the_sender_has_left_a_colleague_is_told(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    with as_owner():
        cast.ewan.memberships.update(is_active=False)
    cast.approves(cast.moira, change)
    assert [mail.recipient for mail in mails("directory.change_approve")] == [cast.hannah.email]


def test_nobody_approves_what_they_sent_themselves(cast):
    """Also where they work for the host now."""
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    with as_owner():
        ListingChange.objects.filter(pk=change.pk).update(sent_by_user_id=cast.moira.pk)
    with pytest.raises(PermissionDenied):
        cast.approves(cast.moira, change)
    cast.approves(cast.colin, change)
    assert cast.public["name"] == "Song time"


@pytest.mark.parametrize("who", ["ewan", "hannah"])
def test_the_editors_do_not_approve(cast, who):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    with pytest.raises(PermissionDenied):
        cast.approves(getattr(cast, who), change)


def test_for_another_organisation_the_change_does_not_exist(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    for act in (actions.withdraw, actions.take_back):
        with pytest.raises(ListingChange.DoesNotExist), acting_as(user_id=cast.rubina.id):
            act(change_id=change.id, by=actor(cast.rubina), now=NOW)
    with pytest.raises(ListingChange.DoesNotExist):
        cast.approves(cast.rubina, change)


def test_who_approves_a_change_that_moved_on_meanwhile_is_told_who_was_first(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    seen = fresh(change).version
    cast.approves(cast.colin, change)
    with pytest.raises(actions.AlreadyMoved) as moved:
        cast.approves(cast.moira, change, version=seen)
    assert moved.value.state == "approved"
    with acting_as(user_id=cast.moira.id), pytest.raises(actions.AlreadyMoved):
        actions.send_back(change_id=change.id, version=seen, words="Why?", by=actor(cast.moira), now=NOW)
    assert cast.public["name"] == "Song time"


def test_an_approver_who_saw_an_older_listing_is_stopped(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    cast.sends(cast.colin, cast.edits(cast.colin, summary="Sing loudly."))
    with pytest.raises(actions.ChangedMeanwhile):
        cast.approves(cast.moira, change, listing_version=1)
    assert fresh(change).state == "waiting"
    cast.approves(cast.moira, change, listing_version=2)
    assert (cast.public["name"], cast.public["summary"]) == ("Song time", "Sing loudly.")


def test_what_others_changed_meanwhile_stays_when_a_change_is_approved(cast):
    """No lost update: only the parts that were changed are written."""
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    with acting_as(user_id=cast.hannah.id):
        actions.set_capacity(
            service_id=cast.service.id, capacity="full", wait_weeks=None, by=actor(cast.hannah), now=NOW
        )
    cast.approves(cast.moira, change)
    assert (cast.public["name"], cast.public["capacity"]) == ("Song time", "full")


def test_a_part_that_somebody_else_changed_since_is_pointed_out(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time", summary="Come and sing."))
    assert listings.overtaken(fresh(change), cast.public) == []
    cast.sends(cast.colin, cast.edits(cast.colin, name="Songs for all"))
    assert listings.overtaken(fresh(change), cast.public) == ["name"]


def test_an_approver_corrects_and_what_was_sent_is_kept_beside_it(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song tmie", summary="Come and sing."))

    def correct(**values):
        with acting_as(user_id=cast.moira.id):
            shown = listings.proposed(fresh(change), cast.public)
            actions.correct(
                change_id=change.id,
                values=values,
                seen=actions.fingerprint(shown, values),
                by=actor(cast.moira),
                now=NOW,
            )

    correct(name="Song time")
    said = fresh(change).parts["name"]
    assert (said["value"], said["sent"], said["by"]) == ("Song time", "Song tmie", "Moira Tennant")
    correct(summary="Sing with us.")  # as it was
    assert fresh(change).parts["summary"]["sent"] == "Come and sing."
    cast.approves(cast.moira, change)
    assert (cast.public["name"], cast.public["summary"]) == ("Song time", "Sing with us.")
    (mail,) = mails("directory.change_approve")
    assert "corrected" in mail.body


def test_only_an_approver_corrects_and_only_what_waits(cast):
    change = cast.edits(cast.ewan, name="Song time")
    for user, refused in ((cast.moira, ListingChange.DoesNotExist), (cast.ewan, PermissionDenied)):
        with pytest.raises(refused), acting_as(user_id=user.id):
            actions.correct(change_id=change.id, values={"name": "X"}, seen="", by=actor(user), now=NOW)


def test_thrown_away_it_changes_nothing_and_another_can_be_begun(cast):
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, name="Song time"))
    with acting_as(user_id=cast.hannah.id):
        actions.withdraw(change_id=change.id, by=actor(cast.hannah), now=NOW)
    assert cast.public["name"] == "Songs"
    assert cast.edits(cast.ewan, name="Story time").pk != change.pk


# New listings -------------------------------------------------------------------------------------------------------
def test_a_new_listing_is_hidden_until_it_is_approved(cast):
    with acting_as(user_id=cast.ewan.id):
        change = actions.add_listing(organisation_id=cast.charity.id, name="Dads sing", by=actor(cast.ewan), now=NOW)
    cast.service = change.service
    assert cast.public["status"] == "hidden"
    cast.edits(cast.hannah, summary="For dads.", capacity="open")
    cast.approves(cast.moira, cast.sends(cast.ewan, change))
    assert (cast.public["status"], cast.public["summary"], cast.public["capacity"]) == ("active", "For dads.", "open")
    with as_owner():
        assert [(v.number, v.why) for v in ListingVersion.objects.filter(service=change.service)] == [(2, "created")]
        assert Service.objects.get(pk=change.service_id).assured_at == NOW


def test_nobody_adds_a_listing_for_another_organisation_but_an_approver(cast):
    for user, fine in ((cast.rubina, False), (cast.moira, True)):
        with acting_as(user_id=user.id):
            try:
                actions.add_listing(organisation_id=cast.charity.id, name="Dads sing", by=actor(user), now=NOW)
            except PermissionDenied:
                assert not fine
            else:
                assert fine


# The organisation's own public face ----------------------------------------------------------------------------------
def test_an_organisations_public_face_waits_for_approval_too(cast):
    with acting_as(user_id=cast.ewan.id):
        values = {"description": "We sing.", "phone": "01632 960001"}
        seen = actions.fingerprint(listings.face_document(cast.charity.id), values)
        change = actions.save_answers(
            organisation_id=cast.charity.id, values=values, seen=seen, by=actor(cast.ewan), now=NOW
        )
    cast.sends(cast.ewan, change)
    with as_owner():
        assert not OrganisationListing.objects.filter(pk=cast.charity.pk).exists()
    cast.approves(cast.moira, change)
    with as_owner():
        assert OrganisationListing.objects.get(pk=cast.charity.pk).description == "We sing."


# Secret addresses ----------------------------------------------------------------------------------------------------
def test_an_address_that_becomes_secret_leaves_the_drafts(cast):
    with as_owner():
        place = ServicePlace.objects.create(service=cast.service, address_1="7 Qxsecret Row")
    row = cast.public["places"][0] | {"name": "Annexe"}
    change = cast.sends(cast.ewan, cast.edits(cast.ewan, places=[row]))
    hide(place)
    assert "Qxsecret" not in str(fresh(change).parts)
    cast.approves(cast.moira, change)
    with as_owner():
        place.refresh_from_db()
    assert (place.is_confidential, place.address_1) == (True, "7 Qxsecret Row")


def test_a_secret_address_needs_no_approval_and_is_for_its_own_organisation(cast):
    place_id = document.UUID(int=7)
    for user, refused in ((cast.moira, PermissionDenied), (cast.rubina, Service.DoesNotExist)):
        with pytest.raises(refused), acting_as(user_id=user.id):
            actions.keep_secret_place(service_id=cast.service.id, place_id=place_id, values={}, by=actor(user), now=NOW)
    with acting_as(user_id=cast.hannah.id):
        actions.keep_secret_place(
            service_id=cast.service.id,
            place_id=place_id,
            values={"address_1": "7 Qxsecret Row"},
            by=actor(cast.hannah),
            now=NOW,
        )
    assert cast.public["secret_places"] == [str(place_id)]
    with as_owner():
        assert "Qxsecret" not in str(list(ListingVersion.objects.values_list("document", flat=True)))
        assert "Qxsecret" not in str([entry.detail for entry in logged("directory.secret_place_kept")])
    with acting_as(user_id=cast.hannah.id):
        actions.remove_secret_place(
            service_id=cast.service.id, place_id=place_id, by=actor(cast.hannah), now=NOW + timedelta(hours=1)
        )
    assert cast.public["secret_places"] == []


# Trust -------------------------------------------------------------------------------------------------------------
def test_trust_is_given_and_taken_by_an_approver_with_a_reason(cast):
    for user in (cast.hannah, cast.rubina):
        with pytest.raises(PermissionDenied), acting_as(user_id=user.id):
            actions.set_trust(organisation_id=cast.charity.id, trusted=True, reason="Us", by=actor(user), now=NOW)
    with acting_as(user_id=cast.moira.id):
        by = actor(cast.moira)
        assert actions.set_trust(organisation_id=cast.charity.id, trusted=True, reason="Always right", by=by, now=NOW)
        assert not actions.set_trust(organisation_id=cast.charity.id, trusted=True, reason="", by=by, now=NOW)
        assert actions.set_trust(organisation_id=cast.charity.id, trusted=False, reason="Errors", by=by, now=NOW)
    assert [entry.reason for entry in logged("directory.trust_given")] == ["Always right"]
    assert [entry.reason for entry in logged("directory.trust_taken")] == ["Errors"]
