"""What a family sees on its own page: its registration, what it said, who works with it, and who looked.

Row security knows the family by `hearth.reference` (`actions.registering.as_family`). Of what others hold, only the
adult who registered sees anything, and only once a hub has met them: a name and a birth date that somebody typed prove
nothing, and would otherwise open another person's record (migration 0008, `families_family_records`).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from hearth.audit.models import Entry, EntryKind
from hearth.families.models import FamilyAsk, Involvement, Registration

MOST = 100
LOOKING = (EntryKind.VIEW, EntryKind.EXPORT, EntryKind.PRINT)


def own_registration() -> Registration | None:
    """The registration whose family reads now."""
    return Registration.objects.select_related("site", "organisation").first()


def involved_with(today: date) -> list[Involvement]:
    """Who works with the family now, whom it asks first at the top."""
    rows = Involvement.objects.filter(Q(until=None) | Q(until__gte=today)).select_related("organisation")
    once: dict[tuple[object, str], Involvement] = {}
    for row in rows.order_by("-is_named_contact", "since"):
        once.setdefault((row.organisation_id, row.service_name), row)
    return list(once.values())


def looks() -> list[Entry]:
    """Who looked at the family's record, took it out or printed it, the newest first."""
    return list(Entry.objects.filter(kind__in=LOOKING).order_by("-created_at")[:MOST])


def open_asks(registration: Registration) -> list[FamilyAsk]:
    """What it asked for and nobody has answered yet."""
    return list(FamilyAsk.objects.filter(registration=registration, answered_at__isnull=True).order_by("asked_at"))
