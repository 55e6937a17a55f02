"""The organisations that rows belong to: known again by where they came from, made where nobody has met them yet."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from hearth.access.models import Organisation, OrganisationKind
from hearth.directory.loading import bulk
from hearth.directory.loading.records import COUNCILS, Owner
from hearth.directory.models import OrganisationListing


class Owners:
    """Ids of organisations by owner, looked up once."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], UUID] = {}

    def id_of(self, owner: Owner | None) -> UUID:
        assert owner is not None, "a service and a site belong to an organisation"
        return self._ids[owner.source, owner.ref]

    def find(self, owners: list[Owner]) -> None:
        """Look up these, and make those that are missing, in the caller's transaction."""
        missing = {(o.source, o.ref): o for o in owners if (o.source, o.ref) not in self._ids}
        if not missing:
            return
        wanted = Q()
        for source in {source for source, _ in missing}:
            wanted |= Q(source=source, source_ref__in=[ref for s, ref in missing if s == source])
        for listing in OrganisationListing.objects.filter(wanted):
            self._ids[listing.source, listing.source_ref] = listing.organisation_id
            missing.pop((listing.source, listing.source_ref), None)
        new: list[tuple[Owner, Organisation]] = []
        for owner in missing.values():
            if owner.source == COUNCILS:
                self._ids[owner.source, owner.ref] = _council(owner).pk
            else:
                new.append((owner, Organisation(name=owner.name, kind=owner.kind)))
        bulk.store([organisation for _, organisation in new])
        bulk.store(
            [
                OrganisationListing(organisation=organisation, source=owner.source, source_ref=owner.ref)
                for owner, organisation in new
            ],
            key=("organisation_id",),
        )
        self._ids.update({(owner.source, owner.ref): organisation.pk for owner, organisation in new})


def _council(owner: Owner) -> Organisation:
    """There is one council of a name: the network's own may be here already, set up by hand, and is taken."""
    organisation = Organisation.objects.filter(kind=OrganisationKind.COUNCIL, name__iexact=owner.name).first()
    organisation = organisation or Organisation.objects.create(name=owner.name, kind=owner.kind)
    listing, made = OrganisationListing.objects.get_or_create(
        organisation=organisation, defaults={"source": owner.source, "source_ref": owner.ref}
    )
    if not made and not listing.source:
        listing.source, listing.source_ref = owner.source, owner.ref
        listing.save(update_fields=["source", "source_ref"])
    return organisation
