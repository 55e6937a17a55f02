"""Run as a process of its own, under the serving role: reads one feed and says how long it took and how much memory.

Reads the address as JSON from standard input, writes figures as JSON. Memory is this process's highest (resident set).
"""

from __future__ import annotations

import json
import resource
import sys
import time


def main() -> None:
    import django

    django.setup()
    from hearth.core import actors, clock
    from hearth.directory.actions import feeds
    from hearth.directory.feeds.fetch import Fetcher
    from hearth.directory.feeds.reading import read_feed
    from hearth.directory.models import Feed

    asked = json.load(sys.stdin)
    by = actors.job("feeds")
    feed = Feed.objects.filter(code="bench").first() or feeds.add_feed(
        values={"name": "Bench", "address": asked["address"], "is_trusted": True, "per_second": 0},
        code="bench",
        by=by,
        now=clock.now(),
    )
    started = time.perf_counter()
    load = read_feed(feed=feed, by=by, full=True, fetcher=Fetcher(per_second=0))
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in kilobytes
    names = ("rows", "added", "updated", "unchanged", "refused", "failed")
    counts = {name: load.counts[name] for name in names if name in load.counts}
    json.dump({"seconds": round(seconds, 2), "memory_mb": round(memory, 1), **counts}, sys.stdout)


if __name__ == "__main__":
    main()
