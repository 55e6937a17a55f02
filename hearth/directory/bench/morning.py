"""Run as a process of its own: makes organisations whose listings are due, or does what the morning's job does.

`make ORGANISATIONS` as the owner; `standing DAYS` and `letters` under the serving role, DAYS from today on. Writes its
figures as JSON: seconds, and the most memory that the process held (MB).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import timedelta
from typing import Any

AT_A_TIME = 5000


def main() -> None:
    import django

    django.setup()
    what, *values = sys.argv[1:]
    if what == "make":
        made = make(int(values[0]))
    elif what == "standing":
        made = standing(int(values[0]))
    else:
        made = letters()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # Linux counts in kB
    json.dump(made | {"peak_mb": peak}, sys.stdout)


def make(organisations: int) -> dict[str, Any]:
    """So many organisations with one to three listings each, all due in a few days. Every other organisation has a
    member who edits its listings; the rest have a public address."""
    from hearth.access.models import Membership, Organisation, User
    from hearth.core import clock
    from hearth.directory.models import OrganisationListing, Service

    now = clock.now()
    confirmed = now - timedelta(days=172)
    owners = [Organisation(name=f"Provider {number}") for number in range(organisations)]
    Organisation.objects.bulk_create(owners, batch_size=AT_A_TIME)
    with_member, without = owners[::2], owners[1::2]
    users = [
        User(name=f"Editor {number}", email=f"editor{number}@provider.example") for number in range(len(with_member))
    ]
    User.objects.bulk_create(users, batch_size=AT_A_TIME)
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role_id="provider-editor")
        for user, organisation in zip(users, with_member, strict=True)
    )
    OrganisationListing.objects.bulk_create(
        OrganisationListing(organisation=organisation, email=f"hello{number}@provider.example")
        for number, organisation in enumerate(without)
    )
    listings = [
        Service(organisation=owner, name=f"Group {number}-{one}", assured_at=confirmed)
        for number, owner in enumerate(owners)
        for one in range(number % 3 + 1)
    ]
    Service.objects.bulk_create(listings, batch_size=AT_A_TIME)
    return {"listings": len(listings), "organisations": len(owners), "with_member": len(with_member)}


def standing(days: int) -> dict[str, Any]:
    """The standing of every listing on a morning so many days from today."""
    from hearth.core import actors, clock
    from hearth.directory.actions.standing import nightly

    now = clock.now() + timedelta(days=days)
    started = time.perf_counter()
    dates, moved = nightly(now=now, by=actors.job("freshness"))
    return {"dates": dates, "moved": moved, "seconds": round(time.perf_counter() - started, 1)}


def letters() -> dict[str, Any]:
    """The letters of this morning."""
    from hearth.core import actors, clock
    from hearth.directory.actions.reminding import remind_all

    started = time.perf_counter()
    written = remind_all(now=clock.now(), by=actors.job("freshness"))
    return {"letters": written, "seconds": round(time.perf_counter() - started, 1)}


if __name__ == "__main__":
    main()
