"""Writes sites with their hours, and organisations with their listing."""

from __future__ import annotations

from uuid import UUID

from django.utils.text import slugify

from hearth.access.models import Organisation
from hearth.directory.loading.change import Change
from hearth.directory.loading.job import Job
from hearth.directory.loading.openings import DAYS
from hearth.directory.loading.owners import Owners
from hearth.directory.models import OrganisationListing, Site, SiteHours, SourceRow


class SiteKeeper:
    """Keeps sites."""

    def __init__(self, job: Job, owners: Owners) -> None:
        self.job = job
        self.owners = owners

    def present(self, _known: dict[str, SourceRow], refs: list[str]) -> dict[str, Site]:
        found = Site.objects.filter(source=self.job.mapping.source, source_ref__in=refs)
        return {site.source_ref: site for site in found}

    def edited(self, _record: Site, _known: SourceRow) -> bool:
        return False

    def keep(self, changes: list[Change]) -> list[UUID]:
        return [self._keep(change).pk for change in changes]

    def _keep(self, change: Change) -> Site:
        wanted = change.wanted
        site: Site = change.record or Site(source=self.job.mapping.source, source_ref=wanted.ref)
        site.organisation_id = self.owners.id_of(wanted.owner)
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


class OrganisationKeeper:
    """Keeps organisations that a list names for themselves (schools)."""

    def __init__(self, job: Job, _owners: Owners) -> None:
        self.job = job

    def present(self, _known: dict[str, SourceRow], refs: list[str]) -> dict[str, Organisation]:
        listings = OrganisationListing.objects.filter(source=self.job.mapping.source, source_ref__in=refs)
        return {listing.source_ref: listing.organisation for listing in listings.select_related("organisation")}

    def edited(self, _record: Organisation, _known: SourceRow) -> bool:
        return False

    def keep(self, changes: list[Change]) -> list[UUID]:
        return [self._keep(change).pk for change in changes]

    def _keep(self, change: Change) -> Organisation:
        values = dict(change.wanted.values)
        organisation: Organisation = change.record or Organisation()
        organisation.kind = str(values.pop("kind", "other"))
        organisation.name = values.pop("name")
        organisation.save()
        OrganisationListing.objects.update_or_create(
            organisation=organisation,
            defaults={"source": self.job.mapping.source, "source_ref": change.wanted.ref, **values},
        )
        return organisation


def _free_slug(name: str) -> str:
    stem = slugify(name)[:150] or "site"
    taken = set(Site.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
