"""`bench outbox`: very many messages over a gateway that fails every third time. Each leaves once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings

from hearth.directory.bench import scratch
from hearth.directory.bench.pages import Pages
from hearth.referrals.bench.unreliable import unreliable_gateway

WORKERS = 2
LONGEST = 3600.0  # seconds
Figures = dict[str, Any]
QUEUE = """
insert into core_outbox (id, created_at, key, channel, recipient, subject, body, language, status, attempts, not_before,
    forgets, one_click, last_error, gateway_id, purpose, subject_type)
select gen_random_uuid(), now(), 'bench:' || n, 'email', 'family' || n || '@home.example', 'A message', 'News.', 'en',
    'queued', 0, now() - interval '1 second', false, '', '', '', 'bench', ''
from generate_series(1, %s) n
"""
JOBS = """
insert into procrastinate_jobs (queue_name, task_name, lock, args)
select 'outbox', 'outbox.send', null, jsonb_build_object('message_id', id) from core_outbox
"""


class Outbox:
    """The bench. `run` gives seconds and counts."""

    def __init__(self, *, messages: int, say: Callable[[str], None]) -> None:
        self.messages, self.say = messages, say

    def run(self) -> Figures:
        """Queue them in a scratch database, let workers send until none waits, count what arrived."""
        figures: Figures = {"bench": "outbox", "machine": Pages.machine(), "messages": self.messages}
        with scratch.scratch_database() as url, unreliable_gateway() as gateway:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(QUEUE, [self.messages])
                connection.execute(JOBS)
                self.say(f"Sending {self.messages:,} messages with {WORKERS} workers …")
                started = time.perf_counter()
                workers = [self._worker(url, gateway.url) for _number in range(WORKERS)]
                try:
                    while self._left(connection) and time.perf_counter() - started < LONGEST:
                        time.sleep(0.5)
                finally:
                    for worker in workers:
                        worker.terminate()
                    for worker in workers:
                        worker.wait(40)
                figures["seconds"] = round(time.perf_counter() - started, 1)
                rows = connection.execute("select status, count(*) from core_outbox group by 1").fetchall()
                tries = connection.execute("select max(attempts), sum(attempts) from core_outbox").fetchone()
            figures["statuses"] = dict(rows)
            figures["most_tries"], figures["tries"] = tries or (0, 0)
            figures["asked"], figures["refused"] = gateway.asked, gateway.refused
            figures["broken_off"] = gateway.broken_off
            figures["arrived"] = len(gateway.taken)
            figures["arrived_more_than_once"] = sum(number > 1 for number in gateway.taken.values())
        return figures

    @staticmethod
    def _left(connection: psycopg.Connection[Any]) -> int:
        row = connection.execute("select count(*) from core_outbox where status in ('queued', 'sending')").fetchone()
        return int(row[0]) if row else 0

    @staticmethod
    def _worker(url: str, gateway: str) -> subprocess.Popen[bytes]:
        environment = scratch.serving_environment(url) | {
            "DJANGO_SETTINGS_MODULE": "hearth.referrals.bench.outbox_settings",
            "HEARTH_EMAIL": "notify",
            "HEARTH_NOTIFY_KEY": f"bench-{uuid4()}-{uuid4()}",
            "HEARTH_NOTIFY_URL": gateway,
            "HEARTH_NOTIFY_EMAIL_TEMPLATE": str(uuid4()),
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }
        return subprocess.Popen(
            [sys.executable, "-m", "django", "work"],
            env=os.environ | environment,
            cwd=settings.ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @staticmethod
    def table(figures: Figures) -> str:
        """For people."""
        machine, seconds = figures["machine"], figures["seconds"]
        return "\n".join(
            [
                f"{figures['messages']:,} messages over a gateway that fails every third time; {machine['cores']}"
                f" cores, load {machine['load'][0]}, noise {machine['noise_percent']}%",
                f"sent in {seconds} s by {WORKERS} workers ({figures['messages'] / seconds:,.0f} a second):"
                f" {', '.join(f'{status} {number:,}' for status, number in sorted(figures['statuses'].items()))}",
                f"tries: {figures['tries']:,}, at most {figures['most_tries']} for one; refused {figures['refused']:,},"
                f" taken without an answer {figures['broken_off']:,}",
                f"arrived: {figures['arrived']:,}; more than once: {figures['arrived_more_than_once']}",
            ]
        )
