"""A load that is killed half-way keeps whole batches only, and the next one finishes the work."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from hearth.core.tests.support import as_owner
from hearth.directory.models import Load, Postcode
from hearth.directory.tests.loading.support import POSTCODES, load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LETTERS = "ABDEFGHJLN"
ROWS = 60_000


def command(path):
    """The command as the hub starts it, in a process of its own, against this test's database."""
    at = connection.settings_dict
    login = quote(at["USER"]) + (f":{quote(at['PASSWORD'])}" if at["PASSWORD"] else "")
    url = f"postgresql://{login}@/{quote(at['NAME'])}?host={quote(str(at['HOST'] or '127.0.0.1'), safe='')}"
    env = {
        **os.environ,
        "DATABASE_URL": f"{url}&port={at['PORT'] or 5432}",
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "HEARTH_DB_ROLE": "owner",
        "HEARTH_SECRET_KEY": "for-tests-only-and-never-served-to-anybody",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "django", "load_geography", str(path)],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def many_postcodes(path):
    names = [
        f"ZZ{a}{b} {c}{d}{e}"
        for a in range(1, 7) for b in range(10) for c in range(10) for d in LETTERS for e in LETTERS
    ]  # fmt: skip
    lines = [POSTCODES.splitlines()[0]]
    lines += [f"{name},10,1,1,E08000007,E05099001,-2.16,53.40,E01099001" for name in names[:ROWS]]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def loaded():
    with as_owner():
        return Postcode.objects.count()


def test_a_killed_load_can_be_run_again(tmp_path):
    path = tmp_path / "postcodes.csv"
    many_postcodes(path)
    process = command(path)
    deadline = time.monotonic() + 60
    while loaded() == 0 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    half = loaded()
    assert 0 < half < ROWS
    assert half % 2000 == 0  # whole batches
    with as_owner():
        broken_off = Load.objects.get()
    assert broken_off.finished_at is None and broken_off.counts["rows"] == half

    counts = load("geography", path).files[0].counts
    assert (counts["unchanged"], counts["added"]) == (half, ROWS - half)
    assert loaded() == ROWS
