"""The front desk: a queue, one enquiry in thirty seconds, and what is forgotten."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hearth.audit.models import Entry, EntryKind
from hearth.core import clock
from hearth.core.models import StoredEvent
from hearth.core.tests.support import as_owner
from hearth.directory.models import Site, SiteKind
from hearth.referrals.actions import desk_upkeep
from hearth.referrals.actions import enquiries as actions
from hearth.referrals.models import Enquiry, EnquiryOffer
from hearth.referrals.queries import desk_numbers
from hearth.referrals.queries import enquiries as queries
from hearth.referrals.refused import DeskRefused, EnquiryMoved
from hearth.referrals.tests.desk import Desk, fresh_enquiry, make_desk, noted
from hearth.referrals.tests.factories import NOW, make_service, working
from tests.architecture.browsers import signed_in
from tests.world import OWN, Principal

pytestmark = pytest.mark.django_db
TODAY = clock.today(NOW)


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def browser(user) -> Client:
    return signed_in(Principal(OWN, "", user))


def test_three_who_come_at_once_wait_in_order_by_name_or_number(desk):
    with working(desk.desk) as by:
        actions.queue_up(by=by, now=NOW, site_id=None, count=3, first_names=["Sam", "Ola"], topics=["money"])
        waiting = queries.queue(by, None, TODAY).waiting
    assert [(row.number, row.first_name) for row in waiting] == [(1, "Sam"), (2, "Ola"), (3, "")]
    assert {tuple(row.topics) for row in waiting} == {("money",)}


def test_two_colleagues_never_take_the_same_person(desk):
    with working(desk.desk) as by:
        actions.queue_up(by=by, now=NOW, site_id=None, count=2)
        first = actions.take_next(by=by, now=NOW, site_id=None)
    with working(desk.second) as by:
        second = actions.take_next(by=by, now=NOW, site_id=None)
        nobody = actions.take_next(by=by, now=NOW, site_id=None)
        with pytest.raises(EnquiryMoved):
            actions.take_from_queue(enquiry_id=first.pk, by=by, now=NOW)
    assert (first.number, second.number, nobody) == (1, 2, None)


def test_each_hub_has_its_own_queue(desk):
    with as_owner():
        hub = Site.objects.create(kind=SiteKind.HUB, name="Fernley", slug="fernley", organisation=desk.hub)
    with working(desk.desk) as by:
        actions.queue_up(by=by, now=NOW, site_id=hub.pk)
        assert actions.take_next(by=by, now=NOW, site_id=None) is None
        assert actions.take_next(by=by, now=NOW, site_id=hub.pk) is not None


def test_whoever_is_put_back_stands_where_they_stood(desk):
    with working(desk.desk) as by:
        actions.queue_up(by=by, now=NOW, site_id=None, count=2)
        first = actions.take_next(by=by, now=NOW, site_id=None)
        actions.put_back(enquiry_id=first.pk, by=by)
        assert actions.take_next(by=by, now=NOW, site_id=None).pk == first.pk


def test_an_enquiry_is_noted_with_what_was_offered_and_the_log_and_an_event(desk):
    service = make_service()
    with working(desk.desk) as by:
        enquiry, handover = actions.finish(
            noted=noted(offered=["service", "leaflet"], services=[service.pk], bands=["under-2"]), by=by, now=NOW
        )
    assert handover is None
    with as_owner():
        kept = Enquiry.objects.get(pk=enquiry.pk)
        assert (kept.state, kept.outcome, kept.bands) == ("finished", "helped", ["under-2"])
        assert EnquiryOffer.objects.get(enquiry=kept).service_id == service.pk
        assert Entry.objects.filter(action="enquiries.finished", subject_id=kept.pk).exists()
        assert StoredEvent.objects.filter(name="referrals.EnquiryFinished").exists()


def test_an_adult_without_children_has_no_ages_of_children(desk):
    with working(desk.desk) as by:
        enquiry, _none = actions.finish(noted=noted(who="adult", bands=["under-2"]), by=by, now=NOW)
    assert enquiry.bands == []


@pytest.mark.parametrize(
    ("values", "field"),
    [({"topics": []}, "topics"), ({"who": ""}, "who"), ({"offered": ["handover"]}, "colleague")],
)
def test_what_is_missing_is_named(desk, values, field):
    with working(desk.desk) as by, pytest.raises(DeskRefused) as refused:
        actions.finish(noted=noted(**values), by=by, now=NOW)
    assert refused.value.field == field


def test_what_a_colleague_finished_is_not_overwritten(desk):
    with working(desk.desk) as by:
        [enquiry] = actions.queue_up(by=by, now=NOW, site_id=None)
        actions.leave(enquiry_id=enquiry.pk, by=by, now=NOW)
    with working(desk.second) as by, pytest.raises(EnquiryMoved):
        actions.finish(noted=noted(), enquiry_id=enquiry.pk, by=by, now=NOW)
    assert fresh_enquiry(enquiry).outcome == "left"


def test_another_organisations_desk_is_not_there(desk):
    with working(desk.desk) as by:
        [enquiry] = actions.queue_up(by=by, now=NOW, site_id=None)
    with working(desk.stranger) as by:
        assert queries.open_enquiry(by, enquiry.pk) is None
        with pytest.raises(Enquiry.DoesNotExist):
            actions.leave(enquiry_id=enquiry.pk, by=by, now=NOW)


def test_names_go_at_the_end_of_the_day_and_who_was_left_is_closed_honestly(desk):
    with working(desk.desk) as by:
        [left] = actions.queue_up(by=by, now=NOW, site_id=None, first_names=["Sam"])
    desk_upkeep.forget(today=TODAY, now=NOW)
    assert fresh_enquiry(left).first_name == "Sam"
    tomorrow = NOW + timedelta(days=1)
    assert desk_upkeep.close_days_before(today=clock.today(tomorrow), now=tomorrow) == 1
    assert desk_upkeep.close_days_before(today=clock.today(tomorrow), now=tomorrow) == 0  # run twice
    desk_upkeep.forget(today=clock.today(tomorrow), now=tomorrow)
    kept = fresh_enquiry(left)
    assert (kept.first_name, kept.state, kept.outcome) == ("", "finished", "not-noted")


def test_notes_are_forgotten_after_the_days_of_the_policy_and_the_count_stays(desk):
    with working(desk.desk) as by:
        enquiry, _none = actions.finish(noted=noted(words="Asked about the boiler"), by=by, now=NOW)
    desk_upkeep.forget(today=TODAY, now=NOW + timedelta(days=29))
    assert fresh_enquiry(enquiry).words
    desk_upkeep.forget(today=TODAY, now=NOW + timedelta(days=31))
    kept = fresh_enquiry(enquiry)
    assert (kept.words, kept.topics) == ("", ["housing"])


def test_weeks_count_enquiries_and_small_numbers_are_hidden_beyond_the_hub(desk):
    with working(desk.desk) as by:
        for topics in [["housing"]] * 6 + [["money", "housing"], ["forms"]]:
            actions.finish(noted=noted(topics=topics), by=by, now=NOW)
        [week] = desk_numbers.weeks(by, TODAY, TODAY)
    assert (week.total, week.counts["topics"]) == (8, {"housing": 7, "money": 1, "forms": 1})
    shown = desk_numbers.safe_to_show(week.counts["topics"], week.total)
    assert shown == {"housing": 7, "money": None, "forms": None}


def test_one_hidden_number_cannot_be_worked_out_from_the_total():
    assert desk_numbers.safe_to_show({"a": 9, "b": 3, "c": 6}, 18) == {"a": 9, "b": None, "c": None}
    assert desk_numbers.safe_to_show({"a": 4}, 4) == {"a": None}
    assert desk_numbers.safe_to_show({"a": 5, "b": 5}, 10) == {"a": 5, "b": 5}


# Pages ----------------------------------------------------------------------------------------------------------------

LEAST = {"who": "family", "way": "walked-in", "outcome": "helped", "offered": ["talk"]}


def test_the_least_that_is_filled_in_is_one_topic(desk):
    client = browser(desk.desk)
    page = client.get(reverse("referrals:desk")).content.decode()
    assert "Frightened at home" in page
    answer = client.post(reverse("referrals:desk"), LEAST | {"topics": ["money"]})
    assert answer.status_code == 302
    with as_owner():
        assert Enquiry.objects.get().topics == ["money"]


def test_nobody_is_handed_over_to_nobody(desk):
    typed = LEAST | {"topics": ["money"], "outcome": "handed-over"}
    page = browser(desk.desk).post(reverse("referrals:desk"), typed).content.decode()
    assert "choose the colleague who takes over" in page
    with as_owner():
        assert not Enquiry.objects.exists()


def test_an_error_loses_nothing_and_nothing_is_kept_elsewhere(desk):
    client = browser(desk.desk)
    answer = client.post(reverse("referrals:desk"), LEAST | {"words": "Came about a letter"})
    page = answer.content.decode()
    assert "Choose at least one topic" in page
    assert "Came about a letter" in page
    assert "Came about a letter" not in client.get(reverse("referrals:desk")).content.decode()


def test_words_that_were_not_looked_for_yet_are_looked_for_and_not_saved(desk):
    client = browser(desk.desk)
    typed = LEAST | {"topics": ["money"], "offered": ["service"], "find": "zzzz"}
    page = client.post(reverse("referrals:desk"), typed).content.decode()
    assert "No service has these words" in page
    with as_owner():
        assert not Enquiry.objects.exists()
    assert client.post(reverse("referrals:desk"), typed | {"looked": "zzzz"}).status_code == 302


def test_a_topic_of_danger_says_whom_to_ring_after_it_is_saved(desk):
    client = browser(desk.desk)
    answer = client.post(reverse("referrals:desk"), LEAST | {"topics": ["suicide"]}, follow=True)
    assert "116 123" in answer.content.decode()


def test_earlier_days_are_for_the_hub_manager(desk):
    with working(desk.desk) as by:
        actions.finish(noted=noted(), by=by, now=NOW)
    address = reverse("referrals:desk_list") + "?day-from=2026-03-01"
    with clock.standing_at(NOW + timedelta(days=2)):
        assert "0 enquiries" in browser(desk.desk).get(address).content.decode()
        assert "1 enquiry" in browser(desk.manager).get(address).content.decode()


def test_the_lists_file_has_neither_names_nor_notes_and_is_logged(desk):
    with working(desk.desk) as by, clock.standing_at(NOW):
        [enquiry] = actions.queue_up(by=by, now=NOW, site_id=None, first_names=["Sam"])
        actions.finish(noted=noted(words="Qxnote"), enquiry_id=enquiry.pk, by=by, now=NOW)
    with clock.standing_at(NOW):
        file = browser(desk.desk).get(reverse("referrals:desk_list") + "?export=csv").content.decode()
    assert "Home and housing" in file
    assert "Sam" not in file
    assert "Qxnote" not in file
    with as_owner():
        assert Entry.objects.filter(action="enquiries.exported", kind=EntryKind.EXPORT).exists()


def test_the_numbers_file_hides_what_is_small(desk):
    with working(desk.desk) as by:
        actions.finish(noted=noted(), by=by, now=NOW)
    with clock.standing_at(NOW):
        page = browser(desk.manager).get(reverse("referrals:desk_numbers"))
        file = browser(desk.manager).get(reverse("referrals:desk_numbers") + "?export=csv").content.decode()
    assert "1 enquiry in the last 8 weeks" in page.content.decode()
    assert "fewer than 5" in file
    assert ",1\r" not in file
