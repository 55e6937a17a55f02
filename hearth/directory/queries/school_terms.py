"""School terms as those who keep them see them."""

from __future__ import annotations

from django.db.models import QuerySet

from hearth.directory.models import Area, AreaKind, SchoolTerm


def terms_of(council_code: str) -> QuerySet[SchoolTerm]:
    """The terms of one council (empty: of every council without its own), in order."""
    return SchoolTerm.objects.filter(council_code=council_code).order_by("first_day")


def term(term_id: int) -> SchoolTerm | None:
    """One of them, or None."""
    return SchoolTerm.objects.filter(pk=term_id).first()


def councils() -> list[tuple[str, str]]:
    """(code, name) of the councils on the map, and of those that have terms of their own."""
    named = dict(Area.objects.filter(kind=AreaKind.COUNCIL).order_by("name").values_list("code", "name"))
    own = SchoolTerm.objects.exclude(council_code="").values_list("council_code", flat=True).distinct()
    return [*named.items(), *((code, code) for code in own if code not in named)]
