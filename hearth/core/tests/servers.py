"""The outside world on loopback: a GOV.UK Notify and a mail server that really listen, remember and misbehave."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt

SERVICE_ID = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"hearth-test-{SERVICE_ID}-{SECRET}"


@dataclass
class NotifyWorld:
    """What the Notify server has accepted, and how it is to answer. `answers` is taken from the front: 201 accepts,
    "accept-and-hang" accepts and then says nothing for `hang` seconds."""

    answers: list[Any] = field(default_factory=list)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)
    hang: float = 30.0
    every: float = 0.0  # seconds that each answer takes
    url: str = ""
    got_one: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def references(self) -> list[str]:
        return [message["reference"] for message in self.accepted]


@contextmanager
def notify_server() -> Iterator[NotifyWorld]:
    """GOV.UK Notify's three addresses that the client uses, with its tokens checked."""
    world = NotifyWorld()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            pass

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _let_in(self) -> bool:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            try:
                claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
            except jwt.InvalidTokenError:
                claims = {}
            if claims.get("iss") == SERVICE_ID:
                return True
            self._answer(403, {"status_code": 403, "errors": [{"error": "AuthError", "message": "Invalid token"}]})
            return False

        def do_GET(self) -> None:
            if not self._let_in():
                return
            reference = parse_qs(urlsplit(self.path).query).get("reference", [""])[0]
            with world.lock:
                world.asked_for.append(reference)
                found = [message for message in world.accepted if message["reference"] == reference]
            self._answer(200, {"notifications": found, "links": {}})

        def do_POST(self) -> None:
            if not self._let_in():
                return
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(world.every)
            with world.lock:
                answer = world.answers.pop(0) if world.answers else 201
                if answer in {201, "accept-and-hang"}:
                    message = {**asked, "id": str(uuid4()), "path": self.path, "status": "created"}
                    world.accepted.append(message)
            if answer == 201:
                self._answer(201, {"id": message["id"], "reference": asked["reference"]})
            elif answer == "accept-and-hang":
                world.got_one.set()
                time.sleep(world.hang)
            elif answer == 400:
                words = "email_address Not a valid email address"
                self._answer(400, {"status_code": 400, "errors": [{"error": "ValidationError", "message": words}]})
            else:
                self._answer(answer, {"status_code": answer, "errors": [{"error": "Error", "message": "no"}]})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    world.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class MailWorld:
    """What the mail server has accepted. `rcpt` and `data` are replies to give instead of yes, from the front."""

    port: int = 0
    accepted: list[tuple[list[str], str]] = field(default_factory=list)
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    rude_goodbye: bool = False


@contextmanager
def mail_server() -> Iterator[MailWorld]:
    """As much of SMTP as a client that sends one message needs."""
    world = MailWorld()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, reply: str) -> None:
            self.wfile.write(f"{reply}\r\n".encode())

        def handle(self) -> None:
            self.say("220 mail.example ready")
            recipients: list[str] = []
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].split()[0].upper()
                if verb == "RCPT":
                    reply = world.rcpt.pop(0) if world.rcpt else "250 ok"
                    if reply.startswith("250"):
                        recipients.append(line.partition("<")[2].partition(">")[0])
                    self.say(reply)
                elif verb == "DATA":
                    self.say("354 go on")
                    lines = []
                    while (row := self.rfile.readline().decode()) != ".\r\n":
                        lines.append(row)
                    reply = world.data.pop(0) if world.data else "250 taken"
                    if reply.startswith("250"):
                        world.accepted.append((recipients, "".join(lines)))
                    self.say(reply)
                elif verb == "QUIT":
                    self.say("421 no time for you" if world.rude_goodbye else "221 bye")
                    return
                else:
                    self.say("250 ok")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        world.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield world
        finally:
            server.shutdown()
