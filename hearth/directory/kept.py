"""The words of a search that point to danger, kept out of the address.

An address stays in the browser's history, where whoever shares the device may read it. So such a search is answered
under an address that holds a random key. The words stand in the visitor's session: no other browser can use the key,
the quick way out forgets it at once with the session, and after half an hour it means nothing any more.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

KEPT_FOR = timedelta(minutes=30)
MOST = 5  # searches a browser
_NAME = "searches_kept"


def keep(session: SessionBase, words: str, *, now: datetime) -> str:
    """Keep the words; returns their key."""
    key = secrets.token_urlsafe(9)
    session[_NAME] = {**dict([*_fresh(session, now).items()][1 - MOST :]), key: [words, now.timestamp()]}
    return key


def words_of(session: SessionBase, key: str, *, now: datetime) -> str:
    """The words kept under a key; empty where they are forgotten."""
    return _fresh(session, now).get(key, ("", 0.0))[0]


def _fresh(session: SessionBase, now: datetime) -> dict[str, tuple[str, float]]:
    oldest = (now - KEPT_FOR).timestamp()
    return {key: (words, at) for key, (words, at) in session.get(_NAME, {}).items() if at > oldest}
