"""What a family sees on its own page: its registration, what it said, who works with it, and who looked.

Row security knows the family by `hearth.reference` (`actions.registering.as_family`). Of what others hold, only the
adult who registered sees anything, and only once a hub has met them: a name and a birth date that somebody typed prove
nothing, and would otherwise open another person's record (migration 0008, `families_family_records`).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from hearth.audit.models import Entry, EntryKind
from hearth.families.models import (
    FamilyAsk,
    FamilySignIn,
    Involvement,
    PaperCode,
    RegisteredPerson,
    Registration,
)
from hearth.families.queries.registrations import contact_of

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


# Ways in besides a code to the safe contact --------------------------------------------------------------------------


def paper_code_of(registration: Registration, *, now: datetime) -> PaperCode | None:
    """The code on paper that still opens the page."""
    newest = PaperCode.objects.filter(registration=registration).order_by("-created_at").first()
    return newest if newest and newest.used_at is None and newest.expires_at > now else None


def sign_in_of(registration: Registration) -> FamilySignIn | None:
    """The sign-in with which the family opens its page, if it still does."""
    tied = FamilySignIn.objects.filter(registration=registration).first()
    return tied if tied and still_opens(tied) else None


def still_opens(tied: FamilySignIn) -> bool:
    """Whether nothing came after it was tied that settles who stands behind the registration: whoever tied it could
    read the contact of then, and it named whom it named then."""
    return tied.created_at >= _settled_at(tied.registration)


def _settled_at(registration: Registration) -> datetime:
    """When it was last said who the adult is or how to reach them, or seen that they are who they say."""
    adult = RegisteredPerson.objects.filter(registration=registration, order=0).order_by("-created_at").first()
    contact = contact_of(registration)
    moments = (
        registration.registered_at,
        registration.met_at,
        adult and adult.created_at,
        contact and contact.created_at,
    )
    return max(moment for moment in moments if moment)
