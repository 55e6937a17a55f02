"""Browsers of the test world's people, and what a page leads to."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from hearth.access.middleware import SEEN_AT, STARTED_AT
from hearth.core.rowcontext import acting_as
from tests.world import Principal

BACKEND = "hearth.access.authentication.MembersBackend"
MANY = 20  # pages that one view makes
AWAY = "/away/"  # the quick way out


def enter(client: Client, principal: Principal) -> None:
    """As after the password, and before the second step."""
    assert principal.user
    with acting_as(user_id=principal.user_id, purpose="sign-in"):
        client.force_login(principal.user, backend=BACKEND)


def signed_in(principal: Principal) -> Client:
    """A browser of somebody who passed both steps, whatever became of their account since."""
    client = Client()
    if principal.user:
        enter(client, principal)
        session = client.session
        at = time.time()
        session["account_authentication_methods"] = [{"method": name, "at": at} for name in ("password", "mfa")]
        session["account_authentication_methods_user"] = str(principal.user_id)
        # Seen this minute: pages that change nothing save no session.
        session[STARTED_AT] = session[SEEN_AT] = at
        session.save()
    return client


class Links(HTMLParser):
    """Everything on a page that a click or a form leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.actions: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in {"a", "link"} and values.get("href"):
            self.hrefs.append(str(values["href"]))
        if tag in {"img", "script"} and values.get("src"):
            self.hrefs.append(str(values["src"]))
        if tag == "form":
            self.actions.append(values.get("action") or "")
        if values.get("formaction"):
            self.actions.append(str(values["formaction"]))


@dataclass
class Walk:
    """What a walk over the site found."""

    reached: set[str] = field(default_factory=set)  # names of addresses
    addresses: set[str] = field(default_factory=set)  # every address seen in a link, a form or a redirect
    broken: dict[str, str] = field(default_factory=dict)  # address to what came, and where the link stood


def walk(client: Client, starts: list[str], *, enough: Mapping[str, int] | None = None, most: int = 2000) -> Walk:
    """Follow every link from `starts`. Pages of a list, its sortings and the languages are looked at once; of pages
    that one view makes (the days, the posters) MANY, for the others are like them, or what is `enough` of a kind that
    is known from another walk."""
    enough = enough or {}
    found = Walk()
    waiting = deque((start, "") for start in starts)
    seen: set[tuple[str, frozenset[str]]] = set()
    asked = 0
    kinds: Counter[str] = Counter()
    last: deque[tuple[str, str]] = deque()
    while (waiting or last) and asked < most:
        url, source = (waiting or last).popleft()
        parts = urlsplit(url)
        key = (parts.path, frozenset(name for name, _value in parse_qsl(parts.query)))
        if key in seen or (parts.scheme, parts.netloc) != ("", "") or not parts.path.startswith("/"):
            continue
        if parts.path == AWAY and waiting:
            # It forgets what this browser has begun: last, so that a begun request can be walked through.
            last.append((url, source))
            continue
        seen.add(key)
        if parts.path.startswith(("/static/", "/open-referral/")):
            continue
        try:
            kind = resolve(parts.path).view_name
        except Resolver404:
            found.broken[url] = f"404 (linked from {source})"
            continue
        found.reached.add(kind)
        kinds[kind] += 1
        if kinds[kind] > enough.get(kind, MANY):
            continue
        asked += 1
        try:
            response = client.get(url)
        except Exception as error:  # noqa: BLE001 (any exception is a page that does not come)
            found.broken[url] = f"{type(error).__name__}: {error} (linked from {source})"
            continue
        if response.status_code in {301, 302, 303}:
            target = urljoin(url, response.headers["Location"])
            found.addresses.add(target)
            waiting.appendleft((target, source))  # at once, as a browser does
            continue
        if response.status_code not in {200, 405}:
            found.broken[url] = f"{response.status_code} (linked from {source})"
            continue
        if "text/html" not in response.headers.get("Content-Type", ""):
            continue
        links = Links()
        links.feed(response.content.decode())
        for action in links.actions:
            target = urljoin(url, action)
            found.addresses.add(target)
            try:
                found.reached.add(resolve(urlsplit(target).path).view_name)
            except Resolver404:
                found.broken[target] = f"404 (form on {url})"
        for href in links.hrefs:
            if href.startswith(("#", "mailto:", "tel:")):
                continue
            target = urljoin(url, href).split("#")[0]
            found.addresses.add(target)
            waiting.append((target, url))
    return found
