"""Fetches from addresses that other people run and staff typed in: politely, patiently, and never from our own insides.

Only http and https, only public addresses (unless the settings say otherwise), checked again on the connection itself
and for each redirect; never more bytes, seconds or requests than allowed.
"""

from __future__ import annotations

import ipaddress
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import IO, Any, cast
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

CONNECT_SECONDS, READ_SECONDS = 10, 60
TRIES = 4
PAUSES = (1.0, 4.0, 15.0)  # seconds before the second, third and fourth try
LONGEST_WAIT = 120.0  # seconds that we let a server ask us to wait
REDIRECTS = 5
PAGE_BYTES = 200_000_000
FILE_BYTES = 2_000_000_000
TOTAL_SECONDS = 30 * 60  # for one answer
IN_MEMORY = 4_000_000
AGENT = "Hearth (family hub directory; reads Open Referral feeds)"


class FetchFailed(Exception):
    """The address did not give what was asked for; the message says why in words. `status` is 0 without an answer."""

    def __init__(self, words: str, status: int = 0) -> None:
        super().__init__(words)
        self.status = status


class Forbidden(FetchFailed):
    """The address is not one that we read from."""


@dataclass(slots=True)
class Answer:
    """What came back. `body` is read from its start; None where nothing is new (304)."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: IO[bytes] | None

    @property
    def kind(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.body is not None:
            self.body.close()

    def validators(self) -> dict[str, str]:
        """What to send next time, so that the server can say that nothing is new."""
        pairs = {"If-None-Match": self.headers.get("ETag"), "If-Modified-Since": self.headers.get("Last-Modified")}
        return {name: value for name, value in pairs.items() if value}


@dataclass(slots=True)
class Fetcher:
    """One conversation with a feed's server. `per_second` requests at most; 0 is as fast as it answers."""

    per_second: float = 5.0
    pause: Callable[[float], None] = time.sleep
    tries: int = TRIES
    read_seconds: float = 0.0  # 0: as usual
    most: int = 0  # requests; 0: as many as it takes
    seconds: float = 0.0  # for all of it; 0: as long as it takes
    most_bytes: int = FILE_BYTES  # of one answer
    requests_made: int = 0
    _session: requests.Session | None = None
    _last: float = field(default=0.0)
    _until: float = field(default=float("inf"))

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        validators: Mapping[str, str] | None = None,
        limit: int = PAGE_BYTES,
    ) -> Answer:
        """The answer to a GET; tried again while the server is busy or away. Raises FetchFailed and Forbidden."""
        trouble = FetchFailed("It did not answer.")
        for attempt in range(self.tries):
            try:
                return self._follow(url, params, validators or {}, limit)
            except Forbidden:
                raise
            except FetchFailed as failed:
                trouble = failed
                if failed.status and failed.status not in {408, 425, 429, 500, 502, 503, 504}:
                    raise
                if attempt + 1 < self.tries:
                    self.pause(max(PAUSES[attempt], getattr(failed, "wait", 0.0)))
        raise trouble

    def close(self) -> None:
        if self._session:
            self._session.close()

    def _follow(self, url: str, params: Mapping[str, str] | None, validators: Mapping[str, str], limit: int) -> Answer:
        for _hop in range(REDIRECTS + 1):
            check(url)
            self._be_polite()
            with self._asked(url, params, validators) as response:
                moved = response.headers.get("Location")
                if response.status_code in {301, 302, 303, 307, 308} and moved:
                    url, params = urljoin(response.url, moved), None
                    continue
                return self._answer(response, limit)
        raise FetchFailed("It sends us on from one address to the next and never arrives.", 310)

    @contextmanager
    def _asked(
        self, url: str, params: Mapping[str, str] | None, validators: Mapping[str, str]
    ) -> Iterator[requests.Response]:
        if self.seconds and not self.requests_made:
            self._until = time.monotonic() + self.seconds
        if time.monotonic() > self._until:
            raise Forbidden(f"It did not give us enough within {self.seconds:.0f} seconds.")
        session = self._session = self._session or checked_session()
        self.requests_made += 1
        if self.most and self.requests_made > self.most:
            raise Forbidden("It takes more requests than we make for a first look.")
        try:
            with session.get(
                url,
                params=params,
                headers=dict(validators),
                stream=True,
                allow_redirects=False,
                timeout=(min(CONNECT_SECONDS, self.read_seconds or CONNECT_SECONDS), self.read_seconds or READ_SECONDS),
                proxies=proxies_for(url),
            ) as response:
                yield response
        except requests.exceptions.SSLError as error:
            raise FetchFailed("Its certificate cannot be trusted.", 495) from error
        except requests.exceptions.Timeout as error:
            raise FetchFailed("It took too long to answer.") from error
        except (requests.exceptions.RequestException, HTTPError, OSError) as error:
            if isinstance(error.__cause__ or error.__context__, Forbidden):
                raise (error.__cause__ or error.__context__) from None  # type: ignore[misc]
            raise FetchFailed("We could not reach it, or it broke off in the middle.") from error

    def _answer(self, response: requests.Response, limit: int) -> Answer:
        status = response.status_code
        if status == 304:
            return Answer(response.url, status, response.headers, None)
        if status != 200:
            failed = FetchFailed(f"It answered with the error {status}.", status)
            failed.wait = _wait(response.headers.get("Retry-After"))  # type: ignore[attr-defined]
            raise failed
        body = scratch()
        try:
            self._fill(body, response, limit)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return Answer(response.url, status, response.headers, body)

    def _fill(self, body: IO[bytes], response: requests.Response, limit: int) -> None:
        limit, until = min(limit, self.most_bytes), min(self._until, time.monotonic() + TOTAL_SECONDS)
        size = 0
        for chunk in response.iter_content(1 << 16):
            size += len(chunk)
            if size > limit:
                raise Forbidden(f"It sends more than {limit // 1_000_000:,} MB.")
            if time.monotonic() > until:
                raise FetchFailed("It sends so slowly that we gave up.", 598)
            body.write(chunk)
        length = response.headers.get("Content-Length", "")
        if length.isdigit() and not response.headers.get("Content-Encoding") and size < int(length):
            raise FetchFailed("It broke off in the middle.")

    def _be_polite(self) -> None:
        if self.per_second > 0:
            due = self._last + 1 / self.per_second - time.monotonic()
            if due > 0:
                self.pause(due)
        self._last = time.monotonic()


def scratch() -> IO[bytes]:
    """A file that is nobody's: in memory while it is small."""
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))


def _wait(text: str | None) -> float:
    """The seconds of a Retry-After, as a number or as a date."""
    if not text:
        return 0.0
    try:
        seconds = float(text) if text.strip().isdigit() else parsedate_to_datetime(text).timestamp() - time.time()
    except (TypeError, ValueError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_WAIT)


# Which addresses ------------------------------------------------------------------------------------------------------
def check(url: str) -> None:
    """Raises Forbidden for another scheme, for a name that leads into a private network, and for one that leads
    nowhere."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Forbidden("The address must begin with https:// or http://.")
    if parts.username or parts.password:
        raise Forbidden("The address must not carry a name or password.")
    if settings.FEEDS_FROM_INSIDE:
        return
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = {str(info[4][0]) for info in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
    except ValueError:
        raise Forbidden("The address has a port that cannot be.") from None
    except OSError:
        raise FetchFailed("There is no server of that name.") from None
    if not found or any(_inside(address) for address in found):
        raise Forbidden("The address leads into a private network, so we do not read from it.")


def proxies_for(url: str) -> dict[str, str]:
    """The machine's own proxy, but not for addresses inside (requests' `proxies`)."""
    return {"http": "", "https": ""} if _inside(urlsplit(url).hostname or "") else {}


def _inside(address: str) -> bool:
    """Whether an address is anything but a public one. A name is not an address: False."""
    if address == "localhost":
        return True
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return not found.is_global or found.is_multicast or (mapped is not None and not mapped.is_global)


class _Checked:
    """A connection that looks at whom it reached: a name may lead elsewhere than when it was checked."""

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        proxied = getattr(self, "proxy", None)
        if not settings.FEEDS_FROM_INSIDE and not proxied and _inside(str(made.getpeername()[0])):
            made.close()
            raise Forbidden("The address leads into a private network, so we do not read from it.")
        return made


class _CheckedHTTP(_Checked, HTTPConnection):
    pass


class _CheckedHTTPS(_Checked, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _CheckedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedHTTPS


class _Adapter(HTTPAdapter):
    """Opens checked connections only. A proxy of the machine's own is trusted to know what it may reach."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


def checked_session() -> requests.Session:
    """A session that connects to public addresses only, unless the settings say otherwise."""
    session = requests.Session()
    session.headers["User-Agent"] = AGENT
    session.headers["Accept"] = "application/json, text/csv;q=0.8, application/zip;q=0.8, */*;q=0.5"
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter())
    return session
