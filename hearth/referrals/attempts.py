"""How often a reference and code may be tried: few times for one reference, a few more from one address.

Counted in the cache that all processes share, by adding: a slot can be taken by one attempt only, so attempts made at
the same moment are all counted. Right answers count too; a family seldom needs more than one.
"""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac

WINDOW = 15 * 60  # seconds
PER_REFERENCE = 5
PER_ADDRESS = 30  # a hub's front desk shares one address


def may_try(*, reference: str, address: str, at: float) -> bool:
    """Take one attempt. False when there are none left in this quarter of an hour.

    What cannot be a reference (empty) opens nothing, so it counts by address alone: one family's slip of the finger
    takes no attempt from another's.
    """
    window = int(at // WINDOW)
    by_address = _take(f"address/{address}/{window}", PER_ADDRESS)
    return by_address and (not reference or _take(f"reference/{reference}/{window}", PER_REFERENCE))


def _take(name: str, slots: int) -> bool:
    # Keyed, so that the cache's table names no address and no reference.
    key = salted_hmac("hearth.referrals.attempts", name, algorithm="sha256").hexdigest()[:40]
    return any(cache.add(f"follow:{key}:{slot}", 1, timeout=WINDOW) for slot in range(slots))
