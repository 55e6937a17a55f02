"""The reader's own list of services: kept in this browser's session and nowhere else, forgotten with it.

What is on it may say what somebody is going through, so it has no account, no address and no entry in any log. To hand
it on there is a link that carries the services and nothing about whoever made it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Undecodable
from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse

KEY = "saved"
MOST = 20  # services on a list: a leaflet of two or three pages
CODE_LENGTH = 22  # 16 bytes in base64 without padding
SEPARATOR = "."


def read(session: SessionBase) -> list[UUID]:
    """The saved services in the reader's order."""
    kept = session.get(KEY, [])
    return [UUID(text) for text in kept]


def add(session: SessionBase, ids: Iterable[UUID]) -> bool:
    """Put services at the end. False where the list is full and not all of them went in."""
    kept = read(session)
    new = [service_id for service_id in dict.fromkeys(ids) if service_id not in kept]
    _write(session, [*kept, *new][:MOST])
    return len(kept) + len(new) <= MOST


def remove(session: SessionBase, service_id: UUID) -> None:
    """Take one off. One that is not there is gone already."""
    _write(session, [kept for kept in read(session) if kept != service_id])


def replace(session: SessionBase, ids: Sequence[UUID]) -> None:
    """Make the list these services, where it was others: listings that were brought together are one."""
    if list(ids) != read(session):
        _write(session, ids)


def move(session: SessionBase, service_id: UUID, steps: int) -> None:
    """Move one so many places down (up where negative); at an end of the list it stays."""
    kept = read(session)
    if service_id not in kept:
        return
    here = kept.index(service_id)
    kept.insert(max(0, here + steps), kept.pop(here))
    _write(session, kept)


def forget(session: SessionBase) -> None:
    """Throw the list away."""
    session.pop(KEY, None)


def _write(session: SessionBase, ids: Sequence[UUID]) -> None:
    if ids:
        session[KEY] = [str(service_id) for service_id in ids]
    else:
        forget(session)


# A list as a link -----------------------------------------------------------------------------------------------------
def to_text(ids: Iterable[UUID]) -> str:
    """The services as they stand in a link: 22 characters each."""
    return SEPARATOR.join(urlsafe_b64encode(service_id.bytes).decode().rstrip("=") for service_id in ids)


def from_text(text: str) -> list[UUID]:
    """The services of a link, at most `MOST`; what is no service's code is left out."""
    found: list[UUID] = []
    for code in text.split(SEPARATOR)[: 2 * MOST]:
        if len(code) == CODE_LENGTH and code.isascii():
            with suppress(Undecodable, ValueError):
                found.append(UUID(bytes=urlsafe_b64decode(code + "==")))
    return list(dict.fromkeys(found))[:MOST]


def link(ids: Iterable[UUID]) -> str:
    """The address of a list for anybody: the services, and nothing about the reader."""
    return f"{reverse('directory:list')}?of={to_text(ids)}"
