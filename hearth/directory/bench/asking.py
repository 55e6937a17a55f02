"""Run as a process of its own, under the serving role: asks every question and says where the answer stood.

Reads the questions as JSON from standard input, writes what was found and how long it took as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

SEEN = 3  # results that somebody looks at
WHERE = ("ZZ1 1AA", "")  # in the middle of the demo area, and nowhere said


def main() -> None:
    import django

    django.setup()
    asked = json.load(sys.stdin)
    codes = _codes()
    found = [_ask(question, place, codes) for place in WHERE for question in asked["questions"]]
    json.dump(found, sys.stdout)


def _ask(question: dict[str, Any], place: str, codes: dict[Any, set[str]]) -> dict[str, Any]:
    """One question at one place: the rank of its first answer (from 1, None beyond `SEEN`), and milliseconds."""
    from django.db import transaction

    from hearth.directory.queries import Wanted, answer, services

    started = time.perf_counter()
    with transaction.atomic():
        got = answer(typed=question["words"], place=place, wanted=Wanted())
    took = (time.perf_counter() - started) * 1000
    shown = [hit.service_id for hit in got.in_page_order[:SEEN]]
    facts = services(shown)
    rank = None
    for number, service_id in enumerate(shown, start=1):
        if codes[service_id] & set(question["want"]) and _suits(facts[service_id], question["age"]):
            rank = number
            break
    return {
        "words": question["words"],
        "place": place,
        "rank": rank,
        "ms": took,
        "respelled": got.respelled,
        "shown": [facts[service_id].name for service_id in shown],
    }


def _suits(facts: Any, age: float | None) -> bool:
    """Whether a service does not say that it is for other ages; `age` in years."""
    if age is None:
        return True
    months = age * 12
    low, high = facts.min_age_months, facts.max_age_months
    # Somebody is two until they are three.
    return (low is None or low < months + 12) and (high is None or months <= high + 1)


def _codes() -> dict[Any, set[str]]:
    """The codes of each service's terms, and of those above them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select service_id, codes from directory_searchrow")
        return {row[0]: set(row[1]) for row in cursor.fetchall()}


if __name__ == "__main__":
    main()
