"""The page of the log, and the page that tells whether messages went out."""

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse

from hearth.access.tests.factories import make_member
from hearth.access.tests.support import actor, enter, logged
from hearth.audit import actions as audit
from hearth.audit.models import EntryKind
from hearth.core.models import Channel, MessageStatus, OutboxMessage
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_member("information-lead", name="Gareth Llewellyn")


def entry(member, action="access.invited", **values):
    with acting_as(user_id=member.pk):
        audit.record(action=action, by=actor(member), **values)


class TestLog:
    def test_it_speaks_in_words_and_only_of_ones_own_organisation(self, client, lead):
        colleague = make_member("provider-manager", organisation=lead.active_membership.organisation, name="Hannah W")
        stranger = make_member("provider-manager", name="Somebody Else")
        entry(colleague, detail={"role": "practitioner"})
        entry(stranger)
        enter(client, lead)
        page = client.get(reverse("access:log")).content.decode()
        assert "Invited a colleague" in page
        assert "role: Practitioner" in page
        assert "Hannah W" in page
        assert "Somebody Else" not in page
        assert "access.invited" not in page.split("<tbody>")[1].split("</tbody>")[0]

    def test_filters_narrow_it(self, client, lead):
        about = uuid4()
        entry(lead, subject_type="user", subject_id=about)
        entry(lead, action="access.denied", kind=EntryKind.DENIAL)
        enter(client, lead)

        def rows(query):
            return client.get(f"{reverse('access:log')}?{query}").content.decode().split("<tbody>")[-1]

        assert "Was refused a page" in rows("kind=denial")
        assert "Invited" not in rows("kind=denial")
        assert "Invited a colleague" in rows(f"subject={about}")
        assert "Was refused" not in rows(f"subject={about}")
        assert "Nothing matches these filters" in rows("subject=not-an-id")
        assert "Nothing matches these filters" in rows("day-to=2020-01-01")
        assert "Invited a colleague" in rows("action=access.invited&who=gareth")

    def test_reading_and_downloading_it_are_in_it(self, client, lead):
        entry(lead)
        enter(client, lead)
        client.get(reverse("access:log"))
        answer = client.get(reverse("access:log") + "?export=csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0][:3] == ["When", "Who", "What"]
        assert "Invited a colleague" in [row[2] for row in rows]
        assert len(logged("access.log_read")) == 1
        (export,) = logged("access.log_exported")
        assert export.kind == EntryKind.EXPORT
        assert export.detail == {"count": len(rows) - 1}

    @pytest.mark.parametrize("role", ["administrator", "hub-manager", "practitioner", "analyst"])
    def test_others_do_not_read_it_and_the_refusal_is_logged(self, client, role):
        member = make_member(role)
        enter(client, member)
        assert client.get(reverse("access:log")).status_code == 403
        assert [one.detail["page"] for one in logged("access.denied")] == ["access:log"]


class TestMessages:
    def message(self, member, **values):
        with as_owner():
            return OutboxMessage.objects.create(
                **{
                    "key": str(uuid4()),
                    "channel": Channel.EMAIL,
                    "recipient": "secret.person@home.example",
                    "subject": "Your request",
                    "body": "words that nobody here may read",
                    "purpose": "access.invited",
                    "organisation_id": member.active_membership.organisation_id,
                    "status": MessageStatus.FAILED,
                    "attempts": 8,
                    "last_error": "away",
                }
                | values
            )

    def test_it_shows_what_became_of_them_and_neither_to_whom_nor_what(self, client):
        member = make_member("administrator")
        self.message(member)
        enter(client, member)
        page = client.get(reverse("access:messages")).content.decode()
        assert "Invitation to a colleague" in page
        assert "could not be reached" in page
        assert "secret.person" not in page
        assert "nobody here may read" not in page
        today = client.get("/staff/").content.decode()
        assert "1 message did not go out" in today

    def test_a_failed_one_is_tried_again(self, client):
        member = make_member("administrator")
        message = self.message(member)
        enter(client, member)
        assert client.post(reverse("access:retry", args=[message.pk])).url == reverse("access:messages")
        with as_owner():
            message.refresh_from_db()
        assert (message.status, message.attempts) == (MessageStatus.QUEUED, 0)
        assert [one.subject_id for one in logged("access.message_retried")] == [message.pk]
        assert client.post(reverse("access:retry", args=[message.pk])).status_code == 409

    def test_another_organisations_do_not_exist(self, client):
        message = self.message(make_member("administrator"))
        enter(client, make_member("administrator"))
        assert client.post(reverse("access:retry", args=[message.pk])).status_code == 404
        assert "No messages yet" in client.get(reverse("access:messages")).content.decode()
