"""Reading registrations: where one may register, and what a hub's own people see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Count, F, Func, Q, QuerySet

from hearth.access.queries import organisations_where
from hearth.core import clock
from hearth.core.actors import Actor
from hearth.directory.models import Postcode, Service, Site, SiteKind
from hearth.directory.queries import on_day, sessions
from hearth.directory.queries.hubs import Happening, Session
from hearth.families.models import AccessNeeds, AgreedLater, RegisteredPerson, Registration, SafeContact, SourceRecord
from hearth.families.queries.people import IsMet

REGISTER = "families.register"
VIEW = "families.view"
REGISTERING_KINDS = (SiteKind.HUB, SiteKind.SATELLITE, SiteKind.VIRTUAL)


def sites_to_register_at() -> list[Site]:
    """The hubs and satellites of the network, hubs first, by name."""
    sites = Site.objects.filter(is_active=True, organisation__is_active=True, kind__in=REGISTERING_KINDS)
    return sorted(sites, key=lambda site: (site.kind != SiteKind.HUB, site.name))


def site_to_register_at(slug: str) -> Site | None:
    """One of them by its address, or None."""
    return next((site for site in sites_to_register_at() if site.slug == slug), None) if slug else None


def own_sites(actor: Actor) -> list[Site]:
    """Those that the member's organisation runs, where the member may register families."""
    own = set(organisations_where(actor, REGISTER))
    return [site for site in sites_to_register_at() if site.organisation_id in own]


def sessions_at(site: Site) -> list[Session]:
    """What happens at a hub, by name, that may have a poster of its own for registering: not what nobody should be seen
    to come to."""
    found = sessions([site.pk])
    named = Service.objects.filter(pk__in=[one.service_id for one in found], is_sensitive=True)
    quiet = set(named.values_list("pk", flat=True))
    return [one for one in found if one.service_id not in quiet]


def sessions_today(site: Site, now: datetime) -> list[Happening]:
    """Those that are on there today, in the order of the day."""
    return on_day(sessions_at(site), clock.today(now))


def session_at(site: Site, service_id: UUID | str | None) -> Session | None:
    """One of them, or None for what is not on there (any more), or is no id."""
    return next((one for one in sessions_at(site) if str(one.service_id) == str(service_id)), None)


def registered_by_session(actor: Actor, site: Site) -> dict[UUID | None, int]:
    """How many of the registrations that the actor may see came by the poster of each session; None: by none."""
    rows = registrations_visible_to(actor).filter(site=site).values_list("session").annotate(number=Count("pk"))
    return dict(rows.order_by())


def lsoa_of(postcode: str) -> str:
    """The neighbourhood code of a postcode, "" when it is not one that we hold."""
    found = Postcode.objects.filter(pk=postcode.replace(" ", "").upper()).first() if postcode else None
    return found.lsoa_code if found else ""


class KeptFromReader(Func):
    """Whether somebody of a registration is kept from whoever reads: only the database can answer."""

    function = "hearth_registration_kept"
    output_field = BooleanField()


def registrations_visible_to(actor: Actor) -> QuerySet[Registration]:
    """Those at the hubs of the member's organisation, for whoever registers or sees families there; without those of
    people who are kept for named members."""
    own = Registration.objects.filter(
        Q(organisation_id__in=organisations_where(actor, REGISTER))
        | Q(organisation_id__in=organisations_where(actor, VIEW))
    )
    return own.exclude(KeptFromReader(F("id")))


def is_met(registration: Registration) -> bool:
    """Whether somebody has met the family since it last said who the adult is."""
    return Registration.objects.annotate(is_met=IsMet(F("pk"))).filter(pk=registration.pk, is_met=True).exists()


def by_reference(actor: Actor, reference: str) -> Registration | None:
    """The registration that a family shows at the desk."""
    return registrations_visible_to(actor).filter(reference=reference).first()


def not_met(actor: Actor) -> QuerySet[Registration]:
    """Families that nobody has met yet, or not since they said anew who they are; the newest first."""
    rows = registrations_visible_to(actor).annotate(is_met=IsMet(F("pk"))).filter(is_met=False)
    return rows.select_related("site").order_by("-registered_at")


def agreed_now(registration: Registration) -> list[str]:
    """The codes of what a family agrees to: what it said when it registered, and everything that it said since."""
    agreed = dict.fromkeys(registration.agreed)
    for row in AgreedLater.objects.filter(registration=registration).order_by("created_at", "pk"):
        if row.is_agreed:
            agreed[row.code] = None
        else:
            agreed.pop(row.code, None)
    return list(agreed)


def people_of(registration: Registration) -> list[SourceRecord]:
    """The newest that was said of each person of a registration, the adult first."""
    return people_of_all([registration.pk])[registration.pk]


def people_of_all(registrations: Iterable[UUID]) -> dict[UUID, list[SourceRecord]]:
    """The same for many at once. A correction takes the place of what it corrects."""
    newest: dict[tuple[UUID, int], SourceRecord] = {}
    rows = RegisteredPerson.objects.filter(registration_id__in=list(registrations)).select_related("source_record")
    for row in rows.order_by("created_at"):
        newest[row.registration_id, row.order] = row.source_record
    found: dict[UUID, list[SourceRecord]] = defaultdict(list)
    for (registration_id, _order), record in sorted(newest.items(), key=lambda one: one[0][1]):
        found[registration_id].append(record)
    return found


def records_of(registration: Registration) -> list[SourceRecord]:
    """Everything that was said in a registration and its corrections."""
    rows = RegisteredPerson.objects.filter(registration=registration).select_related("source_record")
    return [row.source_record for row in rows.order_by("created_at")]


def contact_of(registration: Registration) -> SafeContact | None:
    """The newest thing said about how this family may safely be reached."""
    return contact_of_id(registration.pk)


def contact_of_id(registration_id: UUID) -> SafeContact | None:
    """The same, of a registration's id."""
    rows = SafeContact.objects.filter(source_record__registered__registration=registration_id)
    return rows.order_by("-created_at").first()


def needs_of(registration: Registration) -> AccessNeeds | None:
    """The newest thing said about what the family needs to take part."""
    rows = AccessNeeds.objects.filter(source_record__registered__registration=registration)
    return rows.order_by("-created_at").first()
