"""The synonyms that ship with the product, brought up to date after every migration.

What staff have changed or taken away (`is_ours`) stays as they left it; what they added is never touched. A shipped
one that is gone from the file, and that nobody here has touched, goes.
"""

from __future__ import annotations

from typing import Any

from hearth.directory import vocabularies


def shipped() -> dict[str, tuple[list[str], list[str]]]:
    """By what is typed: what it means, and the codes to which it leads."""
    from hearth.directory.queries.words import plain

    made: dict[str, tuple[list[str], list[str]]] = {}
    data = vocabularies.shipped("everyday.yaml")
    for row in data["means"]:
        for typed in row["typed"]:
            means, _codes = made.setdefault(plain(str(typed)), ([], []))
            means += [text for text in map(str, row["means"]) if text not in means and text != typed]
    for code, phrases in data["leads_to"].items():
        for typed in phrases:
            _means, codes = made.setdefault(plain(str(typed)), ([], []))
            if code not in codes:
                codes.append(code)
    return {typed: both for typed, both in made.items() if any(both)}


def bring_up_to_date(**_signal: Any) -> None:
    """Create, update and take away the shipped synonyms that nobody here has touched; writes only what differs."""
    from hearth.directory.models import Synonym

    wanted = shipped()
    there = {row.typed: row for row in Synonym.objects.all()}
    Synonym.objects.bulk_create(
        Synonym(typed=typed, means=means, leads_to=codes, is_shipped=True)
        for typed, (means, codes) in wanted.items()
        if typed not in there
    )
    untouched = [row for row in there.values() if row.is_shipped and not row.is_ours]
    changed = []
    for row in untouched:
        if row.typed in wanted and (row.means, row.leads_to) != wanted[row.typed]:
            row.means, row.leads_to = wanted[row.typed]
            changed.append(row)
    Synonym.objects.bulk_update(changed, ["means", "leads_to"])
    gone = [row.pk for row in untouched if row.typed not in wanted]
    if gone:
        Synonym.objects.filter(pk__in=gone).delete()
