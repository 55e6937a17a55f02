"""`./hub run`: everything from an empty machine to a served Hearth, and its orderly end."""

from __future__ import annotations

import argparse
import errno
import http.client
import os
import socket
import time
from pathlib import Path

from ops import locks, setup
from ops.paths import PYTHON
from ops.processes import Child, Log, end_all, keep_alive
from ops.say import Problem, Step, line
from ops.setup import Site

READY_WITHIN = 60.0  # seconds for the first page


def run(options: argparse.Namespace) -> int:
    """Set up, serve until Ctrl-C or SIGTERM, stop what was started."""
    data = setup.data_folder(options.data)
    address = f"http://{_shown_host(options.host)}:{options.port}/"
    try:
        with locks.alone(data / "hub.lock", address=address):
            line("Hearth\n")
            check_port(options.host, options.port)
            setup.checkout("runtime")
            with setup.site(data, serving=True) as here:
                here.further["HEARTH_PUBLIC_URL"] = os.environ.get("HEARTH_PUBLIC_URL") or address.rstrip("/")
                new = here.cluster is not None and not here.database.has_tables()
                here.migrate()
                if here.demo:
                    setup.load_demo_if_empty(here, new=new)
                setup.collect_static(here)
                _serve(here, options, address)
    except locks.Held as held:
        where = f" at {held.about['address']}" if "address" in held.about else ""
        who = f" (process {held.about['pid']})" if "pid" in held.about else ""
        raise Problem(
            f"Hearth already runs with the data folder {data}{where}{who}.\n"
            "Stop it with Ctrl-C where it was started, or start another one with --data FOLDER and --port N."
        ) from None
    return 0


def check_port(host: str, port: int) -> None:
    """Raise Problem, with a free port to choose instead, when an address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OverflowError:
            raise Problem(f"{port} is not a port. Choose a number from 1024 to 65535.") from None
        except socket.gaierror:
            raise Problem(f"{host} is not an address of this machine.") from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                free = _free_port(family, host, port)
                raise Problem(
                    f"Port {port} is taken by another program. Choose another: ./hub run --port {free}"
                ) from None
            if error.errno == errno.EACCES:
                raise Problem(f"This account may not use port {port}. Choose one above 1023.") from None
            raise Problem(f"{host} cannot be listened on: {error.strerror}.") from None


def _free_port(family: int, host: str, taken: int) -> int:
    for port in range(taken + 1, min(taken + 50, 65536)):
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((host, port))
            except OSError:
                continue
            return port
    return 8000


def web_command(host: str, port: int) -> list[str | Path]:
    """The web server: two processes of four threads unless HEARTH_WEB_PROCESSES says more."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command: list[str | Path] = [PYTHON, "-m", "gunicorn", "config.wsgi:application", "--bind", bind]
    command += ["-k", "gthread", "-w", os.environ.get("HEARTH_WEB_PROCESSES") or "2", "--threads", "4"]
    command += ["--timeout", "60", "--graceful-timeout", "20", "--no-control-socket", "--log-level", "warning"]
    if os.access("/dev/shm", os.W_OK):  # noqa: S108 (gunicorn's heartbeat must not wait for a slow disk)
        command += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108
    return command


def worker_command() -> list[str | Path]:
    """The worker that sends messages and runs periodic jobs."""
    return [PYTHON, "-m", "django", "work"]


def _serve(here: Site, options: argparse.Namespace, address: str) -> None:
    env, logs = here.environment(owner=False), here.data / "logs"
    web = Child("web server", web_command(options.host, options.port), env, Log(logs / "web.log"), echo=options.logs)
    worker = Child("worker", worker_command(), env, Log(logs / "worker.log"), echo=options.logs)
    children = [web, worker]
    try:
        with Step("Web server and worker"):
            for child in children:
                child.start()
            _wait_until_ready(children, options)
        line(f"\nHearth is at {address}")
        line(f"Data: {here.data}   Logs: {logs}\nCtrl-C stops it.\n")
        keep_alive(children, besides=_DatabaseKeeper(here).look)
    except KeyboardInterrupt:
        line("\nStopping: web server, worker" + (", database" if here.cluster else "") + " …")
    finally:
        end_all(children)
    line("Stopped.")


def _wait_until_ready(children: list[Child], options: argparse.Namespace) -> None:
    until, steady = time.monotonic() + READY_WITHIN, time.monotonic() + 2.0
    ready = False
    while not (ready and time.monotonic() > steady):
        for child in children:
            code = child.ended()
            if code is not None:
                raise Problem(
                    f"The {child.title} does not start (exit code {code}). Its last words:\n{child.last_words()}\n"
                    f"All of it: {child.log.path}"
                )
        ready = ready or _answers(options.host, options.port)
        if not ready and time.monotonic() > until:
            said = children[0].last_words()
            raise Problem(f"The web server does not answer after {READY_WITHIN:.0f} s. Its last words:\n{said}")
        time.sleep(0.1)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_reached(host), port, timeout=5)
    try:
        connection.request("GET", "/health")
        # In production it may well refuse this name for itself (HEARTH_ALLOWED_HOSTS); it does answer.
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class _DatabaseKeeper:
    """Starts the bundled database again should it have died."""

    def __init__(self, here: Site) -> None:
        self._here = here
        self._not_before = 0.0

    def look(self) -> None:
        cluster = self._here.cluster
        if cluster is None or time.monotonic() < self._not_before or cluster.pid() is not None:
            return
        line("The database had stopped; starting it again.")
        self._not_before = time.monotonic() + 10
        try:
            cluster.start()
        except Problem as problem:
            line(str(problem))


def _reached(host: str) -> str:
    if host in {"0.0.0.0", ""}:  # noqa: S104
        return "127.0.0.1"
    return "::1" if host == "::" else host


def _shown_host(host: str) -> str:
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else f"[{host}]" if ":" in host else host  # noqa: S104
