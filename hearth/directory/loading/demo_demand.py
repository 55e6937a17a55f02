"""The demo area's searches in vain and its agreements with partners, added once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from hearth.core.clock import LONDON
from hearth.directory.demo import reading
from hearth.directory.models import Area, AreaKind, PartnerAgreement, UnmetSearch
from hearth.directory.queries.demand import next_month


def load_demand(now: datetime) -> int:
    """A year of searches in vain, spread over the demo's wards. Nothing where there are some already."""
    if UnmetSearch.objects.exists():
        return 0
    today = now.astimezone(LONDON).date()
    wards = list(Area.objects.filter(kind=AreaKind.WARD).order_by("code").values_list("code", "parent_code"))
    rows = []
    for place, line in enumerate(reading.demand()["searches"]):
        for back, number in enumerate(reversed(line["months"])):
            month = next_month(today.replace(day=1), -back)
            for turn in range(number):
                ward, council = wards[(place * 5 + turn % line["spread"]) % len(wards)] if wards else ("", "")
                # Days of the month in a fixed pattern; this month's lie before today.
                day = min(month + timedelta(days=(place * 3 + turn * 4) % 28), today)
                rows.append(
                    UnmetSearch(
                        day=day,
                        words=line["words"],
                        language=line.get("language", "en"),
                        age=line.get("age"),
                        ward_code=ward,
                        council_code=council,
                        filters=line.get("filters", []),
                        reason=line["reason"],
                    )
                )
    counted: dict[tuple[object, ...], UnmetSearch] = {}
    for row in rows:
        key = (row.day, row.words, row.ward_code)
        if key in counted:
            counted[key].count += 1
        else:
            counted[key] = row
    UnmetSearch.objects.bulk_create(counted.values())
    return len(rows)


def load_agreements(now: datetime, organisations: dict[str, UUID]) -> int:
    """The demo's agreements that are not there yet."""
    today = now.astimezone(LONDON).date()
    new = [
        PartnerAgreement(
            id=uuid5(organisations[line["organisation"]], line["title"]),
            organisation_id=organisations[line["organisation"]],
            title=line["title"],
            covers=line["covers"],
            starts_on=today - timedelta(days=line["starts_days_ago"]),
            ends_on=today + timedelta(days=line["ends_in_days"]) if "ends_in_days" in line else None,
            review_on=today + timedelta(days=line["review_in_days"]) if "review_in_days" in line else None,
            document=line.get("document", ""),
            notes=line.get("notes", ""),
        )
        for line in reading.demand()["agreements"]
    ]
    there = set(PartnerAgreement.objects.filter(id__in=[one.id for one in new]).values_list("id", flat=True))
    PartnerAgreement.objects.bulk_create(one for one in new if one.id not in there)
    return len(new) - len(there)
