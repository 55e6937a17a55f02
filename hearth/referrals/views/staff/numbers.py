"""How well requests are answered, in numbers: on a page, on paper and as a file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.queries import may_everywhere
from hearth.access.requests import MemberRequest
from hearth.core import clock, exports, pages
from hearth.referrals import actions
from hearth.referrals.queries import numbers as queries
from hearth.referrals.staff import numbers as shown
from hearth.referrals.staff import periods


@staff("referrals.numbers")
@require_safe
def numbers(request: MemberRequest) -> HttpResponse:
    """The reader's own organisation's numbers; the whole network's for the host's people."""
    today, query = clock.today(), request.GET
    offered = periods.periods(today)
    period = periods.chosen(offered, query.get("period", ""))
    rows = queries.facts_visible_to(request.actor)
    services, hubs, providers = queries.choices(rows)
    names: dict[tuple[str, UUID | None], str] = {("hub", None): _("At no hub")}
    names.update({("service", one.pk): one.name for one in services})
    names.update({("hub", one.pk): one.name for one in hubs})
    of_network = may_everywhere(request.actor, queries.NUMBERS)
    asked = queries.Asked(
        start=period.start,
        end=period.end,
        service_id=_picked(query, "service", [one.pk for one in services]),
        hub_id=_picked(query, "hub", [one.pk for one in hubs]),
        provider_id=_picked(query, "organisation", [one.pk for one in providers]) if of_network else None,
    )
    page = _kept(
        f"{'network' if of_network else request.actor.organisation_id}/{asked}/{today}",
        lambda: shown.page(
            rows, asked, period=period.words, today=today, names=lambda kind, key: names.get((kind, key), "")
        ),
    )
    kind = query.get("export", "")
    if kind in exports.KINDS:
        lines = list(page.lines())
        actions.record_export(what="numbers_exported", count=len(lines), by=request.actor)
        heads = [_("Table"), _("Row"), _("What is counted"), _("Figure"), _("Sent in")]
        return exports.file_response(kind, "requests-in-numbers", heads, ([*line, period.words] for line in lines))
    return pages.render(
        request,
        "referrals/staff/numbers.html",
        {
            "page": page,
            "period": period,
            "today": today,
            "of_network": of_network,
            "selects": [
                _select("period", _("Sent in"), [(one.code, one.label) for one in offered], period.code),
                _select("service", _("Service"), _all(services, _("All services")), str(asked.service_id or "")),
                *([_select("hub", _("Hub"), _all(hubs, _("All hubs")), str(asked.hub_id or ""))] if hubs else []),
                *(
                    [
                        _select(
                            "organisation", _("Organisation"), _all(providers, _("All")), str(asked.provider_id or "")
                        )
                    ]
                    if of_network
                    else []
                ),
            ],
            "downloads": [(one, _with(query, export=one)) for one in exports.KINDS],
        },
    )


def _kept(what: str, count: Callable[[], shown.Page]) -> shown.Page:
    """What was counted within the last minutes, so that many readers cost as much as one. It has no words of families,
    and its key is of whoever may see it."""
    key = f"referrals.numbers:{hashlib.sha256(what.encode()).hexdigest()}"
    found: shown.Page | None = cache.get(key) if settings.NUMBERS_KEPT_SECONDS else None
    if found is None:
        found = count()
        if settings.NUMBERS_KEPT_SECONDS:
            cache.set(key, found, settings.NUMBERS_KEPT_SECONDS)
    return found


def _picked(query: QueryDict, name: str, offered: list[UUID]) -> UUID | None:
    """The id that was chosen, where it is one of those offered."""
    return next((key for key in offered if str(key) == query.get(name)), None)


def _all(rows: list, words: str) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    return [("", words), *((str(row.pk), row.name) for row in rows)]


def _select(name: str, label: str, options: list[tuple[str, str]], value: str) -> dict[str, object]:
    items = [{"value": code, "text": words, "selected": code == value} for code, words in options]
    return {"id": name, "name": name, "label": {"text": label, "classes": "govuk-label--s"}, "items": items}


def _with(query: QueryDict, **changes: str) -> str:
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = value
    return f"?{changed.urlencode()}"
