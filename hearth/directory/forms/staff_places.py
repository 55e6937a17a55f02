"""Where a service takes place: at a hub, or at an address of its own, which may be kept secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hearth.core.forms import AgreeField, HearthForm, HiddenField, PostcodeField, RadioField, SelectField, TextField
from hearth.directory.models import Site
from hearth.directory.queries import postcodes

AT_SITE, AT_ADDRESS = "site", "address"


class PlaceForm(HearthForm):
    """One place. `values()` are fields of ServicePlace; `is_secret` says that only its own organisation sees them."""

    seen = HiddenField(optional=True)
    where = RadioField(
        lazy("Where is it?"),
        required=lazy("Say where it is"),
        choices=[
            (AT_SITE, lazy("At a family hub or another site of the network")),
            (AT_ADDRESS, lazy("At another address")),
        ],
        reveal={AT_SITE: ["site"], AT_ADDRESS: ["address_1", "city", "postcode", "anyway", "secret"]},
    )
    site = SelectField(lazy("Which one?"), required=lazy("Choose the site"), prompt=lazy("Choose a site"))
    address_1 = TextField(lazy("Building and street"), required=lazy("Enter the building and street"), max_length=200,
                          autocomplete="address-line1")  # fmt: skip
    city = TextField(lazy("Town or village"), optional=True, max_length=80, autocomplete="address-level2")
    postcode = PostcodeField(lazy("Postcode"), required=lazy("Enter the postcode, like SK1 3XE"),
                             hint=lazy("It puts the place on the map."))  # fmt: skip
    anyway = AgreeField(
        lazy("Save the place without a point on the map"),
        optional=True,
        hint=lazy("Families then cannot see how far away it is."),
    )
    secret = AgreeField(
        lazy("Keep this address secret"),
        optional=True,
        hint=lazy("Only your own organisation sees it here. Families read the area in words, and ring you."),
    )
    name = TextField(lazy("What is the place or the room called?"), optional=True, max_length=160,
                     hint=lazy("For example: St Aidan’s church hall, or the garden room."))  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        may_be_secret: bool = True,
        was_secret: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(data, files, **options)
        self.lies = postcodes.NOWHERE
        self.may_be_secret, self.was_secret = may_be_secret, was_secret
        if not may_be_secret or was_secret:
            del self.fields["secret"]
        sites = Site.objects.filter(is_active=True).order_by("name").values_list("id", "name")
        self.fields["site"].offer([(str(pk), name) for pk, name in sites])  # type: ignore[attr-defined]
        if not (self.is_bound and self._unknown_postcode()):
            del self.fields["anyway"]
        where: Any = self.fields["where"]
        where.reveal = {choice: [n for n in names if n in self.fields] for choice, names in where.reveal.items()}

    def _unknown_postcode(self) -> bool:
        typed = str(self.data.get(self.add_prefix("postcode"), ""))
        return bool(typed.strip()) and postcodes.lies(typed) is None

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        postcode = found.get("postcode")
        if postcode:
            lies = postcodes.lies(postcode)
            if lies is not None:
                self.lies = lies
            elif not found.get("anyway"):
                self.add_error(
                    "postcode",
                    _("We do not know the postcode %(postcode)s. Check it, or tick below to save the place without it.")
                    % {"postcode": postcode},
                )
        return found

    @property
    def is_secret(self) -> bool:
        return self.was_secret or bool(self.cleaned_data.get("secret"))

    def values(self) -> dict[str, Any]:
        """The fields of a place. Of a valid form."""
        found = self.cleaned_data
        if found["where"] == AT_SITE:
            empty = {"address_1": "", "city": "", "postcode": ""}
            return {"site_id": found["site"], "name": found["name"], **empty, **postcodes.NOWHERE.values()}
        own = {name: found[name] or "" for name in ("name", "address_1", "city", "postcode")}
        return {"site_id": None, **own, **self.lies.values()}


def shown(place: Mapping[str, Any]) -> dict[str, Any]:
    """A place's answers, by field."""
    where = AT_SITE if place.get("site_id") else AT_ADDRESS
    names = ("name", "address_1", "city", "postcode")
    return {"where": where, "site": str(place.get("site_id") or ""), **{name: place.get(name) for name in names}}
