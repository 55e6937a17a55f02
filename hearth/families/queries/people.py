"""Which people, records and involvements somebody may see. Row security says the same in SQL (migration 0004).

The rule (TRUST): the role allows it, a current reason ties the reader's organisation to the person, an agreement lets
the source's data of that category come here today, and nobody kept the person from this reader.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, Q, QuerySet

from hearth.access.queries import givers_to, may_everywhere, organisations_where
from hearth.core.actors import Actor
from hearth.families.models import (
    AccessNeeds,
    HouseholdPlace,
    Identifier,
    Involvement,
    PersonLink,
    RegisteredPerson,
    Registration,
    Relationship,
    SourceKind,
    SourceRecord,
)

VIEW, REGISTER, LINK = "families.view", "families.register", "families.link"


class KeptFromReader(Func):
    """Whether a restriction keeps the person of a record from whoever reads. The rows that say so are themselves
    hidden from them, so only the database can answer."""

    function = "hearth_kept_from_reader"
    output_field = BooleanField()


class IsMet(Func):
    """Whether somebody at the hub met the family of a registration since it last said who the adult is."""

    function = "families_is_met"
    output_field = BooleanField()


class AddressProtected(Func):
    """Whether the person of a record has a protected address: everybody who sees the person must know that."""

    function = "hearth_address_protected"
    output_field = BooleanField()


def known_people(actor: Actor, *, today: date) -> QuerySet[PersonLink, UUID]:
    """Ids of people whom the actor's organisation has a reason to know: it works with them today, they are in its own
    extract, or they registered with it and somebody has met them (what is only typed proves nothing)."""
    own = organisations_where(actor, VIEW)
    met = Registration.objects.annotate(is_met=IsMet(F("pk"))).filter(organisation__in=own, is_met=True)
    return PersonLink.objects.filter(
        Q(source_record__source_organisation__in=own, source_record__kind=SourceKind.FEED)
        | Q(source_record__in=RegisteredPerson.objects.filter(registration__in=met).values("source_record"))
        | Q(source_record__in=_worked_with(actor, today))
    ).values_list("person", flat=True)


def links_of(people: Any) -> QuerySet[PersonLink, UUID]:
    """The ids of the records of these people: for rows that hang on a record that itself may not be read."""
    return PersonLink.objects.filter(person__in=people).values_list("pk", flat=True)


def _worked_with(actor: Actor, today: date) -> QuerySet[Involvement, UUID]:
    rows = Involvement.objects.filter(
        Q(until=None) | Q(until__gte=today), organisation__in=organisations_where(actor, VIEW)
    )
    return rows.values_list("source_record", flat=True)


def records_visible_to(actor: Actor, *, today: date) -> QuerySet[SourceRecord]:
    """Source records of people: the organisation's own, those of requests that it works on, those that an agreement
    shares of people it knows; for whoever decides about links, those that may be compared."""
    may_see = (
        Q(source_organisation__in=organisations_where(actor, VIEW))
        | Q(source_organisation__in=organisations_where(actor, REGISTER))
        | Q(pk__in=_worked_with(actor, today))
        | Q(
            source_organisation__in=givers_to(actor.organisation_id, "summary", today=today),
            link__person__in=known_people(actor, today=today),
        )
    )
    if may_everywhere(actor, LINK):
        may_see |= (
            Q(source_organisation=None)
            | Q(source_organisation=actor.organisation_id)
            | Q(source_organisation__in=givers_to(actor.organisation_id, "matching", today=today))
        )
    return SourceRecord.objects.filter(may_see).exclude(KeptFromReader(F("id")))


def involvements_visible_to(actor: Actor, *, today: date) -> QuerySet[Involvement]:
    """Who works, or worked, with whom, as far as the actor may know: their own organisation, and the others by
    agreement. What is sealed stays with its own organisation."""
    shared = Q(
        is_sealed=False,
        organisation__in=givers_to(actor.organisation_id, "involvement", today=today),
        source_record__in=links_of(known_people(actor, today=today)),
    )
    return Involvement.objects.filter(Q(organisation__in=organisations_where(actor, VIEW)) | shared).exclude(
        KeptFromReader(F("source_record"))
    )


def relationships_visible_to(actor: Actor, *, today: date) -> QuerySet[Relationship]:
    """Relationships between two records that the actor may see."""
    seen = records_visible_to(actor, today=today)
    return Relationship.objects.filter(record__in=seen, to_record__in=seen)


def of_visible_records(model: type[Any], actor: Actor, *, today: date) -> QuerySet[Any]:
    """Needs, places in households and links of the records that the actor may see."""
    rows: QuerySet[Any] = model.objects.filter(source_record__in=records_visible_to(actor, today=today))
    return rows


def needs_visible_to(actor: Actor, *, today: date) -> QuerySet[AccessNeeds]:
    """What people need to take part."""
    return of_visible_records(AccessNeeds, actor, today=today)


def places_visible_to(actor: Actor, *, today: date) -> QuerySet[HouseholdPlace]:
    """Who lives in which household."""
    return of_visible_records(HouseholdPlace, actor, today=today)


SCHEMES_OF: dict[str, tuple[str, ...]] = {"nhs": ("nhs",), "school": ("upn",), "council": ("upn", "child")}


def identifiers_visible_to(actor: Actor, *, kind: str, today: date) -> QuerySet[Identifier]:
    """Numbers of visible records, to whom their scheme concerns: `kind` is the kind of the actor's organisation. What
    an organisation said itself it sees whatever the scheme."""
    return Identifier.objects.filter(
        Q(scheme__in=SCHEMES_OF.get(kind, ())) | Q(source_record__source_organisation=actor.organisation_id),
        source_record__in=records_visible_to(actor, today=today),
    )


def person_of(actor: Actor, record_id: UUID, *, today: date) -> UUID | None:
    """The person to whom a record's id leads, if the actor may see any record of that person; else nothing.

    Any record's id does, so an id from before a link or a split still finds whoever holds that record now.
    """
    link = PersonLink.objects.filter(pk=record_id).first()
    if link is None:
        return None
    seen = records_visible_to(actor, today=today).filter(link__person=link.person)
    return link.person if seen.exists() else None


def protected_among(records: Collection[UUID]) -> set[UUID]:
    """Of visible records, those of people whose address is protected."""
    rows = SourceRecord.objects.filter(pk__in=records).annotate(is_protected=AddressProtected(F("pk")))
    return set(rows.filter(is_protected=True).values_list("pk", flat=True))


def records_of(actor: Actor, people: Collection[UUID], *, today: date) -> QuerySet[SourceRecord]:
    """The visible records of these people that no later one corrects, the newest first."""
    return (
        records_visible_to(actor, today=today)
        .filter(link__person__in=people, corrected_by=None)
        .select_related("link", "source_organisation")
        .order_by("-said_at", "-created_at")
    )
