"""Which people, records and involvements somebody may see. Row security says the same in SQL (migrations 0004, 0029).

The rule (TRUST): the role allows it, a current reason ties the reader's organisation to the person, an agreement lets
the source's data of that category come here today, and nobody kept the person from this reader.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, F, Func, Q, QuerySet

from hearth.access.queries import givers_to, may_everywhere, organisations_where
from hearth.core.actors import Actor
from hearth.families.models import (
    Identifier,
    Involvement,
    PersonLink,
    RegisteredPerson,
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


@dataclass(frozen=True, slots=True)
class Visible:
    """What the actor may see of some people: asked for these alone, so that it costs what a page shows and not what the
    network holds."""

    actor: Actor
    today: date
    whose: dict[UUID, UUID]  # the person of each record that the actor may know to be theirs
    worked: frozenset[UUID]  # the records through which the actor's organisation works with them
    known: frozenset[UUID]  # those of them whom it has a reason to know

    @classmethod
    def of(cls, actor: Actor, people: Collection[UUID], *, today: date) -> Visible:
        """Whom of these the actor's organisation has a reason to know: it works with them today, they are in its own
        extract, or they registered with it and somebody has met them (what is only typed proves nothing)."""
        whose = dict(PersonLink.objects.filter(person__in=people).values_list("pk", "person"))
        own = organisations_where(actor, VIEW)
        if not own or not whose:
            return cls(actor, today, whose, frozenset(), frozenset())
        worked = frozenset(
            Involvement.objects.filter(
                Q(until=None) | Q(until__gte=today), organisation__in=own, source_record__in=whose
            ).values_list("source_record", flat=True)
        )
        extract = SourceRecord.objects.filter(pk__in=whose, source_organisation__in=own, kind=SourceKind.FEED)
        met = (
            RegisteredPerson.objects.filter(source_record__in=whose, registration__organisation__in=own)
            .annotate(is_met=IsMet(F("registration")))
            .filter(is_met=True)
        )
        proofs = {*worked, *extract.values_list("pk", flat=True), *met.values_list("source_record", flat=True)}
        return cls(actor, today, whose, worked, frozenset(whose[one] for one in proofs))

    @property
    def _of_known(self) -> list[UUID]:
        return [record for record, person in self.whose.items() if person in self.known]

    def records(self) -> QuerySet[SourceRecord]:
        """Source records: the organisation's own, those through which it works with somebody, those that an agreement
        shares of people it knows; for whoever decides about links, those that may be compared."""
        actor = self.actor
        may_see = (
            Q(source_organisation__in=organisations_where(actor, VIEW))
            | Q(source_organisation__in=organisations_where(actor, REGISTER))
            | Q(pk__in=self.worked)
        )
        if self.known:
            givers = givers_to(actor.organisation_id, "summary", today=self.today)
            may_see |= Q(source_organisation__in=givers, pk__in=self._of_known)
        if may_everywhere(actor, LINK):
            may_see |= may_be_compared(actor, today=self.today)
        return SourceRecord.objects.filter(may_see, pk__in=self.whose).exclude(KeptFromReader(F("id")))

    def newest(self) -> QuerySet[SourceRecord]:
        """Those records that no later one corrects, the newest first."""
        rows = self.records().filter(corrected_by=None).select_related("source_organisation")
        return rows.order_by("-said_at", "-created_at")

    def involvements(self) -> QuerySet[Involvement]:
        """Who works, or worked, with them, as far as the actor may know: their own organisation, and the others by
        agreement. What is sealed stays with its own organisation."""
        may_see = Q(organisation__in=organisations_where(self.actor, VIEW))
        if self.known:
            givers = givers_to(self.actor.organisation_id, "involvement", today=self.today)
            may_see |= Q(is_sealed=False, organisation__in=givers, source_record__in=self._of_known)
        return Involvement.objects.filter(may_see, source_record__in=self.whose).exclude(
            KeptFromReader(F("source_record"))
        )


def may_be_compared(actor: Actor, *, today: date, path: str = "") -> Q:
    """Records that whoever decides about links may lay beside others: families' own words, those of the actor's
    organisation, and what an agreement gives it for matching. `path` leads to the record ("record_a__")."""
    return (
        Q(**{f"{path}source_organisation": None})
        | Q(**{f"{path}source_organisation": actor.organisation_id})
        | Q(**{f"{path}source_organisation__in": givers_to(actor.organisation_id, "matching", today=today)})
    )


def people_of_records(records: Collection[UUID]) -> set[UUID]:
    """The people to whom these records lead, as far as the reader may know it."""
    return set(PersonLink.objects.filter(pk__in=records).values_list("person", flat=True))


def seen_of(actor: Actor, records: Collection[UUID], *, today: date) -> QuerySet[SourceRecord]:
    """Of these records, the ones that the actor may see."""
    return Visible.of(actor, people_of_records(records), today=today).records().filter(pk__in=records)


SCHEMES_OF: dict[str, tuple[str, ...]] = {"nhs": ("nhs",), "school": ("upn",), "council": ("upn", "child")}


def identifiers_of(records: Collection[UUID], *, actor: Actor, kind: str) -> QuerySet[Identifier]:
    """Numbers of records that the actor sees, to whom their scheme concerns: `kind` is the kind of the actor's
    organisation. What an organisation said itself it sees whatever the scheme."""
    return Identifier.objects.filter(
        Q(scheme__in=SCHEMES_OF.get(kind, ())) | Q(source_record__source_organisation=actor.organisation_id),
        source_record__in=records,
    )


def links_of(people: Collection[UUID]) -> QuerySet[PersonLink, UUID]:
    """The ids of the records of these people: for rows that hang on a record that itself may not be read."""
    return PersonLink.objects.filter(person__in=people).values_list("pk", flat=True)


def person_of(actor: Actor, record_id: UUID, *, today: date) -> UUID | None:
    """The person to whom a record's id leads, if the actor may see any record of that person; else nothing.

    Any record's id does, so an id from before a link or a split still finds whoever holds that record now.
    """
    link = PersonLink.objects.filter(pk=record_id).first()
    if link is None:
        return None
    return link.person if Visible.of(actor, [link.person], today=today).records().exists() else None


def protected_among(records: Collection[UUID]) -> set[UUID]:
    """Of visible records, those of people whose address is protected."""
    rows = SourceRecord.objects.filter(pk__in=records).annotate(is_protected=AddressProtected(F("pk")))
    return set(rows.filter(is_protected=True).values_list("pk", flat=True))


def records_of(actor: Actor, people: Collection[UUID], *, today: date) -> QuerySet[SourceRecord]:
    """The visible records of these people that no later one corrects, the newest first."""
    return Visible.of(actor, people, today=today).newest()
