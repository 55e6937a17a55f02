"""A worker that is killed while it sends loses nothing and doubles nothing."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection

from hearth.core import clock
from hearth.core.models import MessageStatus, OutboxMessage
from hearth.core.outbox import upkeep
from hearth.core.tests.outbox_support import write
from hearth.core.tests.servers import API_KEY, notify_server
from hearth.core.tests.support import as_owner
from tests.faults.processes import environment, running, the_database_url, wait_until, worker_command

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_old_jobs():
    """The job queue's tables are not Django's to empty."""
    yield
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


def count(status):
    with as_owner():
        return OutboxMessage.objects.filter(status=status).count()


def everything_sent():
    with as_owner():
        return not OutboxMessage.objects.exclude(status=MessageStatus.SENT).exists()


def let_time_pass():
    """As if the time had passed after which a claim or a job counts as lost; then what the minute's sweep does."""
    with as_owner():
        OutboxMessage.objects.filter(status=MessageStatus.SENDING).update(
            claimed_at=clock.now() - upkeep.STUCK_AFTER - timedelta(seconds=1)
        )
        # Fetched by the dead worker and not yet claimed: due for long, and without a job.
        OutboxMessage.objects.filter(status=MessageStatus.QUEUED).update(
            not_before=clock.now() - upkeep.FORGOTTEN_AFTER - timedelta(seconds=1)
        )
    upkeep.sweep(now=clock.now())


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_with_files_every_message_is_written_once(tmp_path):
    env = environment(the_database_url(), tmp_path)
    folder = tmp_path / "outbox"
    folder.mkdir()
    messages = [write() for _ in range(400)]
    for round_ in (1, 2):
        with running(worker_command(), env, tmp_path / "worker.log") as worker:
            wait_until(
                lambda goal=60 * round_: folder.exists() and len(list(folder.glob("*.eml"))) > goal, "some files"
            )
            kill(worker)
        assert count(MessageStatus.SENT) < 400, "killed too late to prove anything"
        let_time_pass()
    with running(worker_command(), env, tmp_path / "worker.log"):
        wait_until(everything_sent, "all sent")
    assert sorted(path.stem for path in folder.glob("*.eml")) == sorted(str(message.id) for message in messages)


def test_a_message_that_notify_took_as_the_worker_died_is_not_sent_again(tmp_path):
    with notify_server() as notify:
        notify.answers = [201, 201, "accept-and-hang"]
        env = environment(
            the_database_url(),
            tmp_path,
            HEARTH_EMAIL="notify",
            HEARTH_NOTIFY_URL=notify.url,
            HEARTH_NOTIFY_KEY=API_KEY,
            HEARTH_NOTIFY_EMAIL_TEMPLATE="template",
        )
        messages = [write() for _ in range(20)]
        with running(worker_command(), env, tmp_path / "worker.log") as worker:
            assert notify.got_one.wait(30), (tmp_path / "worker.log").read_text()
            kill(worker)
        assert count(MessageStatus.SENDING) >= 1
        let_time_pass()
        with running(worker_command(), env, tmp_path / "worker.log"):
            wait_until(everything_sent, "all sent")
        assert sorted(notify.references) == sorted(str(message.id) for message in messages)
        assert notify.asked_for, "the half-sent message was looked for"


def test_told_to_stop_the_worker_finishes_the_message_in_its_hands(tmp_path):
    with notify_server() as notify:
        notify.every = 1.0
        env = environment(
            the_database_url(), tmp_path, HEARTH_EMAIL="notify", HEARTH_NOTIFY_URL=notify.url, HEARTH_NOTIFY_KEY=API_KEY
        )
        for _ in range(40):
            write()
        with running(worker_command(), env, tmp_path / "worker.log") as worker:
            wait_until(lambda: count(MessageStatus.SENT) >= 1, "one sent")
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0, (tmp_path / "worker.log").read_text()
        assert count(MessageStatus.SENDING) == 0
        assert 1 <= len(notify.accepted) == count(MessageStatus.SENT) < 40
    log = (tmp_path / "worker.log").read_text()
    assert "amina" not in log
    assert "family.example" not in log


@pytest.fixture
def who_changes_messages():
    """Notes the role of whoever changes a message."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            """
            create table test_probe (role text);
            grant insert on test_probe to hearth_app;
            create function test_probe_note() returns trigger language plpgsql as
            $$ begin insert into test_probe values (current_user); return new; end $$;
            create trigger test_probe before update on core_outbox for each row execute function test_probe_note();
            """
        )
    yield
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("drop trigger test_probe on core_outbox; drop function test_probe_note; drop table test_probe")


def test_the_worker_serves_as_the_role_that_lives_under_row_security(tmp_path, who_changes_messages):
    write()
    with running(worker_command(), environment(the_database_url(), tmp_path), tmp_path / "worker.log"):
        wait_until(everything_sent, "sent")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select distinct role from test_probe")
        assert cursor.fetchall() == [("hearth_app",)]
