"""Where a postcode lies, for the place of a service: the point, ward and neighbourhood of our own table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from hearth.directory.models import Postcode


@dataclass(frozen=True, slots=True)
class Lies:
    """A point and the areas it is in, by the names that a place has for them."""

    latitude: float | None = None
    longitude: float | None = None
    ward_code: str = ""
    lsoa_code: str = ""

    def values(self) -> dict[str, Any]:
        return asdict(self)


NOWHERE = Lies()


def lies(postcode: str) -> Lies | None:
    """Where a whole postcode lies; None where our table does not have it."""
    row = Postcode.objects.filter(code=postcode.replace(" ", "").upper()).first()
    return Lies(row.latitude, row.longitude, row.ward_code, row.lsoa_code) if row else None
