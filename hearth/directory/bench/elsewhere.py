"""Run as a process of its own: another directory on the loopback, an Open Referral API with so many made-up services.

`python -m hearth.directory.bench.elsewhere NUMBER` prints its port and serves until its standard input ends. Each page
is made when it is asked for, so the size of the feed costs no memory. It needs the standard library alone.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import NAMESPACE_URL, uuid5

PER_ORGANISATION = 12
KINDS = ("Play", "Music", "Advice", "Sport", "Reading", "Cooking", "Walking", "Company", "Sleep", "Feeding")
TOWNS = ("Fernley", "Oakham Cross", "Millbeck", "Sandy Ford", "Harrowgate End")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA")


def made_id(what: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"https://elsewhere.example/{what}"))


def service(number: int) -> dict[str, Any]:
    """The same record for the same number, as a well-kept directory gives it."""
    kind, town = KINDS[number % len(KINDS)], TOWNS[number % len(TOWNS)]
    owner = number // PER_ORGANISATION
    low = number % 6
    return {
        "id": made_id(f"service/{number}"),
        "name": f"{kind} for families in {town}, group {number}",
        "description": f"{kind} with other families in {town}. Come as you are, and stay as long as you like.\n\n"
        f"Two volunteers open the door at the time below. There is tea, and a quiet corner for number {number}.",
        "url": f"https://service-{number}.example/",
        "email": f"hello-{number}@service.example",
        "status": "active",
        "minimum_age": low,
        "maximum_age": low + 4 + number % 9,
        "assured_date": f"2026-0{1 + number % 9}-1{number % 10}",
        "last_modified": "2026-01-02T10:00:00.000Z",
        "organization": {
            "id": made_id(f"organisation/{owner}"),
            "name": f"{town} Families Trust {owner}",
            "description": "Neighbours who help neighbours.",
        },
        "phones": [{"id": made_id(f"phone/{number}"), "number": f"01632 96{number % 1000:04d}"}],
        "languages": [{"id": made_id(f"language/{number}"), "code": "en", "name": "English"}],
        "cost_options": [{"id": made_id(f"cost/{number}"), "amount": number % 4, "currency": "GBP"}],
        "schedules": [
            {
                "id": made_id(f"schedule/{number}"),
                "freq": "WEEKLY",
                "byday": DAYS[number % len(DAYS)],
                "opens_at": f"{9 + number % 6:02d}:00:00",
                "closes_at": f"{11 + number % 6:02d}:30:00",
            }
        ],
        "service_at_locations": [
            {
                "id": made_id(f"at/{number}"),
                "location": {
                    "id": made_id(f"location/{number}"),
                    "location_type": "physical",
                    "name": f"{town} Hall",
                    "latitude": round(53.3 + (number % 997) / 5000, 6),
                    "longitude": round(-2.3 + (number % 991) / 5000, 6),
                    "addresses": [
                        {
                            "id": made_id(f"address/{number}"),
                            "address_1": f"{1 + number % 200} Well Street",
                            "city": town,
                            "state_province": "Fernshire",
                            "postal_code": f"ZZ{1 + number % 9} {number % 10}AA",
                            "country": "GB",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
        "attributes": [
            {
                "id": made_id(f"attribute/{number}"),
                "link_id": made_id(f"service/{number}"),
                "link_type": "service",
                "taxonomy_term_id": made_id(f"term/{kind}"),
                "taxonomy_term": {
                    "id": made_id(f"term/{kind}"),
                    "code": kind.lower(),
                    "name": kind,
                    "description": f"Help of the kind {kind.lower()}.",
                    "taxonomy": "Kinds of help",
                    "taxonomy_id": made_id("taxonomy"),
                },
            }
        ],
    }


def page(total: int, number: int, size: int) -> dict[str, Any]:
    """One page of the list, as the standard writes it."""
    first = (number - 1) * size
    contents = [service(one) for one in range(first, min(first + size, total))]
    pages = -(-total // size)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def handler(total: int) -> type[BaseHTTPRequestHandler]:
    """Answers with pages of a feed of that size."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: Any) -> None:
            pass

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            if parts.path.rstrip("/").endswith("/services"):
                answer = page(total, int(asked.get("page", 1)), min(100, int(asked.get("per_page", 100))))
            else:
                answer = {"version": "HSDS-UK-3.0", "profile": "x", "openapi_url": "y"}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(int(sys.argv[1])))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
