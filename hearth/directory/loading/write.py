"""Writes wanted records: new ones, changed ones, and nothing at all where the file says nothing new."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.text import slugify

from hearth.access.models import Organisation, OrganisationKind
from hearth.directory.loading.job import Job
from hearth.directory.loading.openings import DAYS
from hearth.directory.loading.reasons import Notes
from hearth.directory.loading.records import COUNCILS, Owner, Wanted
from hearth.directory.loading.tally import plain
from hearth.directory.models import (
    Frequency,
    OrganisationListing,
    Schedule,
    Service,
    ServicePlace,
    ServiceTerm,
    Site,
    SiteHours,
    SourceRow,
    Term,
)

Row = tuple[dict[str, str], Notes, Wanted]


@dataclass(slots=True)
class Writer:
    """Writes the rows of one file. Every call is within the caller's transaction."""

    job: Job
    _terms: dict[tuple[str, str], UUID] = field(default_factory=dict)
    _owners: dict[tuple[str, str], UUID] = field(default_factory=dict)

    def write(self, rows: list[Row]) -> list[str]:
        """What happened to each: "added", "updated" or "unchanged"."""
        before = {
            row.ref: row
            for row in SourceRow.objects.filter(source=self.job.mapping.source, ref__in=[w.ref for *_, w in rows])
        }
        self._find_owners([w.owner for *_, w in rows if w.owner])
        model = {"service": Service, "site": Site, "organisation": Organisation}[self.job.mapping.kind]
        records: dict[UUID, Any] = model.objects.in_bulk([row.record_id for row in before.values()])  # type: ignore[attr-defined]
        states: list[str] = []
        for raw, notes, wanted in rows:
            known = before.get(wanted.ref)
            record = records.get(known.record_id) if known else None
            mark = wanted.fingerprint()
            if known and record and known.fingerprint == mark and known.gone_at is None:
                states.append("unchanged")
                continue
            if known and record and self.job.mapping.kind == "service" and record.edited_at != known.loaded_at:
                notes.add("edited-since")
            record = self._write_one(wanted, record, known)
            self._remember(known, wanted, record.pk, mark, raw)
            states.append("updated" if known and known.record_id == record.pk else "added")
        return states

    def mark_gone(self, present: set[str]) -> None:
        """Note the records that an earlier file of this name had and this one has not. They stay as they are."""
        mapping = self.job.mapping
        lost = SourceRow.objects.filter(
            source=mapping.source, gone_at__isnull=True, load__file_name=self.job.load.file_name
        ).exclude(ref__in=present)
        for row in lost.order_by("id"):
            self.job.tally.lost(row.raw)
        lost.update(gone_at=self.job.now)

    def _remember(self, known: SourceRow | None, wanted: Wanted, pk: UUID, mark: str, raw: dict[str, str]) -> None:
        values = {
            "record_kind": self.job.mapping.kind,
            "record_id": pk,
            "fingerprint": mark,
            "terms": [list(term) for term in wanted.terms],
            "raw": plain(raw),
            "load": self.job.load,
            "loaded_at": self.job.now,
            "gone_at": None,
        }
        if known is None:
            SourceRow.objects.create(source=self.job.mapping.source, ref=wanted.ref, **values)
        else:
            SourceRow.objects.filter(pk=known.pk).update(**values)

    def _write_one(self, wanted: Wanted, record: Any, known: SourceRow | None) -> Any:
        if self.job.mapping.kind == "service":
            return self._service(wanted, record, known)
        if self.job.mapping.kind == "site":
            return self._site(wanted, record)
        return self._organisation(wanted, record)

    # Services

    def _service(self, wanted: Wanted, record: Service | None, known: SourceRow | None) -> Service:
        origin = {"source": self.job.mapping.source, "source_ref": wanted.ref}
        service = record or Service.objects.filter(**origin).first() or Service(**origin)
        assert wanted.owner is not None
        values = {
            **self._emptied(),
            **wanted.values,
            "organisation_id": self._owners[wanted.owner.source, wanted.owner.ref],
        }
        for name, value in values.items():
            setattr(service, name, value)
        service.edited_at = self.job.now
        service.save()
        place = self._place(service, wanted)
        self._schedules(service, place, wanted)
        self._classify(service, wanted, known)
        return service

    def _emptied(self) -> dict[str, Any]:
        """The fields that this mapping can fill, empty: what the file no longer says is no longer said. The rest (a
        language that an editor added) stays."""
        mapping = self.job.mapping
        targets = {column.target for column in mapping.columns} | {"summary", "description"}
        targets |= {name for rule in mapping.rules for name in rule.set}
        for target, made in (("contacts", {"email", "phone"}), ("ages", {"min_age_months", "max_age_months"})):
            targets |= made if target in targets else set()
        fields = {f.name: f for f in Service._meta.concrete_fields}
        return {name: fields[name].get_default() for name in targets if name in fields and name not in {"name"}}

    def _place(self, service: Service, wanted: Wanted) -> ServicePlace | None:
        """Its one place, brought up to date. Where somebody has added more here, those stay."""
        if not wanted.place:
            return None
        place = service.places.filter(site__isnull=True, is_confidential=False).order_by("created_at").first()
        place = place or ServicePlace(service=service)
        for name, value in wanted.place.items():
            setattr(place, name, value)
        place.save()
        return place

    def _schedules(self, service: Service, place: ServicePlace | None, wanted: Wanted) -> None:
        service.schedules.all().delete()
        made = [
            Schedule(
                service=service,
                place=place,
                freq=Frequency.MONTHLY if slot.week else Frequency.WEEKLY,
                byday=list(slot.days),
                week_of_month=slot.week,
                opens=slot.opens,
                closes=slot.closes,
                term_time_only=slot.term_time,
            )
            for slot in wanted.slots
        ]
        if wanted.times_words:
            # Words with no time of their own; beside the first slot where some could be read.
            made = made or [Schedule(service=service, place=place)]
            made[0].notes = wanted.times_words
        Schedule.objects.bulk_create(made)

    def _classify(self, service: Service, wanted: Wanted, known: SourceRow | None) -> None:
        """Add the file's terms; take away those it gave before and gives no more. An editor's own stay."""
        now = {self._term(*term) for term in wanted.terms} - {None}
        then = {self._term(str(t[0]), str(t[1])) for t in (known.terms if known else [])} - {None}
        service.service_terms.filter(term_id__in=then - now).delete()
        present = set(service.service_terms.values_list("term_id", flat=True))
        ServiceTerm.objects.bulk_create(ServiceTerm(service=service, term_id=pk) for pk in now - present if pk)

    def _term(self, taxonomy: str, code: str) -> UUID | None:
        if not self._terms:
            self._terms = {(t, c): pk for t, c, pk in Term.objects.values_list("taxonomy__code", "code", "id")}
        return self._terms.get((taxonomy, code))

    # Sites

    def _site(self, wanted: Wanted, record: Site | None) -> Site:
        origin = {"source": self.job.mapping.source, "source_ref": wanted.ref}
        site = record or Site.objects.filter(**origin).first() or Site(**origin)
        assert wanted.owner is not None
        site.organisation_id = self._owners[wanted.owner.source, wanted.owner.ref]
        for name, value in {**wanted.values, **wanted.place}.items():
            setattr(site, name, value)
        site.slug = site.slug or _free_slug(site.name)
        site.save()
        if wanted.slots:
            site.hours.all().delete()
            SiteHours.objects.bulk_create(
                SiteHours(site=site, weekday=DAYS.index(day), opens=slot.opens, closes=slot.closes)
                for slot in wanted.slots
                if slot.closes and not slot.week
                for day in slot.days
            )
        return site

    # Organisations

    def _organisation(self, wanted: Wanted, record: Organisation | None) -> Organisation:
        values = dict(wanted.values)
        kind = str(values.pop("kind", "other"))
        source = self.job.mapping.source
        listing = OrganisationListing.objects.filter(source=source, source_ref=wanted.ref).first()
        organisation = record or (listing.organisation if listing else Organisation())
        organisation.name, organisation.kind = values.pop("name"), kind
        organisation.save()
        OrganisationListing.objects.update_or_create(
            organisation=organisation, defaults={"source": source, "source_ref": wanted.ref, **values}
        )
        return organisation

    def _find_owners(self, owners: list[Owner]) -> None:
        """The organisations that rows belong to; one that nobody has met yet is made."""
        missing = {(o.source, o.ref): o for o in owners if (o.source, o.ref) not in self._owners}
        if not missing:
            return
        wanted = Q()
        for source in {source for source, _ in missing}:
            wanted |= Q(source=source, source_ref__in=[ref for s, ref in missing if s == source])
        for listing in OrganisationListing.objects.filter(wanted):
            self._owners[listing.source, listing.source_ref] = listing.organisation_id
            missing.pop((listing.source, listing.source_ref), None)
        for (source, ref), owner in missing.items():
            self._owners[source, ref] = self._new_owner(owner).pk

    def _new_owner(self, owner: Owner) -> Organisation:
        organisation = None
        if owner.source == COUNCILS:
            # There is one council of a name: the network's own may be here already, set up by hand.
            organisation = Organisation.objects.filter(kind=OrganisationKind.COUNCIL, name__iexact=owner.name).first()
        organisation = organisation or Organisation.objects.create(name=owner.name, kind=owner.kind)
        listing, made = OrganisationListing.objects.get_or_create(
            organisation=organisation, defaults={"source": owner.source, "source_ref": owner.ref}
        )
        if not made and not listing.source:
            listing.source, listing.source_ref = owner.source, owner.ref
            listing.save(update_fields=["source", "source_ref"])
        return organisation


def _free_slug(name: str) -> str:
    stem = slugify(name)[:150] or "site"
    taken = set(Site.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
