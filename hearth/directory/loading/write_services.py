"""Writes services with their place, times and terms, many at a time: one refresh of the search rows for a batch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hearth.directory.loading import bulk
from hearth.directory.loading.change import Change
from hearth.directory.loading.job import Job
from hearth.directory.loading.owners import Owners
from hearth.directory.models import Frequency, Schedule, Service, ServicePlace, ServiceTerm, SourceRow, Term


class ServiceKeeper:
    """Keeps services."""

    def __init__(self, job: Job, owners: Owners) -> None:
        self.job = job
        self.owners = owners
        self.terms = {(t, c): pk for t, c, pk in Term.objects.values_list("taxonomy__code", "code", "id")}

    def present(self, known: dict[str, SourceRow], refs: list[str]) -> dict[str, Service]:
        by_id = Service.objects.in_bulk([row.record_id for row in known.values()])
        found = {ref: by_id[row.record_id] for ref, row in known.items() if row.record_id in by_id}
        lost = Service.objects.filter(source=self.job.mapping.source, source_ref__in=set(refs) - set(found))
        return {**{service.source_ref: service for service in lost}, **found}

    def edited(self, record: Service, known: SourceRow) -> bool:
        return record.edited_at != known.loaded_at

    def keep(self, changes: list[Change]) -> list[UUID]:
        emptied = self._emptied()
        services: list[Service] = []
        for change in changes:
            wanted = change.wanted
            service = change.record or Service(source=self.job.mapping.source, source_ref=wanted.ref)
            for name, value in {**emptied, **wanted.values}.items():
                setattr(service, name, value)
            service.organisation_id = self.owners.id_of(wanted.owner)
            service.edited_at = self.job.now
            service.version += change.record is not None
            services.append(service)
        pairs = list(zip(services, changes, strict=True))
        places = self._places(pairs, {service.pk for service, change in pairs if change.record is not None})
        self._schedules(pairs, places)
        self._classify(pairs)
        # Last: each statement makes the search rows of its services anew, and what hangs on a service that is not yet
        # there makes none. So a new service's are made once, not four times.
        bulk.store(services)
        return [service.pk for service in services]

    def _emptied(self) -> dict[str, Any]:
        """The fields that this mapping can fill, empty: what the file no longer says is no longer said. The rest (a
        language that an editor added) stays."""
        mapping = self.job.mapping
        targets = {column.target for column in mapping.columns} | {"summary", "description"}
        targets |= {name for rule in mapping.rules for name in rule.sets}
        for target, made in (("contacts", {"email", "phone"}), ("ages", {"min_age_months", "max_age_months"})):
            targets |= made if target in targets else set()
        fields = {field.name: field for field in Service._meta.concrete_fields}
        return {name: fields[name].get_default() for name in targets if name in fields and name != "name"}

    def _places(self, pairs: list[tuple[Service, Change]], old: set[UUID]) -> dict[UUID, ServicePlace]:
        """Each one's own place, brought up to date. Where somebody has added more here, those stay."""
        found: dict[UUID, ServicePlace] = {}
        own = ServicePlace.objects.filter(service_id__in=old, site__isnull=True, is_confidential=False)
        for place in own.order_by("-created_at"):
            found[place.service_id] = place  # the oldest is the last to be put in
        written: list[ServicePlace] = []
        for service, change in pairs:
            if not change.wanted.place:
                continue
            place = found.setdefault(service.pk, ServicePlace(service=service))
            written.append(place)
            for name, value in change.wanted.place.items():
                setattr(place, name, value)
        bulk.store(written)
        return found

    def _schedules(self, pairs: list[tuple[Service, Change]], places: dict[UUID, ServicePlace]) -> None:
        Schedule.objects.filter(service__in=[service for service, change in pairs if change.record]).delete()
        made: list[Schedule] = []
        for service, change in pairs:
            place = places.get(service.pk)
            mine = [
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
                for slot in change.wanted.slots
            ]
            if change.wanted.times_words:
                # Words with no time of their own; beside the first slot where some could be read.
                mine = mine or [Schedule(service=service, place=place)]
                mine[0].notes = change.wanted.times_words
            made += mine
        bulk.store(made)

    def _classify(self, pairs: list[tuple[Service, Change]]) -> None:
        """Add the file's terms; take away those it gave before and gives no more. An editor's own stay."""
        changed = [service.pk for service, change in pairs if change.record]
        present: dict[UUID, set[UUID]] = {}
        for service_id, term_id in ServiceTerm.objects.filter(service_id__in=changed).values_list("service", "term"):
            present.setdefault(service_id, set()).add(term_id)
        new: list[ServiceTerm] = []
        for service, change in pairs:
            now = {pk for term in change.wanted.terms if (pk := self.terms.get(term))}
            told = change.known.terms if change.known else []
            then = {pk for term in told if (pk := self.terms.get((term[0], term[1])))}
            if then - now:
                ServiceTerm.objects.filter(service=service, term_id__in=then - now).delete()
            have = present.get(service.pk, set())
            new += [ServiceTerm(service=service, term_id=pk) for pk in sorted(now - have)]
        bulk.store(new, key=("service_id", "term_id"), leave=("id",))
