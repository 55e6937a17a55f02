"""Settings of the test suite: the same product, its own database, quick password hashing, files in memory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("HEARTH_DB_ROLE", "owner")  # tests migrate as the owner, then serve as hearth_app (conftest.py)
os.environ.setdefault("HEARTH_SECRET_KEY", "for-tests-only-and-never-served-to-anybody")
os.environ.setdefault("HEARTH_DATA", tempfile.mkdtemp(prefix="hearth-test-"))
os.environ.setdefault("HEARTH_MODE", "demo")

from config.settings.base import *  # noqa: F403
from config.settings.base import DATA, DATABASES, STORAGES

DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES["default"]["TEST"] = {
    "NAME": os.environ.get("HEARTH_TEST_DB", "test_hearth"),
    "TEMPLATE": os.environ.get("HEARTH_TEST_TEMPLATE"),  # a database with the tables in it (ops/template.py)
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
OUTBOX_FOLDER = Path(DATA) / "outbox"
PUBLIC_URL = "http://testserver"
NUMBERS_KEPT_SECONDS = 0  # a test counts what it has just done
