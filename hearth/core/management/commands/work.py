"""`./hub manage work`: does the jobs (messages, sweeps, imports) until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.app import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

logger = logging.getLogger("hearth.worker")
AT_ONCE = 4  # jobs at a time: no more than the pool of connections has
POLL_SECONDS = 2.0  # for jobs whose time has come; new ones are announced by the database
FINISH_SECONDS = 20.0  # to finish what it is doing when told to stop
LONGEST_PAUSE = 10.0  # seconds between two tries while the database is away


class Command(BaseCommand):
    help = "Does the jobs until told to stop (Ctrl-C or SIGTERM): messages, sweeps, imports. Serves as hearth_app."
    requires_system_checks: list[str] = []  # a worker must start while the database is away

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *_args: Any, once: bool = False, **_options: Any) -> None:
        """Run until told to stop; come back by itself after the database was away."""
        asyncio.run(_work(once=once))


async def _work(*, once: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    pause = 0.5
    while not stop.is_set():
        started = loop.time()
        try:
            await _serve(stop, once=once)
            if once:
                return
        except (ConnectorException, OperationalError, PoolTimeout):
            if once:
                raise
        if stop.is_set():
            return
        # It ended without being told to: the database went away under it.
        logger.warning("the worker lost the database and starts again")
        pause = 0.5 if loop.time() - started > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


async def _serve(stop: asyncio.Event, *, once: bool) -> None:
    """One worker, from its connections to its end. Told to stop, it finishes what it is doing."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        async with working.open_async():
            worker = asyncio.create_task(_run(working, once=once))
            told = asyncio.create_task(stop.wait())
            await asyncio.wait({worker, told}, return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            if not worker.done():
                worker.cancel()  # procrastinate takes this as "finish and stop"
            with contextlib.suppress(asyncio.CancelledError):
                await worker


async def _run(working: App, *, once: bool) -> None:
    await working.run_worker_async(
        wait=not once,
        concurrency=AT_ONCE,
        fetch_job_polling_interval=POLL_SECONDS,
        shutdown_graceful_timeout=FINISH_SECONDS,
        delete_jobs=DeleteJobCondition.SUCCESSFUL,
        install_signal_handlers=False,
    )
