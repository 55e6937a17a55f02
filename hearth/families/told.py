"""What a family told once, to be offered wherever it is asked again: to itself alone, for it to confirm.

A browser may use it that opened the family's page by a code, or that registered the family a moment ago.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from hearth.core import drafts
from hearth.core.models import Draft
from hearth.families import kiosk, own, registering
from hearth.families.actions.registering import as_family
from hearth.families.models import SafeContact, SourceRecord
from hearth.families.queries import registrations


@dataclass(frozen=True, slots=True)
class Told:
    """The newest that the family said: the adult, the children, and how to reach them safely."""

    adult: SourceRecord
    children: list[SourceRecord]
    contact: SafeContact | None


def told(request: HttpRequest) -> Told | None:
    """What this browser's family told; nothing where it has proved nothing, or stands at a hub's kiosk."""
    if kiosk.hub_of(request):
        return None
    registration_id: UUID | None = own.opened_here(request) or registering.just_registered(request)
    if registration_id is None:
        return None
    with as_family(registration_id):
        people = registrations.people_of_all([registration_id])[registration_id]
        contact = registrations.contact_of_id(registration_id)
    return Told(people[0], people[1:], contact) if people else None


def forget_here(request: HttpRequest) -> None:
    """Leave nothing of the family on this device: what it opened, what it was shown, and all that it typed."""
    own.close_here(request)
    request.session.pop(registering.REGISTERED, None)
    with drafts.holding(request) as holder:
        if holder:
            Draft.objects.filter(holder=holder).delete()
