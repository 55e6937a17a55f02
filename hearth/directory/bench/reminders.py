"""`bench reminders`: a night on which very many organisations are to be asked. Each gets one letter, also when the job
is killed in the middle, run twice at once and run again."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from hearth.directory.bench import scratch
from hearth.directory.bench.pages import Pages

WORKERS = 2
KILL_AFTER = 0.3  # of the letters
Figures = dict[str, Any]


class Reminders:
    """The bench. `run` gives seconds and counts."""

    def __init__(self, *, organisations: int, say: Callable[[str], None]) -> None:
        self.organisations = organisations
        self.say = say

    def run(self) -> Figures:
        """Make a scratch database, do a morning's work in it, count, drop it."""
        figures: Figures = {"bench": "reminders", "machine": Pages.machine(), "organisations": self.organisations}
        with scratch.scratch_database() as url, tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
            own = {"HEARTH_DATA": folder, "HEARTH_SECRET_KEY": secrets.token_hex(32), "HEARTH_EMAIL": "file"}
            serving = scratch.serving_environment(url) | own
            self.say(f"Making {self.organisations:,} organisations whose listings are due …")
            figures["made"] = self._do(["make", str(self.organisations)], scratch.owner_environment(url) | own)
            self.say("Working out their standing …")
            figures["standing"] = self._do(["standing", "0"], serving)
            with psycopg.connect(url, autocommit=True) as connection:
                self.say("Writing letters, killed on the way …")
                figures["killed"] = self._killed(serving, connection, int(self.organisations * KILL_AFTER))
                self.say("Writing the rest, twice at once …")
                figures["twice_at_once"] = self._at_once(serving)
                figures["again"] = self._do(["letters"], serving)
                self.say(f"Sending with {WORKERS} workers …")
                figures["sending"] = self._send(serving)
                figures["counted"] = self._count(connection, Path(folder) / "outbox", self.organisations)
        return figures

    @staticmethod
    def _start(words: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
        environment = environment | {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
        return subprocess.Popen(  # noqa: S603 (our own interpreter and our own words)
            [sys.executable, "-m", *words], env=environment, cwd=settings.ROOT, stdout=subprocess.PIPE, text=True
        )

    def _do(self, words: list[str], environment: dict[str, str]) -> Figures:
        process = self._start(["hearth.directory.bench.morning", *words], environment)
        said, _nothing = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{' '.join(words)} failed; what it said stands above.")
        found: Figures = json.loads(said)
        return found

    def _killed(self, environment: dict[str, str], connection: psycopg.Connection[Any], after: int) -> Figures:
        """Kill the job once so many letters are written; how many there are when it is gone."""
        started = time.perf_counter()
        process = self._start(["hearth.directory.bench.morning", "letters"], environment)
        while process.poll() is None and self._letters(connection) < after:
            time.sleep(0.02)
        process.kill()
        process.communicate()
        return {"letters": self._letters(connection), "seconds": round(time.perf_counter() - started, 1)}

    def _at_once(self, environment: dict[str, str]) -> list[Figures]:
        processes = [self._start(["hearth.directory.bench.morning", "letters"], environment) for _ in range(2)]
        return [json.loads(process.communicate()[0]) for process in processes]

    def _send(self, environment: dict[str, str]) -> Figures:
        started = time.perf_counter()
        workers = [self._start(["django", "work", "--once"], environment) for _ in range(WORKERS)]
        codes = [worker.wait() for worker in workers]
        return {"workers": WORKERS, "seconds": round(time.perf_counter() - started, 1), "codes": codes}

    @staticmethod
    def _letters(connection: psycopg.Connection[Any]) -> int:
        row = connection.execute("select count(*) from directory_reminder").fetchone()
        return int(row[0]) if row else 0

    @staticmethod
    def _count(connection: psycopg.Connection[Any], outbox: Path, organisations: int) -> Figures:
        """What every organisation got, by the database and by the files that went out."""
        letters = Counter(
            row[0] for row in connection.execute("select organisation_id from directory_reminder").fetchall()
        )
        sent = connection.execute("select count(*) from core_outbox where status = 'sent'").fetchone()
        left = connection.execute("select count(*) from core_outbox where status <> 'sent'").fetchone()
        addresses = Counter(
            line
            for file in outbox.glob("*.eml")
            for line in file.read_text(encoding="utf-8").split("\n\n", 1)[0].splitlines()
            if line.startswith("To: ")
        )
        return {
            "organisations_with_one_letter": sum(number == 1 for number in letters.values()),
            "organisations_with_more": sum(number > 1 for number in letters.values()),
            "organisations_without": organisations - len(letters),
            "sent": sent[0] if sent else 0,
            "not_sent": left[0] if left else 0,
            "files": sum(addresses.values()),
            "addresses_with_more_than_one": sum(number > 1 for number in addresses.values()),
        }

    @staticmethod
    def table(figures: Figures) -> str:
        """For people."""
        made, counted, sending = figures["made"], figures["counted"], figures["sending"]
        machine = figures["machine"]
        standing, killed, again = figures["standing"], figures["killed"], figures["again"]
        first, second = figures["twice_at_once"]
        return "\n".join(
            [
                f"{made['organisations']:,} organisations with {made['listings']:,} listings that are due; "
                f"{machine['cores']} cores, load {machine['load'][0]}",
                f"standing:      {standing['seconds']} s, {standing['moved']:,} moved; {standing['peak_mb']} MB",
                f"letters:       killed after {killed['seconds']} s with {killed['letters']:,} written",
                f"twice at once: {first['letters']:,} in {first['seconds']} s, {second['letters']:,} in"
                f" {second['seconds']} s; run again: {again['letters']:,} in {again['seconds']} s; "
                f"{max(first['peak_mb'], second['peak_mb'])} MB each",
                f"sending:       {counted['sent']:,} emails in {sending['seconds']} s by {sending['workers']} workers",
                f"organisations with exactly one letter: {counted['organisations_with_one_letter']:,}, with more: "
                f"{counted['organisations_with_more']}, without: {counted['organisations_without']}",
                f"files that went out: {counted['files']:,}; addresses with more than one: "
                f"{counted['addresses_with_more_than_one']}; not sent: {counted['not_sent']}",
            ]
        )
