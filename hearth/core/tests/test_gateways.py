"""GOV.UK Notify and SMTP against servers that really listen: what they are sent, and what their answers mean."""

import pytest

from hearth.core import clock
from hearth.core.models import Channel, MessageStatus
from hearth.core.outbox.sending import send_message
from hearth.core.tests.outbox_support import change, look, make_due, write
from hearth.core.tests.servers import API_KEY, mail_server, notify_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def notify(settings):
    with notify_server() as world:
        settings.OUTBOX_EMAIL_GATEWAY = settings.OUTBOX_TEXT_GATEWAY = "notify"
        settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = world.url, API_KEY
        settings.NOTIFY_EMAIL_TEMPLATE, settings.NOTIFY_TEXT_TEMPLATE = "template-email", "template-text"
        yield world


@pytest.fixture
def mail(settings):
    with mail_server() as world:
        settings.OUTBOX_EMAIL_GATEWAY = "smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", world.port
        settings.EMAIL_TIMEOUT = 5
        yield world


def attempt(message):
    make_due(message)
    send_message(str(message.id))
    return look(message)


def test_notify_gets_the_template_the_words_and_our_reference(notify):
    email = write()
    text = write(channel=Channel.TEXT, recipient="+447700900123", subject="", body="Your request has an answer.")
    for message in (email, text):
        send_message(str(message.id))
    first, second = notify.accepted
    assert (first["path"], first["email_address"]) == ("/v2/notifications/email", "amina@family.example")
    assert first["template_id"] == "template-email"
    assert first["personalisation"] == {"subject": "Your request", "body": "We have an answer for you."}
    assert (second["path"], second["phone_number"]) == ("/v2/notifications/sms", "+447700900123")
    assert notify.references == [str(email.id), str(text.id)]
    assert look(email).gateway_id == first["id"]
    assert notify.asked_for == []  # nothing to look for at a first try


def test_notify_busy_then_broken_then_willing_sends_once(notify):
    notify.answers = [429, 500, 503]
    message = write()
    assert [attempt(message).last_error for _ in range(3)] == ["busy", "away", "away"]
    assert attempt(message).status == MessageStatus.SENT
    assert notify.references == [str(message.id)]


def test_notify_that_refuses_an_address_is_not_asked_again(notify):
    notify.answers = [400]
    message = write(recipient="not an address")
    failed = attempt(message)
    assert (failed.status, failed.last_error) == (MessageStatus.FAILED, "bad-address")


def test_notify_that_does_not_know_our_key_is_asked_again_later(notify, settings):
    settings.NOTIFY_API_KEY = API_KEY[:-1] + "1"
    message = write()
    assert attempt(message).last_error == "not-let-in"
    settings.NOTIFY_API_KEY = API_KEY
    assert attempt(message).status == MessageStatus.SENT


def test_notify_that_is_not_there_is_asked_again_later(notify, settings):
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    assert attempt(write()).last_error == "away"


def test_a_message_that_notify_took_before_we_died_is_found_and_not_sent_again(notify):
    message = write()
    send_message(str(message.id))
    accepted = look(message).gateway_id
    # As if the worker had died before it wrote the answer down.
    change(message, status=MessageStatus.QUEUED, claimed_at=clock.now(), sent_at=None, gateway_id="")
    found = attempt(message)
    assert (found.status, found.gateway_id) == (MessageStatus.SENT, accepted)
    assert notify.references == [str(message.id)]
    assert notify.asked_for == [str(message.id)]


def test_mail_carries_the_same_message_id_at_every_try(mail):
    message = write(subject="Twoja prośba", body="Mamy odpowiedź.")
    send_message(str(message.id))
    change(message, status=MessageStatus.QUEUED)
    send_message(str(message.id))
    (to, first), (_to, second) = mail.accepted
    assert to == ["amina@family.example"]
    ids = [line for text in (first, second) for line in text.splitlines() if line.startswith("Message-ID:")]
    assert ids == [f"Message-ID: <{message.id}@council.example>"] * 2
    assert "Auto-Submitted: auto-generated" in first


def test_mail_whose_goodbye_fails_counts_as_sent(mail):
    mail.rude_goodbye = True
    message = write()
    assert attempt(message).status == MessageStatus.SENT
    assert len(mail.accepted) == 1


@pytest.mark.parametrize(
    ("rcpt", "data", "status", "fault"),
    [
        ("550 no such person", "", MessageStatus.FAILED, "bad-address"),
        ("451 come back later", "", MessageStatus.QUEUED, "busy"),
        ("", "554 we do not like this", MessageStatus.FAILED, "refused"),
        ("", "452 the disk is full", MessageStatus.QUEUED, "busy"),
    ],
)
def test_what_a_mail_servers_answers_mean(mail, rcpt, data, status, fault):
    mail.rcpt, mail.data = [rcpt] if rcpt else [], [data] if data else []
    after = attempt(write())
    assert (after.status, after.last_error) == (status, fault)
    assert mail.accepted == []


def test_a_mail_server_that_is_not_there_is_asked_again_later(settings):
    settings.OUTBOX_EMAIL_GATEWAY, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", 9
    assert attempt(write()).last_error == "away"


def test_a_subject_with_a_line_break_cannot_add_a_header(mail):
    message = write(subject="Hello\nBcc: others@example.org")
    failed = attempt(message)
    assert (failed.status, failed.last_error) == (MessageStatus.FAILED, "our-mistake")
    assert mail.accepted == []
