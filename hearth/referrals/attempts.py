"""How often a reference and code may be tried: few times for one reference, a few more from one address.

Right answers count too; a family seldom needs more than one.
"""

from __future__ import annotations

from hearth.core import tries

WINDOW = 15 * 60  # seconds
PER_REFERENCE = 5
PER_ADDRESS = 30  # a hub's front desk shares one address


def may_try(*, reference: str, address: str, at: float) -> bool:
    """Take one attempt. False when there are none left in this quarter of an hour.

    What cannot be a reference (empty) opens nothing, so it counts by address alone: one family's slip of the finger
    takes no attempt from another's.
    """
    by_address = tries.take(f"follow/address/{address}", slots=PER_ADDRESS, seconds=WINDOW, at=at)
    return by_address and (
        not reference or tries.take(f"follow/reference/{reference}", slots=PER_REFERENCE, seconds=WINDOW, at=at)
    )
