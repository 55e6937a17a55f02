"""Finding people among those whom the reader may see."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from hearth.core.actors import Actor
from hearth.families.models import SourceRecord
from hearth.families.queries.people import AddressProtected, records_visible_to

MOST = 100  # on one page; the file has everybody


def people_list(actor: Actor, *, today: date) -> QuerySet[SourceRecord]:
    """The newest record of each person whom the actor may see."""
    newest = (
        records_visible_to(actor, today=today)
        .filter(corrected_by=None)
        .order_by("link__person", "-said_at", "-created_at")
        .distinct("link__person")
    )
    return (
        SourceRecord.objects.filter(pk__in=newest.values("pk"))
        .annotate(address_protected=AddressProtected(F("pk")))
        .select_related("link", "source_organisation")
        .order_by("-said_at", "family_name", "given_name")
    )


def people_named(actor: Actor, *, name: str, born: date | None, today: date) -> QuerySet[SourceRecord]:
    """Those of whom any record has all the words of a name in it, in any order, and the date of birth where given."""
    seen = records_visible_to(actor, today=today)
    for word in name.split():
        seen = seen.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    if born:
        seen = seen.filter(birth_date=born)
    return (
        people_list(actor, today=today)
        .filter(link__person__in=seen.values("link__person"))
        .order_by(Lower("family_name"), Lower("given_name"))
    )
