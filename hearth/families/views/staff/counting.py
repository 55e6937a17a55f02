"""The desk counts families that want no record, and sees how many there were."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearth.access.guards import staff
from hearth.access.requests import MemberRequest
from hearth.core import clock, exports, pages
from hearth.core.small_numbers import SMALL
from hearth.core.words import time_words
from hearth.directory.models import Site
from hearth.directory.queries.hubs import Happening
from hearth.families import vocabulary
from hearth.families.actions import counting
from hearth.families.actions.errors import NotAllowed
from hearth.families.forms.staff_counting import CountForm
from hearth.families.queries import counted as queries
from hearth.families.queries.registrations import own_sites, sessions_today

DAYS = 28
COUNTED_TAG = "counted_tag"  # session: the tag to hand to the family, shown once
HUB = "desk_hub"  # session: at which hub this browser stands; the front desk writes it too


def hub_here(request: MemberRequest) -> tuple[Site | None, list[Site]]:
    """The hub at which this browser stands, and all of the organisation's."""
    sites = own_sites(request.actor)
    chosen = request.GET.get("hub") or request.session.get(HUB, "")
    found = next((site for site in sites if site.slug == chosen), sites[0] if sites else None)
    if found is not None and request.GET.get("hub") == found.slug:
        request.session[HUB] = found.slug
    return found, sites


@staff("families.register")
def count(request: MemberRequest) -> HttpResponse:
    """Count one family. The next page shows its tag."""
    site, sites = hub_here(request)
    now = clock.now()
    today = sessions_today(site, now) if site else []
    form = CountForm(
        request.POST if request.method == "POST" else None,
        sessions=_offered(today),
        on_now=next((str(one.service_id) for one in today if one.occurrence.is_on(now)), ""),
    )
    if request.method == "POST" and site is not None and form.is_valid():
        try:
            visit = counting.count_visit(
                site=site,
                adults=form.cleaned_data["adults"],
                children=form.children(),
                tag=form.cleaned_data["tag"],
                session=form.session(),
                by=request.actor,
                now=now,
            )
        except counting.CountedAlready:
            form.add_error("tag", _("This family is counted here today already"))
        except NotAllowed:  # the session was taken off while the form stood open
            form.add_error(None, _("This session is not on here any more. Choose again"))
        else:
            request.session[COUNTED_TAG] = visit.tag
            return redirect("register:count")
    context = {"form": form, "hub": site, "sites": sites, "tag": request.session.pop(COUNTED_TAG, "")}
    return pages.render(request, "families/staff/count.html", context)


def _offered(today: list[Happening]) -> list[tuple[str, str]]:
    """The sessions of today, each once: one that is on twice by its first time."""
    first: dict[str, str] = {}
    for one in today:
        first.setdefault(str(one.service_id), _session_words(one))
    return list(first.items())


def _session_words(one: Happening) -> str:
    """ "9:30am, Stay and play"."""
    opens = one.occurrence.opens
    return _("%(time)s, %(name)s") % {"time": time_words(opens), "name": one.name} if opens else one.name


@staff("families.register")
@require_safe
def numbers(request: MemberRequest) -> HttpResponse:
    """The last four weeks of one hub; small numbers are hidden on the page as in the file."""
    site, sites = hub_here(request)
    today = clock.today()
    found = queries.counted(request.actor, site, today - timedelta(days=DAYS - 1), today) if site else None
    kind = request.GET.get("export", "")
    if found is not None and kind in exports.KINDS:
        by_session = request.GET.get("by") == "session"
        numbered: dict[str, int | None] = (
            {name or _("No session"): number for name, number in found.sessions.items()}
            if by_session
            else {day.isoformat(): number for day, number in found.days.items()}
        )
        rows = [[found.site.name, what, "" if number is None else number] for what, number in numbered.items()]
        counting.record_counts_export(rows=len(rows), by=request.actor)
        head = [_("Hub"), _("Session") if by_session else _("Day"), _("Families")]
        return exports.file_response(kind, "counted-families", head, rows)
    labels = {queries.ADULTS: _("Adults"), **dict(vocabulary.choices("bands"))}
    context = {
        "hub": site,
        "sites": sites,
        "found": found,
        "people": [(labels.get(code, code), number) for code, number in found.people.items()] if found else [],
        "number_of_days": DAYS,
        "small": SMALL,
        "downloads": [(one, f"?export={one}") for one in exports.KINDS],
        "by_session": [(one, f"?export={one}&by=session") for one in exports.KINDS],
    }
    return pages.render(request, "families/staff/counted.html", context)
