"""A log line says what happened, and nothing of anybody."""

import json
import logging
import sys

from hearth.core.logs import JsonFormatter


def line(logger="hearth.requests", message="request", args=(), **extra):
    record = logging.LogRecord(logger, logging.INFO, "/x/y/z.py", 1, message, args, None)
    for name, value in extra.items():
        setattr(record, name, value)
    return json.loads(JsonFormatter().format(record))


def test_only_allowed_extras_are_written():
    said = line(route="/find/", status=200, email="amina@home.example")
    assert said["route"] == "/find/"
    assert "amina" not in json.dumps(said)


def test_third_parties_messages_are_written_without_their_data():
    said = line(logger="urllib3", message="sent to %s", args=("amina@home.example",))
    assert said["message"] == "sent to %s"


def test_an_error_gives_its_type_and_place_but_not_its_words():
    try:
        raise ValueError("Amina Begum, 07700 900123")
    except ValueError:
        record = logging.LogRecord("hearth.x", logging.ERROR, "/x.py", 1, "failed", (), sys.exc_info())
    said = JsonFormatter().format(record)
    assert "Amina" not in said
    assert json.loads(said)["error"] == "ValueError"
    assert "test_logs.py" in said
