"""The words of `./hub`: which commands there are, and their options."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from ops import backup, run, say, setup, testing
from ops.paths import PYTHON, ROOT

DESCRIPTION = "Hearth's one command. Each has its own help: ./hub run --help"
DATA = "folder for the database, uploads and logs (default: HEARTH_DATA, else var)"


def main(words: list[str] | None = None) -> int:
    """Read the words and do what they say. Returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Also where it was started in the background of a script, which would let it ignore Ctrl-C.
        signal.signal(number, _interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means: go on without the terminal
        signal.signal(signal.SIGHUP, _interrupt)
    with say.plainly():
        return _dispatch(sys.argv[1:] if words is None else words)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """An end asked for by the system is like Ctrl-C: everything is stopped in order."""
    raise KeyboardInterrupt


def _dispatch(words: list[str]) -> int:
    # These pass their words on as they are: argparse must not read them.
    if words[:1] == ["manage"] and words[1:2] not in (["--help"], ["-h"]):
        return _manage(words[1:])
    for_pytest = []
    if words[:1] == ["test"] and not {"-h", "--help"} & set(words):
        own = {"--fast", "--note-slow"}
        for_pytest = [word for word in words[1:] if word not in {*own, "--"}]
        words = ["test", *(word for word in words[1:] if word in own)]
    parser = _parser()
    options, further = parser.parse_known_args(words)
    if further and options.command not in {"bench", "load", "link"}:
        parser.error(f"{options.command} does not know {' '.join(further)}")
    match options.command:
        case "run":
            return run.run(options)
        case "test":
            return testing.test(options, for_pytest)
        case "lint":
            return testing.lint(options)
        case "load":
            return _load(options, further)
        case "bench":
            return (
                _matching(["bench", *further], json=options.json)
                if options.name == "link"
                else _bench(options, further)
            )
        case "link":
            return _link(options, further)
        case "backup":
            return backup.backup(options)
        case "restore":
            return backup.restore(options)
        case _:
            parser.print_help()
            return 0 if not words else 2


def _manage(words: list[str]) -> int:
    data = None
    if words[:1] == ["--data"]:
        data, words = (words[1] if len(words) > 1 else None), words[2:]
    say.be_quiet()
    setup.checkout("runtime")
    with setup.site(setup.data_folder(data)) as here:
        return here.manage(*(words or ["help"]))


def _load(options: argparse.Namespace, further: list[str]) -> int:
    say.be_quiet()
    setup.checkout("runtime")
    with setup.site(setup.data_folder(options.data)) as here:
        here.migrate()
        # Further words are the command's own: --name, --code, --hidden … of a feed.
        words = [*options.folder, *(["--json"] if options.json else []), *further]
        return here.manage(f"load_{options.what}", *words)


def _bench(options: argparse.Namespace, further: list[str]) -> int:
    say.be_quiet()
    setup.checkout("runtime")
    # Generated records go into a database of their own, never among a network's real ones.
    with setup.site(setup.data_folder(options.data), name="hearth_bench") as here:
        if here.cluster is None and not options.here:
            raise say.Problem(
                "A bench fills the database with generated records, and DATABASE_URL names one.\n"
                "If that is a database for this purpose, add --here. Else leave DATABASE_URL out."
            )
        here.migrate()
        return here.manage("bench", options.name, *(["--json"] if options.json else []), *further)


def _link(options: argparse.Namespace, further: list[str]) -> int:
    if options.file:
        return _matching([options.what, options.file, *further], json=options.json)
    if options.what == "evaluate":
        raise say.Problem("Name the file: ./hub link evaluate FILE")
    say.be_quiet()
    setup.checkout("runtime")
    with setup.site(setup.data_folder(options.data)) as here:
        here.migrate()
        return here.manage("link_records", options.what, *(["--json"] if options.json else []), *further)


def _matching(words: list[str], *, json: bool) -> int:
    """Matching of records in files; it needs no database."""
    say.be_quiet()
    setup.checkout("runtime")
    command: list[str | Path] = [PYTHON, "-m", "hearth.families.matching", *words, *(["--json"] if json else [])]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False).returncode


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./hub", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    it = commands.add_parser(
        "run",
        help="set up and start Hearth",
        description="Sets up what is missing, then starts the database, the web server and the worker. Ctrl-C stops "
        "all of them. Without DATABASE_URL it is a demo with a database of its own and an invented area.",
    )
    it.add_argument("--port", type=int, default=8000, help="port of the web server (default: 8000)")
    it.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine only)")
    it.add_argument("--data", metavar="FOLDER", help=DATA)
    it.add_argument("--logs", action="store_true", help="show what the web server and the worker log here too")

    it = commands.add_parser(
        "test",
        help="run every check and test",
        description="Lint, types, layers and all tests, on a PostgreSQL of their own (or the one of DATABASE_URL). "
        "With words for pytest (a file, -k WORD, -x …) only those tests run, without the other checks.",
    )
    it.add_argument("--fast", action="store_true", help="leave out journeys in a browser and slow tests")
    it.add_argument("--note-slow", action="store_true", help="write down which tests --fast is to leave out")
    it.add_argument("pytest", nargs="*", metavar="PYTEST", help="words for pytest")

    it = commands.add_parser("lint", help="lint, format, types and layers", description="The checks without the tests.")
    it.add_argument("--fix", action="store_true", help="first put right what can be put right by itself")

    it = commands.add_parser(
        "manage",
        help="run a Django command on a site's database, as its owner",
        description="Any Django command, as the owner of the database: ./hub manage [--data FOLDER] COMMAND … "
        "For the list: ./hub manage help",
    )

    it = commands.add_parser(
        "load",
        help="load geography, services or agencies' records from files, or another directory's feed",
        description="Reads the files of a folder as they are and says what was accepted, repaired and refused. "
        "The same files twice change nothing. A feed is an Open Referral API, JSON or tables; its further options "
        "(--name, --code, --licence, --attribution, --hidden, --full, --per-second) go after it. Records of people "
        "take --source, --mapping, --organisation and --folder.",
    )
    it.add_argument("what", choices=["geography", "services", "feed", "records"], help="what they hold")
    it.add_argument("folder", nargs="+", metavar="FOLDER", help="folder with the files, a file, or a feed's address")
    it.add_argument("--json", action="store_true", help="print the report as JSON, and nothing else")
    it.add_argument("--data", metavar="FOLDER", help=DATA)

    it = commands.add_parser(
        "bench",
        help="measure speed on generated records",
        description="Measures speed on generated records, in a database of its own (hearth_bench). "
        "Further options go to the bench, for instance --sizes 1000,10000, --records 1000000, --people 1000000 "
        "or --febrl.",
    )
    it.add_argument("name", help="what to measure, for instance: pages")
    it.add_argument("--json", action="store_true", help="print the results as JSON")
    it.add_argument("--here", action="store_true", help="use the database that DATABASE_URL names")
    it.add_argument("--data", metavar="FOLDER", help=DATA)

    it = commands.add_parser(
        "link",
        help="find records of one person, or see how well they are found",
        description="train: learns to match from the database. run: links what is beyond doubt and lays the rest "
        "before somebody, as every night. train FILE --out MODEL and run FILE --out PEOPLE [--model MODEL] do the same "
        "with a file of records and leave the database alone. evaluate FILE: learns from a file without looking at its "
        "answers, links it, and compares with them (column cluster): precision, recall, F1, false links, time and "
        "memory; further options: --engine duckdb or spark, --without COLUMN (several times).",
    )
    it.add_argument("what", choices=["train", "run", "evaluate"], help="what to do")
    it.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        help="CSV with unique_id, nhs_number, first_name, surname, …; to evaluate also cluster",
    )
    it.add_argument("--data", metavar="FOLDER", help=DATA)
    it.add_argument("--json", action="store_true", help="print the figures as JSON, and nothing else")

    it = commands.add_parser(
        "backup",
        help="write the database and the uploads into one file",
        description="Writes the database and the uploads into one file. Hearth may be running meanwhile.",
    )
    it.add_argument("file", metavar="FILE", help="file to write, for instance hearth-2026-05-01.tar")
    it.add_argument("--force", action="store_true", help="write over FILE if it exists")
    it.add_argument("--data", metavar="FOLDER", help=DATA)

    it = commands.add_parser(
        "restore",
        help="put a backup back",
        description="Checks a backup, then puts it back and brings it to this release. Stop Hearth first.",
    )
    it.add_argument("file", metavar="FILE", help="file that ./hub backup wrote")
    it.add_argument("--replace", action="store_true", help="replace all data that is there by the backup")
    it.add_argument("--data", metavar="FOLDER", help=DATA)
    return parser
