"""People with browsers, over real HTTP: a family that asks for support, a practitioner who decides."""

from __future__ import annotations

import re
import time
from collections import Counter
from urllib.parse import urlsplit

import requests

AWAY_WORDS = "We are back in a moment"
ANSWERS = {
    "who": {"about": "me"},
    "name": {"given_name": "Amina", "family_name": "Begum"},
    "help": {},
    "tried": {"what_tried": ""},
    "place": {"postcode": ""},
    "language": {"language": "en", "needs_interpreter": "no"},
    "contact": {"how": "email"},
    "times": {"when": "any"},
}


class Visitor:
    """A browser that does what the page of a database that is away asks for: waits, and sends the same again."""

    def __init__(self, site: str, session: str = "") -> None:
        self.site = site
        self.http = requests.Session()
        if session:
            self.http.cookies.set("hearth_session", session)
        self.statuses: Counter[int] = Counter()

    def ask(
        self, method: str, path: str, data: dict[str, str] | None = None, *, patience: float = 60
    ) -> requests.Response:
        until = time.monotonic() + patience
        while True:
            answer = self.http.request(
                method, self.site + path, data=data, allow_redirects=False, timeout=40, headers={"Referer": self.site}
            )
            self.statuses[answer.status_code] += 1
            if answer.status_code != 503:
                return answer
            assert AWAY_WORDS in answer.text, "the words of the page"
            assert answer.headers["Retry-After"]
            assert time.monotonic() < until, "the database did not come back"
            time.sleep(0.2)

    def open(self, path: str) -> tuple[str, str]:
        """Follow redirects; the last address and its page."""
        for _ in range(10):
            answer = self.ask("GET", path)
            if answer.status_code not in {302, 303}:
                assert answer.status_code == 200, f"{path}: {answer.status_code}"
                return path, answer.text
            path = urlsplit(answer.headers["Location"])._replace(scheme="", netloc="").geturl()
        raise AssertionError(f"round and round: {path}")

    def send(self, path: str, page: str, values: dict[str, str], **options: float) -> requests.Response:
        """Post a form of a page that is open."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, f"no form on {path}"
        return self.ask("POST", path, {**values, "csrfmiddlewaretoken": token[1]}, **options)


class Family(Visitor):
    """Asks a service for support; `words` are its own, to be found again."""

    def __init__(self, site: str, service: str, words: str) -> None:
        super().__init__(site)
        self.service, self.words = service, words
        self.reference = self.code = ""

    def fill_in(self) -> tuple[str, str]:
        """Answer every question; the address and the page of "Check your answers"."""
        path, page = self.open(f"/ask/?service={self.service}")
        for _ in range(20):
            step = path.rstrip("/").rsplit("/", 1)[-1].split("?")[0]
            if step == "check":
                return path, page
            values = dict(ANSWERS[step])
            if step == "help":
                values["what_help"] = self.words
            if step == "contact":
                values["email"] = f"{self.words.replace(' ', '.')}@home.example"
            answer = self.send(path, page, values)
            assert answer.status_code == 302, f"{path}: {answer.status_code}"
            path, page = self.open(urlsplit(answer.headers["Location"]).path)
        raise AssertionError(f"the questions do not end: {path}")

    def ask_for_support(self) -> None:
        """The whole way, to the page with the reference."""
        path, page = self.fill_in()
        self.sent(self.send(path, page, {}))

    def sent(self, answer: requests.Response) -> None:
        assert answer.status_code == 302, f"sending: {answer.status_code}"
        _path, page = self.open(urlsplit(answer.headers["Location"]).path)
        sign = "[2-9BCDFGHJKMNPQRSTVWXYZ]"
        reference, code = (
            re.search(rf"\b{sign}{{4}}-{sign}{{4}}\b", page),
            re.search(rf"\b{sign}{{3}}-{sign}{{3}}\b", page),
        )
        assert reference and code, "the page says the reference and the code"
        self.reference, self.code = reference[0], code[0]
