"""Anybody tells us that something is wrong; whoever runs the listing answers; whoever told us hears once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from hearth.access.models import Organisation
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor, enter, logged, mails
from hearth.core import clock
from hearth.core.actors import FAMILY
from hearth.core.models import StoredEvent
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory.actions import problems
from hearth.directory.models import ProblemReport, ProblemReporter, ProblemState
from hearth.directory.queries import problems as queries
from hearth.directory.tests.factories import make_service, make_site

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def service():
    return make_service(name="Bramble Club")


@pytest.fixture
def owner(service):
    return make_member("provider-editor", service.organisation)


@pytest.fixture
def host():
    organisation = make_organisation(name="Wherevershire")
    with as_owner():
        Organisation.objects.filter(pk=organisation.pk).update(is_host=True)
    return organisation


def tell(service, kind="closed", *, visitor="198.51.100.7", now=MONDAY, **values):
    about = queries.about_service(service.pk)
    return problems.report(about=about, kind=kind, visitor=visitor, by=FAMILY, now=now, **values)


def answer(report, by, state=ProblemState.MENDED, *, words="", now=MONDAY):
    with acting_as(user_id=by.pk):
        return problems.answer(report_ids=[report.pk], answer=state, words=words, by=actor(by), now=now)


def look(report):
    with as_owner():
        return ProblemReport.objects.get(pk=report.pk)


def address(service):
    return reverse("directory:problem_of_service", args=[service.pk])


# Telling --------------------------------------------------------------------------------------------------------------
def test_a_visitor_without_an_account_tells_us_and_the_owners_editors_hear_of_it(client, service, owner):
    page = client.get(reverse("directory:service", args=[service.pk])).content.decode()
    assert address(service) in page
    response = client.post(address(service), {"kind": "not-on", "words": "Shut on Tuesday", "email": ""})
    assert "Thank you for telling us" in response.content.decode()
    with as_owner():
        report = ProblemReport.objects.get()
        assert (report.kind, report.words, report.state) == ("not-on", "Shut on Tuesday", "open")
        assert report.organisation_id == service.organisation_id
        assert StoredEvent.objects.filter(name="directory.ProblemReported").exists()
    [mail] = mails("directory.problem_reported")
    assert mail.recipient == owner.email
    assert "Bramble" not in mail.subject
    assert "Shut on Tuesday" not in mail.body
    assert [entry.subject_id for entry in logged("directory.problem_reported")] == [report.pk]


def test_a_hub_can_be_reported_too(client):
    site = make_site("Fernley hub")
    response = client.post(reverse("directory:problem_of_hub", args=[site.slug]), {"kind": "closed"})
    assert response.status_code == 200
    with as_owner():
        assert ProblemReport.objects.get().site_id == site.pk


def test_several_reports_on_one_day_make_one_email(service, owner):
    for number in range(3):
        tell(service, visitor=f"198.51.100.{number}")
    assert len(mails("directory.problem_reported")) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose what is wrong"),
        ({"kind": "nonsense"}, "Choose one of the answers"),
        ({"kind": "wrong"}, "Tell us what is wrong, so that it can be put right"),
        ({"kind": "closed", "email": "not an address"}, "like name@example.com"),
        ({"kind": "closed", "words": "x" * 1001}, "1000 characters or fewer"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(client, service, typed, said):
    page = client.post(address(service), {"email": "amina@home.example", **typed}).content.decode()
    assert said in page
    assert typed.get("email", "amina@home.example") in page
    with as_owner():
        assert not ProblemReport.objects.exists()


def test_a_program_that_fills_in_the_hidden_box_is_thanked_and_not_heard(client, service):
    response = client.post(address(service), {"kind": "closed", "website": "https://spam.example"})
    assert "Thank you" in response.content.decode()
    with as_owner():
        assert not ProblemReport.objects.exists()


def test_one_connection_tells_no_more_than_a_few_times_an_hour_and_loses_nothing(client, service, owner):
    for _ in range(10):
        assert client.post(address(service), {"kind": "closed"}).status_code == 200
    refused = client.post(address(service), {"kind": "closed", "words": "It is shut"})
    assert refused.status_code == 429
    assert "Try again in an hour" in refused.content.decode()
    assert "It is shut" in refused.content.decode()


def test_a_colleague_reports_with_their_name_and_gives_no_address(client, service, owner):
    colleague = make_member("referrer", name="Blessing Adeleke")
    enter(client, colleague)
    page = client.get(address(service)).content.decode()
    assert "They see your name, Blessing Adeleke" in page
    assert 'name="email"' not in page
    client.post(address(service), {"kind": "no-answer"})
    with as_owner():
        report = ProblemReport.objects.get()
    assert (report.by_name, report.by_user_id) == ("Blessing Adeleke", colleague.pk)
    enter(client, owner)
    page = client.get(reverse("directory:problem", args=[report.pk])).content.decode()
    assert "Blessing Adeleke" in page


def test_a_service_that_is_not_shown_cannot_be_reported(client):
    hidden = make_service(status="hidden")
    assert client.get(address(hidden)).status_code == 404


def test_the_page_of_a_sensitive_service_has_the_quick_exit(client):
    service = make_service(is_sensitive=True)
    assert "Exit this page" in client.get(address(service)).content.decode()


# Who has it -----------------------------------------------------------------------------------------------------------
def test_it_is_due_after_five_working_days(service, owner):
    assert look(tell(service)).due_on == date(2026, 3, 9)


def test_where_the_owner_has_nobody_the_directory_editor_has_it_at_once(service, host):
    editor = make_member("directory-editor", host)
    report = tell(service)
    assert look(report).escalated_at is not None
    [mail] = mails("directory.problems_handed_on")
    assert mail.recipient == editor.email
    with acting_as(user_id=editor.pk):
        assert list(queries.waiting_handed_on(actor(editor))) == [report]


def test_what_is_not_answered_in_time_goes_on_to_the_directory_editor_once(service, owner, host):
    editor = make_member("directory-editor", host)
    report = tell(service)
    with acting_as(user_id=editor.pk):
        assert list(queries.waiting_handed_on(actor(editor))) == []
    assert problems.hand_on(now=MONDAY + timedelta(days=7)) == 0  # the last day
    assert problems.hand_on(now=MONDAY + timedelta(days=8)) == 1
    assert problems.hand_on(now=MONDAY + timedelta(days=8)) == 0
    assert len(mails("directory.problems_handed_on")) == 1
    with acting_as(user_id=editor.pk):
        assert list(queries.waiting_handed_on(actor(editor))) == [report]
    with acting_as(user_id=owner.pk):
        assert list(queries.waiting(queries.problems_of(actor(owner)))) == [report]  # still theirs too


def test_a_directory_editor_of_another_organisation_than_the_host_sees_none(service, owner):
    editor = make_member("directory-editor")
    tell(service)
    with acting_as(user_id=editor.pk):
        assert not ProblemReport.objects.exists()
        assert list(queries.problems_visible_to(actor(editor))) == []


def test_the_directory_editor_answers_what_is_left_and_can_look_at_the_rest(client, service, host):
    editor = make_member("directory-editor", host)
    report = tell(service, now=clock.now())
    enter(client, editor)
    assert "Bramble Club" in client.get("/staff/").content.decode()
    assert "Bramble Club" in client.get(reverse("directory:problems_handed_on")).content.decode()
    assert "Bramble Club" not in client.get(reverse("directory:problems")).content.decode()
    assert client.get(reverse("directory:problem", args=[report.pk])).status_code == 404
    client.post(reverse("directory:any_problem", args=[report.pk]), {"answer": "closed"})
    assert look(report).state == ProblemState.CLOSED
    answered = client.get(reverse("directory:problems_handed_on"), {"state": "answered"}).content.decode()
    assert "Bramble Club" in answered


def test_another_organisations_report_is_not_there(client, service, owner):
    report = tell(service)
    enter(client, make_member("provider-manager"))
    assert client.get(reverse("directory:problem", args=[report.pk])).status_code == 404
    assert client.post(reverse("directory:problem", args=[report.pk]), {"answer": "mended"}).status_code == 404
    assert look(report).state == ProblemState.OPEN


# Answering ------------------------------------------------------------------------------------------------------------
def test_all_that_was_told_of_a_listing_stands_together_and_is_answered_together(client, service, owner):
    first = tell(service, "closed", words="Shut for good")
    second = tell(service, "no-answer", visitor="198.51.100.8")
    enter(client, owner)
    page = client.get(reverse("directory:problem", args=[second.pk])).content.decode()
    assert "Shut for good" in page and "I could not get through" in page
    listed = client.get(reverse("directory:problems")).content.decode()
    assert listed.count("Bramble Club</a>") == 1
    client.post(reverse("directory:problem", args=[first.pk]), {"reports": [first.pk, second.pk], "answer": "mended"})
    assert {look(first).state, look(second).state} == {"mended"}
    assert "Nobody has reported" in client.get(reverse("directory:problems")).content.decode()
    assert "Bramble Club" in client.get(reverse("directory:problems"), {"state": "answered"}).content.decode()


def test_one_of_several_can_be_answered_alone(client, service, owner):
    first, second = tell(service), tell(service, "other", words="Rude")
    enter(client, owner)
    client.post(reverse("directory:problem", args=[first.pk]), {"reports": [second.pk], "answer": "set-aside"})
    assert (look(first).state, look(second).state) == ("open", "set-aside")


def test_who_says_that_it_is_right_says_why(client, service, owner):
    report = tell(service)
    enter(client, owner)
    page = client.post(reverse("directory:problem", args=[report.pk]), {"answer": "not-so"}).content.decode()
    assert "Say why it is right as it stands" in page
    with pytest.raises(problems.Incomplete):
        answer(report, owner, ProblemState.NOT_SO)


def test_whoever_left_an_address_hears_once_in_their_language_and_the_address_is_gone(service, owner):
    report = tell(service, email="amina@home.example", language="en")
    with as_owner():
        assert ProblemReporter.objects.get().email == "amina@home.example"
    answer(report, owner, ProblemState.NOT_SO, words="We moved to the room upstairs.")
    [mail] = mails("directory.problem_answered")
    assert mail.recipient == "amina@home.example"
    assert "Bramble" not in mail.subject
    assert "We moved to the room upstairs." in mail.body
    assert mail.forgets
    with as_owner():
        assert not ProblemReporter.objects.exists()


def test_an_email_about_a_sensitive_service_does_not_name_it(owner):
    refuge = make_service(name="Juniper House", is_sensitive=True)
    manager = make_member("provider-manager", refuge.organisation)
    answer(tell(refuge, email="a@home.example"), manager, ProblemState.NOT_SO, words="Juniper is open")
    [mail] = mails("directory.problem_answered")
    assert "Juniper" not in mail.subject + mail.body


def test_of_what_is_set_aside_nobody_hears(service, owner):
    answer(tell(service, email="a@home.example"), owner, ProblemState.SET_ASIDE)
    assert mails("directory.problem_answered") == []
    with as_owner():
        assert not ProblemReporter.objects.exists()


def test_a_colleague_who_reported_hears_too(service, owner):
    colleague = make_member("practitioner")
    with acting_as(user_id=colleague.pk):
        about = queries.about_service(service.pk)
        report = problems.report(about=about, kind="moved", by=actor(colleague), now=MONDAY)
    answer(report, owner)
    [mail] = mails("directory.problem_answered")
    assert mail.recipient == colleague.email


def test_who_answers_second_is_told_that_it_is_answered(client, service, owner):
    report = tell(service)
    answer(report, owner)
    with pytest.raises(problems.AlreadyAnswered):
        answer(report, owner)
    enter(client, owner)
    assert client.post(reverse("directory:problem", args=[report.pk]), {"answer": "mended"}).status_code == 409
    assert "Put right" in client.get(reverse("directory:problem", args=[report.pk])).content.decode()


def test_nobody_but_the_job_reads_where_to_write_to_whoever_told_us(service, owner, host):
    tell(service, email="amina@home.example")
    editor = make_member("directory-editor", host)
    for reader in (owner, editor):
        with acting_as(user_id=reader.pk):
            assert not ProblemReporter.objects.exists()


# The warning on the public page ---------------------------------------------------------------------------------------
def warned(service, now=MONDAY):
    return queries.warning(service_id=service.pk, now=now)


def test_three_different_people_who_say_closed_make_the_page_warn_until_it_is_answered(client, service, owner):
    now = clock.now()
    reports = [tell(service, visitor=f"198.51.100.{number}", now=now) for number in range(2)]
    reports.append(tell(service, visitor="198.51.100.1", now=now))  # one of them again
    assert warned(service, now) == ""
    reports.append(tell(service, visitor="198.51.100.2", now=now))
    page = client.get(reverse("directory:service", args=[service.pk])).content.decode()
    assert "People told us that this may have closed" in page
    for report in reports:
        answer(report, owner, ProblemState.NOT_SO, words="We are open", now=now)
    assert warned(service, now) == ""


def test_reports_older_than_the_rule_looks_back_do_not_warn(service, owner):
    for number in range(3):
        tell(service, visitor=f"198.51.100.{number}")
    assert warned(service, MONDAY + timedelta(days=14))
    assert warned(service, MONDAY + timedelta(days=14, seconds=1)) == ""


def test_other_kinds_count_for_themselves(service, owner):
    for number, kind in enumerate(["closed", "closed", "not-on", "not-on", "wrong"]):
        tell(service, kind, visitor=f"198.51.100.{number}", words="x")
    assert warned(service) == ""
    tell(service, "not-on", visitor="198.51.100.9")
    assert "not on when they came" in warned(service)


def test_a_warning_is_the_listings_own(service, owner):
    other = make_service()
    for number in range(3):
        tell(service, visitor=f"198.51.100.{number}")
    assert warned(service) and not warned(other)


# Forgetting -----------------------------------------------------------------------------------------------------------
def test_thirty_days_after_the_answer_what_was_written_is_forgotten(service, owner):
    report = tell(service, words="Ask for Mrs Khan", email="amina@home.example")
    answer(report, owner, ProblemState.SET_ASIDE)
    problems.forget(now=MONDAY + timedelta(days=30))
    assert look(report).words
    problems.forget(now=MONDAY + timedelta(days=30, seconds=1))
    kept = look(report)
    assert (kept.words, kept.visitor, kept.answered_by) == ("", "", "")
    assert kept.state == ProblemState.SET_ASIDE


def test_after_twelve_months_it_is_forgotten_though_nobody_answered(service, owner):
    report = tell(service, words="Ask for Mrs Khan", email="amina@home.example")
    problems.forget(now=MONDAY + timedelta(days=364))
    assert look(report).words
    assert problems.forget(now=MONDAY + timedelta(days=366)) == 1
    assert problems.forget(now=MONDAY + timedelta(days=366)) == 0
    assert look(report).words == ""
    with as_owner():
        assert not ProblemReporter.objects.exists()


def test_people_are_told_apart_only_as_long_as_a_warning_counts_them(service, owner):
    report = tell(service)
    problems.forget(now=MONDAY + timedelta(days=13))
    assert look(report).visitor
    problems.forget(now=MONDAY + timedelta(days=15))
    assert look(report).visitor == ""


def test_what_waits_stands_on_today_and_on_the_directory_page(client, service, owner):
    tell(service, now=clock.now())
    enter(client, owner)
    assert "Bramble Club" in client.get("/staff/").content.decode()
    assert "1 waiting" in client.get(reverse("directory:desk")).content.decode()
