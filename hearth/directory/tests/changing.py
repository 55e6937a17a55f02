"""People who change listings, for tests: two of a charity, one of another, an approver and a colleague at the host."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hearth.access.models import Organisation, User
from hearth.access.tests.factories import make_member, make_organisation
from hearth.access.tests.support import actor
from hearth.core.rowcontext import acting_as
from hearth.core.tests.support import as_owner
from hearth.directory import actions
from hearth.directory.models import ListingChange, OrganisationListing, Service
from hearth.directory.queries import listings
from hearth.directory.tests.factories import make_service

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@dataclass
class Cast:
    """Everybody, and one listing of the charity."""

    charity: Organisation
    council: Organisation
    service: Service
    ewan: User
    hannah: User
    moira: User
    colin: User  # another approver
    rubina: User  # of another charity
    priya: User  # of the charity, and may change no listing

    def edits(self, user: User, *, seen: dict[str, Any] | None = None, **values: Any) -> ListingChange | None:
        """Saves answers, having seen the listing as it stands (or `seen`)."""
        with acting_as(user_id=user.id):
            by = actor(user)
            change = listings.open_change(by, service_id=self.service.id)
            shown = listings.proposed(change, self.public) if seen is None else seen
            return actions.save_answers(
                service_id=self.service.id,
                values=values,
                seen=actions.fingerprint(shown, values),
                by=by,
                now=NOW,
            )

    def sends(self, user: User, change: ListingChange, words: str = "") -> ListingChange:
        with acting_as(user_id=user.id):
            return actions.send(
                change_id=change.id, version=fresh(change).version, by=actor(user), now=NOW, words=words
            )

    def approves(self, user: User, change: ListingChange, **given: Any) -> ListingChange:
        with acting_as(user_id=user.id):
            given = {"version": fresh(change).version, "listing_version": None} | given
            return actions.approve(change_id=change.id, by=actor(user), now=NOW, **given)

    @property
    def public(self) -> dict[str, Any]:
        from hearth.directory import document

        with as_owner():
            return document.snapshot(self.service.id)


def make_cast(**values: Any) -> Cast:
    """The cast; `values` are of the listing."""
    charity, council = make_organisation(name="Nestling"), make_organisation(name="Larkmere Council", is_host=True)
    return Cast(
        charity=charity,
        council=council,
        service=make_service(organisation=charity, **{"name": "Songs", "summary": "Sing with us."} | values),
        ewan=make_member("provider-editor", charity, name="Ewan Farrow"),
        hannah=make_member("provider-manager", charity, name="Hannah Whitlock"),
        moira=make_member("directory-editor", council, name="Moira Tennant"),
        colin=make_member("directory-editor", council, name="Colin Reed"),
        rubina=make_member("provider-manager", make_organisation(name="Sitara"), name="Rubina Akhtar"),
        priya=make_member("front-desk", charity, name="Priya Raman"),
    )


def trust(organisation: Organisation) -> None:
    """Its changes go public without approval."""
    with as_owner():
        OrganisationListing.objects.update_or_create(organisation=organisation, defaults={"is_trusted": True})


def fresh(change: ListingChange) -> ListingChange:
    """As it now stands."""
    with as_owner():
        return ListingChange.objects.get(pk=change.pk)
