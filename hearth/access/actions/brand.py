"""How the network looks and signs itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.access.events import BrandChanged
from hearth.audit import actions as audit
from hearth.core import brand as brands
from hearth.core import events
from hearth.core.actors import Actor
from hearth.core.models import Brand


@dataclass(frozen=True, slots=True)
class BrandValues:
    """What the page sets: names, colours as #rrggbb, and how to reach the network."""

    name: str
    strapline: str
    council_name: str
    ink: str
    paper: str
    sand: str
    primary: str
    accent: str
    highlight: str
    done: str
    line: str
    logo_alt: str
    phone: str
    email: str
    address: str
    footer: str
    worried_phone: str


class ColoursTooFaint(ValueError):
    """Words in these colours could not be read by everybody (WCAG 1.4.3)."""


def save_brand(
    *, values: BrandValues, now: datetime, by: Actor, logo: bytes | None = None, remove_logo: bool = False
) -> UUID:
    """Save the brand; every page wears it from the next request on. `logo` is a checked PNG; None keeps the one there.

    Raises ColoursTooFaint when a pair of colours has a contrast below 4.5 to 1.
    """
    changes = asdict(values)
    if brands.too_faint({name: changes[name] for name in brands.COLOURS}):
        raise ColoursTooFaint
    with transaction.atomic():
        brand = Brand.objects.select_for_update().first() or Brand()
        changed = sorted(name for name, value in changes.items() if getattr(brand, name) != value)
        for name, value in changes.items():
            setattr(brand, name, value)
        if logo is not None or remove_logo:
            brand.logo = None if remove_logo else logo
            changed.append("logo")
        if brand.logo is None:
            brand.logo_alt = ""
        brand.version += 1
        brand.updated_at = now
        brand.save()
        audit.record(
            action="access.brand_changed", by=by, subject_type="brand", subject_id=brand.pk, detail={"changed": changed}
        )
        events.publish(BrandChanged(brand_id=brand.pk, version=brand.version), by=by)
        transaction.on_commit(brands.forget)
    return brand.pk
