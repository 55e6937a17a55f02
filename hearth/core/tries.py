"""How often something may be tried in a stretch of time: codes, forms that anybody can send.

Counted in the cache that all processes share, by adding: a slot can be taken by one try only, so tries made at the same
moment are all counted.
"""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def take(what: str, *, slots: int, seconds: int, at: float) -> bool:
    """Take one of the slots for `what` ("follow/address/…") in this stretch of `seconds`; False when none is left.

    The stretches are fixed ones since the epoch, of which `at` (a timestamp) lies in one.
    """
    # Keyed, so that the cache's table names no address and no reference.
    key = salted_hmac("hearth.core.tries", f"{what}/{int(at // seconds)}", algorithm="sha256").hexdigest()[:40]
    names = [f"tries:{key}:{slot}" for slot in range(slots)]
    taken = cache.get_many(names)  # slots are taken in order, so one look shows which can still be free
    return any(cache.add(name, 1, timeout=seconds) for name in names if name not in taken)
