"""What must be in place before anything of Hearth can run: packages, styles, translations, a database."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ops import assets, catalogues, database, environment, locks, postgres, stamps
from ops.database import APP, Database
from ops.paths import BUILD, PYTHON, REQUIREMENTS, ROOT, STATIC
from ops.postgres import Cluster
from ops.say import Problem, Step


def checkout(packages: environment.Set) -> None:
    """Packages, styles and translations of this checkout; each is skipped where it is in place already."""
    # Two commands of one checkout would write the same files.
    with locks.in_turn(BUILD / "setup.lock"):
        with Step("Python packages") as step:
            environment.ensure(packages, step)
        with Step("Styles, fonts and scripts") as step:
            if not assets.build(step):
                step.skip()
        with Step("Translations") as step:
            if not catalogues.compile_changed():
                step.skip()


@dataclass
class Site:
    """One Hearth with its data folder and database, ready for `manage` commands."""

    data: Path
    demo: bool
    database: Database
    serving_url: str | None
    cluster: Cluster | None
    further: dict[str, str] = field(default_factory=dict)

    def environment(self, *, owner: bool) -> dict[str, str]:
        """The environment of one of Hearth's processes: as the owner (migrates, loads) or as the serving role."""
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.base", "PYTHONPATH": str(ROOT)}
        env |= {"HEARTH_DATA": str(self.data), "HEARTH_MODE": "demo" if self.demo else "production"}
        env |= {"DATABASE_URL": self.database.url, **self.further}
        env.pop("HEARTH_DB_ROLE", None)
        if owner:
            env["HEARTH_DB_ROLE"] = "owner"
        if self.serving_url:
            env["DATABASE_SERVING_URL"] = self.serving_url
        return env

    def manage(self, *words: str, owner: bool = True) -> int:
        """Run a Django command in this terminal and this folder. Returns its exit code."""
        command: list[str | Path] = [PYTHON, "-m", "django", *words]
        running = subprocess.Popen(command, env=self.environment(owner=owner), umask=0o077)
        while True:
            try:
                return running.wait()
            except KeyboardInterrupt:
                # Ctrl-C has reached it too; it ends in its own way, then we clear up.
                running.terminate()

    def manage_quietly(self, *words: str, failed: str) -> str:
        """Run a Django command as the owner and return what it says. Raises Problem with its last lines."""
        done = subprocess.run(
            [PYTHON, "-m", "django", *words],
            cwd=ROOT,
            env=self.environment(owner=True),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            umask=0o077,
            check=False,
        )
        if done.returncode:
            raise Problem(f"{failed}\n{_gist(done.stdout + done.stderr)}")
        return done.stdout

    def migrate(self) -> None:
        """Bring the database's tables to this release."""
        with Step("Tables of the database") as step:
            said = self.manage_quietly("migrate", "--no-input", failed="The tables could not be brought up to date.")
            applied = said.count("... OK")
            if applied:
                step.result = f"{applied} changes"
            else:
                step.skip()


def _gist(said: str) -> str:
    """What somebody needs of a failed command's output: the server's words alone where it could not be reached."""
    rows = said.strip().splitlines()
    for number, row in enumerate(rows):
        if row.startswith("django.db.utils.OperationalError: "):
            return "\n".join([row.partition(": ")[2], *rows[number + 1 :]])
    return "\n".join(rows[-15:])


def collect_static(site: Site) -> None:
    """Gather and compress what browsers fetch, with names that change with their contents."""
    with Step("Files for browsers") as step, locks.in_turn(BUILD / "setup.lock"):
        stamp = BUILD / "stamps" / "collected"
        files = [*STATIC.rglob("*"), *ROOT.glob("hearth/*/static/**/*"), ROOT / "config" / "settings" / "base.py"]
        wanted = stamps.fingerprint([*(file for file in files if file.is_file()), REQUIREMENTS / "runtime.txt"])
        if stamps.is_current(stamp, wanted) and (BUILD / "collected").exists():
            step.skip()
            return
        site.manage_quietly("collectstatic", "--no-input", "--clear", failed="The files could not be gathered.")
        subprocess.run(["chmod", "-R", "a+rX", BUILD / "collected"], check=False)
        stamps.write(stamp, wanted)


def data_folder(asked: str | None) -> Path:
    """The data folder: the one asked for, else HEARTH_DATA, else `var` in the checkout. Made where missing."""
    folder = Path(asked or os.environ.get("HEARTH_DATA") or ROOT / "var").expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise Problem(f"{folder} is a file. Name a folder for --data.")
    # The database's account may have to pass through; what is inside is private.
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    for name in ("media", "outbox", "logs"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    return folder


def is_demo() -> bool:
    """Whether this is a demo: by HEARTH_MODE, else where no DATABASE_URL names a server."""
    mode = os.environ.get("HEARTH_MODE") or ("production" if os.environ.get("DATABASE_URL") else "demo")
    if mode not in {"demo", "production"}:
        raise Problem(f"HEARTH_MODE is “{mode}”. It must be demo or production.")
    return mode == "demo"


def check_production(data: Path, *, serving: bool) -> None:
    """Raise Problem with what production still needs; `serving` asks for what only the web server needs."""
    missing = []
    if not os.environ.get("HEARTH_SECRET_KEY") and not (data / "secret-key").exists():
        missing.append(
            "HEARTH_SECRET_KEY: a long random text that stays the same. Make one with\n"
            '    python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    if serving and not os.environ.get("HEARTH_ALLOWED_HOSTS"):
        missing.append("HEARTH_ALLOWED_HOSTS: the names that people reach it by, for instance hubs.council.example")
    if missing:
        wanted = "\n".join(f"  {text}" for text in missing)
        raise Problem(f"Production needs more settings (docs/operators/running.md):\n{wanted}")


def make_secret_key(data: Path) -> None:
    """A secret key of its own for a demo, readable by this account only."""
    file = data / "secret-key"
    if os.environ.get("HEARTH_SECRET_KEY") or file.exists():
        return
    part = file.with_name(f"secret-key.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secrets.token_urlsafe(50))
    part.replace(file)


@contextmanager
def site(data: Path, *, name: str = "hearth", serving: bool = False) -> Iterator[Site]:
    """A site with its database running: the server that DATABASE_URL names, else the bundled one.

    The bundled one is stopped at the end unless another command uses it. `name` is the database in the bundled one.
    """
    demo = is_demo()
    if demo:
        make_secret_key(data)
    else:
        check_production(data, serving=serving)
    given = database.from_environment(os.environ)
    if given:
        yield Site(data, demo, given, os.environ.get("DATABASE_SERVING_URL"), None)
        return
    with ExitStack() as stack:
        with Step("Database") as step:
            cluster = postgres.for_data_folder(data)
            started = stack.enter_context(cluster.in_use())
            step.skip("started" if started else "running already")
            database.prepare(Database(cluster.url(name=name)))
        yield Site(data, demo, Database(cluster.url(name=name)), cluster.url(APP, name), cluster)


def load_demo_if_empty(here: Site, *, new: bool) -> None:
    """Fill an empty demo with the invented area, then with requests for support.

    `new` says that the database was made by this start. The file `demo` in the data folder says how far an earlier
    start came, so that one killed half-way is finished by the next, and a demo that is there costs no time.
    """
    with Step("Demo area") as step:
        mark = here.data / "demo"
        earlier = mark.read_text() if mark.exists() and not new else ""
        if earlier == "done":
            step.skip()
            return
        mark.write_text("begun")
        failed = "The demo area could not be loaded."
        said = here.manage_quietly("load_demo", "--if-empty", failed=failed).strip()
        if said.startswith("New:") or earlier == "begun":
            for row in (said + "\n" + here.manage_quietly("load_demo_requests", failed=failed)).splitlines():
                if row.strip():
                    step.note(row.strip())
        else:
            step.skip()
        mark.write_text("done")
