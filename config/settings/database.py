"""Which database, and as which of its two roles.

The owner migrates and loads; every process that serves people runs as `hearth_app`, which owns nothing and so lives
under row security. With one address only (`DATABASE_URL`), a serving session starts with `role=hearth_app`; a separate
login (`DATABASE_SERVING_URL`) is the stronger lock, because its session cannot go back to the owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SERVING_ROLE = "hearth_app"


def database_settings(env: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings of the one database, from the environment."""
    owner_url = env.get("DATABASE_URL", "postgresql://hearth_owner@127.0.0.1/hearth")
    as_owner = env.get("HEARTH_DB_ROLE") == "owner"
    serving_url = env.get("DATABASE_SERVING_URL")
    settings = parse_database_url(owner_url if as_owner or not serving_url else serving_url)
    options = settings["OPTIONS"]
    # JIT costs more than it gives on short queries; a page must never wait for ever on a lock or a runaway query.
    flags = ["-c jit=off"]
    if not as_owner:
        flags += ["-c statement_timeout=30000", "-c lock_timeout=10000"]
        if not serving_url:
            flags.append(f"-c role={SERVING_ROLE}")
        options["pool"] = {"min_size": 2, "max_size": 4, "timeout": 10}
    options["options"] = " ".join(flags)
    return settings


def parse_database_url(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?host=/socket/folder&sslmode=…` as Django's settings.

    Raises ValueError with a sentence for another scheme or a missing name.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must start with postgresql://, because Hearth runs on PostgreSQL only.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("DATABASE_URL must name a database after the last slash.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 0,
        # A pooled connection is asked whether it lives before it is lent: a restarted database costs nobody a page.
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": query,
    }
